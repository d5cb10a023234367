//! Whether cost is linear in code: letgo over a workspace of 1, 2, 4 and 8 copies of the same packages.
//!
//! `cargo bench --bench scale [-- DIR]`; `DIR` is a package, the lint fixtures when none is named. Prints the time of
//! the processors for each copy, where the system tells, else of the clock: the same figure on every line is linear.

#![expect(clippy::print_stdout, reason = "the figures are what it is for")]

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use letgo::check::{self, Options};
use letgo::workspace::Request;

const ROUNDS: usize = 5;

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("readable").flatten() {
        let (path, target) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() && !path.ends_with("target") {
            copy(&path, &target);
        } else if path.is_file() {
            std::fs::copy(&path, &target).expect("a copy");
        }
    }
}

/// What this process has used of the processors so far.
fn processors() -> Option<Duration> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let fields = stat.rsplit_once(')')?.1.split_whitespace();
    let ticks: u64 = fields.skip(11).take(2).filter_map(|field| field.parse::<u64>().ok()).sum();
    Some(Duration::from_millis(ticks * 10))
}

fn main() {
    let package = std::env::args().skip(1).find(|argument| !argument.starts_with("--"));
    let fixtures = concat!(env!("CARGO_MANIFEST_DIR"), "/test-fixtures/lints");
    let package = PathBuf::from(package.unwrap_or_else(|| fixtures.to_owned()));
    println!("copies    lines  ms a copy");
    for copies in [1, 2, 4, 8] {
        let folder = tempfile::tempdir().expect("a folder");
        let members: Vec<String> = (0..copies).map(|copy| format!("\"copy{copy}\"")).collect();
        let manifest = format!("[workspace]\nresolver = \"3\"\nmembers = [{}]\n", members.join(", "));
        std::fs::write(folder.path().join("Cargo.toml"), manifest).expect("writable");
        for index in 0..copies {
            let target = folder.path().join(format!("copy{index}"));
            copy(&package.join("src"), &target.join("src"));
            let manifest = format!(
                "[package]\nname = \"copy{index}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\
                 [dependencies]\nsqlx = \"0.8\"\ntokio = \"1\"\nreqwest = \"0.12\"\n"
            );
            std::fs::write(target.join("Cargo.toml"), manifest).expect("writable");
        }
        let options = Options {
            request: Request { manifest_path: Some(folder.path().join("Cargo.toml")), ..Request::default() },
            ..Options::default()
        };
        let mut lines = 0;
        let mut best = Duration::MAX;
        for _ in 0..ROUNDS {
            let (start, before) = (Instant::now(), processors());
            let outcome = check::check(&options, &|_| {}).expect("a workspace");
            let spent = processors().zip(before).map(|(now, before)| now.saturating_sub(before));
            let spent = spent.unwrap_or_else(|| start.elapsed());
            best = best.min(spent);
            lines = outcome.report.summary.lines;
        }
        println!("{copies:>6} {lines:>8} {:>10.1}", best.as_secs_f64() * 1e3 / f64::from(copies));
    }
}
