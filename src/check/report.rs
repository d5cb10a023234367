//! The report: levels, order and counts of the findings, and what is no finding of a lint: suppressions as they stand in
//! the files, who set a level, what is wrong with the configuration, and cargo's names for what was checked.

use std::path::PathBuf;

use rustc_hash::FxHashSet;

use super::{Analysis, NewBaseline, Options, baseline, declared};
use crate::config;
use crate::diagnostic::{
    Certainty, Diagnostic, Help, Label, Level, LevelSource, Report, Summary, Unit, identify, suppress,
};
use crate::lints::{self, LINTS};
use crate::resolve::Program;
use crate::source::{FileId, Place, SourceFile, SourceMap};
use crate::workspace::{self, Package, Sources, Workspace};

/// Bodies that were asked for and do not parse.
pub(super) fn late_problems(program: &Program, sources: &Sources) -> Vec<Diagnostic> {
    let files = program.irs[..program.workspace_files].iter().enumerate();
    let mut seen = FxHashSet::default();
    files
        .map(|(index, ir)| (FileId(index as u32), ir))
        .filter(|(file, _)| sources.is_selected(*file))
        .flat_map(|(file, ir)| ir.bodies.late_problems().map(move |problem| (file, problem)))
        // a file that is in the run with and without `cfg(test)` has two of each
        .filter(|(file, problem)| seen.insert((sources.map.file(*file).path.clone(), problem.span)))
        .map(|(file, problem)| Diagnostic::problem(Place::new(file, problem.span), problem.message.clone()))
        .collect()
}

/// The suppressions of the selected files.
pub(super) fn silences(program: &Program, sources: &Sources) -> Vec<suppress::Silence> {
    let mut found = Vec::new();
    for (index, ir) in program.irs[..program.workspace_files].iter().enumerate() {
        let file = FileId(index as u32);
        if !sources.is_selected(file) {
            continue;
        }
        found.extend(ir.suppressions.iter().map(|suppression| suppress::Silence {
            file,
            span: suppression.span,
            scope: suppression.scope,
            lints: suppression.lints.iter().map(|(name, span)| (name.to_string(), *span)).collect(),
            has_reason: suppression.reason.is_some(),
        }));
    }
    found
}

/// Says once per lint who set its level.
pub(super) fn level_note(code: &str, level: Level, source: &LevelSource) -> String {
    let level = level.as_str();
    match source {
        LevelSource::Default => format!("`{code}` is set to `{level}` by default"),
        LevelSource::File => format!("`{code}` is set to `{level}` in `letgo.toml`"),
        LevelSource::Workspace => {
            format!("`{code}` is set to `{level}` in `[workspace.metadata.letgo.lints]`")
        }
        LevelSource::Package => format!("`{code}` is set to `{level}` in `[package.metadata.letgo.lints]`"),
        LevelSource::Flag(flag) => format!("`{code}` is set to `{level}` by `{flag}`"),
    }
}

/// Mistakes in the configuration, as findings that point into it.
pub(super) fn config_report(
    workspace: &Workspace,
    texts: &[config::Text],
    problems: Vec<config::Problem>,
) -> Report {
    let shown = |path: &PathBuf| workspace.shown_path(path);
    let files = texts.iter().map(|text| SourceFile::new(shown(&text.path), text.text.clone())).collect();
    let mut diagnostics: Vec<Diagnostic> = problems
        .into_iter()
        .map(|problem| {
            let place = Place::new(FileId(problem.text as u32), problem.span);
            let mut diagnostic = Diagnostic::problem(place, problem.message);
            diagnostic.level = Level::Deny;
            diagnostic.primary = Label::new(place, "");
            diagnostic.helps = problem.help.map(Help::text).into_iter().collect();
            diagnostic
        })
        .collect();
    diagnostics.sort_by(|left, right| left.sort_key().cmp(&right.sort_key()));
    let summary = Summary { errors: diagnostics.len(), ..Summary::default() };
    let units = workspace.packages.iter().filter(|package| !package.targets.is_empty());
    let file_units = texts.iter().map(|text| match text.layer {
        config::Layer::Package(index) => {
            let package = &workspace.packages[index];
            units.clone().position(|other| std::ptr::eq(other, package))
        }
        _ => Some(0),
    });
    let folders = Folders::of(workspace);
    Report {
        diagnostics,
        unusable: true,
        sources: SourceMap::new(files),
        summary,
        root: folders.root,
        repository: folders.repository,
        current_dir: folders.current_dir,
        file_units: file_units.collect(),
        units: units.map(|package| unit(package, 0)).collect(),
    }
}

pub(super) fn unit(package: &Package, target: usize) -> Unit {
    let target = &package.targets[target];
    Unit {
        package_id: package.id.clone(),
        manifest_path: package.manifest_path.display().to_string(),
        name: target.name.clone(),
        kinds: target.kinds.clone(),
        crate_types: target.crate_types.clone(),
        src_path: target.src_path.display().to_string(),
        edition: target.edition.as_str(),
        test: target.test,
    }
}

/// What shown paths start from.
#[derive(Debug)]
pub(super) struct Folders {
    pub(super) root: String,
    pub(super) repository: String,
    pub(super) current_dir: String,
}

impl Folders {
    pub(super) fn of(workspace: &Workspace) -> Self {
        Self {
            root: workspace.root.display().to_string(),
            repository: workspace.repository().display().to_string(),
            current_dir: workspace::working_folder().display().to_string(),
        }
    }
}

/// Levels, order, and counts.
pub(super) fn report(
    analysis: &Analysis,
    findings: Vec<Diagnostic>,
    options: &Options,
) -> (Report, Option<NewBaseline>) {
    let Analysis { workspace, config, sources, levels, program, known, summary, .. } = analysis;
    let mut summary = *summary;
    let mut diagnostics: Vec<Diagnostic> = sources
        .problems
        .iter()
        .map(|problem| Diagnostic::problem(problem.place, problem.message.clone()))
        .collect();
    diagnostics.extend(declared::unmatched(config, program, &sources.extra));
    diagnostics.extend(late_problems(program, sources));
    identify(&mut diagnostics, &sources.map);
    let least = if options.pedantic { Certainty::Possible } else { Certainty::Likely };
    let mut explained = FxHashSet::default();
    let mut findings: Vec<Diagnostic> = findings
        .into_iter()
        .filter(|finding| finding.certainty >= least && sources.is_selected(finding.primary.place.file))
        .collect();
    findings.sort_by(|left, right| left.sort_key().cmp(&right.sort_key()));
    // a file that is in the run with and without `cfg(test)` is analysed twice
    let key = |finding: &Diagnostic| {
        let path = &sources.map.file(finding.primary.place.file).path;
        (path.clone(), finding.span(), finding.lint.map(|lint| lint.name), finding.message.clone())
    };
    let mut seen = FxHashSet::default();
    findings.retain(|finding| seen.insert(key(finding)));
    for finding in &mut findings {
        if let Some(lint) = finding.lint {
            finding.level = levels.level(lint, sources.file_package(finding.primary.place.file)).0;
        }
    }
    // What is off needs no suppression, but one for it is not unused: it may be on elsewhere.
    let lints = suppress::Known {
        unused: lints::UNUSED_SUPPRESSION,
        without_reason: lints::SUPPRESSION_WITHOUT_REASON,
        names: &LINTS.iter().map(|lint| lint.name).collect::<Vec<_>>(),
    };
    let (findings, suppressed) = suppress::apply(findings, &silences(program, sources), &lints);
    summary.suppressed = suppressed;
    let mut shown: Vec<Diagnostic> = Vec::new();
    for mut finding in findings {
        if let Some(lint) = finding.lint {
            let package = sources.file_package(finding.primary.place.file);
            finding.level = levels.level(lint, package).0;
        }
        shown.extend((finding.level != Level::Allow).then_some(finding));
    }
    shown.sort_by(|left, right| left.sort_key().cmp(&right.sort_key()));
    identify(&mut shown, &sources.map);
    let judged = baseline::judge(known.clone(), shown, workspace, sources, levels);
    summary.known = judged.known;
    for mut finding in judged.findings {
        if let Some(lint) = finding.lint {
            let package = sources.file_package(finding.primary.place.file);
            if explained.insert((lint.name, package)) {
                let (level, source) = levels.level(lint, package);
                finding.notes.push(level_note(&lint.code(), level, &source));
            }
        }
        diagnostics.push(finding);
    }
    diagnostics.sort_by(|left, right| left.sort_key().cmp(&right.sort_key()));
    summary.errors = diagnostics.iter().filter(|one| one.level >= Level::Deny).count();
    summary.warnings = diagnostics.len() - summary.errors;
    summary.fixable = diagnostics.iter().filter(|one| one.certain_way_out().is_some()).count();
    let units =
        sources.crates.iter().map(|root| unit(&workspace.packages[root.package], root.target)).collect();
    let folders = Folders::of(workspace);
    // a file outside of every crate is a configuration file: the whole workspace's, like its first crate
    let file_units = sources.file_crate.iter().map(|unit| unit.or(Some(0))).collect();
    let report = Report {
        diagnostics,
        unusable: false,
        sources: sources.map.clone(),
        summary,
        root: folders.root,
        repository: folders.repository,
        current_dir: folders.current_dir,
        units,
        file_units,
    };
    (report, judged.new_baseline)
}
