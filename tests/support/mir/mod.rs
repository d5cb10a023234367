//! rustc's own answer: which guard may be alive at which await, read from its MIR.
//!
//! The crates of a workspace are checked with `-Zdump-mir=coroutine_before`; of each async body [`text`] reads the
//! dump, [`types`] says which variables own a guard, and [`dataflow`] which of them may be alive at each yield.
//! Not visible here: guards inside the state of other futures and streams (`query.fetch(&pool)`), trait objects.

pub mod dataflow;
pub mod text;
pub mod types;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::{Path, PathBuf};
use std::process::Command;

use super::instrument::{Site, instrument};
use super::{Place, write};
use dataflow::{Flow, Why};
use text::{Body, CAPTURED, Span};
use types::Guards;

/// A guard that may be alive at a wait.
#[derive(Clone, Debug)]
pub struct Pair {
    pub body: String,
    /// `None`: a temporary.
    pub name: Option<String>,
    /// Of the name, or of the expression.
    pub guard: Option<Place>,
    pub ty: String,
    pub why: Why,
    pub is_parameter: bool,
    pub wait: Place,
}

#[derive(Debug, Default)]
pub struct Answer {
    pub pairs: Vec<Pair>,
    /// Where each async body is: what is outside was not compiled.
    pub bodies: BTreeMap<String, Vec<Span>>,
    pub awaits: usize,
}

impl Answer {
    pub fn saw(&self, place: &Place) -> bool {
        self.bodies
            .get(&place.0)
            .is_some_and(|bodies| bodies.iter().any(|span| span.contains((place.1, place.2))))
    }
}

/// Sources of a workspace, read once, by the path that rustc prints.
pub struct Sources {
    root: PathBuf,
    lines: BTreeMap<String, Vec<String>>,
    sites: BTreeMap<String, Vec<Site>>,
}

impl Sources {
    pub fn new(root: &Path) -> Self {
        Sources { root: root.to_owned(), lines: BTreeMap::new(), sites: BTreeMap::new() }
    }

    fn text(&self, file: &str) -> Option<String> {
        std::fs::read_to_string(self.root.join(file)).ok()
    }

    pub fn lines(&mut self, file: &str) -> &[String] {
        if !self.lines.contains_key(file) {
            let lines = self.text(file).unwrap_or_default().lines().map(str::to_owned).collect();
            self.lines.insert(file.to_owned(), lines);
        }
        &self.lines[file]
    }

    /// Awaits, joins, selects and yields.
    pub fn sites(&mut self, file: &str) -> &[Site] {
        if !self.sites.contains_key(file) {
            let text = self.text(file).filter(|text| text.parse::<proc_macro2::TokenStream>().is_ok());
            let sites = text.map(|text| instrument(file, &text).sites).unwrap_or_default();
            self.sites.insert(file.to_owned(), sites);
        }
        &self.sites[file]
    }

    /// The column of a name that a span covers, perhaps with `mut` or `ref` before it.
    fn column_of(&mut self, name: &str, span: &Span) -> Option<u32> {
        let line = self.lines(&span.file).get(span.start.0 as usize - 1)?;
        if span.start.0 != span.end.0 {
            return None;
        }
        let covered: String =
            line.chars().skip(span.start.1 as usize - 1).take((span.end.1 - span.start.1) as usize).collect();
        let rest = covered.strip_suffix(name)?;
        let is_pattern = rest.split_whitespace().all(|word| matches!(word, "mut" | "ref" | "&"));
        let by_shorthand = is_pattern.then(|| span.start.1 + rest.chars().count() as u32);
        by_shorthand.or_else(|| {
            // `conn @ _` is the whole pattern
            let at = covered
                .find('@')
                .filter(|_| covered.starts_with(name) || covered.contains(&format!(" {name} ")))?;
            let column = covered[..at].find(name)?;
            Some(span.start.1 + column as u32)
        })
    }
}

/// Why this toolchain or machine cannot dump MIR, if so.
pub fn unavailable() -> Option<String> {
    if !cfg!(unix) {
        return Some("the wrapper around rustc is a shell script".to_owned());
    }
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let options = Command::new(rustc).args(["-Z", "help"]).env("RUSTC_BOOTSTRAP", "1").output();
    match options {
        Ok(options) if String::from_utf8_lossy(&options.stdout).contains("dump-mir") => None,
        Ok(options) => Some(format!("rustc has no -Zdump-mir: {}", String::from_utf8_lossy(&options.stderr))),
        Err(error) => Some(format!("rustc cannot be started: {error}")),
    }
}

/// `cargo check` with dumps of the workspace's own crates. `Err`: what the compiler says.
pub fn dump(root: &Path, to: &Path, target: &Path, arguments: &[&str]) -> Result<(), String> {
    let _ = std::fs::remove_dir_all(to);
    std::fs::create_dir_all(to).map_err(|error| error.to_string())?;
    // Only what is compiled is dumped. Cargo compiles the workspace's crates again for a wrapper that it does not know.
    let now =
        std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |now| now.as_nanos());
    let wrapper = to.join(format!("rustc-{now}.sh"));
    write(&wrapper, include_str!("wrapper.sh"));
    executable(&wrapper)?;
    let output = Command::new(env!("CARGO"))
        .args(["check", "--color", "never"])
        .args(arguments)
        .current_dir(root)
        .env("CARGO_TARGET_DIR", target)
        .env("CARGO_INCREMENTAL", "0")
        .env("SQLX_OFFLINE", "true")
        .env("RUSTC_WORKSPACE_WRAPPER", &wrapper)
        .env("LETGO_MIR_DIR", to)
        .stdin(std::process::Stdio::null())
        .output()
        .map_err(|error| error.to_string())?;
    if output.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&output.stderr).into_owned()) }
}

#[cfg(unix)]
fn executable(file: &Path) -> Result<(), String> {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(file, std::fs::Permissions::from_mode(0o755)).map_err(|error| error.to_string())
}

#[cfg(not(unix))]
fn executable(_: &Path) -> Result<(), String> {
    Err("the wrapper around rustc is a shell script".to_owned())
}

/// Reads the dumps of the crates whose name `wanted` accepts.
pub fn read(dumps: &Path, guards: &Guards, sources: &mut Sources, wanted: impl Fn(&str) -> bool) -> Answer {
    let mut files: Vec<PathBuf> = walkdir::WalkDir::new(dumps)
        .into_iter()
        .filter_map(Result::ok)
        .map(walkdir::DirEntry::into_path)
        .filter(|path| path.to_string_lossy().contains(".coroutine_before."))
        .collect();
    files.sort();
    let mut answer = Answer::default();
    let mut seen = BTreeSet::new();
    for file in files {
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if !wanted(name.split('.').next().unwrap_or_default()) {
            continue;
        }
        let Ok(dump) = std::fs::read(&file) else { continue };
        let mut body = text::read(&String::from_utf8_lossy(&dump));
        // The same async closure again, for a call that consumes it.
        if body.name.contains("{synthetic#") {
            continue;
        }
        let is_widened = widen(&mut body);
        for pair in pairs(&body, is_widened, guards, sources, &mut answer) {
            if seen.insert((pair.name.clone(), pair.guard.clone(), pair.wait.clone(), pair.ty.clone())) {
                answer.pairs.push(pair);
            }
        }
    }
    answer
}

/// The body of a `stream!` is in the macro's file, as rustc sees it, and the one that `#[instrument]` makes is the
/// attribute: take what of it is in the user's file. Whether it was so.
fn widen(body: &mut Body) -> bool {
    let is_own = |span: &Span| !Path::new(&span.file).is_absolute();
    let spans =
        body.blocks.values().flatten().filter_map(|line| line.span.as_ref()).filter(|span| is_own(span));
    let Some(end) = spans.clone().map(|span| span.end).max() else { return false };
    let Some(start) = spans.clone().map(|span| span.start).min() else { return false };
    let file = spans.clone().next().map(|span| span.file.clone()).unwrap_or_default();
    match &mut body.span {
        Some(span) if is_own(span) && span.end >= end => false,
        Some(span) if is_own(span) => {
            span.end = end;
            true
        }
        span => {
            *span = Some(Span { file, start, end });
            true
        }
    }
}

fn pairs(
    body: &Body,
    is_widened: bool,
    guards: &Guards,
    sources: &mut Sources,
    answer: &mut Answer,
) -> Vec<Pair> {
    let Some(span) = &body.span else { return Vec::new() };
    let file = normal(&span.file);
    answer.bodies.entry(file.clone()).or_default().push(Span { file: file.clone(), ..span.clone() });
    let flow = Flow::new(body, guards);
    let mut found = Vec::new();
    for (block, alive) in flow.at_yields() {
        answer.awaits += 1;
        let Some(wait) = wait_of(body, block, &file, sources) else { continue };
        for entity in alive {
            let why = flow.why[&entity.local];
            let (name, guard, is_parameter) = named(body, entity.local, span, sources);
            let is_parameter = is_parameter || (is_widened && entity.local >= CAPTURED);
            if why == Why::Borrows && name.is_none() {
                continue;
            }
            let ty = flow.types[&entity.local].clone();
            let wait = wait.clone();
            found.push(Pair { body: body.name.clone(), name, guard, ty, why, is_parameter, wait });
        }
    }
    found
}

/// The name that the source gives to a variable, and where; else where its value is made.
fn named(
    body: &Body,
    local: u32,
    span: &Span,
    sources: &mut Sources,
) -> (Option<String>, Option<Place>, bool) {
    let plain = if local >= CAPTURED { format!("(_1.{}: ", local - CAPTURED) } else { format!("_{local}") };
    let mut is_parameter = false;
    for debug in &body.debug {
        let is_it = if local >= CAPTURED { debug.place.contains(&plain) } else { debug.place == plain };
        let Some(at) = debug.span.as_ref().filter(|_| is_it) else { continue };
        let at = Span { file: normal(&at.file), ..at.clone() };
        // A macro's own variable.
        if Path::new(&at.file).is_absolute() {
            continue;
        }
        // captured by field: `repo__conn`
        let name =
            debug.name.split("__").next().filter(|name| !name.is_empty()).unwrap_or(&debug.name).to_owned();
        is_parameter |= at.end <= span.start && body.name.matches("{closure#").count() == 1;
        if let Some(column) = sources.column_of(&name, &at) {
            return (Some(name), Some((at.file, at.start.0, column)), is_parameter);
        }
    }
    let at = body.locals.get(&local).and_then(|local| local.span.as_ref());
    (None, at.map(|at| (normal(&at.file), at.start.0, at.start.1)), is_parameter)
}

/// The word that waits; for a yield that a macro makes, the macro.
fn wait_of(body: &Body, block: u32, file: &str, sources: &mut Sources) -> Option<Place> {
    let span = body.span.as_ref()?;
    let last = body.blocks[&block].last()?;
    let inside = |at: &Span| normal(&at.file) == file && at.start >= span.start && at.end <= span.end;
    if let Some(at) = last.span.as_ref().filter(|at| inside(at)) {
        return Some((file.to_owned(), at.start.0, at.start.1));
    }
    let mut before: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for (from, lines) in &body.blocks {
        for to in lines.last().map(|line| dataflow::successors(&line.text)).unwrap_or_default() {
            before.entry(to).or_default().push(*from);
        }
    }
    let mut queue = VecDeque::from([block]);
    let mut seen = BTreeSet::from([block]);
    while let Some(block) = queue.pop_front() {
        let near = body.blocks[&block].iter().rev().filter_map(|line| line.span.as_ref());
        for at in near.filter(|at| inside(at) && (at.start, at.end) != (span.start, span.end)) {
            let contains =
                |site: &&Site| site.what != "await" && site.extent.0 <= at.start && at.end <= site.extent.1;
            let sites = sources.sites(file);
            if let Some(site) = sites.iter().filter(contains).max_by_key(|site| site.extent.0) {
                return Some((file.to_owned(), site.line, site.column));
            }
            // `?` in `try_stream!` yields as well, and is no place of its own.
            let around =
                |site: &Site| site.what != "await" && at.start <= site.extent.0 && site.extent.1 <= at.end;
            if !sites.iter().any(around) {
                return None;
            }
        }
        for from in before.get(&block).into_iter().flatten() {
            if !body.cleanup.contains(from) && seen.insert(*from) {
                queue.push_back(*from);
            }
        }
    }
    None
}

/// `edition-2024/../src/lib.rs` → `src/lib.rs`
fn normal(file: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in file.split('/') {
        if part == ".." && parts.last().is_some_and(|last| *last != "..") {
            parts.pop();
        } else if part != "." {
            parts.push(part);
        }
    }
    parts.join("/")
}
