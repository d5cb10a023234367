//! letgo's wall time against `syn::parse_file` over the same files on the same threads, both in one run.
//!
//! `cargo bench --bench yardstick [-- PATH]`; without a path, this repository. Prints the median of several rounds,
//! the two in turn, so that a machine that changes its speed changes both.

#![expect(clippy::print_stdout, reason = "the figures are what it is for")]

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use letgo::check::{self, Options};
use letgo::workspace::Request;
use rayon::prelude::*;

const ROUNDS: usize = 9;

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            if !path.ends_with("target") && !path.ends_with(".git") {
                files(&path, found);
            }
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

fn timed<T>(work: impl FnOnce() -> T) -> Duration {
    let start = Instant::now();
    // Dropping is not part of either: a process that ends does not free.
    std::mem::forget(work());
    start.elapsed()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

fn main() {
    let path = std::env::args().skip(1).find(|arg| !arg.starts_with("--"));
    let path = PathBuf::from(path.unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").to_owned()));
    let options = || Options {
        request: Request { manifest_path: Some(path.join("Cargo.toml")), ..Request::default() },
        ..Options::default()
    };
    let pool = rayon::ThreadPoolBuilder::new().stack_size(128 << 20).build().expect("threads");
    // The files that letgo reads, and no others.
    let outcome = check::check(&options(), &|_| {}).expect("a workspace");
    let root = PathBuf::from(&outcome.report.root);
    let read: Vec<PathBuf> = outcome
        .report
        .sources
        .iter()
        .map(|(_, file)| root.join(&file.path))
        .filter(|file| file.extension().is_some_and(|extension| extension == "rs"))
        .collect();
    let mut all = Vec::new();
    files(&path, &mut all);
    let lines = outcome.report.summary.lines;
    let parse = || {
        pool.install(|| {
            read.par_iter()
                .map(|file| {
                    let text = std::fs::read_to_string(file).unwrap_or_default();
                    let parsed = syn::parse_file(&text).is_ok();
                    proc_macro2::extra::invalidate_current_thread_spans();
                    parsed
                })
                .filter(|parsed| *parsed)
                .count()
        })
    };
    let lower = || {
        pool.install(|| {
            read.par_iter()
                .map(|file| {
                    let text = std::fs::read_to_string(file).unwrap_or_default();
                    letgo::syntax::lower_lazily(&text.into(), &letgo::syntax::CfgOptions::default(), |work| {
                        work();
                        Ok(())
                    })
                })
                .collect::<Vec<_>>()
        })
    };
    parse();
    let (mut ours, mut lowered, mut theirs) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        theirs.push(timed(parse));
        lowered.push(timed(lower));
        ours.push(timed(|| check::check(&options(), &|_| {})));
    }
    let (ours, lowered, theirs) = (median(ours), median(lowered), median(theirs));
    println!(
        "{} files read of {}, {lines} lines, {} threads",
        read.len(),
        all.len(),
        pool.current_num_threads()
    );
    println!("letgo           {:>8.1} ms", ours.as_secs_f64() * 1e3);
    println!("of it, lowering {:>8.1} ms", lowered.as_secs_f64() * 1e3);
    println!("syn::parse_file {:>8.1} ms", theirs.as_secs_f64() * 1e3);
    println!("ratio           {:>8.2}", ours.as_secs_f64() / theirs.as_secs_f64());
    println!("lines a second  {:>8}", lines as u128 * 1000 / ours.as_millis().max(1));
}
