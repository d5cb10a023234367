//! `explain` and `list`: what there is to know about lints without checking anything.

use std::io::Write;

use anyhow::{Context, Result, bail};

use super::args::{MessageFormat, command};
use super::exit::Exit;
use crate::config::nearest;
use crate::diagnostic::Lint;

pub fn explain(name: &str, lints: &[&'static Lint]) -> Result<Exit> {
    let bare = name.trim().trim_start_matches("letgo::").replace('-', "_");
    let Some(lint) = lints.iter().find(|lint| lint.name == bare) else {
        match nearest(&bare, lints.iter().map(|lint| lint.name)) {
            Some(near) => bail!("unknown lint `{name}`\n\nhelp: a lint with a similar name exists: `{near}`"),
            None => bail!("unknown lint `{name}`\n\nhelp: `cargo letgo list` shows all lints"),
        }
    };
    print(&format!("{}\n{}\n", lint.page(), lint.url()))
}

pub fn list(lints: &[&'static Lint], format: MessageFormat) -> Result<Exit> {
    if format == MessageFormat::Json {
        let rows = lints.iter().map(|lint| {
            let row = serde_json::json!({
                "group": lint.group.name(),
                "level": lint.default_level.as_str(),
                "name": lint.name,
                "since": lint.since,
                "summary": lint.summary,
                "url": lint.url(),
            });
            format!("{row}\n")
        });
        return print(&rows.collect::<String>());
    }
    let width = lints.iter().map(|lint| lint.name.len()).max().unwrap_or(0);
    let rows = lints.iter().map(|lint| {
        let (name, level, group) = (lint.name, lint.default_level.as_str(), lint.group.name());
        format!("{name:width$}  {level:5}  {group:6}  {}\n", lint.summary)
    });
    print(&rows.collect::<String>())
}

/// Completions of `cargo letgo` for a shell: cargo's own complete the word `letgo`, these the program that it runs.
pub fn completions(shell: clap_complete::Shell) -> Result<Exit> {
    let mut text = Vec::new();
    clap_complete::generate(
        shell,
        &mut command().name("cargo-letgo").bin_name("cargo-letgo"),
        "cargo-letgo",
        &mut text,
    );
    print(&String::from_utf8_lossy(&text))
}

pub fn man() -> Result<Exit> {
    let mut text = Vec::new();
    let page = clap_mangen::Man::new(command().name("cargo-letgo")).section("1");
    page.render(&mut text).context("cannot write the man page")?;
    print(&String::from_utf8_lossy(&text))
}

pub(super) fn print(text: &str) -> Result<Exit> {
    match anstream::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(error).context("cannot write"),
        _ => Ok(Exit::CLEAN),
    }
}
