//! `explain` and `list`: what there is to know about lints without checking anything.

use std::io::Write;

use anyhow::{Context, Result, bail};

use super::args::MessageFormat;
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
    print(&format!(
        "{} ({}, {} by default)\n\n{}\n\n{}\n\n{}\n",
        lint.code(),
        lint.group.name(),
        lint.default_level.as_str(),
        lint.summary,
        lint.docs.trim(),
        lint.url(),
    ))
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

fn print(text: &str) -> Result<Exit> {
    match anstream::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(error).context("cannot write"),
        _ => Ok(Exit::CLEAN),
    }
}
