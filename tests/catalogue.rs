//! The catalogue is true: for each crate and version that a header names, letgo reads the crate's own source and finds
//! every name, type and method that the header declares, with its receiver, whether it gives a future, and what comes
//! out of it.
//!
//! Needs the registry (or a filled cargo home), so it runs in CI and by hand: `LETGO_CORPUS=1 cargo test --test catalogue`.
//! `LETGO_HEADER=sea_orm` looks at one header.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use letgo::catalogue::{FunctionFact, HEADERS, Header, TypeFact};
use letgo::check::{self, Analysis, Options};
use letgo::ir::{self, Attr, ItemKind, Name, Segment};
use letgo::resolve::{
    AdtId, Container, CrateId, Def, FunctionDef, FunctionId, ModuleId, Namespace, Program, Resolution,
    SelfKind, TraitId, Ty,
};
use letgo::source::Span;
use letgo::syntax::{CfgOptions, lower};
use letgo::workspace::{Request, Selection};

/// Headers of the language, of runtimes, and lists of crates without items: nothing that a database crate could refute.
const NOT_CHECKED: &[&str] = &[
    "std",
    "anyhow",
    "futures",
    "tokio",
    "tracing",
    "axum",
    "actix_web",
    "reqwest",
    "channels",
    "dashmap",
    "sentry",
    "retries",
    "quiet",
    "network",
    "broker",
    "store",
    // generators, and families of crates that declare nothing here
    "cornucopia",
    "georm",
    "apalis",
    "ormlite",
    "atmosphere",
    "parking_lot",
];

/// What a header says of itself.
struct Claims {
    header: &'static Header,
    crates: Vec<String>,
    versions: Vec<String>,
}

fn words(attrs: &[Attr], path: &str) -> Vec<String> {
    let attr = attrs.iter().find(|attr| attr.path == path);
    let word = |word: &str| word.trim().trim_matches('"').to_owned();
    attr.map(|attr| attr.args.split(',').map(word).collect()).unwrap_or_default()
}

fn claims(header: &'static Header) -> Claims {
    let ir = lower(header.text, &CfgOptions { test: false });
    Claims { header, crates: words(&ir.attrs, "letgo::krate"), versions: words(&ir.attrs, "letgo::versions") }
}

/// Lets cargo bring one version, and makes a workspace of the crates that the header speaks of.
fn workspace(claims: &Claims, version: &str) -> PathBuf {
    let scratch = Path::new(env!("CARGO_TARGET_TMPDIR")).join("catalogue");
    let crates = scratch.join(format!("{}-{version}", claims.header.name));
    let _ = std::fs::remove_dir_all(&crates);
    let mut members = Vec::new();
    for krate in &claims.crates {
        // Crates of a family that has not all of them in every version; the first is the crate itself.
        let Some(from) = source(krate, version) else { continue };
        copy(&from, &crates.join(krate));
        members.push(krate);
    }
    for krate in &members {
        alone(&crates.join(krate), &members);
    }
    assert!(
        members.first().copied() == claims.crates.first(),
        "cargo finds no {} {version}",
        claims.header.name
    );
    std::fs::write(
        crates.join("Cargo.toml"),
        format!("[workspace]\nresolver = \"2\"\nmembers = {members:?}\n"),
    )
    .expect("writable");
    // a header is read for those who speak of its crate: here nobody depends on it
    let name = claims.crates.first().expect("a header has a crate");
    std::fs::write(crates.join("letgo.toml"), format!("handles = [\"{name}::Nobody\"]\n")).expect("writable");
    crates
}

/// The unpacked source of one crate without its dependencies, which `cargo metadata` would bring as well: some hundred
/// megabytes for a database client.
fn source(krate: &str, version: &str) -> Option<PathBuf> {
    let home = letgo::workspace::cargo_home()?;
    // Cargo wants the package's own spelling; the name in paths is the same in all of them.
    let spellings = [krate.replace('_', "-"), krate.to_owned()];
    let unpacked = || {
        let registries = std::fs::read_dir(home.join("registry/src")).into_iter().flatten().flatten();
        let mut folders = registries.flat_map(|registry| {
            spellings.iter().map(move |name| registry.path().join(format!("{name}-{version}")))
        });
        folders.find(|folder| folder.join("Cargo.toml").is_file())
    };
    unpacked().or_else(|| {
        spellings.iter().find(|name| {
            let mut cargo = std::process::Command::new(env!("CARGO"));
            cargo.args(["info", "--quiet", "--registry", "crates-io", &format!("{name}@{version}")]);
            cargo.stdin(std::process::Stdio::null());
            cargo.output().is_ok_and(|output| output.status.success())
        })?;
        unpacked()
    })
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("cargo unpacked it") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("it has a name"));
        if path.is_dir() {
            copy(&path, &target);
        } else if path.extension().is_some_and(|extension| extension == "rs") || path.ends_with("Cargo.toml")
        {
            std::fs::copy(&path, &target).expect("a copy");
        }
    }
}

/// Leaves in a crate's manifest what it is, which of the others it uses, and the names of what else it uses: that would
/// be read for signatures if it were anywhere, and no header is about it.
fn alone(folder: &Path, members: &[&String]) {
    let path = folder.join("Cargo.toml");
    let text = std::fs::read_to_string(&path).expect("it was copied");
    let given: toml::Table = text.parse().expect("cargo could read it");
    let mut package = toml::Table::new();
    for key in ["name", "version", "edition"] {
        let value = given["package"].get(key);
        value.into_iter().for_each(|value| drop(package.insert(key.to_owned(), value.clone())));
    }
    let mut used = toml::Table::new();
    let targets = given.get("target").and_then(toml::Value::as_table);
    let targets = targets.into_iter().flatten().filter_map(|(_, target)| target.as_table());
    let tables = targets.chain([&given]).filter_map(|table| table.get("dependencies")?.as_table());
    for (name, value) in tables.flatten() {
        let package = value.get("package").and_then(toml::Value::as_str).unwrap_or(name).to_owned();
        let krate = package.replace('-', "_");
        let is_here = members.iter().any(|member| **member == krate);
        let place = if is_here { format!("../{krate}") } else { format!("../nowhere/{krate}") };
        let place = [("path".to_owned(), place.into()), ("package".to_owned(), package.into())];
        used.insert(name.clone(), toml::Table::from_iter(place).into());
    }
    let mut kept = toml::Table::new();
    kept.insert("package".to_owned(), package.into());
    given.get("lib").into_iter().for_each(|lib| drop(kept.insert("lib".to_owned(), lib.clone())));
    kept.insert("dependencies".to_owned(), used.into());
    std::fs::write(path, kept.to_string()).expect("writable");
}

struct Trial<'a> {
    program: &'a Program,
    header: CrateId,
    /// Crates of the source.
    sources: Vec<CrateId>,
    /// The crate that users name.
    root: ModuleId,
    texts: Vec<&'a str>,
    /// Items that this version does not have.
    other_versions: BTreeSet<Name>,
    version: Vec<u32>,
    wrong: BTreeSet<String>,
    checked: usize,
}

fn numbers(version: &str) -> Vec<u32> {
    version.split('.').filter_map(|part| part.parse().ok()).collect()
}

impl Trial<'_> {
    fn complain(&mut self, what: String) {
        self.wrong.insert(what);
    }

    fn is_real(&self, module: ModuleId) -> bool {
        self.sources.contains(&self.program.crate_of(module))
    }

    /// `#[letgo::since("2.0")]`, `#[letgo::until("0.28")]`, `#[letgo::unnamed]`
    fn applies(&self, attrs: &[Attr]) -> bool {
        let bound = |path| words(attrs, path).first().map(|version| numbers(version));
        let unnamed = attrs.iter().any(|attr| attr.path == "letgo::unnamed");
        !unnamed
            && bound("letgo::since").is_none_or(|since| self.version >= since)
            && bound("letgo::until").is_none_or(|until| self.version < until)
    }

    fn resolve(&self, names: &[Name], namespace: Namespace) -> Option<Resolution> {
        let path = ir::Path {
            qself: None,
            global: false,
            segments: names.iter().map(|name| Segment::plain(*name)).collect(),
            span: Span::default(),
        };
        let found = self.program.resolve_path(self.root, &path, namespace)?;
        match &found {
            Resolution::Def(_, used) => (*used == names.len()).then_some(found),
            Resolution::External { .. } => Some(found),
        }
    }

    /// Modules from the crate's root down to this one.
    fn path(&self, module: ModuleId) -> Vec<Name> {
        let def = self.program.module(module);
        let Some(parent) = def.parent else { return Vec::new() };
        let mut path = self.path(parent);
        path.push(def.name);
        path
    }

    /// The type of the source that a type of the header stands for: by the header's path, at the root, or the only one
    /// with its name.
    fn real_adt(&self, id: AdtId) -> Option<AdtId> {
        let adt = self.program.adt(id);
        let mut full = self.path(adt.module);
        full.push(adt.name);
        for names in [&full[..], &full[full.len() - 1..]] {
            match self.resolve(names, Namespace::Types) {
                Some(Resolution::Def(Def::Adt(id), _)) => return Some(id),
                Some(Resolution::Def(Def::Alias(id), _)) => {
                    if let Ty::Adt(id, _) = self.program.aliases[id.index()].ty {
                        return Some(id);
                    }
                }
                _ => {}
            }
        }
        let same = |index: &usize| {
            let other = &self.program.adts[*index];
            other.name == adt.name && self.is_real(other.module)
        };
        let found: Vec<usize> = (0..self.program.adts.len()).filter(same).collect();
        (found.len() == 1).then(|| AdtId(found[0] as u32))
    }

    fn real_trait(&self, id: TraitId) -> Option<TraitId> {
        let of = self.program.trait_(id);
        let mut full = self.path(of.module);
        full.push(of.name);
        for names in [&full[..], &full[full.len() - 1..]] {
            if let Some(Resolution::Def(Def::Trait(id), _)) = self.resolve(names, Namespace::Types) {
                return Some(id);
            }
        }
        let same = |index: &usize| {
            let other = &self.program.traits[*index];
            other.name == of.name && self.is_real(other.module)
        };
        let found: Vec<usize> = (0..self.program.traits.len()).filter(same).collect();
        (found.len() == 1).then(|| TraitId(found[0] as u32))
    }

    fn names(&mut self, items: &[ir::Item], path: &[Name]) {
        for item in items {
            if !self.applies(&item.attrs) {
                self.other_versions.insert(item.name);
            }
            if !self.applies(&item.attrs) || item.attrs.iter().any(|attr| attr.path == "letgo::derived") {
                continue;
            }
            match &item.kind {
                ItemKind::Module(ir::Module::Inline(items)) => {
                    let mut path = path.to_vec();
                    path.push(item.name);
                    self.names(items, &path);
                }
                // Names that only the header needs are imported without `pub`.
                ItemKind::Use(imports) if item.vis == ir::Visibility::Public => {
                    for import in imports.iter().filter(|import| !import.glob) {
                        let mut names = path.to_vec();
                        names.push(import.name);
                        self.name(&names, false);
                    }
                }
                ItemKind::TypeAlias(_) => {
                    let mut names = path.to_vec();
                    names.push(item.name);
                    self.name(&names, true);
                }
                _ => {}
            }
        }
    }

    /// A path that users write: for a type's alias at least its name.
    fn name(&mut self, names: &[Name], is_alias: bool) {
        self.checked += 1;
        let (_, last) = names.split_at(names.len() - 1);
        let found = self
            .resolve(names, Namespace::Types)
            .or_else(|| self.resolve(names, Namespace::Values))
            .or_else(|| if is_alias { self.resolve(last, Namespace::Types) } else { None });
        if found.is_none() && !self.is_written(last[0]) {
            let text: Vec<_> = names.iter().map(Name::as_str).collect();
            self.complain(format!("no `{}`", text.join("::")));
        }
    }

    fn types(&mut self) {
        for index in 0..self.program.adts.len() {
            let adt = &self.program.adts[index];
            if self.program.crate_of(adt.module) != self.header || !self.applies(&adt.attrs) {
                continue;
            }
            self.checked += 1;
            if self.real_adt(AdtId(index as u32)).is_none() && !self.is_known(adt.module, adt.name) {
                self.complain(format!("no type `{}`", adt.name));
            }
        }
        for index in 0..self.program.traits.len() {
            let of = &self.program.traits[index];
            let is_of_header = self.program.crate_of(of.module) == self.header;
            if !is_of_header || of.facts.unnamed || self.other_versions.contains(&of.name) {
                continue;
            }
            self.checked += 1;
            if self.real_trait(TraitId(index as u32)).is_none() && !self.is_known(of.module, of.name) {
                self.complain(format!("no trait `{}`", of.name));
            }
        }
    }

    /// A type of another crate, under a name of this one; or one that a macro call declares.
    fn is_known(&self, module: ModuleId, name: Name) -> bool {
        let mut full = self.path(module);
        full.push(name);
        self.resolve(&full, Namespace::Types).is_some()
            || self.resolve(&full[full.len() - 1..], Namespace::Types).is_some()
            || self.is_written(name)
    }

    /// `pin_project! { pub struct RowStream`: inside of macro calls there is only text.
    fn is_written(&self, name: Name) -> bool {
        ["pub struct", "pub enum", "pub trait"].iter().any(|keyword| {
            let start = format!("{keyword} {name}");
            self.texts.iter().any(|text| {
                text.match_indices(&start).any(|(at, _)| {
                    let next = text[at + start.len()..].chars().next();
                    next.is_some_and(|next| !next.is_alphanumeric() && next != '_')
                })
            })
        })
    }

    fn functions(&mut self) {
        for index in 0..self.program.functions.len() {
            let id = FunctionId(index as u32);
            let claimed = self.program.function(id);
            // What a macro gives has no signature to be found.
            let is_macro = claimed.facts.has(FunctionFact::MacroValue);
            if self.program.crate_of(claimed.module) != self.header
                || is_macro
                || !self.applies(&claimed.attrs)
            {
                continue;
            }
            let name = self.program.function_name(id);
            let Some(candidates) = self.candidates(claimed) else { continue };
            self.checked += 1;
            if candidates.is_empty() {
                self.complain(format!("no function `{name}`"));
                continue;
            }
            let differences: Vec<Option<String>> =
                candidates.iter().map(|id| self.difference(claimed, self.program.function(*id))).collect();
            // The same name on a synchronous twin, or under another `cfg`: one of them is meant.
            if differences.iter().all(Option::is_some) {
                let text = differences.into_iter().flatten().next().unwrap_or_default();
                self.complain(format!("`{name}` {text}"));
            }
        }
    }

    /// The functions of the source that may be meant; none when the header's own type is no claim.
    fn candidates(&self, claimed: &FunctionDef) -> Option<Vec<FunctionId>> {
        let named = self.program.methods_by_name.get(&claimed.name).map_or(&[][..], Vec::as_slice);
        let real = |id: &&FunctionId| self.is_real(self.program.function(**id).module);
        let of_trait = |of: TraitId| {
            let is_in = |id: &&FunctionId| self.program.function(**id).container == Container::Trait(of);
            named.iter().filter(real).filter(is_in).copied().collect::<Vec<_>>()
        };
        match claimed.container {
            Container::Module => {
                let mut names = self.path(claimed.module);
                names.push(claimed.name);
                let paths = [&names[..], &names[names.len() - 1..]];
                let found = paths.into_iter().find_map(|path| match self.resolve(path, Namespace::Values) {
                    Some(Resolution::Def(Def::Function(id), _)) => Some(id),
                    _ => None,
                });
                Some(found.into_iter().collect())
            }
            Container::Trait(of) => {
                if self.program.trait_(of).facts.unnamed {
                    return None;
                }
                let real = self.real_trait(of)?;
                let mut found = of_trait(real);
                let supers = &self.program.trait_(real).supertraits;
                for bound in supers {
                    if let letgo::resolve::TraitTarget::Known(of) = bound.target {
                        found.extend(of_trait(of));
                    }
                }
                Some(found)
            }
            Container::Impl(of) => {
                let def = self.program.impl_(of);
                // What an implementation does is the trait's interface, which is checked there.
                if def.of_trait.is_some() {
                    return None;
                }
                let Ty::Adt(adt, _) = def.self_ty.peel_refs() else { return None };
                if !self.applies(&self.program.adt(*adt).attrs) {
                    return None;
                }
                let adt = self.real_adt(*adt)?;
                let is_on = |ty: &Ty| matches!(ty.peel_refs(), Ty::Adt(id, _) if *id == adt);
                let ty = Ty::Adt(adt, vec![Ty::Unknown; self.program.adt(adt).generics.len()].into());
                let of_it = |id: &&FunctionId| match self.program.function(**id).container {
                    Container::Impl(of) => is_on(&self.program.impl_(of).self_ty),
                    Container::Trait(of) => self.program.implements(&ty, of),
                    Container::Module => false,
                };
                Some(named.iter().filter(real).filter(of_it).copied().collect())
            }
        }
    }

    fn difference(&self, claimed: &FunctionDef, real: &FunctionDef) -> Option<String> {
        let receiver = |function: &FunctionDef| match function.self_param {
            None => "nothing",
            Some(SelfKind::Value) => "`self`",
            Some(SelfKind::Ref { mutable: false }) => "`&self`",
            Some(SelfKind::Ref { mutable: true }) => "`&mut self`",
            Some(SelfKind::Typed) => "another `self`",
        };
        let (says, takes) = (receiver(claimed), receiver(real));
        if says != takes {
            return Some(format!("takes {takes}, not {says}"));
        }
        // methods are told apart by it before types are known
        let (says, takes) = (claimed.params.len(), real.params.len());
        let has_self = claimed.self_param.is_some();
        let is_source = claimed.facts.blocks().is_some() || claimed.facts.has(FunctionFact::Acquire);
        if has_self && is_source && says != takes {
            return Some(format!("takes {takes} arguments, not {says}, `self` counted"));
        }
        let is_builder = self.gives_builder(claimed) && !real.is_async;
        let value = |function: &FunctionDef| (function.ret.clone(), false);
        let says = if is_builder { value(claimed) } else { self.output(claimed) };
        let gives = if is_builder { value(real) } else { self.output(real) };
        let names = |is_future| if is_future { "a future" } else { "no future" };
        let is_open = matches!(gives.0, Ty::Unknown | Ty::Assoc(_) | Ty::Param(_));
        if says.1 != gives.1 && !is_open {
            return Some(format!("gives {}, not {}", names(gives.1), names(says.1)));
        }
        let (says, gives) = (says.0, gives.0);
        (!self.fits(&says, &gives))
            .then(|| format!("gives {}, not {}", self.program.display(&gives), self.program.display(&says)))
    }

    /// What comes out, and whether it has to be awaited first.
    fn output(&self, function: &FunctionDef) -> (Ty, bool) {
        if function.is_async {
            return (function.ret.clone(), true);
        }
        match self.program.future_output(&function.ret) {
            Some(output) => (output, true),
            None => (function.ret.clone(), false),
        }
    }

    /// Gives a builder that is awaited: what then comes out of it is often made by a macro.
    fn gives_builder(&self, claimed: &FunctionDef) -> bool {
        let Ty::Adt(adt, _) = &claimed.ret else { return false };
        !claimed.is_async && !self.program.is_box(*adt) && self.program.adt(*adt).name != "Pin"
    }

    /// Whether a result is what the header says, as far as the header says anything. What is a guard or a handle must be
    /// shown to be one; of other types it is enough that they are no others.
    fn fits(&self, says: &Ty, gives: &Ty) -> bool {
        match (says, gives) {
            (Ty::Adt(said, args), gives) => {
                let said = self.program.adt(*said);
                if said.attrs.iter().any(|attr| attr.path == "letgo::unnamed") {
                    return true;
                }
                match gives {
                    Ty::Adt(given, given_args) => {
                        let given = self.program.adt(*given);
                        said.name == given.name
                            && args.iter().zip(given_args.iter()).all(|(says, gives)| self.fits(says, gives))
                    }
                    Ty::External(external) => external.path.last().is_none_or(|name| *name == said.name),
                    Ty::Assoc(_) | Ty::Param(_) => true,
                    Ty::Unknown | Ty::Opaque(_) | Ty::Dyn(_) => {
                        let is_held = |fact: &TypeFact| matches!(fact, TypeFact::Guard(_) | TypeFact::Handle);
                        !said.facts.types.iter().any(is_held) || self.is_written(said.name)
                    }
                    _ => false,
                }
            }
            (Ty::Ref { mutable, inner }, Ty::Ref { mutable: given, inner: other }) => {
                mutable == given && self.fits(inner, other)
            }
            (Ty::Ref { .. }, gives) => {
                matches!(gives, Ty::Unknown | Ty::Assoc(_) | Ty::Param(_) | Ty::Opaque(_))
            }
            (Ty::Tuple(says), Ty::Tuple(gives)) => {
                says.len() == gives.len()
                    && says.iter().zip(gives.iter()).all(|(says, gives)| self.fits(says, gives))
            }
            (Ty::Tuple(says), gives) if says.is_empty() => {
                matches!(gives, Ty::Unknown | Ty::Assoc(_) | Ty::Param(_) | Ty::External(_))
            }
            _ => true,
        }
    }
}

/// Everything that is wrong about one version, and how many claims there were.
fn trial(claims: &Claims, version: &str) -> (BTreeSet<String>, usize) {
    let folder = workspace(claims, version);
    let options = Options {
        request: Request { manifest_path: Some(folder.join("Cargo.toml")), ..Request::default() },
        selection: Selection { workspace: true, lib: true, ..Selection::default() },
        ..Options::default()
    };
    let analysis: Analysis = match check::analyse(&options, &|_| {}) {
        Ok(Ok(analysis)) => analysis,
        Ok(Err(report)) => panic!("{}: {:?}", claims.header.name, report.diagnostics),
        Err(error) => panic!("{}: {error:#}", claims.header.name),
    };
    let program = &analysis.program;
    let by_name = |name: &str, is_header: bool| {
        let is_it = |krate: &letgo::resolve::Crate| krate.is_header == is_header && krate.name == name;
        program.crates.iter().position(is_it).map(|index| CrateId(index as u32))
    };
    let name = claims.header.name;
    let header = by_name(name, true).expect("every header is loaded");
    let main = by_name(name, false).unwrap_or_else(|| panic!("{name} {version} was not read"));
    let sources = claims.crates.iter().filter_map(|name| by_name(name, false)).collect();
    let mut trial = Trial {
        program,
        header,
        sources,
        root: program.krate(main).root,
        other_versions: BTreeSet::new(),
        texts: analysis.sources.map.iter().map(|(_, file)| &*file.text).collect(),
        version: numbers(version),
        wrong: BTreeSet::new(),
        checked: 0,
    };
    let items = lower(claims.header.text, &CfgOptions { test: false }).items;
    trial.names(&items, &[]);
    trial.types();
    trial.functions();
    (trial.wrong, trial.checked)
}

#[test]
#[expect(clippy::print_stderr, reason = "a skipped test says so, and one that runs says how much it saw")]
fn headers_say_what_the_sources_say() {
    if std::env::var_os("LETGO_CORPUS").is_none() && std::env::var_os("CI").is_none() {
        eprintln!(
            "skipped: set LETGO_CORPUS=1 to check the catalogue against the crates' sources (needs the registry)"
        );
        return;
    }
    let only = std::env::var("LETGO_HEADER").ok();
    let headers = HEADERS
        .iter()
        .filter(|header| !NOT_CHECKED.contains(&header.name))
        .filter(|header| only.as_ref().is_none_or(|only| only == header.name));
    let pool = rayon::ThreadPoolBuilder::new().stack_size(32 << 20).build().expect("threads");
    let mut wrong = Vec::new();
    for header in headers {
        let claims = claims(header);
        assert!(!claims.versions.is_empty(), "{}: no versions", header.name);
        for version in &claims.versions {
            let (complaints, checked) = pool.install(|| trial(&claims, version));
            eprintln!("{} {version}: {checked} claims, {} wrong", header.name, complaints.len());
            assert!(checked > 0, "{} {version}: nothing was compared", header.name);
            wrong.extend(complaints.into_iter().map(|text| format!("{} {version}: {text}", header.name)));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}
