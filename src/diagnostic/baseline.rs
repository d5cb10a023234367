//! The findings that were there before: `letgo-baseline.toml`.
//!
//! An entry says how many findings of one fingerprint are known. That many are not shown; more are, and fewer make the
//! entry stale, which is reported. Writing the file again only lets counts fall: what is new is never taken in.

use std::collections::BTreeMap;
use std::fmt::Write;

use rustc_hash::FxHashMap;
use serde::Deserialize;
use toml::Spanned;

use super::{Certainty, Diagnostic, Help, Label, Lint};
use crate::source::{FileId, Place, SourceMap, Span};

/// One `[[finding]]`.
#[derive(Debug, Clone)]
pub struct Entry {
    pub lint: String,
    pub item: String,
    /// Where it was when it was written; not compared.
    pub file: String,
    pub hash: u64,
    pub count: u32,
    /// Found by a run with `cfg(test)`: one without cannot say that it is gone.
    pub tests: bool,
    /// In the baseline's text.
    pub span: Span,
}

/// A baseline that was read.
#[derive(Debug, Clone, Default)]
pub struct Baseline {
    pub entries: Vec<Entry>,
    /// The baseline's text among the sources.
    pub file: FileId,
}

/// What became of the findings.
#[derive(Debug)]
pub struct Applied {
    /// Findings that are not in the baseline.
    pub new: Vec<Diagnostic>,
    /// By entry: how many there still are.
    pub found: Vec<u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    version: Spanned<u32>,
    #[serde(default)]
    finding: Vec<Spanned<Row>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    lint: String,
    item: String,
    file: String,
    hash: Spanned<String>,
    count: u32,
    #[serde(default)]
    tests: bool,
}

const VERSION: u32 = 1;

const HEAD: &str = "# Findings that letgo knows and does not show, written by `cargo letgo --write-baseline`.
# Counts may only fall: once a finding is gone, run it again.
version = 1
";

/// Reads a baseline's text; what is wrong with it has a place.
pub fn read(text: &str) -> Result<Vec<Entry>, (Span, String)> {
    let document: Document = toml::from_str(text)
        .map_err(|error| (error.span().map_or(Span::default(), span), error.message().to_owned()))?;
    if *document.version.get_ref() != VERSION {
        let message = format!("this letgo reads version {VERSION} of the baseline only");
        return Err((span(document.version.span()), message));
    }
    let entries = document.finding.into_iter().map(|row| {
        let at = span(row.span());
        let row = row.into_inner();
        let hash = u64::from_str_radix(row.hash.get_ref(), 16)
            .map_err(|_| (span(row.hash.span()), "`hash` is not a hexadecimal number".to_owned()))?;
        let Row { lint, item, file, count, tests, .. } = row;
        Ok(Entry { lint, item, file, hash, count, tests, span: at })
    });
    entries.collect()
}

fn span(range: std::ops::Range<usize>) -> Span {
    Span::new(range.start as u32, range.end as u32)
}

impl Baseline {
    /// Takes out what is known. Problems of the run are never known.
    pub fn apply(&self, findings: Vec<Diagnostic>) -> Applied {
        let mut left: FxHashMap<(&str, u64), Vec<(usize, u32)>> = FxHashMap::default();
        for (index, entry) in self.entries.iter().enumerate() {
            left.entry((&entry.lint, entry.hash)).or_default().push((index, entry.count));
        }
        let mut found = vec![0; self.entries.len()];
        let new = findings
            .into_iter()
            .filter(|finding| {
                let Some(lint) = finding.lint else { return true };
                let known = left.get_mut(&(lint.name, finding.fingerprint.hash));
                match known.and_then(|known| known.iter_mut().find(|(_, left)| *left > 0)) {
                    Some((index, left)) => {
                        *left -= 1;
                        found[*index] += 1;
                        false
                    }
                    None => true,
                }
            })
            .collect();
        Applied { new, found }
    }

    /// Findings about entries that promise more than there is; `is_judged` says whether this run could know.
    pub fn stale(
        &self,
        found: &[u32],
        lint: &'static Lint,
        is_judged: impl Fn(&Entry) -> bool,
    ) -> Vec<Diagnostic> {
        let stale =
            self.entries.iter().zip(found).filter(|(entry, found)| entry.count > **found && is_judged(entry));
        stale
            .map(|(entry, found)| {
                let message = match found {
                    0 => format!(
                        "this baseline entry for `{}` in `{}` matches nothing any more",
                        entry.lint, entry.item
                    ),
                    found => format!(
                        "this baseline entry for `{}` in `{}` knows {} findings, and there are only {found}",
                        entry.lint, entry.item, entry.count
                    ),
                };
                let label = Label::new(Place::new(self.file, entry.span), "");
                let mut diagnostic = Diagnostic::new(lint, Certainty::Certain, label, message);
                let advice = "run `cargo letgo --write-baseline`: counts only fall";
                diagnostic.helps.push(Help::text(advice));
                diagnostic
            })
            .collect()
    }

    /// The text after a run: entries with what is left of them. What the run could not judge stays as it is.
    pub fn fallen(&self, found: &[u32], is_judged: impl Fn(&Entry) -> bool) -> String {
        let entries = self.entries.iter().zip(found).map(|(entry, found)| {
            let count = if is_judged(entry) { entry.count.min(*found) } else { entry.count };
            (key(&entry.file, &entry.lint, &entry.item, entry.hash), count, entry.tests)
        });
        text(entries)
    }
}

/// The text of a first baseline, and how many findings are in it. `with_tests`: whether a file was read with `cfg(test)`.
pub fn first(
    findings: &[Diagnostic],
    sources: &SourceMap,
    with_tests: impl Fn(FileId) -> bool,
) -> (String, usize) {
    let entries: Vec<(Key, u32, bool)> = findings
        .iter()
        .filter_map(|finding| {
            let id = finding.primary.place.file;
            let file = &sources.file(id).path;
            let key = key(file, finding.lint?.name, &finding.item, finding.fingerprint.hash);
            Some((key, 1, with_tests(id)))
        })
        .collect();
    let count = entries.len();
    (text(entries.into_iter()), count)
}

/// File, lint, item, hash: the order of the file.
type Key = (String, String, String, u64);

fn key(file: &str, lint: &str, item: &str, hash: u64) -> Key {
    (file.to_owned(), lint.to_owned(), item.to_owned(), hash)
}

fn text(entries: impl Iterator<Item = (Key, u32, bool)>) -> String {
    let mut counts: BTreeMap<Key, (u32, bool)> = BTreeMap::new();
    for (key, count, tests) in entries {
        let (sum, only_tests) = counts.entry(key).or_insert((0, true));
        *sum += count;
        *only_tests &= tests;
    }
    let mut text = HEAD.to_owned();
    for ((file, lint, item, hash), (count, tests)) in counts.into_iter().filter(|(_, (count, _))| *count > 0)
    {
        let quoted = |text: String| toml::Value::String(text).to_string();
        let _ = write!(
            text,
            "\n[[finding]]\nlint = {}\nitem = {}\nfile = {}\nhash = \"{hash:016x}\"\ncount = {count}\n",
            quoted(lint),
            quoted(item),
            quoted(file),
        );
        if tests {
            text.push_str("tests = true\n");
        }
    }
    text
}
