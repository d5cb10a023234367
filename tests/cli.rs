//! What a user types and what comes back: whole outputs of the real binary over small workspaces.
//!
//! `SNAPSHOTS=overwrite cargo test --test cli` rewrites the expectations after a change that is meant.

#![expect(clippy::needless_raw_string_hashes, reason = "snapbox writes them")]

use std::fs;
use std::path::Path;
use std::process::Command;

use snapbox::{assert_data_eq, str};
use tempfile::TempDir;

/// A folder with files: each starts with a line `//- path`.
fn project(files: &str) -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for file in files.split("//- ").skip(1) {
        let (path, text) = file.split_once('\n').expect("a path on its line");
        let path = folder.path().join(path.trim());
        fs::create_dir_all(path.parent().expect("inside the folder")).expect("folders");
        fs::write(path, text).expect("a file");
    }
    folder
}

/// Runs `cargo letgo` in a folder: exit status, then stdout and stderr as far as there are any. Paths of the folder
/// and times are replaced.
fn letgo(folder: &Path, arguments: &[&str]) -> String {
    letgo_with(folder, arguments, &[])
}

fn letgo_with(folder: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-letgo"));
    command.arg("letgo").args(arguments).current_dir(folder);
    for variable in ["CARGO_TERM_COLOR", "CARGO_TERM_QUIET", "CARGO_TERM_VERBOSE", "CLICOLOR_FORCE"] {
        command.env_remove(variable);
    }
    command.envs(variables.iter().copied());
    let output = command.output().expect("the binary runs");
    let mut text = format!("exit status {}\n", output.status.code().expect("no signal"));
    for (name, bytes) in [("stdout", output.stdout), ("stderr", output.stderr)] {
        let part = String::from_utf8(bytes).expect("UTF-8");
        if !part.is_empty() {
            text.extend(["-- ", name, "\n", part.trim_end(), "\n"]);
        }
    }
    // a temporary folder may be known by two names
    let real = folder.canonicalize().expect("it exists");
    let text = text.replace(&*real.to_string_lossy(), "[ROOT]").replace(&*folder.to_string_lossy(), "[ROOT]");
    let lines = text.lines().map(|line| match line.split_once("Finished in ") {
        Some((head, rest)) => {
            let counts = rest.split_once(':').map_or("", |(_, counts)| counts);
            format!("{head}Finished in [TIME]:{counts}\n")
        }
        None => format!("{line}\n"),
    });
    lines.collect()
}

const CLEAN: &str = "
//- Cargo.toml
[package]
name = \"shop\"
version = \"0.1.0\"
edition = \"2024\"
//- src/main.rs
mod orders;
fn main() {}
//- src/orders.rs
pub async fn ship() {}
";

const MEMBERS: &str = "
//- Cargo.toml
[workspace]
members = [\"crates/*\"]
resolver = \"3\"
[workspace.package]
edition = \"2021\"
version = \"1.2.3\"
//- crates/shop-core/Cargo.toml
[package]
name = \"shop-core\"
edition.workspace = true
version.workspace = true
//- crates/shop-core/src/lib.rs
pub mod missing_core;
//- crates/shop-web/Cargo.toml
[package]
name = \"shop-web\"
edition.workspace = true
version.workspace = true
[dependencies]
shop-core = { path = \"../shop-core\" }
//- crates/shop-web/src/main.rs
mod missing_web;
fn main() {}
#[cfg(test)]
mod missing_unit_test;
//- crates/shop-web/tests/all.rs
mod missing_test;
//- crates/shop-web/examples/one.rs
mod missing_example;
fn main() {}
";

#[test]
fn nothing_to_say() {
    let folder = project(CLEAN);
    assert_data_eq!(
        letgo(folder.path(), &[]),
        str![[r#"
exit status 0
-- stderr
    Checking 1 crate (2 files)
    Finished in [TIME]: no findings

"#]]
    );
    assert_data_eq!(
        letgo(folder.path(), &["-q"]),
        str![[r#"
exit status 0

"#]]
    );
    assert_data_eq!(
        letgo(folder.path(), &["-v"]),
        str![[r#"
exit status 0
-- stderr
    Checking 1 crate (2 files)
    Analysed 0 awaits in 3 lines, 0 awaits and 0 macros not analysed
    Finished in [TIME]: no findings

"#]]
    );
}

#[test]
fn a_file_that_does_not_parse_is_reported_and_the_rest_is_checked() {
    let folder = project(CLEAN);
    fs::write(folder.path().join("src/orders.rs"), "mod other;\nasync fn ship( {}\n").expect("written");
    assert_data_eq!(
        letgo(folder.path(), &["--message-format", "short"]),
        str![[r#"
exit status 0
-- stdout
src/orders.rs:2:14: warning: cannot parse this file: cannot parse string into token stream
-- stderr
    Checking 1 crate (2 files)
    Finished in [TIME]: 1 warning (1 file not read or not whole)

"#]]
    );
}

#[test]
fn files_that_cannot_be_read_are_counted() {
    let folder = project(
        "
//- Cargo.toml
[package]
name = \"odd\"
version = \"0.1.0\"
//- src/lib.rs
mod nowhere;
mod latin;
mod a_folder;
#[path = \"lib.rs\"]
mod itself;
",
    );
    fs::write(folder.path().join("src/latin.rs"), b"fn f() { let x = \"\xE4\"; }\n").expect("written");
    fs::create_dir(folder.path().join("src/a_folder.rs")).expect("made");
    assert_data_eq!(
        letgo(folder.path(), &["--message-format", "short"]),
        str![[r#"
exit status 0
-- stdout
src/latin.rs:1:19: warning: this is not UTF-8
src/lib.rs:1:5: warning: file not found for module `nowhere`
src/lib.rs:3:5: warning: file not found for module `a_folder`
src/lib.rs:5:5: warning: module `itself` contains itself: its file is already being read
-- stderr
    Checking 1 crate (2 files)
    Finished in [TIME]: 4 warnings (2 files not read or not whole)

"#]]
    );
}

#[test]
fn selection_is_cargos() {
    let folder = project(MEMBERS);
    let found = |arguments: &[&str]| {
        let output = letgo(folder.path(), &[&["--message-format", "short", "-q"], arguments].concat());
        let modules = ["core", "web", "unit_test", "test", "example"];
        let found = modules.into_iter().filter(|name| output.contains(&format!("`missing_{name}`")));
        found.collect::<Vec<_>>().join(" ")
    };
    assert_eq!(found(&[]), "core web");
    assert_eq!(found(&["--workspace", "--all-targets"]), "core web unit_test test example");
    assert_eq!(found(&["-p", "shop-core"]), "core");
    assert_eq!(found(&["-p", "shop-*@1.2"]), "core web");
    assert_eq!(found(&["--exclude", "shop-core"]), "web");
    assert_eq!(found(&["--lib"]), "core");
    assert_eq!(found(&["--bins"]), "web");
    assert_eq!(found(&["--bin", "shop-web"]), "web");
    assert_eq!(found(&["--tests"]), "core web unit_test test");
    assert_eq!(found(&["--test", "all"]), "test");
    assert_eq!(found(&["--example", "one"]), "example");
    assert_eq!(found(&["crates/shop-core"]), "core");
    assert_eq!(found(&["--manifest-path", "crates/shop-core/Cargo.toml"]), "core web");
}

#[test]
fn without_cargo_the_manifests_are_read() {
    // what cargo only warns of, so that it is asked
    let folder = project(&MEMBERS.replace("[workspace.package]", "unheard-of = 1\n[workspace.package]"));
    let arguments = ["--message-format", "short", "--all-targets"];
    let with_cargo = letgo(folder.path(), &arguments);
    let without = letgo_with(folder.path(), &arguments, &[("CARGO", "/no/such/cargo")]);
    assert_data_eq!(
        with_cargo.as_str(),
        str![[r#"
exit status 0
-- stdout
crates/shop-core/src/lib.rs:1:9: warning: file not found for module `missing_core`
crates/shop-web/examples/one.rs:1:5: warning: file not found for module `missing_example`
crates/shop-web/src/main.rs:1:5: warning: file not found for module `missing_web`
crates/shop-web/src/main.rs:4:5: warning: file not found for module `missing_unit_test`
crates/shop-web/tests/all.rs:1:5: warning: file not found for module `missing_test`
-- stderr
    Checking 2 crates (4 files)
    Finished in [TIME]: 5 warnings (4 files not read or not whole)

"#]]
    );
    assert_data_eq!(
        without.as_str(),
        str![[r#"
exit status 0
-- stdout
crates/shop-core/src/lib.rs:1:9: warning: file not found for module `missing_core`
crates/shop-web/examples/one.rs:1:5: warning: file not found for module `missing_example`
crates/shop-web/src/main.rs:1:5: warning: file not found for module `missing_web`
crates/shop-web/src/main.rs:4:5: warning: file not found for module `missing_unit_test`
crates/shop-web/tests/all.rs:1:5: warning: file not found for module `missing_test`
-- stderr
        Note `cargo metadata` failed (cannot run cargo: No such file or directory (os error 2)); reading the manifests without it
    Checking 2 crates (4 files)
    Finished in [TIME]: 5 warnings (4 files not read or not whole)

"#]]
    );
}

#[test]
fn a_folder_without_a_manifest() {
    let folder = project(
        "
//- one.rs
mod part;
//- one/part.rs
mod nowhere;
//- shop/src/lib.rs
mod orders;
//- shop/src/orders/mod.rs
mod nowhere;
//- target/debug/build/out.rs
mod nowhere;
//- .hidden/x.rs
mod nowhere;
",
    );
    let root = folder.path();
    assert_data_eq!(
        letgo(root, &[".", "--message-format", "short"]),
        str![[r#"
exit status 0
-- stdout
one/part.rs:1:5: warning: file not found for module `nowhere`
shop/src/orders/mod.rs:1:5: warning: file not found for module `nowhere`
-- stderr
    Checking 1 crate (4 files)
    Finished in [TIME]: 2 warnings (2 files not read or not whole)

"#]]
    );
    assert_data_eq!(
        letgo(root, &["one.rs", "--message-format", "short"]),
        str![[r#"
exit status 0
-- stdout
one/part.rs:1:5: warning: file not found for module `nowhere`
-- stderr
    Checking 1 crate (2 files)
    Finished in [TIME]: 1 warning (1 file not read or not whole)

"#]]
    );
    assert_data_eq!(
        letgo(root, &["nowhere.rs"]),
        str![[r#"
exit status 2
-- stderr
error: no such file or folder: `[ROOT]/nowhere.rs`

"#]]
    );
    assert_data_eq!(
        letgo(root, &["shop/Cargo.lock"]),
        str![[r#"
exit status 2
-- stderr
error: no such file or folder: `[ROOT]/shop/Cargo.lock`

"#]]
    );
}

#[test]
fn usage_errors() {
    let folder = project("//- notes.txt\n");
    let root = folder.path();
    assert_data_eq!(
        letgo(root, &["--messge-format", "json"]),
        str![[r#"
exit status 2
-- stderr
error: unexpected argument '--messge-format' found

  tip: a similar argument exists: '--message-format'
  tip: to pass '--messge-format' as a value, use '-- --messge-format'

Usage: cargo letgo --message-format <FORMAT> [PATH] [-- <LEVELS>...]

For more information, try '--help'.

"#]]
    );
    assert_data_eq!(
        letgo(root, &["--message-format", "xml"]),
        str![[r#"
exit status 2
-- stderr
error: invalid value 'xml' for '--message-format <FORMAT>'
  [possible values: human, short, json, json-diagnostic-rendered-ansi, sarif, github, gitlab, rdjson]

For more information, try '--help'.

"#]]
    );
    assert_data_eq!(
        letgo(root, &["--manifest-path", "nowhere/Cargo.toml"]),
        str![[r#"
exit status 2
-- stderr
error: manifest path `[ROOT]/nowhere/Cargo.toml` does not exist

"#]]
    );
    assert_data_eq!(
        letgo(root, &["--manifest-path", "notes.txt"]),
        str![[r#"
exit status 2
-- stderr
error: the manifest-path must be a path to a Cargo.toml file, not `[ROOT]/notes.txt`

"#]]
    );
    assert_data_eq!(
        letgo(root, &["."]),
        str![[r#"
exit status 2
-- stderr
error: no `.rs` file in `[ROOT]`

"#]]
    );
    assert_data_eq!(
        letgo(root, &["--", "--nocapture"]),
        str![[r#"
exit status 2
-- stderr
error: unexpected argument `--nocapture` after `--`: only levels (`-D letgo::lint`) may stand there

Usage: cargo letgo [OPTIONS] [PATH] [-- <LEVELS>...] [COMMAND]

For more information, try '--help'.

"#]]
    );
}

#[test]
fn what_is_not_there_is_named() {
    let folder = project(MEMBERS);
    let root = folder.path();
    assert_data_eq!(
        letgo(root, &["-p", "shop-cor"]),
        str![[r#"
exit status 2
-- stderr
error: package `shop-cor` is not a member of this workspace

help: a similar name exists: `shop-core`

"#]]
    );
    assert_data_eq!(
        letgo(root, &["--bin", "shop_web"]),
        str![[r#"
exit status 2
-- stderr
error: no bin target named `shop_web` in the selected packages

help: a similar name exists: `shop-web`

"#]]
    );
    assert_data_eq!(
        letgo(root, &["explain", "guard_acros_await"]),
        str![[r#"
exit status 2
-- stderr
error: unknown lint `guard_acros_await`

help: a lint with a similar name exists: `guard_across_await`

"#]]
    );
}

#[test]
fn a_broken_manifest_is_cargos_to_explain() {
    let folder = project("//- Cargo.toml\n[package]\nname = \n");
    assert_data_eq!(
        letgo(folder.path(), &[]),
        str![[r#"
exit status 2
-- stderr
error: string values must be quoted, expected literal string
 --> Cargo.toml:2:8
  |
2 | name = 
  |        ^

"#]]
    );
}

#[test]
fn configuration_errors_have_a_place() {
    let folder = project(CLEAN);
    let config = "gaurds = [\"mydb::Conn\"]\n[lints]\nnested_aquire = \"deny\"\nguards = \"loud\"\n";
    fs::write(folder.path().join("letgo.toml"), config).expect("written");
    assert_data_eq!(
        letgo(folder.path(), &["--message-format", "short"]),
        str![[r#"
exit status 2
-- stdout
letgo.toml:1:1: error: unknown key `gaurds`
letgo.toml:3:1: error: unknown lint `nested_aquire`
letgo.toml:4:10: error: unknown level `loud`
-- stderr
error: the configuration is wrong; nothing was checked

"#]]
    );
}

#[test]
fn configuration_in_manifests() {
    let folder = project(CLEAN);
    let manifest = folder.path().join("Cargo.toml");
    let mut text = fs::read_to_string(&manifest).expect("there");
    text.push_str("[package.metadata.letgo]\nhandle = [\"mydb::Pool\"]\n");
    fs::write(&manifest, text).expect("written");
    assert_data_eq!(
        letgo(folder.path(), &["--message-format", "short"]),
        str![[r#"
exit status 2
-- stdout
Cargo.toml:6:1: error: unknown key `handle`
-- stderr
error: the configuration is wrong; nothing was checked

"#]]
    );
}

#[test]
fn flags_that_rust_analyzer_passes() {
    let folder = project(CLEAN);
    let id = format!("path+file://{}#shop@0.1.0", folder.path().canonicalize().expect("there").display());
    let arguments = [
        "-p",
        &id,
        "--lib",
        "--bins",
        "--message-format=json-diagnostic-rendered-ansi",
        "--manifest-path",
        "Cargo.toml",
        "--keep-going",
        "--all-targets",
        "--features",
        "a b",
        "--no-default-features",
        "--all-features",
        "--config",
        "net.offline=true",
        "--target-dir",
        "target/ra",
        "--target",
        "x86_64-unknown-linux-gnu",
        "--profile",
        "dev",
        "-j",
        "1",
        "--offline",
    ];
    let log = ("CARGO_LOG", "cargo::core::compiler::fingerprint=info");
    assert_data_eq!(
        letgo_with(folder.path(), &arguments, &[log]),
        str![[r#"
exit status 0
-- stderr
    Checking 1 crate (2 files)
    Finished in [TIME]: no findings

"#]]
    );
}

#[test]
fn another_checker_runs_afterwards() {
    let folder = project(CLEAN);
    let root = folder.path();
    assert_data_eq!(
        letgo(root, &["--then", "no-such-command"]),
        str![[r#"
exit status 101
-- stderr
    Checking 1 crate (2 files)
    Finished in [TIME]: no findings
error: no such command: `no-such-command`

help: view all installed commands with `cargo --list`
help: find a package to install `no-such-command` with `cargo search cargo-no-such-command`

"#]]
    );
    assert_data_eq!(
        letgo_with(root, &["--then", "check"], &[("CARGO", "/no/such/cargo")]),
        str![[r#"
exit status 2
-- stderr
    Checking 1 crate (2 files)
    Finished in [TIME]: no findings
error: cannot run `cargo check`: No such file or directory (os error 2)

"#]]
    );
}

#[test]
fn help_names_everything() {
    let folder = project("");
    assert_data_eq!(
        letgo(folder.path(), &["--help"]),
        str![[r#"
exit status 0
-- stdout
Find database connections held across .await, and models passed where an id is enough

Usage: cargo letgo [OPTIONS] [PATH] [-- <LEVELS>...] [COMMAND]

Commands:
  explain  What a lint finds, why that is bad, and the way out
  list     All lints with their levels
  init     Print stanzas to paste, for CI, hooks, editors and letgo.toml
  lsp      The language server, on stdin and stdout
  holds    Every connection kept over an await, the harmless ones too, and why that is fine

Arguments:
  [PATH]       A file or folder to check, with or without a Cargo.toml [default: the workspace of the current folder]
  [LEVELS]...  More levels, as after `cargo clippy --`

Options:
  -h, --help     Print help
  -V, --version  Print version

Selection:
  -p, --package <SPEC>        Packages to check: name, name@version or id [default: all members]
      --workspace             All members [alias: --all]
      --exclude <SPEC>        Members to leave out
      --lib                   Libraries only
      --bins                  All binaries
      --bin <NAME>            One binary
      --examples              All examples
      --example <NAME>        One example
      --tests                 Everything that `cargo test` builds, with `cfg(test)`
      --test <NAME>           One test target
      --benches               All benches
      --bench <NAME>          One bench
      --all-targets           All targets, with `cfg(test)`
      --shard <I/N>           Findings of one part of the packages, for a matrix of N jobs; all parts together are one whole run
      --manifest-path <PATH>  The Cargo.toml to start from
      --edition <YEAR>        Edition of files without a manifest [default: 2024] [possible values: 2015, 2018, 2021, 2024]

Levels (LINT: a lint, a group, `warnings`):
  -A, --allow <LINT>   Do not report
  -W, --warn <LINT>    Report as a warning
  -D, --deny <LINT>    Report as an error
  -F, --forbid <LINT>  Report as an error, whatever the source says

Output:
      --message-format <FORMAT>  Human text and status lines go to stderr, machine formats to stdout [default: human] [possible values: human, short, json, json-diagnostic-rendered-ansi, sarif, github, gitlab, rdjson]
      --output-file <FILE>       Write the findings to this file
      --color <WHEN>             When to use colours [possible values: auto, always, never]
  -q, --quiet                    No status lines
  -v, --verbose...               More status lines: awaits and macros that could not be analysed
      --timings                  How long each phase took
      --explain <LINT>           Same as `explain`
      --pedantic                 Findings that are possible but not shown to be so
      --exit-zero                End with 0 although there are findings at deny level; what could not run is still 2
      --no-cache                 Look at everything again, also when nothing has changed since the last run

Old code:
      --write-baseline   Write down the findings of today, which later runs do not show; over an existing baseline, only let counts fall
      --baseline <FILE>  The baseline [default: letgo-baseline.toml in the workspace root, when there is one]

Fixing:
      --fix           Take the ways out that are certain
      --allow-dirty   Fix although files have changes that are not committed
      --allow-staged  Fix although changes are staged
      --allow-no-vcs  Fix without version control

Accepted, without effect but on `--then`:
      --keep-going               
      --target <TRIPLE>          
      --target-dir <DIRECTORY>   
      --config <KEY=VALUE|PATH>  
      --profile <NAME>           
  -r, --release                  
  -j, --jobs <N>                 
      --locked                   
      --offline                  
      --frozen                   
      --all-features             
      --features <FEATURES>      
      --no-default-features      

Beside other checkers:
      --then <COMMAND>  Run this cargo command afterwards, with the same selection and message format

Exit status: 0 nothing at deny level, 1 at least one finding at deny level, 2 could not run.

"#]]
    );
}
