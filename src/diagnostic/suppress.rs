//! Suppressions at work: which findings they silence, and what is wrong with the suppressions themselves.

use super::{Certainty, Diagnostic, Label, Level, Lint};
use crate::source::{FileId, Place, Span};

/// A suppression as data, free of the IR that it was found in.
#[derive(Debug, Clone)]
pub struct Silence {
    pub file: FileId,
    pub span: Span,
    pub scope: Span,
    pub lints: Vec<(String, Span)>,
    pub has_reason: bool,
}

/// The lints about suppressions, and the names of all lints.
pub struct Known<'a> {
    pub unused: &'static Lint,
    pub without_reason: &'static Lint,
    pub names: &'a [&'static str],
}

/// Takes out what is silenced; gives the rest, with findings about suppressions, and how many were silenced.
pub fn apply(findings: Vec<Diagnostic>, silences: &[Silence], known: &Known<'_>) -> (Vec<Diagnostic>, usize) {
    let mut used = vec![false; silences.len()];
    let before = findings.len();
    let mut kept: Vec<Diagnostic> = findings
        .into_iter()
        .filter(|finding| {
            let Some(lint) = finding.lint else { return true };
            let mut silenced = false;
            for (index, silence) in silences.iter().enumerate() {
                if silence.file == finding.primary.place.file
                    && silence.scope.contains(finding.span().start)
                    && silence.lints.iter().any(|(name, _)| name == lint.name)
                {
                    used[index] = true;
                    // Without a reason, or where the lint is forbidden, it does not count, but it is not unused either.
                    silenced |= silence.has_reason && finding.level != Level::Forbid;
                }
            }
            !silenced
        })
        .collect();
    let suppressed = before - kept.len();
    for (silence, used) in silences.iter().zip(used) {
        let place = |span| Place::new(silence.file, span);
        for (name, span) in &silence.lints {
            if !known.names.contains(&name.as_str()) {
                let message = format!("unknown lint `{name}` in a suppression");
                kept.push(Diagnostic::new(
                    known.unused,
                    Certainty::Certain,
                    Label::new(place(*span), ""),
                    message,
                ));
            }
        }
        let all_known = silence.lints.iter().all(|(name, _)| known.names.contains(&name.as_str()));
        if !silence.has_reason {
            let label = Label::new(place(silence.span), "say why, as in `letgo: allow(…) — reason`");
            let message = "a suppression without a reason has no effect";
            kept.push(Diagnostic::new(known.without_reason, Certainty::Certain, label, message));
        } else if !used && all_known {
            let label = Label::new(place(silence.span), "nothing to suppress here");
            let message = "this suppression suppresses nothing";
            kept.push(Diagnostic::new(known.unused, Certainty::Certain, label, message));
        }
    }
    (kept, suppressed)
}
