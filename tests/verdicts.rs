//! Verdict fixtures: `test-fixtures/lints/`, `test-fixtures/catalogue/` with the crates of the catalogue, and
//! `test-fixtures/frameworks/` with what hands out handles. The expectation stands on the line of the finding:
//!
//! `//~ lint lint…: text` — these lints report here, and one of the messages, labels, notes or helps contains the text.
//!
//! `//? lint: text` — the same for findings that are only possible, which `--pedantic` shows.
//!
//! Every lint runs over every file; what is not expected fails. A function called `good_*` must be clean, one called
//! `bad_*` must not be: the names are checked against the expectations.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

/// One folder of fixtures: a crate of its own.
fn fixtures(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("test-fixtures").join(name)
}

const FIXTURES: [&str; 3] = ["lints", "catalogue", "frameworks"];

type Line = (String, usize);

struct Expected {
    lints: BTreeSet<String>,
    text: Option<String>,
}

/// What is always shown.
const FINDING: &str = "//~";
/// What is shown with `--pedantic`.
const POSSIBLE: &str = "//?";

fn expectations(root: &Path, folder: &Path, mark: &str, found: &mut BTreeMap<Line, Expected>) {
    for entry in std::fs::read_dir(folder).expect("fixtures can be read") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            expectations(root, &path, mark, found);
            continue;
        }
        let file = path.strip_prefix(root).expect("below").to_string_lossy().replace('\\', "/");
        let text = std::fs::read_to_string(&path).expect("readable");
        for (index, line) in text.lines().enumerate() {
            let Some((_, words)) = line.split_once(mark).filter(|_| !line.starts_with("//!")) else {
                continue;
            };
            let words = words.split("*/").next().unwrap_or(words);
            let (lints, text) = match words.split_once(':') {
                Some((lints, text)) => (lints, Some(text.trim().to_owned())),
                None => (words, None),
            };
            let lints = lints.split_whitespace().map(str::to_owned).collect();
            found.insert((file.clone(), index + 1), Expected { lints, text });
        }
    }
}

struct Finding {
    lint: String,
    words: String,
}

fn findings(root: &Path, flags: &[&str]) -> BTreeMap<Line, Vec<Finding>> {
    let output = Command::new(env!("CARGO_BIN_EXE_cargo-letgo"))
        .args(["letgo", "--message-format", "json", "--offline"])
        .args(["-W", "warnings", "-W", "strict"])
        .args(flags)
        .current_dir(root)
        .output()
        .expect("cargo builds the program before its tests");
    let mut found: BTreeMap<Line, Vec<Finding>> = BTreeMap::new();
    for message in cargo_metadata::Message::parse_stream(output.stdout.as_slice()) {
        let cargo_metadata::Message::CompilerMessage(message) = message.expect("a message") else { continue };
        let message = message.message;
        let primary = message.spans.iter().find(|span| span.is_primary).expect("a primary span");
        let labels = message.spans.iter().filter_map(|span| span.label.clone());
        let children = message.children.iter().map(|child| child.message.clone());
        let words: Vec<String> =
            std::iter::once(message.message.clone()).chain(labels).chain(children).collect();
        let code = message.code.as_ref().map(|code| code.code.clone()).unwrap_or_default();
        let lint = code.strip_prefix("letgo::").unwrap_or(&code).to_owned();
        found
            .entry((primary.file_name.clone(), primary.line_start))
            .or_default()
            .push(Finding { lint, words: words.join("\n") });
    }
    found
}

#[test]
fn every_finding_is_expected_and_every_expectation_is_met() {
    for name in FIXTURES {
        every_expectation_is_met(&fixtures(name));
    }
}

fn every_expectation_is_met(root: &Path) {
    let mut expected = BTreeMap::new();
    expectations(root, &root.join("src"), FINDING, &mut expected);
    assert!(expected.len() > 10, "the fixtures were not found");
    meets(&expected, &findings(root, &[]));
}

#[test]
fn what_is_only_possible_is_shown_on_request() {
    for name in FIXTURES {
        let root = fixtures(name);
        let mut expected = BTreeMap::new();
        expectations(&root, &root.join("src"), POSSIBLE, &mut expected);
        let always = findings(&root, &[]);
        let mut found = findings(&root, &["--pedantic"]);
        found.retain(|line, _| !always.contains_key(line));
        meets(&expected, &found);
    }
}

fn meets(expected: &BTreeMap<Line, Expected>, found: &BTreeMap<Line, Vec<Finding>>) {
    let mut wrong = Vec::new();
    for (line, expectation) in expected {
        let at = format!("{}:{}", line.0, line.1);
        let here = found.get(line).map_or(&[][..], Vec::as_slice);
        let lints: BTreeSet<String> = here.iter().map(|finding| finding.lint.clone()).collect();
        if lints != expectation.lints {
            wrong.push(format!("{at}: expected {:?}, found {lints:?}", expectation.lints));
        } else if let Some(text) = &expectation.text
            && !here.iter().any(|finding| finding.words.contains(text))
        {
            let words = &here[0].words;
            wrong.push(format!("{at}: nothing says `{text}`:\n{words}"));
        }
    }
    for (line, here) in found {
        if !expected.contains_key(line) {
            let lints: Vec<_> = here.iter().map(|finding| &finding.lint).collect();
            wrong.push(format!("{}:{}: unexpected {lints:?}", line.0, line.1));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// Fixtures are real Rust: the lints' compile against toy crates with the real ones' names.
#[test]
fn fixtures_compile() {
    compiles("lints");
}

/// The catalogue's compile against the real crates, which takes the registry and some minutes.
#[test]
fn catalogue_fixtures_compile() {
    if std::env::var_os("LETGO_CORPUS").is_none() && std::env::var_os("CI").is_none() {
        #[expect(clippy::print_stderr, reason = "a skipped test says so")]
        {
            eprintln!(
                "skipped: set LETGO_CORPUS=1 to compile the fixtures of the catalogue (needs the registry)"
            );
        }
        return;
    }
    compiles("catalogue");
}

fn compiles(name: &str) {
    let output = Command::new(env!("CARGO"))
        .args(["check", "--quiet", "--target-dir"])
        .arg(Path::new(env!("CARGO_TARGET_TMPDIR")).join("verdicts"))
        .current_dir(fixtures(name))
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// `good_*` and `bad_*` say what they are.
#[test]
fn names_say_the_verdict() {
    for name in FIXTURES {
        names_are_verdicts(&fixtures(name));
    }
}

fn names_are_verdicts(root: &Path) {
    let mut expected = BTreeMap::new();
    expectations(root, &root.join("src"), FINDING, &mut expected);
    let mut wrong = Vec::new();
    for file in expected.keys().map(|(file, _)| file).collect::<BTreeSet<_>>() {
        let text = std::fs::read_to_string(root.join(file)).expect("readable");
        let mut current: Option<(String, bool)> = None;
        let mut finish = |current: Option<(String, bool)>| {
            if let Some((name, marked)) = current
                && (name.starts_with("bad_") != marked
                    && (name.starts_with("bad_") || name.starts_with("good_")))
            {
                wrong.push(format!("{file}: {name}"));
            }
        };
        for line in text.lines() {
            if let Some((_, rest)) = line.split_once("fn ") {
                let name: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                finish(current.take());
                current = Some((name, false));
            }
            if line.contains("//~")
                && let Some((_, marked)) = &mut current
            {
                *marked = true;
            }
        }
        finish(current);
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
