//! `--fix`: on fixtures, whose result must compile and keep none of the findings that were fixed, and on what could go
//! wrong around it.
//!
//! `LETGO_BLESS=1 cargo test --test fixes` writes what the fixture looks like afterwards.

#[path = "support/project.rs"]
mod project;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use project::{Project, Run};
use serde_json::Value;

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("test-fixtures")
}

/// A fixture crate somewhere else, with the same toy dependencies.
fn copied(name: &str) -> Project {
    let from = fixtures().join(name);
    let project = Project::new("");
    let manifest = std::fs::read_to_string(from.join("Cargo.toml")).expect("a manifest");
    let beside = format!("path = \"{}/", fixtures().display());
    project.write("Cargo.toml", &manifest.replace("path = \"../", &beside));
    for entry in walkdir::WalkDir::new(&from).into_iter().filter_entry(|entry| entry.file_name() != "target")
    {
        let entry = entry.expect("readable");
        // the manifest is written already, with paths that lead back here
        let is_own = entry.depth() == 1 && entry.file_name() == "Cargo.toml";
        if entry.file_type().is_file() && !is_own {
            let path = entry.path().strip_prefix(&from).expect("below").to_str().expect("UTF-8");
            project.write(path, &std::fs::read_to_string(entry.path()).expect("UTF-8"));
        }
    }
    if let Ok(lock) = std::fs::read_to_string(from.join("Cargo.lock")) {
        project.write("Cargo.lock", &lock);
    }
    project
}

fn compiles(project: &Project) {
    let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["check", "--quiet", "--color", "never"])
        .current_dir(project.root())
        .env("CARGO_TARGET_DIR", Path::new(env!("CARGO_TARGET_TMPDIR")).join("fixes"))
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// Findings as `function lint`, and whether an edit is certain.
fn findings(project: &Project) -> Vec<(String, bool)> {
    let run = project.letgo(&["--message-format", "json", "-q"]);
    let lines = run.stdout.lines().map(|line| {
        let line: Value = serde_json::from_str(line).expect("JSON");
        let message = &line["message"];
        let span = &message["spans"][0];
        let text = project.read(span["file_name"].as_str().expect("a file"));
        let before = &text[..span["byte_start"].as_u64().expect("an offset") as usize];
        let function =
            before.rsplit("async fn ").next().expect("one part").split('(').next().expect("a name");
        let certain = message["children"].as_array().expect("children").iter().any(|child| {
            child["spans"]
                .as_array()
                .expect("spans")
                .iter()
                .any(|span| span["suggestion_applicability"] == "MachineApplicable")
        });
        (format!("{function} {}", message["code"]["code"].as_str().unwrap_or("-")), certain)
    });
    lines.collect()
}

fn fix(project: &Project) -> Run {
    project.letgo(&["--fix", "--allow-no-vcs", "--message-format", "short"])
}

#[test]
fn each_fix_of_the_fixture_compiles_and_ends_its_finding() {
    let project = copied("fixes");
    compiles(&project);
    let before = findings(&project);
    for (finding, certain) in &before {
        assert_eq!(*certain, !finding.starts_with("left_"), "{finding}");
    }
    let run = fix(&project);
    assert!(run.stderr.contains("Fixed src/lib.rs"), "{}", run.stderr);
    compiles(&project);
    let after = findings(&project);
    assert!(after.iter().all(|(finding, certain)| finding.starts_with("left_") && !certain), "{after:?}");
    let left = |all: &[(String, bool)]| all.iter().filter(|(name, _)| name.starts_with("left_")).count();
    assert_eq!(left(&before), left(&after));
    assert!(before.len() > after.len() + 7, "{before:?}");

    let expected = fixtures().join("fixes/fixed.rs");
    let fixed = project.read("src/lib.rs");
    if std::env::var_os("LETGO_BLESS").is_some() {
        std::fs::write(&expected, &fixed).expect("written");
    }
    let expected = std::fs::read_to_string(&expected).unwrap_or_default();
    snapbox::assert_data_eq!(fixed.as_str(), snapbox::Data::text(expected).raw());
    // and nothing changes any more
    fix(&project);
    assert_eq!(project.read("src/lib.rs"), fixed);
}

#[test]
fn the_verdict_fixtures_compile_when_they_are_fixed() {
    let project = copied("lints");
    let before = findings(&project);
    let certain = before.iter().filter(|(_, certain)| *certain).count();
    assert!(certain > 5, "{certain}");
    let run = fix(&project);
    compiles(&project);
    let after = findings(&project);
    assert!(after.iter().all(|(_, certain)| !certain), "{after:?}\n{}", run.stderr);
    assert!(after.len() + certain <= before.len(), "{} + {certain} > {}", after.len(), before.len());
}

/// The edits that a help offers, certain or not, by file.
fn offered(help: &Value) -> BTreeMap<String, Vec<(usize, usize, String)>> {
    let mut edits: BTreeMap<String, Vec<_>> = BTreeMap::new();
    for span in help["spans"].as_array().expect("spans") {
        let Some(replacement) = span["suggested_replacement"].as_str() else { continue };
        let at = |key: &str| span[key].as_u64().expect("an offset") as usize;
        let file = span["file_name"].as_str().expect("a file").to_owned();
        edits.entry(file).or_default().push((at("byte_start"), at("byte_end"), replacement.to_owned()));
    }
    edits
}

#[test]
fn every_edit_that_is_offered_leaves_what_can_be_parsed() {
    let mut count = 0;
    for name in ["lints", "fixes", "frameworks", "naive-runner"] {
        let project = copied(name);
        let run = project.letgo(&["--message-format", "json", "-q", "--pedantic"]);
        for line in run.stdout.lines() {
            let line: Value = serde_json::from_str(line).expect("JSON");
            for help in line["message"]["children"].as_array().into_iter().flatten() {
                for (file, mut edits) in offered(help) {
                    let mut text = project.read(&file);
                    edits.sort();
                    for (start, end, replacement) in edits.iter().rev() {
                        text.replace_range(start..end, replacement);
                    }
                    let options = letgo::syntax::CfgOptions::default();
                    let problems = letgo::syntax::lower(&text, &options).problems;
                    let message = &line["message"]["message"];
                    assert!(problems.is_empty(), "{file}: {message}: {edits:?}: {problems:?}");
                    count += 1;
                }
            }
        }
    }
    assert!(count > 20, "{count}");
}

const HELD: &str = "use sqlx::PgPool;
pub async fn f(pool: &PgPool, client: &reqwest::Client) -> Result<(), Box<dyn std::error::Error>> {
    let mut conn = pool.acquire().await?;
    sqlx::query(\"select 1\").execute(&mut *conn).await?;
    client.get(\"x\").send().await?;
    Ok(())
}
";

#[test]
fn a_dirty_tree_is_refused_as_cargo_fix_does() {
    let project = Project::shop(HELD);
    let run = project.letgo(&["--fix"]);
    assert_eq!(run.status, 2);
    assert!(
        run.stderr.contains("no version control") && run.stderr.contains("--allow-no-vcs"),
        "{}",
        run.stderr
    );

    project.git(&["init", "-q"]);
    let run = project.letgo(&["--fix"]);
    assert_eq!(run.status, 2);
    assert!(
        run.stderr.contains("* src/ (dirty)") || run.stderr.contains("* src/lib.rs (dirty)"),
        "{}",
        run.stderr
    );
    project.git(&["add", "."]);
    let run = project.letgo(&["--fix"]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("* src/lib.rs (staged)"), "{}", run.stderr);
    assert_eq!(project.read("src/lib.rs"), HELD);

    project.git(&["commit", "-qm", "all"]);
    let run = project.letgo(&["--fix"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    assert!(project.read("src/lib.rs").contains("    drop(conn);\n    client"));

    project.write("src/lib.rs", HELD);
    project.write("notes.txt", "");
    assert_eq!(project.letgo(&["--fix"]).status, 2);
    assert_eq!(project.letgo(&["--fix", "--allow-dirty"]).status, 0);
    assert!(project.read("src/lib.rs").contains("drop(conn);"));
    project.write("src/lib.rs", HELD);
    project.git(&["add", "."]);
    assert_eq!(project.letgo(&["--fix", "--allow-staged"]).status, 0);
    assert!(project.read("src/lib.rs").contains("drop(conn);"));
}

#[test]
fn what_is_suppressed_or_known_is_not_fixed() {
    let silenced =
        HELD.replace("    client.", "    // letgo: allow(guard_across_await) — meant\n    client.");
    let project = Project::shop(&silenced);
    fix(&project);
    assert_eq!(project.read("src/lib.rs"), silenced);
    let project = Project::shop(HELD);
    project.letgo(&["--write-baseline"]);
    fix(&project);
    assert_eq!(project.read("src/lib.rs"), HELD);
}

#[test]
fn line_endings_and_a_byte_order_mark_stay() {
    let odd = format!("\u{feff}{}", HELD.replace('\n', "\r\n"));
    let project = Project::shop(&odd);
    fix(&project);
    let expected = odd.replace("*conn).await?;\r\n", "*conn).await?;\r\n    drop(conn);\r\n");
    assert_eq!(project.read("src/lib.rs"), expected);
}

#[test]
fn a_file_that_two_targets_share_is_fixed_once() {
    let project = Project::shop("pub mod held;\n");
    project.write("src/held.rs", HELD);
    project.write("src/main.rs", "mod held;\nfn main() {}\n");
    let run = project.letgo(&["--fix", "--allow-no-vcs", "--all-targets"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    assert_eq!(project.read("src/held.rs").matches("drop(conn);").count(), 1);
}
