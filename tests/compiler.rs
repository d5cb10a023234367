//! The compiler's truth: letgo's (guard, await) pairs against rustc's maybe-initialised dataflow (`support/mir`).
//!
//! - `letgo_agrees_with_rustc` compares on the executed fixture, pair by pair. It skips, and says so, where the
//!   toolchain cannot dump MIR. What differs for a reason is listed in `test-fixtures/executed/differences.toml`.
//! - `a_real_crate` compares on any workspace that compiles, and prints figures and differences:
//!
//!   ```text
//!   LETGO_ORACLE_DIR=~/src/app cargo test --test compiler -- --ignored --nocapture a_real_crate
//!   ```
//!
//!   `LETGO_ORACLE_TARGET` names a target directory to keep between runs, `LETGO_ORACLE_WRAP` further guard types by
//!   name, `LETGO_ORACLE_ARGS` arguments of `cargo check` (default `--workspace`), `LETGO_ORACLE_PAIRS=1` prints
//!   rustc's pairs, `LETGO_ORACLE_REUSE=1` reads the dumps of the run before.

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use support::differences::Differences;
use support::letgo::{Hold, holds, holds_of_workspace};
use support::mir::dataflow::Why;
use support::mir::types::Guards;
use support::mir::{Answer, Pair, Sources, dump, read, unavailable};
use support::{EDITIONS, Place, fixture, say, scratch, wrappers};

/// Guards by value, as rustc prints their paths: crate, name.
const ROOTS: [(&str, &str); 28] = [
    ("sqlx", "PoolConnection"),
    ("sqlx", "Transaction"),
    ("sqlx_core", "PoolConnection"),
    ("sqlx_core", "Transaction"),
    ("sqlx", "PgListener"),
    ("sqlx", "PgAdvisoryLockGuard"),
    ("sqlx_postgres", "PgListener"),
    ("sqlx_postgres", "PgAdvisoryLockGuard"),
    ("sea_orm", "DatabaseTransaction"),
    ("deadpool", "Object"),
    ("deadpool_postgres", "Client"),
    ("deadpool_postgres", "Object"),
    ("deadpool_postgres", "Transaction"),
    ("deadpool_postgres", "ClientWrapper"),
    ("deadpool_redis", "Connection"),
    ("deadpool_sqlite", "Object"),
    ("deadpool_diesel", "Object"),
    ("bb8", "PooledConnection"),
    ("bb8_postgres", "PooledConnection"),
    ("bb8_redis", "PooledConnection"),
    ("mobc", "Connection"),
    ("r2d2", "PooledConnection"),
    ("diesel", "PooledConnection"),
    ("diesel_async", "PooledConnection"),
    ("diesel_async", "Object"),
    ("tokio_postgres", "Transaction"),
    ("rusqlite", "Transaction"),
    ("rusqlite", "Savepoint"),
];

fn guards(folder: &Path) -> Guards {
    // By name alone, and so without the names that other crates' types have as well.
    let names = ROOTS
        .iter()
        .map(|(_, name)| *name)
        .filter(|name| !matches!(*name, "Client" | "Connection" | "Object"));
    let names: Vec<&str> = names.collect();
    let mut wrappers = wrappers::find(folder, &names);
    let more = std::env::var("LETGO_ORACLE_WRAP").unwrap_or_default();
    wrappers.extend(more.split(',').filter(|name| !name.is_empty()).map(str::to_owned));
    Guards {
        roots: ROOTS.iter().map(|(krate, name)| ((*krate).to_owned(), (*name).to_owned())).collect(),
        wrappers,
    }
}

/// What one side has and the other has not.
#[derive(Debug, Default)]
struct Comparison {
    both: usize,
    rustc_only: Vec<(Place, String)>,
    letgo_only: Vec<(Place, String)>,
    /// Holds that rustc's types do not show: streams of a pool, trait objects.
    invisible: usize,
    /// Guards inside the future that is awaited: both sides leave them to the future's own body.
    awaited: usize,
}

impl Comparison {
    fn differences(&self) -> impl Iterator<Item = &(Place, String)> {
        self.rustc_only.iter().chain(&self.letgo_only)
    }
}

fn compare(answer: &Answer, holds: &[Hold]) -> Comparison {
    let mut result = Comparison::default();
    let mut by_wait: BTreeMap<&Place, (Vec<&Pair>, Vec<&Hold>)> = BTreeMap::new();
    let hold_places: Vec<Place> = holds.iter().map(Hold::place).collect();
    for pair in &answer.pairs {
        by_wait.entry(&pair.wait).or_default().0.push(pair);
    }
    for (hold, place) in holds.iter().zip(&hold_places) {
        // A blocking call is no await, and rustc knows nothing of it.
        if answer.saw(place) && hold.wait.kind != "blocking" {
            by_wait.entry(place).or_default().1.push(hold);
        }
    }
    for (wait, (pairs, mut holds)) in by_wait {
        let at = |hold: &Hold| (hold.guard.line, hold.guard.column);
        // From the surest match to the loosest: by place, by name, as a temporary (each side begins to count its
        // expression where it likes).
        let (mut pairs, awaited): (Vec<&Pair>, Vec<&Pair>) =
            pairs.into_iter().partition(|pair| pair.why != Why::Captured || pair.name.is_some());
        let same: [Same<'_>; 3] = [
            &|pair, hold| pair.guard.as_ref().is_some_and(|place| at(hold) == (place.1, place.2)),
            &|pair, hold| pair.name.is_some() && pair.name == hold.guard.name,
            &|pair, hold| pair.name.is_none() && hold.guard.name.is_none(),
        ];
        for same in same {
            result.both += matches(&mut pairs, &mut holds, same);
        }
        result.awaited += matches(&mut awaited.clone(), &mut holds, &|_, hold| hold.wait.kind == "call");
        result.awaited += matches(&mut awaited.clone(), &mut holds, &|_, _| true);
        // A reference is compared where it is a parameter; elsewhere its owner is.
        pairs.retain(|pair| pair.why != Why::Borrows || pair.is_parameter);
        let before = holds.len();
        // A temporary that the call consumes, or that is let go by it: in the future, too.
        let is_inside = |hold: &Hold| {
            matches!(hold.wait.kind.as_str(), "call" | "release")
                || hold.guard.ty.as_deref().is_some_and(|ty| ty.starts_with("impl Future"))
        };
        holds.retain(|hold| !(hold.guard.name.is_none() && is_inside(hold)));
        result.awaited += before - holds.len();
        holds.retain(|hold| !hold.guard.borrowed);
        let before = holds.len();
        holds.retain(|hold| !is_hidden(hold));
        result.invisible += before - holds.len();
        let text = format!("{}:{}:{}", wait.0, wait.1, wait.2);
        for pair in pairs {
            let name = pair.name.as_deref().unwrap_or("a temporary");
            let of =
                pair.guard.as_ref().map(|place| format!(" of {}:{}", place.1, place.2)).unwrap_or_default();
            let line = format!("{text} rustc: `{name}`{of}, {:?}: {}", pair.why, pair.ty);
            result.rustc_only.push((wait.clone(), line));
        }
        for hold in holds {
            let line = format!("{text} letgo: {} ({})", hold.guard(), hold.wait.kind);
            result.letgo_only.push((wait.clone(), line));
        }
    }
    result
}

type Same<'a> = &'a dyn Fn(&Pair, &Hold) -> bool;

/// Removes what is the same on both sides; how many.
fn matches(pairs: &mut Vec<&Pair>, holds: &mut Vec<&Hold>, same: Same<'_>) -> usize {
    let before = pairs.len();
    pairs.retain(|pair| {
        let found = holds.iter().position(|hold| same(pair, hold));
        found.map(|index| holds.remove(index)).is_none()
    });
    before - pairs.len()
}

fn is_hidden(hold: &Hold) -> bool {
    hold.guard.ty.as_deref().is_some_and(|ty| ty.contains("Stream") || ty.contains("dyn "))
}

#[test]
fn letgo_agrees_with_rustc() {
    let dumps = scratch().join("mir");
    if let Some(reason) = unavailable() {
        return say(&format!("SKIPPED letgo_agrees_with_rustc: {reason}"));
    }
    if let Err(error) = dump(&fixture(), &dumps, &scratch().join("target-mir"), &["--workspace"]) {
        panic!("the fixture does not compile: {error}");
    }
    let guards = guards(&fixture());
    let mut known = Differences::load("compiler");
    let (mut report, mut unlisted) = (String::new(), 0);
    for edition in EDITIONS {
        let mut sources = Sources::new(&fixture());
        let mut answer = read(&dumps, &guards, &mut sources, |krate| krate == format!("cases_{edition}"));
        relative_to_cases(&mut answer);
        assert!(answer.pairs.len() > 300, "the dumps were not understood: {} pairs", answer.pairs.len());
        let result = compare(&answer, &holds(&fixture().join("src"), edition));
        let _ = writeln!(report, "edition {edition}: {}", figures(&answer, &result));
        let mut by_function: BTreeMap<String, Vec<&String>> = BTreeMap::new();
        for (place, line) in result.differences() {
            let sites = sources.sites(&format!("src/{}", place.0));
            let site = sites.iter().find(|site| (site.line, site.column) == (place.1, place.2));
            let function = site.map_or_else(String::new, |site| site.function.clone());
            by_function.entry(function).or_default().push(line);
        }
        for (function, lines) in by_function {
            let listed = known.knows(&function, edition);
            unlisted += usize::from(!listed);
            let _ = writeln!(report, "  {function}{}", if listed { " (listed)" } else { "" });
            for line in lines {
                let _ = writeln!(report, "    {line}");
            }
        }
    }
    let stale = known.stale(&mut report);
    assert!(
        unlisted == 0 && stale.is_empty(),
        "{report}\n{unlisted} functions differ that are not listed\n{stale:#?}"
    );
    say(&report);
}

/// letgo is asked about `src/`, rustc about the package.
fn relative_to_cases(answer: &mut Answer) {
    let strip = |file: &str| file.strip_prefix("src/").unwrap_or(file).to_owned();
    for pair in &mut answer.pairs {
        pair.wait.0 = strip(&pair.wait.0);
    }
    answer.bodies =
        std::mem::take(&mut answer.bodies).into_iter().map(|(file, spans)| (strip(&file), spans)).collect();
}

fn figures(answer: &Answer, result: &Comparison) -> String {
    let percent = |of: usize, all: usize| match all {
        0 => "-".to_owned(),
        all => format!("{}.{} %", 1000 * of / all / 10, 1000 * of / all % 10),
    };
    let (both, missing, extra) = (result.both, result.rustc_only.len(), result.letgo_only.len());
    format!(
        "{} awaits, {both} pairs on both sides, {missing} of rustc only, {extra} of letgo only, {} not visible to \
         rustc, {} in the future that is awaited; recall {}, precision {}",
        answer.awaits,
        result.invisible,
        result.awaited,
        percent(both, both + missing),
        percent(both, both + extra),
    )
}

#[test]
#[ignore = "on demand: needs LETGO_ORACLE_DIR, a workspace that compiles"]
fn a_real_crate() {
    let Some(root) = std::env::var_os("LETGO_ORACLE_DIR").map(PathBuf::from) else {
        return say("SKIPPED a_real_crate: LETGO_ORACLE_DIR is not set");
    };
    let target = std::env::var_os("LETGO_ORACLE_TARGET")
        .map_or_else(|| scratch().join("target-oracle"), PathBuf::from);
    let arguments = std::env::var("LETGO_ORACLE_ARGS").unwrap_or_else(|_| "--workspace".to_owned());
    let arguments: Vec<&str> = arguments.split_whitespace().collect();
    let dumps = target.join("letgo-mir");
    let reuse = std::env::var_os("LETGO_ORACLE_REUSE").is_some() && dumps.exists();
    if !reuse && let Err(reason) = dump(&root, &dumps, &target, &arguments) {
        panic!("the crate does not compile, or not here:\n{reason}");
    }
    let guards = guards(&root);
    let mut sources = Sources::new(&root);
    let answer = read(&dumps, &guards, &mut sources, |_| true);
    let result = compare(&answer, &holds_of_workspace(&root));
    for (_, line) in result.differences().collect::<BTreeSet<_>>() {
        say(line);
    }
    if std::env::var_os("LETGO_ORACLE_PAIRS").is_some() {
        answer.pairs.iter().for_each(|pair| say(&format!("{pair:?}")));
    }
    say(&format!("wrappers: {:?}", guards.wrappers));
    say(&figures(&answer, &result));
}
