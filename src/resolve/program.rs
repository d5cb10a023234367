//! The resolved workspace: definitions in arenas, found by id.
//!
//! Immutable once built. Every definition says where it stands; `file` is the index of the IR in [`Program::irs`]:
//! workspace files first (there it equals the [`FileId`]), files of dependencies outside of it, headers.

use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::{TraitRef, Ty};
use crate::catalogue::{Declaration, Facts};
use crate::ir::{self, BodyId, FileIr, Name};
use crate::source::{FileId, Place, Span};

macro_rules! id {
    ($($name:ident)*) => {$(
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u32);

        impl $name {
            pub const fn index(self) -> usize {
                self.0 as usize
            }
        }
    )*};
}

id!(CrateId ModuleId FunctionId AdtId TraitId ImplId AliasId ConstId);

#[derive(Debug, Default)]
pub struct Program {
    /// Workspace files in the order of their [`FileId`]s, then those of dependencies, then headers.
    pub irs: Vec<FileIr>,
    /// How many of `irs` are files of the workspace.
    pub workspace_files: usize,
    /// How many are files whose structure is known: those of the workspace, then those of dependencies outside of it
    /// (without bodies). Headers are described by facts.
    pub described_files: usize,
    pub crates: Vec<Crate>,
    pub modules: Vec<ModuleDef>,
    pub functions: Vec<FunctionDef>,
    pub adts: Vec<AdtDef>,
    pub traits: Vec<TraitDef>,
    pub impls: Vec<ImplDef>,
    pub aliases: Vec<AliasDef>,
    pub consts: Vec<ConstDef>,
    /// Inherent and trait methods by name; the first filter of every method look-up.
    pub methods_by_name: FxHashMap<Name, Vec<FunctionId>>,
    pub impls_of_trait: FxHashMap<TraitId, Vec<ImplId>>,
    /// The same by the struct or enum that an impl is for; none for all other types and parameters.
    pub(super) impls_by_head: FxHashMap<(TraitId, Option<AdtId>), Vec<ImplId>>,
    pub impls_of_adt: FxHashMap<AdtId, Vec<ImplId>>,
    pub macros: super::macros::MacroScope,
    pub(super) late: super::late::Late,
    pub(super) scopes: Vec<super::names::Scope>,
    pub block_modules: FxHashMap<(FileId, ir::BlockScopeId), ModuleId>,
    /// By the names of [`crate::catalogue::HEADERS`].
    pub(super) headers: FxHashMap<&'static str, CrateId>,
    /// Dependencies that are not in the program: name in scope → crate.
    pub(super) external_names: FxHashMap<CrateId, FxHashMap<Name, Name>>,
    /// While imports are resolved: nothing is final.
    pub(super) imports_open: bool,
    pub(super) prelude: Option<ModuleId>,
    /// What the user declared, for paths into crates that are not in the program.
    pub(super) declared: Vec<Declaration>,
    /// Declarations (by their order) that mean nothing here.
    pub unmatched: Vec<usize>,
    pub(super) known: super::lower::Known,
    pub(super) holders: super::guard::Holders,
    pub reach: super::Reach,
    /// By [`FunctionId`].
    pub(super) function_scopes: Vec<Arc<super::TypeScope>>,
}

/// A crate of the workspace, or a header.
#[derive(Debug)]
pub struct Crate {
    /// As in paths: `my_app`.
    pub name: Name,
    pub root: ModuleId,
    pub edition: Edition,
    /// Names of dependencies in scope → crate, when it is in the program.
    pub extern_crates: FxHashMap<Name, CrateId>,
    /// Paths may name any header (headers themselves, code without a manifest).
    pub any_dependency: bool,
    pub is_header: bool,
    /// Outside of the workspace, read for its signatures.
    pub is_dependency: bool,
    /// A library whose public items others may call.
    pub is_library: bool,
    /// Compiled with `cfg(test)`, or a test, bench or example target.
    pub is_test: bool,
    /// Headers: what any async function of the crate waits for.
    pub waits: Option<crate::catalogue::Category>,
    /// Headers: the kind of database that connections of the crate lead to, when it is none that speaks SQL.
    pub store: Option<Name>,
}

impl Crate {
    /// There may be more in it than the program knows: what a header leaves out, what a dependency's macros make.
    pub fn is_partial(&self) -> bool {
        self.is_header || self.is_dependency
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Edition {
    E2015,
    E2018,
    E2021,
    E2024,
}

#[derive(Debug)]
pub struct ModuleDef {
    pub name: Name,
    pub krate: CrateId,
    pub parent: Option<ModuleId>,
    pub file: FileId,
    /// For the items of a block: names not found here are looked up in the parent, as in the block around it.
    pub is_block: bool,
}

/// What a name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Def {
    Module(ModuleId),
    Function(FunctionId),
    Adt(AdtId),
    /// The variant's index.
    Variant(AdtId, u32),
    Trait(TraitId),
    Alias(AliasId),
    Const(ConstId),
}

#[derive(Debug)]
pub struct FunctionDef {
    pub name: Name,
    pub file: FileId,
    pub module: ModuleId,
    pub container: Container,
    pub span: Span,
    pub name_span: Span,
    pub is_pub: bool,
    pub self_param: Option<SelfKind>,
    /// Those after `self`.
    pub param_names: Box<[ParamName]>,
    /// How many type and const parameters are its own, not its container's.
    pub own_generics: u32,
    pub body: Option<BodyId>,
    pub attrs: Arc<[ir::Attr]>,
    pub facts: Arc<Facts>,
    /// Types of the parameters, `self` first when there is one; generic parameters are [`Ty::Param`].
    pub params: Vec<Ty>,
    /// What a call returns: the output itself also for an `async fn` (see `is_async`).
    pub ret: Ty,
    /// An `async fn`, also by `#[async_trait]`: calling it makes a future of `ret`.
    pub is_async: bool,
    /// Names of the type parameters: the container's first, then its own.
    pub generics: Vec<Name>,
}

/// How `self` is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SelfKind {
    Value,
    Ref {
        mutable: bool,
    },
    /// `self: Box<Self>`
    Typed,
}

/// What a parameter is called, and where; see [`ir::Param`].
#[derive(Debug, Clone, Copy)]
pub struct ParamName {
    pub name: Name,
    pub span: Span,
}

impl FunctionDef {
    /// Takes over what its IR says beside types: the IR itself is not kept.
    pub(super) fn read(&mut self, ir: &ir::Function) {
        self.self_param = ir.self_param.as_ref().map(|param| match param {
            ir::SelfParam::Value => SelfKind::Value,
            ir::SelfParam::Ref { mutable } => SelfKind::Ref { mutable: *mutable },
            ir::SelfParam::Typed(_) => SelfKind::Typed,
        });
        self.param_names =
            ir.params.iter().map(|param| ParamName { name: param.name, span: param.span }).collect();
        let own = ir.generics.params.iter().filter(|param| param.kind != ir::GenericKind::Lifetime);
        self.own_generics = own.count() as u32;
        self.body = ir.body;
    }

    /// The type of `self`, when there is one, and those of the other parameters.
    pub fn split_params(&self) -> (&[Ty], &[Ty]) {
        self.params.split_at(usize::from(self.self_param.is_some()).min(self.params.len()))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Container {
    Module,
    Impl(ImplId),
    Trait(TraitId),
}

#[derive(Debug)]
pub struct AdtDef {
    pub name: Name,
    pub file: FileId,
    pub module: ModuleId,
    pub span: Span,
    pub name_span: Span,
    pub attrs: Arc<[ir::Attr]>,
    pub facts: Arc<Facts>,
    pub generics: Vec<Name>,
    pub defaults: Vec<Option<Ty>>,
    /// The field that a derived `Deref` gives.
    pub deref_field: Option<u32>,
    /// `pub`, wherever it stands.
    pub is_pub: bool,
    /// Has a lifetime parameter: its values can borrow.
    pub has_lifetime: bool,
    /// A struct has one, named like it.
    pub variants: Vec<VariantDef>,
    pub is_enum: bool,
    /// Variants by name, where there are too many to look through.
    pub(super) by_name: FxHashMap<Name, u32>,
}

impl AdtDef {
    /// Enums with more variants than this are looked up in a table: generated ones have thousands.
    const MANY: usize = 32;

    pub(super) fn index(variants: &[VariantDef]) -> FxHashMap<Name, u32> {
        if variants.len() <= Self::MANY {
            return FxHashMap::default();
        }
        // the first of a name counts, as everywhere
        let names = variants.iter().enumerate().rev();
        names.map(|(index, variant)| (variant.name, index as u32)).collect()
    }

    /// The variant of this name; of a struct, the struct itself.
    pub fn variant(&self, name: Name) -> Option<u32> {
        if self.variants.len() > Self::MANY {
            return self.by_name.get(&name).copied();
        }
        self.variants.iter().position(|variant| variant.name == name).map(|index| index as u32)
    }
}

#[derive(Debug)]
pub struct VariantDef {
    pub name: Name,
    pub kind: ir::FieldsKind,
    pub fields: Vec<FieldDef>,
}

#[derive(Debug)]
pub struct FieldDef {
    pub name: Name,
    pub ty: Ty,
    pub attrs: Arc<[ir::Attr]>,
    pub span: Span,
    pub vis: ir::Visibility,
}

#[derive(Debug)]
pub struct TraitDef {
    pub name: Name,
    pub file: FileId,
    pub module: ModuleId,
    pub span: Span,
    pub facts: Arc<Facts>,
    pub generics: Vec<Name>,
    pub supertraits: Vec<TraitRef>,
    pub functions: Vec<FunctionId>,
    /// Associated types with their bounds and defaults.
    pub assoc_types: Vec<(Name, Vec<TraitRef>, Option<Ty>)>,
}

#[derive(Debug)]
pub struct ImplDef {
    pub file: FileId,
    pub module: ModuleId,
    pub span: Span,
    pub generics: Vec<Name>,
    /// Bounds of the generic parameters are inside their [`Ty::Param`]s in `self_ty`.
    pub self_ty: Ty,
    pub of_trait: Option<TraitRef>,
    pub functions: Vec<FunctionId>,
    pub assoc_types: Vec<(Name, Ty)>,
}

#[derive(Debug)]
pub struct AliasDef {
    pub name: Name,
    pub file: FileId,
    pub module: ModuleId,
    pub span: Span,
    pub generics: Vec<Name>,
    pub defaults: Vec<Option<Ty>>,
    pub ty: Ty,
}

#[derive(Debug)]
pub struct ConstDef {
    pub name: Name,
    pub file: FileId,
    pub module: ModuleId,
    pub span: Span,
    pub ty: Ty,
    pub body: Option<BodyId>,
}

/// A body to analyse: which function (or constant) it belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BodyOwner {
    pub function: FunctionId,
    pub file: FileId,
    pub body: BodyId,
}

impl Program {
    pub fn function(&self, id: FunctionId) -> &FunctionDef {
        &self.functions[id.index()]
    }

    pub fn adt(&self, id: AdtId) -> &AdtDef {
        &self.adts[id.index()]
    }

    pub fn trait_(&self, id: TraitId) -> &TraitDef {
        &self.traits[id.index()]
    }

    pub fn impl_(&self, id: ImplId) -> &ImplDef {
        &self.impls[id.index()]
    }

    pub fn module(&self, id: ModuleId) -> &ModuleDef {
        &self.modules[id.index()]
    }

    pub fn krate(&self, id: CrateId) -> &Crate {
        &self.crates[id.index()]
    }

    pub fn body(&self, file: FileId, body: BodyId) -> &ir::Body {
        let bodies = &self.irs[file.0 as usize].bodies;
        // most were read before
        bodies.read_before(body).unwrap_or_else(|| bodies.get_or(body, || self.expanded(file, body)))
    }

    /// The body, when it was read before.
    pub fn read_body(&self, file: FileId, body: BodyId) -> Option<&ir::Body> {
        self.irs[file.0 as usize].bodies.read_before(body)
    }

    /// The blocks of a body that have items.
    pub fn blocks_with_items(&self, file: FileId, body: BodyId) -> FxHashMap<u32, ir::BlockScopeId> {
        self.irs[file.0 as usize].bodies.declaring(body).map(ir::Body::block_scopes).unwrap_or_default()
    }

    /// Whether one of the words (see [`ir::word`] and its like) may stand in the body: asks before it is read.
    pub fn mentions(&self, owner: BodyOwner, wanted: impl FnMut(u32) -> bool) -> bool {
        self.irs[owner.file.0 as usize].bodies.mentions(owner.body, wanted)
    }

    /// Whether something may be awaited in the body: asks before it is read.
    pub fn may_wait(&self, owner: BodyOwner) -> bool {
        self.irs[owner.file.0 as usize].bodies.may_wait(owner.body)
    }

    /// Forgets a body of which nobody will ask; who does reads it once more.
    pub fn forget_body(&mut self, owner: BodyOwner) {
        self.irs[owner.file.0 as usize].bodies.forget(owner.body);
    }

    /// Forgets items as they were written: all that was asked of them is known. The program cannot be renewed then.
    pub fn forget_items(&mut self) {
        self.irs.par_iter_mut().for_each(|ir| {
            ir.items = Vec::new();
            ir.block_scopes = Vec::new();
        });
    }

    pub fn edition(&self, module: ModuleId) -> Edition {
        self.krate(self.module(module).krate).edition
    }

    /// Whether a module is another one, or somewhere in it.
    pub fn is_below(&self, module: ModuleId, other: ModuleId) -> bool {
        let mut at = Some(module);
        while let Some(module) = at {
            if module == other {
                return true;
            }
            at = self.module(module).parent;
        }
        false
    }

    /// Whether the file is one of the workspace (findings may point there).
    pub fn is_workspace_file(&self, file: FileId) -> bool {
        (file.0 as usize) < self.workspace_files
    }

    /// Whether the file was written by people who did not write it for letgo: what its types own is in their fields.
    pub fn has_structure(&self, file: FileId) -> bool {
        (file.0 as usize) < self.described_files
    }

    /// Where a function's name stands, for messages; none for headers.
    pub fn function_place(&self, id: FunctionId) -> Option<Place> {
        let function = self.function(id);
        self.is_workspace_file(function.file).then(|| Place::new(function.file, function.name_span))
    }

    /// All function bodies of the workspace, in file order.
    pub fn bodies(&self) -> impl Iterator<Item = BodyOwner> + '_ {
        (0..self.functions.len() as u32).filter_map(|index| self.body_of(FunctionId(index)))
    }

    /// The body of a function of the workspace.
    pub fn body_of(&self, function: FunctionId) -> Option<BodyOwner> {
        let def = self.function(function);
        let body = def.body?;
        self.is_workspace_file(def.file).then_some(BodyOwner { function, file: def.file, body })
    }
}
