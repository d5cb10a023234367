//! Status lines on stderr, as cargo writes them, and how long each phase took.

use std::io::Write;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use anstream::ColorChoice;
use clap::builder::styling::{AnsiColor, Style};

use super::args::{ColorArg, Output};
use crate::check::Progress;
use crate::diagnostic::Summary;

#[derive(Debug)]
pub struct Status {
    quiet: bool,
    verbose: bool,
    timings: bool,
    start: Instant,
    /// Stages with their beginnings.
    stages: Mutex<Vec<(&'static str, Instant)>>,
}

const GREEN: Style = AnsiColor::Green.on_default().bold();
const YELLOW: Style = AnsiColor::Yellow.on_default().bold();
const RED: Style = AnsiColor::Red.on_default().bold();

impl Status {
    /// Flags first, then cargo's own variables.
    pub fn new(output: &Output) -> Self {
        let variable = |name: &str| std::env::var(name).ok();
        let is_true = |name: &str| variable(name).is_some_and(|value| value == "true" || value == "1");
        let color = match output.color {
            Some(ColorArg::Always) => ColorChoice::Always,
            Some(ColorArg::Never) => ColorChoice::Never,
            Some(ColorArg::Auto) => ColorChoice::Auto,
            None => match variable("CARGO_TERM_COLOR").as_deref() {
                Some("always") => ColorChoice::Always,
                Some("never") => ColorChoice::Never,
                _ => ColorChoice::Auto,
            },
        };
        color.write_global();
        let verbose = output.verbose > 0;
        Self {
            quiet: output.quiet || (!verbose && is_true("CARGO_TERM_QUIET")),
            verbose: verbose || (!output.quiet && is_true("CARGO_TERM_VERBOSE")),
            timings: output.timings,
            start: Instant::now(),
            stages: Mutex::default(),
        }
    }

    pub fn progress(&self, progress: &Progress<'_>) {
        match progress {
            Progress::Stage(name) => {
                self.stages.lock().unwrap_or_else(PoisonError::into_inner).push((name, Instant::now()));
            }
            Progress::Note(text) => self.line(YELLOW, "Note", text),
            Progress::Detail(text) if self.verbose => self.line(YELLOW, "Note", text),
            Progress::Detail(_) => {}
            Progress::Loaded { crates, files } => {
                self.line(
                    GREEN,
                    "Checking",
                    &format!("{} ({})", count(*crates, "crate"), count(*files, "file")),
                );
            }
        }
    }

    /// The last lines: time, counts, and what could not be looked at.
    pub fn finished(&self, summary: &Summary) {
        if self.verbose {
            let text = format!(
                "{} in {}, {} and {} not analysed",
                count(summary.awaits, "await"),
                count(summary.lines, "line"),
                count(summary.awaits_not_analysed, "await"),
                count(summary.macros_not_analysed, "macro"),
            );
            self.line(GREEN, "Analysed", &text);
        }
        if self.timings {
            self.show_timings();
        }
        let mut counts = Vec::new();
        if summary.warnings > 0 {
            counts.push(count(summary.warnings, "warning"));
        }
        if summary.errors > 0 {
            counts.push(count(summary.errors, "error"));
        }
        if counts.is_empty() {
            counts.push("no findings".to_owned());
        }
        let mut aside = Vec::new();
        if summary.fixable > 0 {
            aside.push(format!("{} fixable with `--fix`", summary.fixable));
        }
        if summary.suppressed > 0 {
            aside.push(format!("{} suppressed", summary.suppressed));
        }
        if summary.known > 0 {
            aside.push(format!("{} in the baseline", summary.known));
        }
        if summary.files_skipped > 0 {
            aside.push(format!("{} not read or not whole", count(summary.files_skipped, "file")));
        }
        let aside = if aside.is_empty() { String::new() } else { format!(" ({})", aside.join(", ")) };
        let text = format!("in {}: {}{aside}", seconds(self.start.elapsed()), counts.join(", "));
        self.line(GREEN, "Finished", &text);
    }

    /// A file that `--fix` changed.
    pub fn fixed(&self, path: &str, findings: usize) {
        self.line(GREEN, "Fixed", &format!("{path} ({})", count(findings, "finding")));
    }

    pub fn wrote(&self, path: &str, findings: usize) {
        self.line(GREEN, "Wrote", &format!("`{path}`: {} in the baseline", count(findings, "finding")));
    }

    pub fn note(&self, text: &str) {
        self.line(YELLOW, "Note", text);
    }

    /// Shown even when quiet.
    #[expect(clippy::unused_self, reason = "reads as the other lines do")]
    pub fn error(&self, message: &str) {
        write(&format!("{RED}error{RED:#}: {message}\n"));
    }

    fn show_timings(&self) {
        let end = Instant::now();
        let stages = self.stages.lock().unwrap_or_else(PoisonError::into_inner);
        for (index, (name, begin)) in stages.iter().enumerate() {
            let until = stages.get(index + 1).map_or(end, |(_, next)| *next);
            self.line(GREEN, "Timing", &format!("{name} {:.1}ms", (until - *begin).as_secs_f64() * 1000.0));
        }
    }

    fn line(&self, style: Style, word: &str, text: &str) {
        if !self.quiet {
            write(&format!("{style}{word:>12}{style:#} {text}\n"));
        }
    }
}

/// A closed stderr is nobody's error.
fn write(text: &str) {
    drop(anstream::stderr().lock().write_all(text.as_bytes()));
}

fn count(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}

fn seconds(duration: Duration) -> String {
    format!("{:.2}s", duration.as_secs_f64())
}
