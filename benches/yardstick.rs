//! letgo's wall time against `syn::parse_file` over the same files on the same threads, both in one run.
//!
//! `cargo bench --bench yardstick [-- PATH]`; without a path, this repository. Prints the median of several rounds,
//! the two in turn, so that a machine that changes its speed changes both; and, where the system tells, the time of the
//! processors, which others on the machine change less.

#![expect(clippy::print_stdout, reason = "the figures are what it is for")]

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use letgo::check::{self, Options};
use letgo::workspace::Request;
use rayon::prelude::*;

/// That of the binary, for both.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

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

/// On the clock, and of the processors.
type Times = (Duration, Duration);

fn timed<T>(work: impl FnOnce() -> T) -> Times {
    let (start, before) = (Instant::now(), processors());
    // Dropping is not part of either: a process that ends does not free.
    std::mem::forget(work());
    (start.elapsed(), processors().saturating_sub(before))
}

/// What this process has used so far; cargo, which it asks, not included.
fn processors() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit_once(')').map_or("", |(_, rest)| rest).split_whitespace();
    // hundredths of a second, in user mode and in the kernel
    let ticks: u64 = fields.skip(11).take(2).filter_map(|field| field.parse::<u64>().ok()).sum();
    Duration::from_millis(ticks * 10)
}

fn median(times: &[Times]) -> Times {
    let middle = |mut times: Vec<Duration>| {
        times.sort();
        times[times.len() / 2]
    };
    (middle(times.iter().map(|time| time.0).collect()), middle(times.iter().map(|time| time.1).collect()))
}

fn main() {
    let path = std::env::args().skip(1).find(|arg| !arg.starts_with("--"));
    let path = PathBuf::from(path.unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").to_owned()));
    let options = || Options {
        request: Request { manifest_path: Some(path.join("Cargo.toml")), ..Request::default() },
        ..Options::default()
    };
    // Two, since what proc-macro2 is told to forget on a thread it forgets for all who use it there.
    let threads = || rayon::ThreadPoolBuilder::new().stack_size(128 << 20).build().expect("threads");
    let (pool, pool_of_lower) = (threads(), threads());
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
        pool_of_lower.install(|| {
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
    let (ours, lowered, theirs) = (median(&ours), median(&lowered), median(&theirs));
    println!(
        "{} files read of {}, {lines} lines, {} threads",
        read.len(),
        all.len(),
        pool.current_num_threads()
    );
    let line = |name: &str, (wall, cpu): Times| {
        println!(
            "{name:<16}{:>8.1} ms, processors {:>8.1} ms",
            wall.as_secs_f64() * 1e3,
            cpu.as_secs_f64() * 1e3
        );
    };
    line("letgo", ours);
    line("of it, lowering", lowered);
    line("syn::parse_file", theirs);
    let ratio = |ours: Duration, theirs: Duration| ours.as_secs_f64() / theirs.as_secs_f64();
    println!(
        "ratio           {:>8.2},    processors {:>8.2}",
        ratio(ours.0, theirs.0),
        ratio(ours.1, theirs.1)
    );
    println!("lines a second  {:>8}", lines as u128 * 1000 / ours.0.as_millis().max(1));
}
