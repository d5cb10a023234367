//! From IRs to a [`Program`]: modules and items first, then imports, then types.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::clients::Client;
use super::derives::{derived_by, derived_deref, derived_items, derives};
use super::names::{Entry, Scope};
use super::{
    AdtDef, AdtId, AliasDef, AliasId, ConstDef, ConstId, Container, Crate, CrateId, Def, Edition, FunctionId,
    ImplDef, ImplId, ModuleDef, ModuleId, Program, TraitDef, TraitId, Ty, VariantDef,
};
use crate::catalogue::{Category, Declaration, Facts};
use crate::ir::{self, BlockScopeId, BodyId, ExprId, ExprKind, FileIr, ItemKind, Name};
use crate::source::{FileId, Span};

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
    let mut builder = Builder { module_files: input.module_files, ..Builder::default() };
    let workspace_files = input.files.len();
    let mut irs = input.files;
    let mut dependencies = Vec::new();
    let mut names = Vec::new();
    for dependency in input.dependencies {
        let first = irs.len() as u32;
        let shift = |file: FileId| FileId(first + file.0);
        let files = dependency.module_files.into_iter();
        builder.module_files.extend(files.map(|((file, path), child)| ((shift(file), path), shift(child))));
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
    builder.program.described_files = irs.len();
    let mut headers = Vec::new();
    for (name, ir) in input.header_irs {
        headers.push((name, FileId(irs.len() as u32)));
        irs.push(ir);
    }
    builder.program.workspace_files = workspace_files;
    let described = builder.program.described_files;
    builder.derived = derived_items(&irs[described..], described);
    builder.clients = super::clients::declared(&irs[described..]);

    // most bodies are of functions
    builder.pending.items.functions.reserve(irs.iter().map(|ir| ir.bodies.ids().len()).sum());
    let mut inputs = input.crates;
    let members = inputs.len();
    inputs.extend(dependencies);
    for (index, krate) in inputs.iter().enumerate() {
        builder.krate(&irs, krate, index >= members);
    }
    for (name, file) in headers {
        builder.header(&irs, name, file);
    }
    builder.derive(&irs);
    super::link::link(&mut builder.program, &inputs, &names);
    let Builder { mut program, pending, .. } = builder;
    program.irs = irs;
    program.prelude = program.find_prelude();
    program.macros.import(&pending.imports);
    super::names::resolve_imports(&mut program, pending.imports);
    super::lower::lower_all(&mut program, &pending.items);
    program.reach = super::Reach::of(&program);
    super::declare::declare(&mut program, input.declarations);
    program.holders = super::guard::Holders::of(&program);
    super::signs::read(&mut program);
    program
}

/// Where the IR of a definition is, until its types are lowered.
#[derive(Debug, Default)]
pub(super) struct PendingItems {
    pub functions: Vec<PendingFunction>,
    pub adts: Vec<ir::Item>,
    pub traits: Vec<Arc<ir::Trait>>,
    pub impls: Vec<Arc<ir::Impl>>,
    pub aliases: Vec<Arc<ir::TypeAlias>>,
    pub consts: Vec<ir::TypeRef>,
}

/// A function, of which nothing is looked at before its types are lowered.
#[derive(Debug)]
pub(super) struct PendingFunction {
    pub name: Name,
    pub file: FileId,
    pub module: ModuleId,
    pub container: Container,
    pub span: Span,
    pub name_span: Span,
    pub is_pub: bool,
    pub attrs: Arc<[ir::Attr]>,
    pub ir: Arc<ir::Function>,
}

#[derive(Debug, Default)]
struct Pending {
    imports: Vec<(ModuleId, ir::Import)>,
    items: PendingItems,
}

#[derive(Default)]
struct Builder {
    program: Program,
    pending: Pending,
    module_files: FxHashMap<(FileId, Vec<Name>), FileId>,
    /// Files on the way from the crate root, against `mod` cycles.
    open: Vec<FileId>,
    /// What derives of the catalogue put beside the type, by the derive's name.
    derived: FxHashMap<Name, (FileId, Vec<ir::Item>)>,
    /// Where such a derive is used: the module, the derive, the type.
    derives: Vec<(ModuleId, Name, Name)>,
    /// Attributes of the catalogue that make a client of a trait.
    clients: Vec<Client>,
    /// Of the crate that is read.
    dependencies: Vec<(Name, Name)>,
    /// Those of most items.
    no_facts: Arc<Facts>,
}

/// Where items are collected into.
#[derive(Clone)]
struct At {
    module: ModuleId,
    file: FileId,
    /// Inline modules from the file's root.
    path: Vec<Name>,
}

impl Builder {
    fn krate(&mut self, irs: &[FileIr], input: &CrateInput, is_dependency: bool) {
        let id = CrateId(self.program.crates.len() as u32);
        self.dependencies.clone_from(&input.dependencies);
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
        self.file(irs, root, input.root);
    }

    fn header(&mut self, irs: &[FileIr], name: Name, file: FileId) {
        let id = CrateId(self.program.crates.len() as u32);
        let root = self.module(name, id, None, file, false);
        let attrs = &irs[file.0 as usize].attrs;
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
        self.file(irs, root, file);
    }

    /// What derives make stands in the module of the type that derives it, unless it is written there by hand.
    fn derive(&mut self, irs: &[FileIr]) {
        for (module, name, ty) in std::mem::take(&mut self.derives) {
            let Some((file, items)) = self.derived.get(&name).cloned() else { continue };
            let (impls, others): (Vec<_>, Vec<_>) =
                items.into_iter().partition(|item| matches!(item.kind, ItemKind::Impl(_)));
            let scope = &self.program.scopes[module.index()];
            let vacant: Vec<ir::Item> =
                others.into_iter().filter(|item| !scope.types.contains_key(&item.name)).collect();
            self.items(irs, &At { module, file, path: Vec::new() }, &vacant);
            if !impls.is_empty() {
                let krate = self.program.module(module).krate;
                let inner = self.module(Name::from("{derive}"), krate, Some(module), file, true);
                if let Some(entry) = self.program.scopes[module.index()].types.get(&ty).cloned() {
                    self.program.scopes[inner.index()].types.insert(Name::from("Derived"), entry);
                }
                self.items(irs, &At { module: inner, file, path: Vec::new() }, &impls);
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

    fn file(&mut self, irs: &[FileIr], module: ModuleId, file: FileId) {
        if self.open.contains(&file) {
            return;
        }
        self.open.push(file);
        let at = At { module, file, path: Vec::new() };
        if let Some(ir) = irs.get(file.0 as usize) {
            self.items(irs, &at, &ir.items);
        }
        self.open.pop();
    }

    fn items(&mut self, irs: &[FileIr], at: &At, items: &[ir::Item]) {
        for item in items {
            self.item(irs, at, item);
        }
    }

    fn item(&mut self, irs: &[FileIr], at: &At, item: &ir::Item) {
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
                        self.items(irs, &At { module: child, file, path }, items);
                    }
                    ir::Module::File { .. } => {
                        let Some(child_file) = self.module_files.get(&(file, path)).copied() else { return };
                        let child = self.module(item.name, krate, Some(module), child_file, false);
                        self.define(module, item.name, Def::Module(child));
                        self.open_macros(child, item);
                        self.file(irs, child, child_file);
                    }
                }
            }
            ItemKind::Use(imports) => {
                self.pending.imports.extend(imports.iter().map(|import| (module, import.clone())));
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
                self.pending.imports.push((module, import));
            }
            ItemKind::Function(function) => {
                let id = self.function(irs, at, item, function, Container::Module);
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
                self.pending.items.traits.push(Arc::clone(def));
                self.define(module, item.name, Def::Trait(id));
                let functions = self.members(irs, at, &def.items, Container::Trait(id));
                self.program.traits[id.index()].functions = functions;
                let made = self.clients.iter().find_map(|client| client.made_from(item, &self.dependencies));
                if let Some(items) = made {
                    self.items(irs, at, &items);
                }
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
                self.pending.items.impls.push(Arc::clone(def));
                let functions = self.members(irs, at, &def.items, Container::Impl(id));
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
                self.pending.items.aliases.push(Arc::clone(def));
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
                self.pending.items.consts.push(ty.clone());
                self.define(module, item.name, Def::Const(id));
            }
            ItemKind::MacroRules if self.program.krate(self.program.module(module).krate).is_partial() => {}
            ItemKind::MacroRules => self.program.macros.declare(module, file, item),
            ItemKind::MacroCall(call) => self.items(irs, at, &call.made),
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

    fn adt(&mut self, at: &At, item: &ir::Item) {
        let id = AdtId(self.program.adts.len() as u32);
        let (generics, variants, is_enum) = match &item.kind {
            ItemKind::Enum(def) => {
                let variants = def
                    .variants
                    .iter()
                    .map(|variant| (variant.name, variant.fields.kind))
                    .collect::<Vec<_>>();
                (&def.generics, variants, true)
            }
            ItemKind::Struct(def) => (&def.generics, vec![(item.name, def.fields.kind)], false),
            _ => return,
        };
        for name in derives(item) {
            let known = self.derived.keys().find(|known| **known == name);
            self.derives.extend(known.map(|name| (at.module, *name, item.name)));
        }
        let variants: Vec<VariantDef> = variants
            .iter()
            .map(|(name, kind)| VariantDef { name: *name, kind: *kind, fields: Vec::new() })
            .collect();
        let is_value = !is_enum && variants[0].kind != ir::FieldsKind::Named;
        self.program.adts.push(AdtDef {
            name: item.name,
            file: at.file,
            module: at.module,
            span: item.span,
            name_span: item.name_span,
            attrs: item.attrs.clone(),
            facts: self.facts(&item.attrs),
            generics: type_params(generics),
            defaults: Vec::new(),
            deref_field: derived_deref(item),
            is_pub: item.vis == ir::Visibility::Public,
            has_lifetime: generics.params.iter().any(|param| param.kind == ir::GenericKind::Lifetime),
            by_name: AdtDef::index(&variants),
            variants,
            is_enum,
        });
        self.pending.items.adts.push(item.clone());
        let scope = &mut self.program.scopes[at.module.index()];
        scope.types.insert(item.name, Entry::Def(Def::Adt(id)));
        if is_value {
            scope.values.insert(item.name, Entry::Def(Def::Adt(id)));
        }
    }

    fn members(
        &mut self,
        irs: &[FileIr],
        at: &At,
        items: &[ir::Item],
        container: Container,
    ) -> Vec<FunctionId> {
        items
            .iter()
            .filter_map(|item| match &item.kind {
                ItemKind::Function(function) => Some(self.function(irs, at, item, function, container)),
                _ => None,
            })
            .collect()
    }

    fn function(
        &mut self,
        irs: &[FileIr],
        at: &At,
        item: &ir::Item,
        function: &Arc<ir::Function>,
        container: Container,
    ) -> FunctionId {
        let id = FunctionId(self.pending.items.functions.len() as u32);
        self.pending.items.functions.push(PendingFunction {
            name: item.name,
            file: at.file,
            module: at.module,
            container,
            span: item.span,
            name_span: item.name_span,
            is_pub: item.vis == ir::Visibility::Public,
            attrs: item.attrs.clone(),
            ir: Arc::clone(function),
        });
        if let Some(body) = function.body
            && !irs[at.file.0 as usize].block_scopes.is_empty()
        {
            self.block_scopes(irs, at, body);
        }
        id
    }

    /// Items inside the blocks of a body are modules of their own, nested as the blocks are.
    fn block_scopes(&mut self, irs: &[FileIr], at: &At, body: BodyId) {
        let Some(read) = irs[at.file.0 as usize].bodies.declaring(body) else { return };
        self.blocks_below(irs, at, read, read.root);
    }

    fn blocks_below(&mut self, irs: &[FileIr], at: &At, body: &ir::Body, expr: ExprId) {
        let ir = &irs[at.file.0 as usize];
        let mut inner = at.clone();
        if let ExprKind::Block(ir::Block { scope: Some(scope), .. }) = &body.expr(expr).kind {
            let krate = self.program.module(at.module).krate;
            let module = self.module(Name::from("{block}"), krate, Some(at.module), at.file, true);
            self.program.block_modules.insert((at.file, *scope), module);
            inner.module = module;
            self.items(irs, &inner, &ir.block_scopes[scope.index()]);
        }
        let mut children = Vec::new();
        body.each_child(expr, &mut |child| children.push(child));
        for child in children {
            self.blocks_below(irs, &inner, body, child);
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
