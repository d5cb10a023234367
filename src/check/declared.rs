//! The entries of the configuration that are facts about code, on their way to the catalogue's words and back.

use crate::catalogue::{Category, Declaration, Declared, PathPattern};
use crate::config::{Config, Entry};
use crate::diagnostic::Diagnostic;
use crate::resolve::Program;
use crate::source::{FileId, Place};

/// The entries of the configuration that are facts about code, in the order of [`configured`].
pub(super) fn declarations(config: &Config) -> Vec<Declaration> {
    configured(config)
        .map(|(what, entry)| Declaration { path: PathPattern::new(&entry.path), what })
        .collect()
}

fn configured(config: &Config) -> impl Iterator<Item = (Declared, &Entry)> {
    let guards = config.guards.iter().map(|entry| (Declared::Guard, entry));
    let handles = config.handles.iter().map(|entry| (Declared::Handle, entry));
    let external = config.external.iter().map(|external| {
        let category = external.category.as_ref().and_then(|entry| Category::parse(&entry.path));
        let category = category.unwrap_or(Category::Network);
        (Declared::External { category, advice: external.advice.clone() }, &external.path)
    });
    let models = config.models.iter().map(|entry| (Declared::Model, entry));
    let snapshots = config.snapshots.iter().map(|entry| (Declared::Snapshot, entry));
    let immutable = config.immutable_models.iter().map(|entry| (Declared::ImmutableModel, entry));
    guards.chain(handles).chain(models).chain(snapshots).chain(immutable).chain(external)
}

/// Entries that mean nothing: a warning at each, since a mistyped path would protect nobody.
pub(super) fn unmatched(config: &Config, program: &Program, texts: &[FileId]) -> Vec<Diagnostic> {
    program
        .unmatched
        .iter()
        .filter_map(|index| configured(config).nth(*index))
        .map(|(what, entry)| {
            let place = Place::new(texts[entry.text], entry.span);
            let what = match what {
                Declared::Guard
                | Declared::Handle
                | Declared::Model
                | Declared::Snapshot
                | Declared::ImmutableModel => "type",
                Declared::External { .. } => "function",
            };
            Diagnostic::problem(place, format!("no {what} of the workspace matches `{}`", entry.path))
        })
        .collect()
}
