//! `--then clippy`: another cargo command after ours, with the same selection and message format, so that an editor
//! with one slot for a checker shows both.

use std::ffi::OsString;
use std::process::Command;

use anyhow::{Context, Result};

use super::args::{ColorArg, Invocation, MessageFormat};
use super::exit::Exit;

pub fn run(command: &str, invocation: &Invocation) -> Result<Exit> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .args(arguments(command, invocation))
        .status()
        .with_context(|| format!("cannot run `cargo {command}`"))?;
    Ok(Exit::of(status))
}

/// The arguments of that command.
fn arguments(command: &str, invocation: &Invocation) -> Vec<OsString> {
    let cli = &invocation.cli;
    let (select, output, compile) = (&cli.options.select, &cli.options.output, &cli.options.compile);
    let mut words = Words(command.split_whitespace().map(OsString::from).collect());

    words.each("--package", &select.package);
    words.flag("--workspace", select.workspace);
    words.each("--exclude", &select.exclude);
    words.flag("--lib", select.lib);
    words.flag("--bins", select.bins);
    words.each("--bin", &select.bin);
    words.flag("--examples", select.examples);
    words.each("--example", &select.example);
    words.flag("--tests", select.tests);
    words.each("--test", &select.test);
    words.flag("--benches", select.benches);
    words.each("--bench", &select.bench);
    words.flag("--all-targets", select.all_targets);
    // a folder with a manifest as PATH is that manifest for cargo
    let below =
        cli.path.as_ref().map(|path| if path.is_dir() { path.join("Cargo.toml") } else { path.clone() });
    let manifest = select.manifest_path.clone().or(below.filter(|path| path.ends_with("Cargo.toml")));
    words.each("--manifest-path", manifest.as_slice());

    let formats: Vec<_> = output.message_format.iter().filter_map(|format| cargos(*format)).collect();
    words.each("--message-format", &formats);
    words.each(
        "--color",
        output
            .color
            .map(|color| match color {
                ColorArg::Auto => "auto",
                ColorArg::Always => "always",
                ColorArg::Never => "never",
            })
            .as_slice(),
    );
    words.flag("--quiet", output.quiet);
    words.flag("--verbose", output.verbose > 0);

    words.flag("--keep-going", compile.keep_going);
    words.each("--target", &compile.target);
    words.each("--target-dir", compile.target_dir.as_slice());
    words.each("--config", &compile.config);
    words.each("--profile", compile.profile.as_slice());
    words.flag("--release", compile.release);
    words.each("--jobs", compile.jobs.as_slice());
    words.flag("--locked", compile.locked);
    words.flag("--offline", compile.offline);
    words.flag("--frozen", compile.frozen);
    words.flag("--all-features", compile.all_features);
    words.each("--features", &compile.features);
    words.flag("--no-default-features", compile.no_default_features);
    words.flag("--ignore-rust-version", compile.ignore_rust_version);
    words.each("-Z", &compile.unstable);

    if !invocation.foreign.is_empty() {
        words.0.push("--".into());
        words.0.extend(invocation.foreign.iter().map(OsString::from));
    }
    words.0
}

/// Cargo's name of a format; it knows no other formats than its own, and its findings then go to stderr for people.
fn cargos(format: MessageFormat) -> Option<&'static str> {
    match format {
        MessageFormat::Human
        | MessageFormat::Sarif
        | MessageFormat::Github
        | MessageFormat::Gitlab
        | MessageFormat::Rdjson => None,
        MessageFormat::Short => Some("short"),
        MessageFormat::Json => Some("json"),
        MessageFormat::JsonDiagnosticShort => Some("json-diagnostic-short"),
        MessageFormat::JsonDiagnosticRenderedAnsi => Some("json-diagnostic-rendered-ansi"),
        MessageFormat::JsonRenderDiagnostics => Some("json-render-diagnostics"),
    }
}

struct Words(Vec<OsString>);

impl Words {
    fn flag(&mut self, name: &str, given: bool) {
        if given {
            self.0.push(name.into());
        }
    }

    fn each(&mut self, name: &str, values: &[impl AsRef<std::ffi::OsStr>]) {
        for value in values {
            self.0.push(name.into());
            self.0.push(value.as_ref().into());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passed(line: &str) -> (Invocation, String) {
        let invocation =
            Invocation::read(line.split_whitespace().map(OsString::from).collect()).expect("valid");
        let words: Vec<_> = arguments("clippy", &invocation).into_iter().map(OsString::into_string).collect();
        let words: Vec<String> = words.into_iter().map(|word| word.expect("UTF-8")).collect();
        (invocation, words.join(" "))
    }

    #[test]
    fn formats_are_passed_as_they_were_given() {
        let (_, words) =
            passed("cargo-letgo letgo --then clippy --message-format=json,json-diagnostic-rendered-ansi");
        assert_eq!(words, "clippy --message-format json --message-format json-diagnostic-rendered-ansi");
        assert_eq!(passed("cargo-letgo letgo --then clippy --message-format sarif").1, "clippy");
    }

    #[test]
    fn the_other_command_gets_what_is_for_it() {
        let line = "cargo-letgo letgo --then clippy -p a@1 --all-targets --message-format=json -D letgo::guards \
                    --features x -- -D warnings -W clippy::pedantic -A unused_imports -A guards";
        let (invocation, words) = passed(line);
        assert_eq!(
            words,
            "clippy --package a@1 --all-targets --message-format json --features x -- -Dwarnings -Wclippy::pedantic -Aunused_imports"
        );
        let levels: Vec<_> = invocation.levels.iter().map(|flag| flag.typed.as_str()).collect();
        assert_eq!(levels, ["-D letgo::guards", "-D warnings", "-A guards"]);
    }
}
