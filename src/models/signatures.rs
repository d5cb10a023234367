//! Whose signatures are the author's own to change.

use crate::catalogue::HARMLESS_ATTRIBUTES;
use crate::resolve::{Container, FunctionId, Program};

/// Not one that a trait, a framework or the users of a library ask for.
pub fn is_free(program: &Program, function: FunctionId) -> bool {
    let def = program.function(function);
    let of_trait = match def.container {
        Container::Trait(_) => true,
        Container::Impl(id) => program.impl_(id).of_trait.is_some(),
        Container::Module => false,
    };
    let krate = program.krate(program.crate_of(def.module));
    let framework = def.attrs.iter().any(|attr| !HARMLESS_ATTRIBUTES.contains(&attr.path.as_str()));
    let is_public = def.is_pub && krate.is_library && is_published(program, function);
    !(of_trait || framework || is_public)
}

/// A library that nobody in the workspace uses is for others.
fn is_published(program: &Program, function: FunctionId) -> bool {
    let krate = program.crate_of(program.function(function).module);
    !program
        .crates
        .iter()
        .any(|other| !other.is_header && other.extern_crates.values().any(|dependency| *dependency == krate))
}
