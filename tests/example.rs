//! The bundled example, as a newcomer sees it: the whole output, word for word.
//!
//! `LETGO_BLESS=1 cargo test --test example` writes what it is now; read the difference before you keep it.

use std::path::Path;
use std::process::Command;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn letgo(args: &[&str]) -> (String, String, i32) {
    let output = Command::new(env!("CARGO_BIN_EXE_cargo-letgo"))
        .arg("letgo")
        .args(args)
        .arg("test-fixtures/example")
        .current_dir(root())
        .env("LANG", "C.UTF-8")
        .env("NO_COLOR", "1")
        .output()
        .expect("cargo builds the program before its tests");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("output is UTF-8");
    (text(output.stdout), text(output.stderr), output.status.code().unwrap_or(-1))
}

fn matches_snapshot(name: &str, actual: &str) {
    let path = root().join("test-fixtures/snapshots").join(name);
    if std::env::var_os("LETGO_BLESS").is_some() {
        std::fs::write(&path, actual).expect("the snapshot can be written");
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(expected == actual, "{name} differs; bless and read the difference:\n{actual}");
}

/// Times differ from run to run.
fn without_times(text: &str) -> String {
    let lines = text.lines().map(|line| match line.split_once("Finished in ") {
        Some((before, after)) => {
            let rest = after.split_once("s:").map_or(after, |(_, rest)| rest);
            format!("{before}Finished in [TIME]:{rest}")
        }
        None => line.to_owned(),
    });
    lines.collect::<Vec<_>>().join("\n") + "\n"
}

#[test]
fn human() {
    let (stdout, stderr, status) = letgo(&[]);
    assert_eq!((stdout.as_str(), status), ("", 1));
    matches_snapshot("example.human.txt", &without_times(&stderr));
}

#[test]
fn short() {
    let (stdout, _, status) = letgo(&["--message-format", "short"]);
    assert_eq!(status, 1);
    matches_snapshot("example.short.txt", &stdout);
}

#[test]
fn holds() {
    let output = Command::new(env!("CARGO_BIN_EXE_cargo-letgo"))
        .args(["letgo", "holds", "test-fixtures/example"])
        .current_dir(root())
        .output()
        .expect("cargo builds the program before its tests");
    matches_snapshot("example.holds.txt", &String::from_utf8_lossy(&output.stdout));
}

/// What looks harmless is found; what is written the calm way is not.
#[test]
fn at_least_six_findings_and_none_in_the_calm_half() {
    let (stdout, ..) = letgo(&["--message-format", "short"]);
    let (tempting, calm): (Vec<_>, Vec<_>) = stdout.lines().partition(|line| line.contains("tempting.rs"));
    assert!(tempting.len() >= 6, "{stdout}");
    assert!(calm.is_empty(), "{calm:?}");
}

#[test]
fn every_run_says_the_same_with_any_number_of_threads() {
    let (one, ..) = letgo(&["--message-format", "json", "-j", "1"]);
    for jobs in ["1", "2", "7"] {
        let (other, ..) = letgo(&["--message-format", "json", "-j", jobs]);
        assert!(one == other, "with {jobs} threads");
    }
}

/// Editors drop a line that they cannot read, without a word.
#[test]
fn json_lines_are_cargos_own() {
    for format in ["json", "json-diagnostic-rendered-ansi"] {
        let (stdout, ..) = letgo(&["--message-format", format]);
        let messages: Vec<_> = cargo_metadata::Message::parse_stream(stdout.as_bytes())
            .map(|message| message.expect("every line is a message"))
            .collect();
        assert_eq!(messages.len(), stdout.lines().count());
        for message in messages {
            let cargo_metadata::Message::CompilerMessage(message) = message else {
                panic!("not a compiler message: {message:?}");
            };
            let code = message.message.code.expect("every finding has a code").code;
            assert_eq!(code.split("::").count(), 2, "{code}");
            let spans = &message.message.spans;
            assert_eq!(spans.iter().filter(|span| span.is_primary).count(), 1);
            for span in spans {
                let text =
                    std::fs::read_to_string(root().join("test-fixtures/example").join(&span.file_name))
                        .expect("names are relative to the workspace root");
                let slice = &text[span.byte_start as usize..span.byte_end as usize];
                let first = &span.text[0];
                let from = first.highlight_start - 1;
                let shown: String = first.text.chars().skip(from).take(2).collect();
                assert!(slice.starts_with(&shown), "{slice} does not start with {shown}");
            }
            assert!(message.message.rendered.is_some_and(|text| text.contains("-->")));
        }
    }
}
