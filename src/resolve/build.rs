//! From IRs to a [`Program`]: modules and items first, then imports, then types.

use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::clients::Client;
use super::derives::{derived_by, derived_deref, derived_items, derives};
use super::names::{Entry, Imports, Scope};
use super::{
    AdtDef, AdtId, AliasDef, AliasId, ConstDef, ConstId, Container, Crate, CrateId, Def, Edition, FunctionId,
    ImplDef, ImplId, ModuleDef, ModuleId, Program, TraitDef, TraitId, Ty, VariantDef,
};
use crate::catalogue::{Category, Declaration, Facts};
use crate::ir::{self, BlockScopeId, BodyId, ExprId, ExprKind, FileIr, ItemKind, Name};
use crate::source::FileId;

/// What `check` hands over: lowered files and how they form crates.
#[derive(Debug, Default)]
pub struct Input {
    /// By [`FileId`].
    pub files: Vec<FileIr>,
    /// `mod name;` → its file, by the declaring file and the path of inline modules down to and including the name.
    pub module_files: FxHashMap<(FileId, Vec<Name>), FileId>,
    pub crates: Vec<CrateInput>,
    /// Libraries outside of the workspace, signatures only.
    pub dependencies: Vec<DependencyInput>,
    /// Lowered headers by the names of [`crate::catalogue::HEADERS`]; `check` makes them with `syntax`, which this
    /// module must not know.
    pub header_irs: Vec<(Name, FileIr)>,
    /// What the user added to the catalogue.
    pub declarations: Vec<Declaration>,
}

#[derive(Debug)]
pub struct CrateInput {
    pub name: Name,
    pub edition: Edition,
    pub root: FileId,
    /// Name in scope → the dependency's crate name (hyphens as underscores), renames applied.
    pub dependencies: Vec<(Name, Name)>,
    /// No manifest says which crates there are: every header may be meant.
    pub any_dependency: bool,
    pub is_library: bool,
    pub is_test: bool,
}

/// A library outside of the workspace whose types may own connections: its files, without bodies.
#[derive(Debug)]
pub struct DependencyInput {
    pub name: Name,
    /// The package's name as paths would spell it, where the library has another.
    pub package: Name,
    pub edition: Edition,
    /// Numbered on their own; `root` and `module_files` are indices here.
    pub files: Vec<FileIr>,
    pub root: FileId,
    pub module_files: FxHashMap<(FileId, Vec<Name>), FileId>,
    pub dependencies: Vec<(Name, Name)>,
}

/// Builds the program. Crates of the workspace shadow headers of the same name.
pub fn build(input: Input) -> Program {
    let workspace_files = input.files.len();
    let mut irs = input.files;
    let mut module_files = input.module_files;
    let mut dependencies = Vec::new();
    let mut names = Vec::new();
    for dependency in input.dependencies {
        let first = irs.len() as u32;
        let shift = |file: FileId| FileId(first + file.0);
        let files = dependency.module_files.into_iter();
        module_files.extend(files.map(|((file, path), child)| ((shift(file), path), shift(child))));
        irs.extend(dependency.files);
        names.push(dependency.package);
        dependencies.push(CrateInput {
            name: dependency.name,
            edition: dependency.edition,
            root: shift(dependency.root),
            dependencies: dependency.dependencies,
            any_dependency: false,
            is_library: true,
            is_test: false,
        });
    }
    let described = irs.len();
    let mut headers = Vec::new();
    for (name, ir) in input.header_irs {
        headers.push((name, FileId(irs.len() as u32)));
        irs.push(ir);
    }
    let mut inputs = input.crates;
    let members = inputs.len();
    inputs.extend(dependencies);

    let mut builder = Builder::new(&irs, module_files, described);
    builder.program.workspace_files = workspace_files;
    builder.program.described_files = described;
    for (index, krate) in inputs.iter().enumerate() {
        builder.krate(krate, index >= members);
    }
    for (name, file) in headers {
        builder.header(name, file);
    }
    builder.derive();
    let made = std::mem::take(&mut builder.made);
    let Builder { mut program, pending, no_facts, .. } = builder.with(&made);
    program.adts = pending.items.adts.par_iter().map(|adt| adt.def(&no_facts)).collect();
    super::link::link(&mut program, &inputs, &names);
    program.prelude = program.find_prelude();
    program.macros.import(&pending.imports);
    super::names::resolve_imports(&mut program, pending.imports);
    super::lower::lower_all(&mut program, &pending.items);
    drop(pending.items);
    drop(made);
    program.irs = irs;
    super::declare::declare(&mut program, input.declarations);
    (program.reach, program.holders) =
        rayon::join(|| super::Reach::of(&program), || super::guard::Holders::of(&program));
    super::signs::read(&mut program);
    program
}

/// Where the IR of a definition is, until its types are lowered. Only references: what they lead to is looked at in
/// parallel.
#[derive(Debug, Default)]
pub(super) struct PendingItems<'a> {
    pub functions: Vec<PendingFunction<'a>>,
    pub adts: Vec<PendingAdt<'a>>,
    pub traits: Vec<&'a ir::Trait>,
    pub impls: Vec<&'a ir::Impl>,
    pub aliases: Vec<&'a ir::TypeAlias>,
    pub consts: Vec<&'a ir::TypeRef>,
}

/// A function, of which nothing is looked at before its types are lowered.
#[derive(Debug)]
pub(super) struct PendingFunction<'a> {
    pub item: &'a ir::Item,
    pub ir: &'a ir::Function,
    pub file: FileId,
    pub module: ModuleId,
    pub container: Container,
}

#[derive(Debug)]
pub(super) struct PendingAdt<'a> {
    pub item: &'a ir::Item,
    file: FileId,
    module: ModuleId,
}

#[derive(Debug, Default)]
struct Pending<'a> {
    imports: Imports<'a>,
    items: PendingItems<'a>,
}

struct Builder<'a> {
    /// By [`FileId`].
    irs: &'a [FileIr],
    program: Program,
    pending: Pending<'a>,
    module_files: FxHashMap<(FileId, Vec<Name>), FileId>,
    /// Files on the way from the crate root, against `mod` cycles.
    open: Vec<FileId>,
    /// What derives of the catalogue put beside the type, by the derive's name.
    derived: FxHashMap<Name, (FileId, &'a [ir::Item])>,
    /// Attributes of the catalogue that make a client of a trait.
    clients: Vec<Client>,
    /// Of the crate that is read.
    dependencies: &'a [(Name, Name)],
    made: Made,
    /// Those of most items.
    no_facts: Arc<Facts>,
}

/// What nobody wrote, until it is collected like all else.
#[derive(Default)]
struct Made {
    clients: Vec<(At, [ir::Item; 2])>,
    imports: Vec<(ModuleId, ir::Import)>,
}

/// Where items are collected into.
#[derive(Clone)]
struct At {
    module: ModuleId,
    file: FileId,
    /// Inline modules from the file's root.
    path: Vec<Name>,
}

impl<'a> Builder<'a> {
    /// `described`: the first of the headers among the files.
    fn new(
        irs: &'a [FileIr],
        module_files: FxHashMap<(FileId, Vec<Name>), FileId>,
        described: usize,
    ) -> Self {
        let mut pending = Pending::default();
        // most bodies are of functions
        pending.items.functions.reserve(irs.iter().map(|ir| ir.bodies.ids().len()).sum());
        Self {
            irs,
            program: Program::default(),
            pending,
            module_files,
            open: Vec::new(),
            derived: derived_items(&irs[described..], described),
            clients: super::clients::declared(&irs[described..]),
            dependencies: &[],
            made: Made::default(),
            no_facts: Arc::default(),
        }
    }

    /// Collects what was made.
    fn with(mut self, made: &'a Made) -> Self {
        made.clients.iter().for_each(|(at, items)| self.items(at, items));
        made.imports.iter().for_each(|(module, import)| self.pending.imports.push(*module, import));
        self
    }

    fn krate(&mut self, input: &'a CrateInput, is_dependency: bool) {
        let id = CrateId(self.program.crates.len() as u32);
        self.dependencies = &input.dependencies;
        let root = self.module(input.name, id, None, input.root, false);
        self.program.crates.push(Crate {
            name: input.name,
            root,
            edition: input.edition,
            extern_crates: FxHashMap::default(),
            any_dependency: input.any_dependency,
            is_header: false,
            is_dependency,
            is_library: input.is_library,
            is_test: input.is_test,
            waits: None,
            store: None,
        });
        self.file(root, input.root);
    }

    fn header(&mut self, name: Name, file: FileId) {
        let id = CrateId(self.program.crates.len() as u32);
        let root = self.module(name, id, None, file, false);
        let attrs = &self.irs[file.0 as usize].attrs;
        let words = |path: &str| {
            let attr = attrs.iter().find(|attr| attr.path == path);
            attr.map(|attr| attr.args.split(',').map(|word| word.replace(' ', "")).collect::<Vec<_>>())
                .unwrap_or_default()
        };
        let waits = words("letgo::waits").first().and_then(|word| Category::parse(word));
        self.program.crates.push(Crate {
            name,
            root,
            edition: Edition::E2021,
            extern_crates: FxHashMap::default(),
            any_dependency: true,
            is_header: true,
            is_dependency: false,
            is_library: true,
            is_test: false,
            waits,
            store: words("letgo::store").first().map(|word| Name::from(word.as_str())),
        });
        self.program.headers.insert(name.as_str(), id);
        self.file(root, file);
    }

    /// What derives make stands in the module of the type that derives it, unless it is written there by hand.
    fn derive(&mut self) {
        let derived = &self.derived;
        let derives = |adt: &PendingAdt<'a>| {
            let (module, ty) = (adt.module, adt.item.name);
            let known = derives(adt.item).filter_map(|name| derived.keys().find(|known| **known == name));
            known.map(|name| (module, *name, ty)).collect::<Vec<_>>()
        };
        let derives: Vec<_> = self.pending.items.adts.par_iter().flat_map_iter(derives).collect();
        for (module, name, ty) in derives {
            let Some(&(file, items)) = self.derived.get(&name) else { continue };
            let is_impl = |item: &ir::Item| matches!(item.kind, ItemKind::Impl(_));
            let scope = &self.program.scopes[module.index()];
            let is_vacant = |item: &&ir::Item| !is_impl(item) && !scope.types.contains_key(&item.name);
            let vacant: Vec<&ir::Item> = items.iter().filter(is_vacant).collect();
            let at = At { module, file, path: Vec::new() };
            vacant.into_iter().for_each(|item| self.item(&at, item));
            if items.iter().any(is_impl) {
                let krate = self.program.module(module).krate;
                let inner = self.module(Name::from("{derive}"), krate, Some(module), file, true);
                if let Some(entry) = self.program.scopes[module.index()].types.get(&ty).cloned() {
                    self.program.scopes[inner.index()].types.insert(Name::from("Derived"), entry);
                }
                let at = At { module: inner, file, path: Vec::new() };
                items.iter().filter(|item| is_impl(item)).for_each(|item| self.item(&at, item));
            }
        }
    }

    fn module(
        &mut self,
        name: Name,
        krate: CrateId,
        parent: Option<ModuleId>,
        file: FileId,
        is_block: bool,
    ) -> ModuleId {
        self.program.modules.push(ModuleDef { name, krate, parent, file, is_block });
        self.program.scopes.push(Scope::default());
        ModuleId(self.program.modules.len() as u32 - 1)
    }

    fn file(&mut self, module: ModuleId, file: FileId) {
        if self.open.contains(&file) {
            return;
        }
        self.open.push(file);
        let at = At { module, file, path: Vec::new() };
        if let Some(ir) = self.irs.get(file.0 as usize) {
            self.items(&at, &ir.items);
        }
        self.open.pop();
    }

    fn items(&mut self, at: &At, items: &'a [ir::Item]) {
        for item in items {
            self.item(at, item);
        }
    }

    fn item(&mut self, at: &At, item: &'a ir::Item) {
        let (file, module) = (at.file, at.module);
        match &item.kind {
            ItemKind::Module(inner) => {
                let krate = self.program.module(module).krate;
                let mut path = at.path.clone();
                path.push(item.name);
                match inner {
                    ir::Module::Inline(_) if derived_by(item).is_some() => {}
                    ir::Module::Inline(items) => {
                        let child = self.module(item.name, krate, Some(module), file, false);
                        self.define(module, item.name, Def::Module(child));
                        self.open_macros(child, item);
                        self.items(&At { module: child, file, path }, items);
                    }
                    ir::Module::File { .. } => {
                        let Some(child_file) = self.module_files.get(&(file, path)).copied() else { return };
                        let child = self.module(item.name, krate, Some(module), child_file, false);
                        self.define(module, item.name, Def::Module(child));
                        self.open_macros(child, item);
                        self.file(child, child_file);
                    }
                }
            }
            ItemKind::Use(imports) => {
                imports.iter().for_each(|import| self.pending.imports.push(module, import));
            }
            ItemKind::ExternCrate { krate } => {
                let import = ir::Import {
                    global: *krate != "self",
                    path: Arc::new([if *krate == "self" { Name::from("crate") } else { *krate }]),
                    name: item.name,
                    glob: false,
                    span: item.span,
                };
                if item.attrs.iter().any(|attr| attr.path == "macro_use") {
                    self.program.macros.open_crate(module, &import);
                }
                self.made.imports.push((module, import));
            }
            ItemKind::Function(function) => {
                let id = self.function(at, item, function, Container::Module);
                self.define(module, item.name, Def::Function(id));
            }
            ItemKind::Struct(_) | ItemKind::Enum(_) => self.adt(at, item),
            ItemKind::Trait(def) => {
                let id = TraitId(self.program.traits.len() as u32);
                self.program.traits.push(TraitDef {
                    name: item.name,
                    file,
                    module,
                    span: item.span,
                    facts: self.facts(&item.attrs),
                    generics: type_params(&def.generics),
                    supertraits: Vec::new(),
                    functions: Vec::new(),
                    assoc_types: Vec::new(),
                });
                self.pending.items.traits.push(def);
                self.define(module, item.name, Def::Trait(id));
                let functions = self.members(at, &def.items, Container::Trait(id));
                self.program.traits[id.index()].functions = functions;
                let mut clients = self.clients.iter();
                let made = clients.find_map(|client| client.made_from(item, self.dependencies));
                self.made.clients.extend(made.map(|items| (at.clone(), items)));
            }
            ItemKind::Impl(def) => {
                let id = ImplId(self.program.impls.len() as u32);
                self.program.impls.push(ImplDef {
                    file,
                    module,
                    span: item.span,
                    generics: type_params(&def.generics),
                    self_ty: Ty::Unknown,
                    of_trait: None,
                    functions: Vec::new(),
                    assoc_types: Vec::new(),
                });
                self.pending.items.impls.push(def);
                let functions = self.members(at, &def.items, Container::Impl(id));
                self.program.impls[id.index()].functions = functions;
            }
            ItemKind::TypeAlias(def) => {
                let id = AliasId(self.program.aliases.len() as u32);
                self.program.aliases.push(AliasDef {
                    name: item.name,
                    file,
                    module,
                    span: item.span,
                    generics: type_params(&def.generics),
                    defaults: Vec::new(),
                    ty: Ty::Unknown,
                });
                self.pending.items.aliases.push(def);
                self.define(module, item.name, Def::Alias(id));
            }
            ItemKind::Const { ty, body } => {
                let id = ConstId(self.program.consts.len() as u32);
                self.program.consts.push(ConstDef {
                    name: item.name,
                    file,
                    module,
                    span: item.span,
                    ty: Ty::Unknown,
                    body: *body,
                });
                self.pending.items.consts.push(ty);
                self.define(module, item.name, Def::Const(id));
            }
            ItemKind::MacroRules if self.program.krate(self.program.module(module).krate).is_partial() => {}
            ItemKind::MacroRules => self.program.macros.declare(module, file, item),
            ItemKind::MacroCall(call) => self.items(at, &call.made),
        }
    }

    fn facts(&self, attrs: &[ir::Attr]) -> Arc<Facts> {
        Facts::shared(attrs, &self.no_facts)
    }

    fn open_macros(&mut self, module: ModuleId, item: &ir::Item) {
        if item.attrs.iter().any(|attr| attr.path == "macro_use") {
            self.program.macros.open(module);
        }
    }

    fn adt(&mut self, at: &At, item: &'a ir::Item) {
        let id = AdtId(self.pending.items.adts.len() as u32);
        self.pending.items.adts.push(PendingAdt { item, file: at.file, module: at.module });
        let scope = &mut self.program.scopes[at.module.index()];
        scope.types.insert(item.name, Entry::Def(Def::Adt(id)));
        if let ItemKind::Struct(def) = &item.kind
            && def.fields.kind != ir::FieldsKind::Named
        {
            scope.values.insert(item.name, Entry::Def(Def::Adt(id)));
        }
    }

    fn members(&mut self, at: &At, items: &'a [ir::Item], container: Container) -> Vec<FunctionId> {
        items
            .iter()
            .filter_map(|item| match &item.kind {
                ItemKind::Function(function) => Some(self.function(at, item, function, container)),
                _ => None,
            })
            .collect()
    }

    fn function(
        &mut self,
        at: &At,
        item: &'a ir::Item,
        ir: &'a ir::Function,
        container: Container,
    ) -> FunctionId {
        let id = FunctionId(self.pending.items.functions.len() as u32);
        let function = PendingFunction { item, ir, file: at.file, module: at.module, container };
        self.pending.items.functions.push(function);
        if !self.irs[at.file.0 as usize].block_scopes.is_empty()
            && let Some(body) = ir.body
        {
            self.block_scopes(at, body);
        }
        id
    }

    /// Items inside the blocks of a body are modules of their own, nested as the blocks are.
    fn block_scopes(&mut self, at: &At, body: BodyId) {
        let Some(read) = self.irs[at.file.0 as usize].bodies.declaring(body) else { return };
        self.blocks_below(at, read, read.root);
    }

    fn blocks_below(&mut self, at: &At, body: &'a ir::Body, expr: ExprId) {
        let ir = &self.irs[at.file.0 as usize];
        let mut inner = at.clone();
        if let ExprKind::Block(ir::Block { scope: Some(scope), .. }) = &body.expr(expr).kind {
            let krate = self.program.module(at.module).krate;
            let module = self.module(Name::from("{block}"), krate, Some(at.module), at.file, true);
            self.program.block_modules.insert((at.file, *scope), module);
            inner.module = module;
            self.items(&inner, &ir.block_scopes[scope.index()]);
        }
        let mut children = Vec::new();
        body.each_child(expr, &mut |child| children.push(child));
        for child in children {
            self.blocks_below(&inner, body, child);
        }
    }

    fn define(&mut self, module: ModuleId, name: Name, def: Def) {
        let scope = &mut self.program.scopes[module.index()];
        let map = match def {
            Def::Function(_) | Def::Const(_) => &mut scope.values,
            _ => &mut scope.types,
        };
        // Two under different `cfg`s: the first counts.
        map.entry(name).or_insert(Entry::Def(def));
    }
}

impl PendingAdt<'_> {
    fn def(&self, no_facts: &Arc<Facts>) -> AdtDef {
        let item = self.item;
        let plain = |name: &Name, fields: &ir::Fields| VariantDef {
            name: *name,
            kind: fields.kind,
            fields: Vec::new(),
        };
        let (generics, variants): (_, Vec<VariantDef>) = match &item.kind {
            ItemKind::Enum(def) => {
                let variants = def.variants.iter().map(|variant| plain(&variant.name, &variant.fields));
                (&def.generics, variants.collect())
            }
            ItemKind::Struct(def) => (&def.generics, vec![plain(&item.name, &def.fields)]),
            _ => unreachable!("only these are types"),
        };
        AdtDef {
            name: item.name,
            file: self.file,
            module: self.module,
            span: item.span,
            name_span: item.name_span,
            attrs: item.attrs.clone(),
            facts: Facts::shared(&item.attrs, no_facts),
            generics: type_params(generics),
            defaults: Vec::new(),
            deref_field: derived_deref(item),
            is_pub: item.vis == ir::Visibility::Public,
            has_lifetime: generics.params.iter().any(|param| param.kind == ir::GenericKind::Lifetime),
            by_name: AdtDef::index(&variants),
            variants,
            is_enum: matches!(item.kind, ItemKind::Enum(_)),
        }
    }
}

fn type_params(generics: &ir::Generics) -> Vec<Name> {
    // Const parameters take a position among the arguments.
    generics
        .params
        .iter()
        .filter(|param| param.kind != ir::GenericKind::Lifetime)
        .map(|param| param.name)
        .collect()
}

impl Program {
    /// The module of a block's items.
    pub fn block_module(&self, file: FileId, scope: BlockScopeId) -> Option<ModuleId> {
        self.block_modules.get(&(file, scope)).copied()
    }
}
