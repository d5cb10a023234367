//! Edits of findings applied to texts: all of a finding's edits, or none.
//!
//! Takes the first certain way out of each finding. Edits that touch what another finding's edit changed wait for the
//! next round; a result that does not parse is taken back. Reads and writes nothing: `cli` does, and checks again.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::diagnostic::Report;
use crate::syntax::{self, CfgOptions};

/// The texts of one round, by path.
#[derive(Debug, Default)]
pub struct Fixed {
    pub files: BTreeMap<String, FixedFile>,
}

#[derive(Debug)]
pub struct FixedFile {
    pub before: String,
    pub after: String,
    /// How many findings were fixed in it.
    pub count: usize,
}

/// The edits of one file: a range of its bytes, and what goes there.
type Edits = Vec<(Range<usize>, String)>;

/// Applies what can be applied at once.
pub fn apply(report: &Report) -> Fixed {
    let mut accepted: BTreeMap<String, Edits> = BTreeMap::new();
    let mut fixed = Fixed::default();
    for diagnostic in &report.diagnostics {
        let Some(help) = diagnostic.certain_way_out() else { continue };
        let mut wanted: BTreeMap<String, (String, Edits)> = BTreeMap::new();
        for edit in &help.edits {
            let file = report.sources.file(edit.place.file);
            let range = edit.place.span.start as usize..edit.place.span.end as usize;
            let entry =
                wanted.entry(file.path.clone()).or_insert_with(|| (file.text.to_string(), Edits::new()));
            entry.1.push((range, edit.replacement.clone()));
        }
        let mut results = Vec::new();
        for (path, (before, edits)) in wanted {
            let mut all = accepted.get(&path).cloned().unwrap_or_default();
            let is_free = edits.iter().all(|(range, _)| all.iter().all(|(other, _)| apart(range, other)));
            all.extend(edits);
            let after = if is_free { edited(&before, &mut all) } else { None };
            match after.filter(|after| parses(after) || !parses(&before)) {
                Some(after) => results.push((path, before, after, all)),
                None => {
                    results.clear();
                    break;
                }
            }
        }
        for (path, before, after, edits) in results {
            let file = fixed.files.entry(path.clone()).or_insert_with(|| FixedFile {
                before,
                after: String::new(),
                count: 0,
            });
            file.after = after;
            file.count += usize::from(path == report.sources.file(diagnostic.primary.place.file).path);
            accepted.insert(path, edits);
        }
    }
    fixed
}

/// Two insertions at one place are not apart: their order would be chance.
fn apart(one: &Range<usize>, other: &Range<usize>) -> bool {
    one.end < other.start
        || other.end < one.start
        || (one.end == other.start || other.end == one.start) && !one.is_empty() && !other.is_empty()
}

/// The text with the edits; none when they overlap or lie outside of it.
fn edited(text: &str, edits: &mut Edits) -> Option<String> {
    edits.sort_by_key(|(range, _)| (range.start, range.end));
    let mut result = String::with_capacity(text.len() + 64);
    let mut at = 0;
    for (range, replacement) in edits.iter() {
        result.push_str(text.get(at..range.start)?);
        result.push_str(replacement);
        at = range.end;
        text.get(range.clone())?;
    }
    result.push_str(text.get(at..)?);
    Some(result)
}

fn parses(text: &str) -> bool {
    syntax::lower(text, &CfgOptions { test: true }).problems.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Applicability, Diagnostic, Edit, Help};
    use crate::source::{FileId, Place, SourceFile, SourceMap, Span};

    fn fixed(text: &str, findings: &[&[(u32, u32, &str)]]) -> Option<String> {
        let diagnostics = findings.iter().map(|edits| {
            let place = |start, end| Place::new(FileId(0), Span::new(start, end));
            let edits = edits.iter().map(|(start, end, replacement)| Edit {
                place: place(*start, *end),
                replacement: (*replacement).to_owned(),
            });
            let mut diagnostic = Diagnostic::problem(place(0, 0), "");
            let help = Help::edits("", Applicability::MachineApplicable, edits.collect());
            diagnostic.helps.push(help);
            diagnostic
        });
        let report = Report {
            diagnostics: diagnostics.collect(),
            sources: SourceMap::new(vec![SourceFile::new("a.rs", text)]),
            ..Report::default()
        };
        apply(&report).files.remove("a.rs").map(|file| file.after)
    }

    #[test]
    fn all_edits_of_a_finding_or_none() {
        let text = "fn f() { a(b); }";
        assert_eq!(
            fixed(text, &[&[(9, 9, "let x = b; "), (11, 12, "x")]]).as_deref(),
            Some("fn f() { let x = b; a(x); }")
        );
        // the second half of the second finding is taken: its first half is not made either
        let second: &[(u32, u32, &str)] = &[(3, 4, "g"), (11, 12, "y")];
        assert_eq!(fixed(text, &[&[(11, 12, "x")], second]).as_deref(), Some("fn f() { a(x); }"));
        // two insertions at one place
        assert_eq!(
            fixed(text, &[&[(9, 9, "x; ")], &[(9, 9, "y; ")]]).as_deref(),
            Some("fn f() { x; a(b); }")
        );
    }

    #[test]
    fn what_does_not_parse_afterwards_is_not_made() {
        let text = "fn f() { a(b); }";
        assert_eq!(fixed(text, &[&[(9, 9, "let = ; ")]]), None);
        let good: &[(u32, u32, &str)] = &[(11, 12, "x")];
        assert_eq!(fixed(text, &[&[(9, 9, "}")], good]).as_deref(), Some("fn f() { a(x); }"));
        assert_eq!(fixed(text, &[&[(200, 201, "x")]]), None);
        assert_eq!(fixed("fn f() { \"ä\" }", &[&[(11, 12, "x")]]), None);
    }
}
