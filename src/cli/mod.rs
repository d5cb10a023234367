//! What the user sees of a run: arguments, status lines, subcommands, exit status.
//!
//! The only module that prints, and with `workspace` the only one that asks for the environment. Decides nothing about
//! code: it turns arguments into [`check::Options`], hands the report to a renderer and counts.

mod about;
mod args;
mod exit;
mod fix;
mod init;
mod status;
mod then;

use std::ffi::OsString;
use std::io::Write;
use std::process::ExitCode;

use anyhow::{Context, Result};

use crate::check::{self, caught};
use crate::config::LevelFlag;
use crate::diagnostic::{Level, Report};
use crate::lints::LINTS;
use crate::lsp;
use crate::render;
use crate::render::cargo_json::Rendered;
use args::{Command, Invocation, MessageFormat};
use exit::Exit;
use status::Status;

/// Runs the command line and says how it ended.
pub fn run(arguments: Vec<OsString>) -> ExitCode {
    check::install_hook();
    let invocation = match Invocation::read(arguments) {
        Ok(invocation) => invocation,
        Err(error) => {
            // help and version are no errors; clap knows where each goes
            let code = if error.use_stderr() { Exit::COULD_NOT_RUN } else { Exit::CLEAN };
            drop(error.print());
            return code.into();
        }
    };
    let status = Status::new(&invocation.cli.options.output);
    let exit = match caught(|| dispatch(&invocation, &status)) {
        Ok(Ok(exit)) => exit,
        Ok(Err(error)) => {
            status.error(&format!("{error:#}"));
            Exit::COULD_NOT_RUN
        }
        Err(bug) => {
            status.error(&bug);
            Exit::COULD_NOT_RUN
        }
    };
    exit.into()
}

fn dispatch(invocation: &Invocation, status: &Status) -> Result<Exit> {
    let options = &invocation.cli.options;
    match &invocation.cli.command {
        Some(Command::Explain { lint }) => return about::explain(lint, LINTS),
        Some(Command::Init { stanza }) => return init::run(stanza.as_deref()),
        Some(Command::Completions { shell }) => return about::completions(*shell),
        Some(Command::Man) => return about::man(),
        Some(Command::List) => return about::list(LINTS, options.output.format),
        None if options.output.explain.is_some() => {
            return about::explain(options.output.explain.as_deref().unwrap_or_default(), LINTS);
        }
        Some(Command::Holds { .. }) => return holds(invocation, status),
        Some(Command::Lsp) => {
            lsp::serve()?;
            return Ok(Exit::CLEAN);
        }
        None => {}
    }
    let own = check_and_show(invocation, status);
    match &options.then {
        None => own,
        // whatever became of us: nobody loses the other checker's findings
        Some(command) => {
            let own = own.unwrap_or_else(|error| {
                status.error(&format!("{error:#}"));
                Exit::COULD_NOT_RUN
            });
            Ok(own.worse(then::run(command, invocation)?))
        }
    }
}

fn options(invocation: &Invocation) -> check::Options {
    let cli = &invocation.cli;
    check::Options {
        request: cli.request(),
        selection: cli.selection(),
        levels: [cargo_warnings(), invocation.levels.clone()].concat(),
        pedantic: cli.options.output.pedantic,
        cache: !cli.options.output.no_cache,
        baseline: cli.options.old_code.baseline.clone(),
        write_baseline: cli.options.old_code.write_baseline,
        jobs: cli.options.compile.jobs.as_deref().and_then(|jobs| jobs.parse().ok()),
        ..check::Options::default()
    }
}

/// Every hold, as a table to look at or as JSON lines; always on stdout: it is what was asked for.
fn holds(invocation: &Invocation, status: &Status) -> Result<Exit> {
    let output = &invocation.cli.options.output;
    match check::holds(&options(invocation), &|progress| status.progress(&progress))? {
        Ok(check::HoldTable { rows, sources, summary }) => {
            let text = match output.format {
                MessageFormat::Human | MessageFormat::Short | MessageFormat::JsonRenderDiagnostics => {
                    render::holds::human(&rows, &sources)
                }
                _ => render::holds::json(&rows, &sources),
            };
            write_out(&text, output, false)?;
            status.finished(&summary);
            Ok(Exit::CLEAN)
        }
        Err(report) => {
            show(&report, output)?;
            status.error("the configuration is wrong; nothing was checked");
            Ok(Exit::COULD_NOT_RUN)
        }
    }
}

fn check_and_show(invocation: &Invocation, status: &Status) -> Result<Exit> {
    let cli = &invocation.cli;
    let asked = options(invocation);
    let run = |asked: &check::Options| check::check(asked, &|progress| status.progress(&progress));
    let outcome =
        if cli.options.fix.fix { fix::run(&asked, &cli.options.fix, status, run)? } else { run(&asked)? };
    status.progress(&check::Progress::Stage("render"));
    show(&outcome.report, &cli.options.output)?;
    if outcome.report.unusable {
        status.error("the configuration is wrong; nothing was checked");
        return Ok(Exit::COULD_NOT_RUN);
    }
    if let Some(baseline) = &outcome.new_baseline {
        let path = baseline.path.display();
        std::fs::write(&baseline.path, &baseline.text).with_context(|| format!("cannot write `{path}`"))?;
        let shown = baseline.path.file_name().unwrap_or_default().to_string_lossy();
        status.wrote(&shown, baseline.known);
        if outcome.report.diagnostics.iter().any(|finding| finding.lint.is_some()) {
            status.note("counts only fall: what is new is not taken in (delete the file to start over)");
        }
    }
    status.finished(&outcome.report.summary);
    let failed = outcome.report.summary.errors > 0 && !cli.options.output.exit_zero;
    let exit = if failed { Exit::FINDINGS } else { Exit::CLEAN };
    std::mem::forget(outcome);
    Ok(exit)
}

/// Cargo's `build.warnings` as it hands it to subcommands; a flag says more.
fn cargo_warnings() -> Vec<LevelFlag> {
    let level = match std::env::var("CARGO_BUILD_WARNINGS").as_deref() {
        Ok("deny") => Level::Deny,
        Ok("allow") => Level::Allow,
        _ => return Vec::new(),
    };
    let typed = format!("CARGO_BUILD_WARNINGS={}", level.as_str());
    vec![LevelFlag { level, name: "warnings".to_owned(), typed }]
}

/// Findings: human text to stderr, machine formats to stdout, anything to a file.
fn show(report: &Report, output: &args::Output) -> Result<()> {
    let for_people = matches!(output.format, MessageFormat::Human | MessageFormat::JsonRenderDiagnostics);
    let text = match output.format {
        MessageFormat::Human | MessageFormat::JsonRenderDiagnostics => render::human::render(report, style()),
        MessageFormat::Short => render::short::render(report),
        MessageFormat::Json => render::cargo_json::render(report, Rendered::Plain),
        MessageFormat::JsonDiagnosticShort => render::cargo_json::render(report, Rendered::Short),
        MessageFormat::JsonDiagnosticRenderedAnsi => render::cargo_json::render(report, Rendered::Ansi),
        MessageFormat::Sarif => render::sarif::render(report, LINTS),
        MessageFormat::Github => render::github::render(report),
        MessageFormat::Gitlab => render::gitlab::render(report),
        MessageFormat::Rdjson => render::rdjson::render(report),
    };
    write_out(&text, output, for_people)
}

fn write_out(text: &str, output: &args::Output, to_stderr: bool) -> Result<()> {
    if let Some(path) = &output.output_file {
        let human = matches!(
            output.format,
            MessageFormat::Human | MessageFormat::Short | MessageFormat::JsonRenderDiagnostics
        );
        // no terminal shows a file's colours
        let text = if human { anstream::adapter::strip_str(text).to_string() } else { text.to_owned() };
        return std::fs::write(path, text).with_context(|| format!("cannot write `{}`", path.display()));
    }
    let written = if to_stderr {
        anstream::stderr().lock().write_all(text.as_bytes())
    } else {
        anstream::stdout().lock().write_all(text.as_bytes())
    };
    match written {
        // the reader has seen enough (`| head`)
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(error).context("cannot write"),
        _ => Ok(()),
    }
}

/// Colours are written always and taken out again where they do not belong; box drawing needs a UTF-8 terminal.
fn style() -> render::human::Style {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].iter().find_map(|name| std::env::var(name).ok());
    // An unset locale is a build server's: its logs are UTF-8.
    let unicode = locale.is_none_or(|locale| {
        let locale = locale.to_ascii_lowercase();
        locale.contains("utf-8") || locale.contains("utf8") || locale.is_empty()
    });
    render::human::Style { colour: true, unicode }
}
