//! What people get besides findings: stanzas to paste, completions, the man page, the version, the manifest.

#![expect(clippy::print_stderr, reason = "a test that is skipped says so")]

#[path = "support/project.rs"]
mod project;

use std::path::Path;

use project::{Project, letgo_in};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn printed(arguments: &[&str]) -> String {
    let run = letgo_in(root(), arguments);
    assert_eq!((run.status, run.stderr.as_str()), (0, ""), "{arguments:?}");
    run.stdout
}

/// Every word of a stanza's command lines that is a flag of ours is one that the program takes.
#[test]
fn stanzas_are_ready() {
    let all = printed(&["init"]);
    let project = Project::shop("");
    for name in [
        "github",
        "gitlab",
        "pre-commit",
        "vscode",
        "zed",
        "helix",
        "helix-lsp",
        "neovim",
        "neovim-lsp",
        "config",
    ] {
        let stanza = printed(&["init", name]);
        assert!(all.contains(&stanza), "{name}");
        for line in stanza.lines().filter(|line| line.contains("cargo letgo ") && !line.starts_with('#')) {
            let command = line.split("cargo letgo ").nth(1).expect("a command");
            let words: Vec<&str> = command.split_whitespace().collect();
            let run = project.letgo(&words);
            assert_eq!(run.status, 0, "{name}: {line}\n{}", run.stderr);
        }
    }
    for name in ["vscode", "zed"] {
        let text = printed(&["init", name]);
        let plain: Vec<&str> = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        serde_json::from_str::<serde_json::Value>(&plain.join("\n")).expect("JSON but for the comments");
    }
    for name in ["helix", "helix-lsp"] {
        toml::from_str::<toml::Table>(&printed(&["init", name])).expect("TOML");
    }
    // the template is a configuration that says nothing, and each of its lines means something
    let config = printed(&["init", "config"]);
    project.write("letgo.toml", &config);
    assert_eq!(project.letgo(&["-q"]).status, 0);
    let wrong = letgo_in(root(), &["init", "githab"]);
    assert_eq!(wrong.status, 2);
    assert!(wrong.stderr.contains("did you mean `github`?"), "{}", wrong.stderr);
}

/// A program of the checkers that read the stanzas at their users': on the path, or where `.ci/run` puts them.
fn tool(name: &str) -> Option<std::process::Command> {
    let own = root().join("target/ci-tools/bin");
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::iter::once(own).chain(std::env::split_paths(&path));
    let works = |program: &std::path::PathBuf| {
        let version = std::process::Command::new(program).arg("--version").output();
        version.is_ok_and(|output| output.status.success())
    };
    let program = folders.map(|folder| folder.join(name)).find(works);
    if program.is_none() {
        eprintln!("skipped: there is no `{name}`");
    }
    Some(std::process::Command::new(program?))
}

/// The schemas of GitHub's and GitLab's files, as their users' editors have them.
#[test]
fn stanzas_keep_to_their_schemas() {
    let project = Project::new("");
    for (stanza, schema) in [("github", "vendor.github-workflows"), ("gitlab", "vendor.gitlab-ci")] {
        let file = format!("{stanza}.yml");
        project.write(&file, &printed(&["init", stanza]));
        let Some(mut check) = tool("check-jsonschema") else { return };
        let output = check
            .args(["--builtin-schema", schema, &file])
            .current_dir(project.root())
            .output()
            .expect("it runs");
        assert!(output.status.success(), "{stanza}: {}", String::from_utf8_lossy(&output.stdout));
    }
}

/// From the README: a commit with a finding is refused, one without is not.
#[test]
fn the_hook_refuses_a_commit() {
    if tool("pre-commit").is_none() {
        return;
    }
    let held = "pub async fn f(pool: &sqlx::PgPool) -> Result<(), sqlx::Error> {
    let tx = pool.begin().await?;
    tokio::time::sleep(std::time::Duration::from_secs(1)).await;
    tx.commit().await
}
";
    let project = Project::shop(held);
    project.write(".pre-commit-config.yaml", &printed(&["init", "pre-commit"]));
    project.git(&["init", "-q"]);
    let bin = Path::new(env!("CARGO_BIN_EXE_cargo-letgo")).parent().expect("a folder").to_owned();
    let folders = std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()).collect::<Vec<_>>();
    let path = std::env::join_paths(std::iter::once(bin).chain(folders)).expect("no odd names");
    let run = || {
        project.git(&["add", "."]);
        let output = tool("pre-commit")
            .expect("it was there")
            .args(["run", "--color", "never"])
            .env("PATH", &path)
            .env("PRE_COMMIT_HOME", project.root().join(".git/hooks-cache"))
            .current_dir(project.root())
            .output()
            .expect("it runs");
        (output.status.success(), String::from_utf8_lossy(&output.stdout).into_owned())
    };
    let (passed, text) = run();
    assert!(!passed && text.contains("error[letgo::guard_across_await]"), "{text}");
    project.write("src/lib.rs", "pub fn f() {}\n");
    let (passed, text) = run();
    assert!(passed, "{text}");
}

/// What is recommended to editors runs, and prints what they read.
#[test]
fn the_editors_command_line_gives_both_checkers_findings() {
    let stanza = printed(&["init", "vscode"]);
    let list = stanza.split('[').nth(1).and_then(|rest| rest.split(']').next()).expect("a list");
    let words: Vec<String> = serde_json::from_str(&format!("[{list}]")).expect("words");
    assert_eq!(words[..2], ["cargo", "letgo"]);
    let project = Project::new(
        "//- Cargo.toml
[package]
name = \"shop\"
version = \"0.1.0\"
edition = \"2024\"
[dependencies]
sqlx = { path = \"sqlx\" }
//- sqlx/Cargo.toml
[package]
name = \"sqlx\"
version = \"0.8.0\"
edition = \"2024\"
//- sqlx/src/lib.rs
pub struct PgPool;
pub struct Tx;
impl PgPool { pub async fn begin(&self) -> Result<Tx, ()> { Ok(Tx) } }
impl Tx { pub async fn commit(self) -> Result<(), ()> { Ok(()) } }
//- src/lib.rs
pub async fn f(pool: &sqlx::PgPool) -> Result<(), ()> {
    let tx = pool.begin().await?;
    let other = pool.begin().await?;
    other.commit().await?;
    let unused = 1;
    tx.commit().await
}
",
    );
    let arguments: Vec<&str> = words[2..]
        .iter()
        .map(String::as_str)
        .map(|word| if word == "clippy" { "check" } else { word })
        .collect();
    let run = project.letgo(&arguments);
    assert_eq!(run.status, 1, "{}", run.stderr);
    assert!(run.stdout.contains("\"letgo::nested_acquire\""), "{}", run.stdout);
    assert!(run.stdout.contains("\"unused_variables\""), "{}{}", run.stdout, run.stderr);
}

#[test]
fn completions_and_the_man_page_come_from_the_arguments() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let text = printed(&["completions", shell]);
        assert!(text.contains("write-baseline") && text.contains("explain"), "{shell}");
    }
    let page = printed(&["man"]);
    assert!(page.contains(".TH cargo-letgo 1") && page.contains("message\\-format"), "{page}");
}

#[test]
fn the_version_is_the_manifests() {
    let text = printed(&["--version"]);
    let version = env!("CARGO_PKG_VERSION");
    assert!(text.starts_with(&format!("cargo letgo {version}")), "{text}");
    // release builds name their commit
    let rest = text.trim_end().strip_prefix(&format!("cargo letgo {version}")).expect("checked above");
    let hexadecimal =
        |word: &str| word.len() >= 7 && word.chars().all(|character| character.is_ascii_hexdigit());
    assert!(
        rest.is_empty() || rest.trim_matches([' ', '(', ')']).split(' ').next().is_some_and(hexadecimal),
        "{text}"
    );
}

#[test]
fn the_manifest_says_which_rust_and_where_binaries_are() {
    let text = std::fs::read_to_string(root().join("Cargo.toml")).expect("a manifest");
    let manifest: toml::Table = toml::from_str(&text).expect("TOML");
    let least = manifest["workspace"]["package"]["rust-version"].as_str().expect("stated");
    let readme = std::fs::read_to_string(root().join("README.md")).expect("a README");
    assert!(readme.contains(&format!("Rust {least}")), "the README states the least Rust version");
    // the compiler that runs this test is the one that CI has: the least
    let least: Vec<u32> = least.split('.').map(|part| part.parse().expect("a number")).collect();
    let output = std::process::Command::new("rustc").arg("--version").output().expect("rustc");
    let version = String::from_utf8(output.stdout).expect("UTF-8");
    let now: Vec<u32> = version
        .split(' ')
        .nth(1)
        .expect("a version")
        .split('.')
        .take(2)
        .filter_map(|part| part.parse().ok())
        .collect();
    assert!(now >= least, "{version}");
    let binstall = &manifest["package"]["metadata"]["binstall"];
    assert!(binstall["pkg-url"].as_str().is_some_and(|url| url.contains("{ target }")));
}

/// The README's way: takes a release build, so `cargo test --test distribution -- --ignored` runs it.
#[test]
#[ignore = "builds in release mode"]
fn cargo_install_works_in_one_go() {
    let place = Project::new("");
    let target = place.root();
    let root_flag = target.to_str().expect("UTF-8");
    let output = std::process::Command::new("cargo")
        .args(["install", "--path", ".", "--locked", "--quiet", "--root", root_flag])
        .current_dir(root())
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let path = format!("{root_flag}/bin:{}", std::env::var("PATH").unwrap_or_default());
    let shop = Project::shop("");
    let version = std::process::Command::new("cargo")
        .args(["letgo", "--version"])
        .env("PATH", &path)
        .current_dir(shop.root())
        .output()
        .expect("cargo runs");
    let text = String::from_utf8(version.stdout).expect("UTF-8");
    assert!(text.starts_with("cargo letgo ") && text.contains('('), "{text}");
}
