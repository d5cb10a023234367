//! The pipeline: from what the user asked for to a [`Report`].
//!
//! [`check`] reads top to bottom as the stages of the design. It decides nothing about names, lives or lints; it hands
//! each stage what the one before made, keeps a panic in one place from ending the run, and collects what was found.
//! Called by `cli` and `lsp`.

mod again;
mod baseline;
mod cache;
mod caught;
mod declared;
mod expand;
mod expand_bodies;
mod foreign;
mod input;
mod judge;
mod memory;
mod report;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result};
use rustc_hash::FxHashSet;

pub use baseline::{Known, NewBaseline};
use cache::Cache;
pub use cache::is_kept_run;
pub use caught::{caught, install_hook};
use judge::{Holds, Inferred, Wanted, each};
pub use memory::Memory;
use report::{Folders, config_report, report, unit};

use crate::catalogue::{Category, HEADERS};
use crate::config::{self, Config, LevelFlag, Levels};
use crate::diagnostic::baseline::Baseline;
use crate::diagnostic::{self, HoldRow, Level, Lint, Report, Summary};
use crate::effects::{self, BodyFacts, Callers, Hold};
use crate::flow::SlotKind;
use crate::ir::FileIr;
use crate::lints::{self, LINTS};
use crate::models::{self, Models, Rows};
use crate::resolve::{self, FunctionId, Program};
use crate::source::{FileId, Place, SourceMap};
use crate::syntax::{self, CfgOptions};
use crate::workspace::{self, How, Origin, Reader, Request, Selection, Sources, Unsaved, Workspace};

/// What the user asked for.
#[derive(Debug, Default)]
pub struct Options {
    pub request: Request,
    pub selection: Selection,
    pub levels: Vec<LevelFlag>,
    /// Show findings that are only possible, too.
    pub pedantic: bool,
    /// Findings that are known: this file, or the one that is there by default.
    pub baseline: Option<PathBuf>,
    pub write_baseline: bool,
    /// Threads; as many as there are processors when none is given.
    pub jobs: Option<usize>,
    /// An unchanged workspace gets the report of the run before, kept below the target folder.
    pub cache: bool,
    /// What an editor has and the disk has not.
    pub unsaved: Unsaved,
    /// What the runs before found out, for a process that checks more than once.
    pub memory: Option<Arc<Memory>>,
    /// Look at every body, also where nothing that is looked for can be: finds the same, later. Tests compare.
    pub everything: bool,
}

/// What a caller may show while the stages run.
#[derive(Debug)]
pub enum Progress<'a> {
    /// A stage begins.
    Stage(&'static str),
    /// Something the user should know about how the run came about.
    Note(&'a str),
    /// The same, for those who ask for all there is to know.
    Detail(&'a str),
    /// All files are read.
    Loaded { crates: usize, files: usize },
}

pub type OnProgress<'a> = dyn Fn(Progress<'_>) + Sync + 'a;

/// A finished run.
#[derive(Debug)]
pub struct Outcome {
    pub report: Report,
    /// To be written, when that was asked for.
    pub new_baseline: Option<NewBaseline>,
    /// All that the report was made from. A process that is about to end forgets it: freeing takes time.
    pub rest: Option<Box<State>>,
}

/// Syntax trees are deep where expressions are, and every stage recurses on them: rayon's 2 MiB would overflow, and an
/// overflow cannot be caught. Memory that is never touched costs nothing.
const STACK: usize = 128 << 20;

/// Checks what the options name. An error is one of usage: there is nothing to check, or a flag is wrong.
pub fn check(options: &Options, progress: &OnProgress<'_>) -> Result<Outcome> {
    on_threads(options, || Ok(run(options, progress, false)?.0))
}

/// The same, with every hold of the selected code; places of both are in the report's sources.
pub fn inspect(options: &Options, progress: &OnProgress<'_>) -> Result<(Outcome, Vec<HoldRow>)> {
    on_threads(options, || run(options, progress, true))
}

fn on_threads<T: Send>(options: &Options, work: impl FnOnce() -> Result<T> + Send) -> Result<T> {
    let threads = rayon::ThreadPoolBuilder::new().stack_size(STACK).num_threads(options.jobs.unwrap_or(0));
    threads.build().context("cannot start threads")?.install(work)
}

fn run(options: &Options, progress: &OnProgress<'_>, with_holds: bool) -> Result<(Outcome, Vec<HoldRow>)> {
    let memory = options.memory.as_deref();
    // who does not ask for holds checks once
    let memory = memory.filter(|_| with_holds);
    if let Some(known) = memory.and_then(|memory| memory.after_edits(options)) {
        return Ok(known);
    }
    let cache = if with_holds { None } else { Cache::of(options) };
    let mut analysis = match prepare(options, progress, cache.as_ref())? {
        Ok(analysis) => analysis,
        Err(report) => {
            let outcome = Outcome { report, new_baseline: None, rest: None };
            return Ok((outcome, Vec::new()));
        }
    };
    let pending = analysis.pending.take();
    progress(Progress::Stage("flow"));
    // which bodies matter changes with every edit
    let rows = match memory {
        Some(_) => Rows::Anything,
        None => lints::rows(|lint| is_heard_of(&analysis, lint)),
    };
    let wanted = Wanted { rows: Some(rows), everything: options.everything, forgets_items: memory.is_none() };
    let (inferred, models) = Inferred::of(&mut analysis.program, wanted);
    let state = State { analysis, models, inferred };
    let (outcome, rows) = state.conclude(options, progress, with_holds)?;
    pending.into_iter().for_each(|pending| pending.keep(&outcome.report));
    let rest = match memory {
        Some(memory) => {
            memory.keep(options, state, &outcome.report, &rows);
            None
        }
        None => Some(Box::new(state)),
    };
    Ok((Outcome { rest, ..outcome }, rows))
}

/// Whether a finding of the lint makes a difference: it is on somewhere, or a suppression waits for it.
fn is_heard_of(analysis: &Analysis, lint: &'static Lint) -> bool {
    let Analysis { workspace, levels, program, .. } = analysis;
    let mut packages = (0..workspace.packages.len()).map(Some).chain([None]);
    let suppressions = program.irs.iter().flat_map(|ir| &ir.suppressions);
    packages.any(|package| levels.level(lint, package).0 != Level::Allow)
        || suppressions.flat_map(|one| &one.lints).any(|(name, _)| *name == lint.name)
}

/// All that a run has found out before bodies are seen together.
pub struct State {
    analysis: Analysis,
    models: Arc<Models>,
    inferred: Inferred,
}

impl std::fmt::Debug for State {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("State").finish_non_exhaustive()
    }
}

impl State {
    /// Sees all bodies together: holds, findings, the report.
    fn conclude(
        &self,
        options: &Options,
        progress: &OnProgress<'_>,
        with_holds: bool,
    ) -> Result<(Outcome, Vec<HoldRow>)> {
        let Self { analysis, models, inferred } = self;
        let (program, sources) = (&analysis.program, &analysis.sources.map);
        let (Holds { bodies, effects }, mut findings) = inferred.holds(program);
        findings.extend(inferred.bugs.iter().cloned());
        let rows = if with_holds { hold_rows(analysis, &bodies) } else { Vec::new() };
        progress(Progress::Stage("lints"));
        let among = |set: &FxHashSet<FunctionId>| {
            let all = bodies.iter().map(|(body, _)| *body);
            all.filter(|body| set.contains(&body.owner.function)).collect::<Vec<_>>()
        };
        let of_models = models::Bodies {
            all: bodies.iter().map(|(body, _)| *body).collect(),
            with_models: among(&inferred.with_models),
            senders: among(&inferred.senders),
        };
        let summarise = || models::summarise(program, Arc::clone(models), &of_models);
        let mut facts = caught(summarise).map_err(anyhow::Error::msg)?;
        let look = |body: &&BodyFacts| models::of_body(program, &facts, &effects, body);
        let (found, bugs) = each(program, of_models.with_models, |body| body.owner, look);
        findings.extend(bugs);
        found.into_iter().for_each(|(body, found)| facts.add(body.owner.function, found));
        findings.extend(caught(|| lints::run_on_definitions(program, &facts)).map_err(anyhow::Error::msg)?);
        let callers = Callers::of(program, bodies.iter().flat_map(|(_, holds)| holds));
        let run = |(body, holds): &(&BodyFacts, Vec<Hold>)| {
            let cx = lints::Context { program, body, holds, callers: &callers, models: &facts, sources };
            let mut found = lints::run(&cx);
            found.iter_mut().for_each(|finding| finding.item = program.item_path(body.owner.function));
            found
        };
        // of the others nobody hears
        let selected = bodies.into_iter().filter(|(body, _)| analysis.sources.is_selected(body.owner.file));
        let (found, bugs) = each(program, selected.collect(), |(body, _)| body.owner, run);
        findings.extend(bugs);
        findings.extend(found.into_iter().flat_map(|(_, found)| found));
        progress(Progress::Stage("report"));
        let (report, new_baseline) = report(analysis, findings, options);
        Ok((Outcome { report, new_baseline, rest: None }, rows))
    }
}

/// What the `holds` command shows.
#[derive(Debug)]
pub struct HoldTable {
    /// Sorted by the place of the wait.
    pub rows: Vec<HoldRow>,
    pub sources: SourceMap,
    pub summary: Summary,
}

/// Every hold of the selected code, sorted by place, and the files they are in; or the report of a wrong
/// configuration.
pub fn holds(options: &Options, progress: &OnProgress<'_>) -> Result<Result<HoldTable, Report>> {
    on_threads(options, || {
        let mut analysis = match analyse(options, progress)? {
            Ok(analysis) => analysis,
            Err(report) => return Ok(Err(report)),
        };
        progress(Progress::Stage("flow"));
        let wanted = Wanted { rows: None, everything: options.everything, forgets_items: false };
        let (inferred, _) = Inferred::of(&mut analysis.program, wanted);
        let rows = hold_rows(&analysis, &inferred.holds(&analysis.program).0.bodies);
        Ok(Ok(HoldTable { rows, sources: analysis.sources.map, summary: analysis.summary }))
    })
}

/// Of the selected code, sorted by place.
fn hold_rows(analysis: &Analysis, bodies: &[(&BodyFacts, Vec<Hold>)]) -> Vec<HoldRow> {
    let mut rows: Vec<HoldRow> = bodies
        .iter()
        .flat_map(|(body, holds)| holds.iter().map(move |hold| (body, hold)))
        .filter(|(_, hold)| analysis.sources.is_selected(hold.wait.file))
        .map(|(body, hold)| hold_row(&analysis.program, body, hold))
        .collect();
    rows.sort_by_key(|row| (row.wait, row.guard));
    rows.dedup_by(|a, b| a.wait == b.wait && a.guard == b.guard);
    rows
}

fn hold_row(program: &Program, body: &BodyFacts, hold: &Hold) -> HoldRow {
    let own = match hold.guard.slot {
        SlotKind::Variable(local) | SlotKind::Parameter(Some(local)) if !hold.guard.borrowed => Some(local),
        _ => None,
    };
    let ends = own.map_or_else(Vec::new, |local| effects::ends(program, body, local));
    HoldRow {
        function: program.function_name(hold.function),
        body: Place::new(hold.wait.file, program.function(hold.function).span),
        guard_name: hold.guard.name.clone(),
        guard_type: hold.guard.ty.clone(),
        guard_via: hold.guard.via.clone(),
        guard: hold.guard.place,
        ends: ends.into_iter().map(|end| (end.place, end.how)).collect(),
        borrowed: hold.guard.borrowed,
        derived: hold.guard.derived,
        wait: hold.wait,
        kind: hold.kind.word(),
        category: hold.category.map(Category::word),
        target: hold.target.clone(),
        hazard: matches!(hold.verdict, effects::Verdict::Hazard(_)),
        why: match &hold.guard.alive {
            Some(alive) => format!("{}; {alive}", hold.why),
            None => hold.why.clone(),
        },
    }
}

/// Everything that lints look at.
#[derive(Debug)]
pub struct Analysis {
    pub workspace: Workspace,
    pub config: Config,
    pub levels: Levels,
    /// Its IRs are moved into the program.
    pub sources: Sources,
    pub program: Program,
    known: Known,
    summary: Summary,
    /// To be kept for the next run.
    pending: Option<cache::Pending>,
}

/// The stages up to the resolved program; or, when the configuration is wrong, the report that says so.
pub fn analyse(options: &Options, progress: &OnProgress<'_>) -> Result<Result<Analysis, Report>> {
    prepare(options, progress, None)
}

/// The same; or the report of the run before, when it is kept and nothing has changed.
fn prepare(
    options: &Options,
    progress: &OnProgress<'_>,
    cache: Option<&Cache>,
) -> Result<Result<Analysis, Report>> {
    progress(Progress::Stage("read"));
    let memory = options.memory.as_deref();
    let lower = |path: &Path, text: &Arc<str>, how: How| lower(memory, path, text, how);
    let reader = Reader::new(&lower, &options.unsaved);
    let mut fresh = None;
    let workspace = match memory.and_then(|memory| memory.workspace(&options.request)) {
        Some(known) => known,
        None => {
            let start = workspace::find(&options.request)?;
            let mut workspace = start.packages(|guess| {
                fresh = cache.and_then(|cache| cache.fresh(guess));
                if fresh.is_none() {
                    input::ahead(guess);
                    reader.ahead(guess, &options.selection);
                }
            })?;
            workspace.add_neighbours(|name| HEADERS.iter().any(|header| header.name == name));
            memory.inspect(|memory| memory.keep_workspace(&options.request, &workspace));
            workspace
        }
    };
    if let Origin::Manifests(reason) = &workspace.origin {
        progress(Progress::Note(&format!(
            "`cargo metadata` failed ({reason}); reading the manifests without it"
        )));
    }
    for (manifest, reason) in &workspace.skipped {
        let reason = reason.lines().next().unwrap_or_default();
        progress(Progress::Note(&format!("`{}` is left out: {reason}", workspace.shown_path(manifest))));
    }
    let choices = options.selection.choose(&workspace)?;
    if !choices.iter().any(|choice| choice.selected) {
        progress(Progress::Note("no target matches these flags: there is nothing to check"));
    }

    let mut texts = workspace.configuration();
    let categories = Category::ALL.map(Category::word);
    let (mut config, mut problems) = config::read(&texts, LINTS, &categories);
    let (path, text) = workspace.baseline(options.baseline.as_deref())?;
    if text.is_none() && options.baseline.is_some() && !options.write_baseline {
        anyhow::bail!("no such baseline: `{}`", path.display());
    }
    let mut known = Known { path: path.clone(), baseline: None, write: options.write_baseline };
    if let Some(text) = text {
        match diagnostic::baseline::read(&text) {
            Ok(entries) => known.baseline = Some(Baseline { entries, file: FileId::default() }),
            Err((span, message)) => {
                problems.push(config::Problem { text: texts.len(), span, message, help: None });
            }
        }
        // findings may point into it
        texts.push(config::Text { layer: config::Layer::File, path, text });
    }
    if !problems.is_empty() {
        return Ok(Err(config_report(&workspace, &texts, problems)));
    }
    let levels = Levels::new(LINTS, std::mem::take(&mut config.lints), options.levels.clone())
        .map_err(anyhow::Error::msg)?;

    let extra: Vec<_> = texts.iter().map(|text| (text.path.clone(), text.text.clone())).collect();
    let finish = || reader.finish(&workspace, &choices, extra.clone());
    // a report that is kept needs no sources
    let (foreign, finished) = rayon::join(|| foreign::find(&workspace), || fresh.is_none().then(&finish));
    let folders = Folders::of(&workspace);
    let pending = cache.filter(|_| foreign.packages.iter().all(|package| package.pinned.is_some()));
    let mut pending = pending.and_then(|cache| {
        let shape = cache::shape(&[&workspace, &choices, &texts, &foreign, &folders]);
        cache.pending(&workspace, shape)
    });
    let kept = fresh.zip(pending.as_ref()).and_then(|(fresh, pending)| fresh.report(&pending.shape));
    if let Some((notes, report)) = kept {
        let Summary { packages, files, .. } = report.summary;
        progress(Progress::Loaded { crates: packages, files });
        notes.iter().for_each(|note| progress(Progress::Detail(note)));
        let units = choices.iter().map(|choice| unit(&workspace.packages[choice.package], choice.target));
        let Folders { root, repository, current_dir } = folders;
        return Ok(Err(Report { units: units.collect(), root, repository, current_dir, ..report }));
    }

    let mut sources = finished.unwrap_or_else(finish);
    if let (Some(baseline), Some(file)) = (&mut known.baseline, sources.extra.last()) {
        baseline.file = *file;
    }
    let mut summary = counts(&sources);
    progress(Progress::Loaded { crates: summary.packages, files: summary.files });

    progress(Progress::Stage("resolve"));
    let ((dependencies, notes), ()) =
        rayon::join(|| foreign::read(&workspace, &foreign), || expand::items(&mut sources));
    notes.iter().for_each(|note| progress(Progress::Detail(note)));
    if let Some(pending) = &mut pending {
        pending.absent = std::mem::take(&mut sources.absent);
        pending.notes = notes;
    }
    let input = input::input(&workspace, &config, &mut sources, dependencies);
    let mut program = caught(|| resolve::build(input)).map_err(anyhow::Error::msg)?;
    // an editor's files change under what would be expanded later
    let late = options.memory.is_none();
    expand_bodies::macros(&mut program, &sources, &mut summary, |_| true, late);
    resolve::reveal(&mut program);
    Ok(Ok(Analysis { workspace, config, levels, sources, program, known, summary, pending }))
}

/// The IR of a text; an error is a bug of ours.
fn lower(memory: Option<&Memory>, path: &Path, text: &Arc<str>, how: How) -> Result<FileIr, String> {
    if let Some(known) = memory.and_then(|memory| memory.ir(path, how.test, text)) {
        return Ok(known);
    }
    let cfg = CfgOptions { test: how.test };
    let ir = caught(|| {
        if how.whole {
            syntax::lower(text, &cfg)
        } else {
            syntax::lower_lazily(text, &cfg, |work| caught(work))
        }
    })?;
    memory.inspect(|memory| memory.keep_ir(path, how.test, text, &ir));
    Ok(ir)
}

/// What the status lines tell about the selected code.
fn counts(sources: &Sources) -> Summary {
    let mut summary = Summary::default();
    let mut seen = rustc_hash::FxHashSet::default();
    for (file, ir) in sources.irs.iter().enumerate() {
        let file = FileId(file as u32);
        if !sources.is_selected(file) || !seen.insert(&sources.map.file(file).path) {
            continue;
        }
        summary.files += 1;
        summary.lines += ir.counts.lines as usize;
        summary.awaits += ir.counts.awaits as usize;
        summary.awaits_not_analysed += ir.counts.awaits_not_analysed as usize;
        summary.macros_not_analysed += ir.counts.macros_not_analysed as usize;
    }
    let packages = sources.crates.iter().filter(|root| root.selected).map(|root| root.package);
    summary.packages = packages.collect::<rustc_hash::FxHashSet<_>>().len();
    let skipped = sources.problems.iter().map(|problem| &sources.map.file(problem.place.file).path);
    summary.files_skipped = skipped.collect::<rustc_hash::FxHashSet<_>>().len();
    summary
}
