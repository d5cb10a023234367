//! Hover: the life of a guard (where it is taken, over which awaits it is held, where it is let go), or what is held at
//! an await.

use std::fmt::Write as _;
use std::path::Path;

use gen_lsp_types::{Contents, Hover, MarkupContent, MarkupKind, Position};

use super::session::{Seen, Session};
use crate::diagnostic::HoldRow;
use crate::source::{Place, SourceFile, Span};

pub(super) fn at(session: &Session, path: &Path, position: Position) -> Option<Hover> {
    let seen = session.seen(path).find(|seen| seen.holds().next().is_some())?;
    let (file, _) = session.now(seen.report, Place::new(seen.id, Span::default()))?;
    let offset = session.client.encoding.offset(&file, position);
    let touches = |place: Place| {
        session
            .now(seen.report, place)
            .is_some_and(|(_, span)| span.start <= offset && offset <= span.end.max(span.start + 1))
    };
    if let Some(row) = seen.holds().find(|row| touches(row.wait)) {
        return Some(show(session, seen, row.wait, &held_at(seen, row)));
    }
    let word = word(&file, offset)?;
    let text = file.slice(word);
    // the nearest binding of that name above, in this function
    let row = seen
        .holds()
        .filter(|row| touches(row.body) && row.guard_name.as_deref() == Some(text))
        .filter(|row| session.now(seen.report, row.guard).is_some_and(|(_, span)| span.start <= word.start))
        .max_by_key(|row| row.guard.span.start)?;
    let range = session.client.encoding.range(&file, word);
    Some(Hover { range: Some(range), ..show(session, seen, row.guard, &life(seen, row)) })
}

/// The identifier around an offset.
fn word(file: &SourceFile, offset: u32) -> Option<Span> {
    let text = &*file.text;
    let is_word = |character: char| character.is_alphanumeric() || character == '_';
    let at = offset as usize;
    let start = text
        .get(..at)?
        .rfind(|character| !is_word(character))
        .map_or(0, |before| before + text[before..].chars().next().map_or(1, char::len_utf8));
    let end = text[at..].find(|character| !is_word(character)).map_or(text.len(), |after| at + after);
    (start < end).then(|| Span::new(start as u32, end as u32))
}

fn show(session: &Session, seen: Seen<'_>, place: Place, text: &str) -> Hover {
    let kind = if session.client.markdown { MarkupKind::Markdown } else { MarkupKind::PlainText };
    let contents = Contents::MarkupContent(MarkupContent::new(kind, text.to_owned()));
    Hover { contents, range: session.range(seen.report, place) }
}

fn line(seen: Seen<'_>, place: Place) -> u32 {
    seen.report.sources.file(place.file).line_column(place.span.start).line
}

fn mark(row: &HoldRow) -> &'static str {
    if row.hazard { "⚠ " } else { "" }
}

fn life(seen: Seen<'_>, row: &HoldRow) -> String {
    let name = row.guard_name.as_deref().unwrap_or("temporary");
    let mut text = format!("`{name}` keeps a connection (`{}`)\n\n", row.guard_type);
    let from = if row.borrowed { "borrowed from the caller" } else { "taken" };
    let _ = writeln!(text, "- line {}: {from}", line(seen, row.guard));
    let waits = seen.holds().filter(|other| other.guard == row.guard).map(|hold| {
        let step = format!("{}line {}: {} `{}`", mark(hold), line(seen, hold.wait), hold.kind, hold.target);
        (hold.wait, format!("{step} — {}", hold.why))
    });
    let ends = row.ends.iter().map(|(place, how)| (*place, format!("line {}: {how}", line(seen, *place))));
    let mut steps: Vec<(Place, String)> = waits.chain(ends).collect();
    steps.sort();
    for (_, step) in steps {
        let _ = writeln!(text, "- {step}");
    }
    if row.ends.is_empty() && !row.borrowed {
        text.push_str("- let go with the statement or pattern that it is in\n");
    }
    text
}

fn held_at(seen: Seen<'_>, row: &HoldRow) -> String {
    let mut text = "held while this waits:\n\n".to_owned();
    for hold in seen.holds().filter(|other| other.wait == row.wait) {
        let name = hold.guard_name.as_deref().map_or("a temporary".to_owned(), |name| format!("`{name}`"));
        let _ = writeln!(
            text,
            "- {}{name} (`{}`, line {}) — {}",
            mark(hold),
            hold.guard_type,
            line(seen, hold.guard),
            hold.why
        );
    }
    text
}
