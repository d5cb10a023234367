//! Bodies in which nothing can be are not looked at, and most are never parsed. That changes nothing: every finding and
//! every hold is there when all bodies are looked at, and no other.
//!
//! `test-fixtures/appear` has one function for each way in which a connection or a row can come into one. Workspaces of
//! your own: `LETGO_APPEAR=DIR:DIR cargo test --release --test appear`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use letgo::check::{self, Options};
use letgo::diagnostic::{Diagnostic, HoldRow};
use letgo::workspace::Request;

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// Findings and holds, as text.
type Seen = (BTreeSet<String>, BTreeSet<String>);

fn look(folder: &Path, everything: bool) -> Seen {
    let options = Options {
        request: Request { path: Some(folder.to_path_buf()), ..Request::default() },
        pedantic: true,
        everything,
        ..Options::default()
    };
    let (outcome, rows) = check::inspect(&options, &|_| {}).expect("a workspace");
    let findings = outcome.report.diagnostics.iter().map(|found: &Diagnostic| format!("{found:?}"));
    let holds = rows.iter().map(|row: &HoldRow| format!("{row:?}"));
    (findings.collect(), holds.collect())
}

fn compare(folder: &Path) -> Seen {
    let (all, some) = (look(folder, true), look(folder, false));
    for (all, some) in [(&all.0, &some.0), (&all.1, &some.1)] {
        let missing: Vec<_> = all.difference(some).collect();
        let more: Vec<_> = some.difference(all).collect();
        assert!(
            missing.is_empty() && more.is_empty(),
            "{}: missing {missing:#?}\nmore {more:#?}",
            folder.display()
        );
    }
    some
}

/// Names of functions that begin so, in the fixture.
fn functions(prefix: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for file in ["guards.rs", "models.rs", "other.rs"] {
        let path = fixture("test-fixtures/appear/src").join(file);
        let text = std::fs::read_to_string(path).expect("readable");
        for part in text.split("fn ").skip(1) {
            let name: String = part.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            if name.starts_with(prefix) {
                found.insert(name);
            }
        }
    }
    found
}

#[test]
fn every_way_in_is_seen() {
    let (findings, holds) = compare(&fixture("test-fixtures/appear"));
    let silent = |prefix: &str, lines: &BTreeSet<String>, field: &str| -> Vec<String> {
        let tells = |name: &String, line: &String| {
            line.split(field).skip(1).any(|rest| {
                let item: String = rest.chars().take_while(|c| *c != '"').collect();
                item == *name || item.ends_with(&format!("::{name}"))
            })
        };
        functions(prefix).into_iter().filter(|name| !lines.iter().any(|line| tells(name, line))).collect()
    };
    assert_eq!(silent("guard_", &holds, "function: \""), Vec::<String>::new());
    assert_eq!(silent("model_", &findings, "item: \""), Vec::<String>::new());
}

#[test]
fn nothing_is_lost_in_what_is_bundled() {
    for name in [
        "test-fixtures/lints",
        "test-fixtures/catalogue",
        "test-fixtures/frameworks",
        "test-fixtures/declared",
        "test-fixtures/example",
        "test-fixtures/executed",
        "test-fixtures/naive-runner",
        "reference-runner",
    ] {
        let (findings, holds) = compare(&fixture(name));
        assert!(!findings.is_empty() || !holds.is_empty(), "{name}");
    }
}

#[test]
fn nothing_is_lost_in_workspaces_of_your_own() {
    let folders = std::env::var("LETGO_APPEAR").unwrap_or_default();
    for folder in folders.split(':').filter(|folder| !folder.is_empty()) {
        compare(Path::new(folder));
    }
}
