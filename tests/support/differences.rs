//! What is known to differ, each with a reason: `test-fixtures/executed/differences.toml`.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde::Deserialize;

use super::{fixture, read};

#[derive(Debug, Deserialize)]
struct File {
    #[serde(default)]
    difference: Vec<Difference>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Difference {
    #[serde(default)]
    function: String,
    /// More functions with the same reason.
    #[serde(default)]
    functions: Vec<String>,
    /// `executed` or `compiler`; both when absent.
    test: Option<String>,
    edition: Option<String>,
    reason: String,
    /// What letgo should see and does not yet: whoever closes it removes the entry.
    #[serde(default)]
    gap: bool,
}

impl Difference {
    fn one_by_one(mut self) -> Vec<Difference> {
        let mut names = std::mem::take(&mut self.functions);
        if !self.function.is_empty() {
            names.push(self.function.clone());
        }
        names.into_iter().map(|function| Difference { function, ..self.clone() }).collect()
    }
}

pub struct Differences {
    test: &'static str,
    known: Vec<Difference>,
    used: BTreeSet<usize>,
}

impl Differences {
    pub fn load(test: &'static str) -> Self {
        let file: File =
            toml::from_str(&read(&fixture().join("differences.toml"))).expect("differences.toml is TOML");
        let known: Vec<Difference> = file
            .difference
            .into_iter()
            .filter(|known| known.test.as_deref().is_none_or(|of| of == test))
            .flat_map(Difference::one_by_one)
            .collect();
        for known in &known {
            assert!(known.reason.len() > 20, "`{}`: the reason is missing", known.function);
        }
        Differences { test, known, used: BTreeSet::new() }
    }

    /// Whether a disagreement about this function is listed.
    pub fn knows(&mut self, function: &str, edition: &str) -> bool {
        let found = self.known.iter().position(|known| {
            known.function == function && known.edition.as_deref().is_none_or(|of| of == edition)
        });
        self.used.extend(found);
        found.is_some()
    }

    /// Entries that excuse nothing any more. Closed gaps are in the report only: they may be closed elsewhere.
    pub fn stale(&self, report: &mut String) -> Vec<String> {
        let unused = self.known.iter().enumerate().filter(|(index, _)| !self.used.contains(index));
        let (closed, stale): (Vec<&Difference>, _) =
            unused.map(|(_, known)| known).partition(|known| known.gap);
        for known in closed {
            let _ = writeln!(report, "closed: `{}` agrees now: remove its entry", known.function);
        }
        let text =
            |known: &Difference| format!("{}: `{}` agrees: remove its entry", self.test, known.function);
        stale.into_iter().map(text).collect()
    }
}
