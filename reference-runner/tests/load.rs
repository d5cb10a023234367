//! `load`, briefly: all five modes answer under a little load, from this service and, where it may be built, from its
//! twin with a large pool. Figures are not asserted: they are the machine's.

use std::process::Command;

const MODES: &str = "chat,completion,agent-chat,advanced-chat,workflow";

fn load(args: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_reference-runner"))
        .args([
            "load",
            "--mode",
            MODES,
            "--clients",
            "10",
            "--latency",
            "200",
            "--ramp",
            "1",
            "--seconds",
            "4",
        ])
        .args(args)
        .env_remove("DATABASE_URL")
        .output()
        .expect("cargo builds the program before its tests");
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{stderr}");
    String::from_utf8(output.stdout).expect("output is UTF-8")
}

fn assert_answers(line: &str) {
    let words: Vec<&str> = line.split_whitespace().collect();
    let figure = |name: &str| {
        let at = words.iter().position(|word| *word == name).expect("the figure is there");
        words[at + 1]
    };
    assert!(figure("answers/s").parse::<f64>().expect("a number") > 0.0, "{line}");
    assert_eq!(figure("errors"), "0", "{line}");
}

#[test]
fn this_service_answers_in_all_modes_on_two_connections() {
    assert_answers(&load(&["--only", "reference", "--pool", "2", "--brief"]));
}

/// A large pool: with a small one the twin is what it is.
#[test]
fn the_twin_answers_in_all_modes_on_a_large_pool() {
    if std::env::var_os("CI").is_none() {
        #[expect(clippy::print_stderr, reason = "a skipped test says so")]
        {
            eprintln!(
                "skipped: set CI=1 to build the twin and run it (takes minutes where nothing is compiled yet)"
            );
        }
        return;
    }
    assert_answers(&load(&["--only", "twin", "--pool", "100", "--brief"]));
}

#[test]
fn the_table_and_the_picture_have_what_they_promise() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let picture = folder.path().join("load.svg");
    let table = load(&["--only", "reference", "--plot", &picture.display().to_string()]);
    for row in ["answers/s", "latency p99", "time to get a connection p99", "connections in use", "errors"] {
        assert!(table.contains(row), "{table}");
    }
    assert!(table.contains("longest holds of the reference"), "{table}");
    let picture = std::fs::read_to_string(&picture).expect("written");
    assert!(picture.starts_with("<svg") && picture.matches("<polyline").count() == 2, "{picture}");
}
