//! The truth about liveness, from running: `test-fixtures/executed/`.
//!
//! Every `pub async fn` of the fixture is run in editions 2021 and 2024, with every value of its parameters, with and
//! without rows, and with its first queries, acquires, commits and outside calls failing. For each await it is written
//! down how many connections the task had out while it was suspended there; that, and nothing typed by hand, is what
//! letgo's holds must say.
//!
//! - `cargo test --test executed` runs the cases and checks that they are deterministic and that every await is reached.
//! - Random bodies, the same in every run, are treated alike; `LETGO_SEED=1000 LETGO_CASES=500` tries others.
//! - The truth is written to `target/tmp/executed/truth-{edition}.jsonl`, one await a line.
//! - The comparison fails on functions that differ and are not listed in `test-fixtures/executed/differences.toml`, each
//!   with its reason. The figures, and all that differs, go to stderr.

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::LazyLock;

use support::differences::Differences;
use support::letgo::{Hold, holds};
use support::run::{GENERATED, Truth, Wait, execute};
use support::{EDITIONS, Place, fixture, generate, say, scratch, write};

/// Random bodies. `LETGO_SEED` and `LETGO_CASES` choose others.
static GENERATED_FILE: LazyLock<String> = LazyLock::new(|| {
    let number =
        |name, default| std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default);
    generate::file(number("LETGO_SEED", 1), number("LETGO_CASES", 150))
});

/// Built and run once for all tests of this file.
static TRUTH: LazyLock<BTreeMap<&'static str, Truth>> = LazyLock::new(|| {
    let truths = execute(&GENERATED_FILE);
    for (edition, truth) in &truths {
        write(&scratch().join(format!("truth-{edition}.jsonl")), &as_json(truth));
    }
    truths
});

fn as_json(truth: &Truth) -> String {
    let mut out = String::new();
    for (place, site) in &truth.sites {
        let row = serde_json::json!({
            "acquire": truth.out(place, "acquire"), "column": site.column, "external": truth.out(place, "external"),
            "file": place.0, "function": site.function, "line": site.line, "query": truth.out(place, "query"),
            "release": truth.out(place, "release"), "what": site.what,
        });
        let _ = writeln!(out, "{row}");
    }
    out
}

#[test]
fn every_case_runs() {
    for (edition, truth) in &*TRUTH {
        assert!(truth.problems.is_empty(), "{:#?}", truth.problems);
        let unreached = truth.unreached();
        assert!(unreached.is_empty(), "{edition}: no run waits here: {unreached:#?}");
    }
}

#[test]
fn letgo_agrees() {
    let mut known = Differences::load("executed");
    let mut report = String::new();
    let mut unlisted = 0;
    for edition in EDITIONS {
        let holds = holds(&fixture().join("src"), edition);
        let wrong = compare(&TRUTH[edition], |function| !is_generated(function), &holds);
        let all = TRUTH[edition].waits.keys().filter(|function| !is_generated(function)).count();
        headline(&mut report, edition, wrong.len(), all);
        for (function, lines) in wrong {
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

/// The property: of any body that the generator can think of, letgo says what the machine says.
#[test]
fn letgo_agrees_on_random_bodies() {
    let folder = scratch().join("generated");
    for file in ["lib.rs", "support.rs"] {
        write(&folder.join(file), &support::read(&fixture().join("src").join(file)));
    }
    write(&folder.join("cases.rs"), "pub mod generated;\n");
    write(&folder.join(GENERATED), &GENERATED_FILE);
    let texts = generate::functions(&GENERATED_FILE);
    let (mut report, mut differing) = (String::new(), 0);
    for edition in EDITIONS {
        let wrong = compare(&TRUTH[edition], is_generated, &holds(&folder, edition));
        headline(&mut report, edition, wrong.len(), texts.len());
        differing += wrong.len();
        for (function, lines) in wrong {
            let _ = writeln!(report, "{}\n{}", lines.join("\n"), texts[&function]);
        }
    }
    assert!(differing == 0, "{report}");
    say(&report);
}

fn is_generated(function: &str) -> bool {
    function.starts_with("gen_")
}

fn headline(report: &mut String, edition: &str, wrong: usize, all: usize) {
    let agree = 1000 * (all - wrong) / all;
    let _ = writeln!(report, "edition {edition}: {}.{} % of {all} functions agree", agree / 10, agree % 10);
}

/// By function under test: where the machine and letgo differ.
fn compare(truth: &Truth, wanted: fn(&str) -> bool, holds: &[Hold]) -> BTreeMap<String, Vec<String>> {
    let mut by_place: BTreeMap<Place, Vec<&Hold>> = BTreeMap::new();
    for hold in holds {
        by_place.entry(hold.place()).or_default().push(hold);
    }
    let mut disagreements: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (function, waits) in truth.waits.iter().filter(|(function, _)| wanted(function)) {
        let mut lines = BTreeSet::new();
        for wait in waits.iter().filter(|wait| wait.out > 0) {
            if !is_reported(wait, waits, &by_place) {
                let innermost = wait.stack.last().expect("a wait has a place");
                let (count, kind) = (wait.out, &wait.kind);
                lines.insert((
                    innermost.clone(),
                    format!("{count} out in a wait of kind {kind}, letgo: none"),
                ));
            }
        }
        let places: BTreeSet<&Place> = waits.iter().flat_map(|wait| &wait.stack).collect();
        for place in places {
            for hold in by_place.get(place).into_iter().flatten() {
                // The query of another connection is not this guard's: then two are out.
                let is_other =
                    |wait: &Wait| wait.out > 1 || wait.kind == "external" || wait.kind == "acquire";
                let fits = |wait: &&Wait| {
                    wait.stack.contains(place) && wait.out > 0 && (!hold.is_foreign() || is_other(wait))
                };
                // A temporary at a harmless call is in the future that is awaited, which is judged in its own body.
                let is_elsewhere =
                    hold.guard.name.is_none() && hold.wait.kind == "call" && !hold.is_foreign();
                if !waits.iter().any(|wait| fits(&wait)) && hold.wait.kind != "release" && !is_elsewhere {
                    lines.insert((
                        place.clone(),
                        format!("none out, letgo: {} ({})", hold.guard(), hold.wait.kind),
                    ));
                }
            }
        }
        if !lines.is_empty() {
            let text = |(place, line): (Place, String)| format!("{}:{}:{} {line}", place.0, place.1, place.2);
            disagreements.insert(function.clone(), lines.into_iter().map(text).collect());
        }
    }
    disagreements
}

/// Whether letgo holds something at one of the awaits that are suspended: a callee's wait may be reported in it, and
/// an inner block's on either side. Where a `select!` waits for a query and for something else, letgo may call it either.
fn is_reported(wait: &Wait, waits: &[Wait], holds: &BTreeMap<Place, Vec<&Hold>>) -> bool {
    let also_queries =
        |place: &Place| waits.iter().any(|wait| wait.kind == "query" && wait.stack.contains(place));
    wait.stack.iter().any(|place| {
        holds.get(place).into_iter().flatten().any(|hold| match wait.kind.as_str() {
            "external" => hold.may_be_foreign() || also_queries(place),
            _ => true,
        })
    }) || wait.kind == "release"
}
