//! Suppressions: `// letgo: allow(lint) — reason`, and `allow`/`expect` in a `cfg_attr` that never applies.
//!
//! syn drops comments, so the text is scanned once more, and only when it contains `letgo:` at all. Strings are told
//! from comments by the tokens around them: a small lexer is enough.

use crate::ir::{Body, ExprKind, FileIr, Item, ItemKind, Module, Name, Statement, Suppression};
use crate::source::Span;

/// All suppressions in comments, with what they cover.
pub(super) fn suppressions(text: &str, ir: &FileIr) -> Vec<Suppression> {
    if !text.contains("letgo:") {
        return Vec::new();
    }
    let scopes = scopes(ir);
    comments(text)
        .into_iter()
        .filter_map(|comment| {
            let (lints, reason, expect) = parse(text, comment)?;
            let scope = if text[comment.start as usize..].starts_with("//!") {
                Span::new(0, text.len() as u32)
            } else {
                covered(text, comment, &scopes)
            };
            Some(Suppression { span: comment, scope, lints, reason, expect })
        })
        .collect()
}

/// Line comments, each to the end of its line.
fn comments(text: &str) -> Vec<Span> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'/' if bytes.get(at + 1) == Some(&b'/') => {
                let end = text[at..].find('\n').map_or(bytes.len(), |len| at + len);
                found.push(Span::new(at as u32, end as u32));
                at = end;
            }
            b'/' if bytes.get(at + 1) == Some(&b'*') => at = block_comment_end(bytes, at + 2),
            b'"' => at = string_end(bytes, at + 1),
            b'r' if raw_hashes(bytes, at).is_some() => {
                let hashes = raw_hashes(bytes, at).unwrap_or(0);
                let close = format!("\"{}", "#".repeat(hashes));
                let body = at + 2 + hashes;
                at = text
                    .get(body..)
                    .and_then(|rest| rest.find(&close))
                    .map_or(bytes.len(), |len| body + len + close.len());
            }
            b'\'' => at = char_end(bytes, at),
            _ => at += 1,
        }
    }
    found
}

fn block_comment_end(bytes: &[u8], from: usize) -> usize {
    let (mut at, mut depth) = (from, 1);
    while at < bytes.len() && depth > 0 {
        match (bytes[at], bytes.get(at + 1)) {
            (b'/', Some(b'*')) => {
                depth += 1;
                at += 1;
            }
            (b'*', Some(b'/')) => {
                depth -= 1;
                at += 1;
            }
            _ => {}
        }
        at += 1;
    }
    at
}

fn string_end(bytes: &[u8], from: usize) -> usize {
    let mut at = from;
    while at < bytes.len() && bytes[at] != b'"' {
        at += if bytes[at] == b'\\' { 2 } else { 1 };
    }
    at + 1
}

/// `r"`, `r#"` …: how many hashes.
fn raw_hashes(bytes: &[u8], at: usize) -> Option<usize> {
    let in_word =
        at > 0 && (bytes[at - 1].is_ascii_alphanumeric() && bytes[at - 1] != b'b' || bytes[at - 1] == b'_');
    let hashes = bytes[at + 1..].iter().take_while(|byte| **byte == b'#').count();
    (!in_word && bytes.get(at + 1 + hashes) == Some(&b'"')).then_some(hashes)
}

/// A character literal, or a lifetime, which ends at its quote.
fn char_end(bytes: &[u8], at: usize) -> usize {
    match bytes.get(at + 1) {
        Some(b'\\') => {
            bytes[at + 3..].iter().position(|byte| *byte == b'\'').map_or(bytes.len(), |len| at + 4 + len)
        }
        Some(_) => {
            let width = bytes[at + 1..].iter().skip(1).take_while(|byte| **byte & 0xC0 == 0x80).count() + 1;
            if bytes.get(at + 1 + width) == Some(&b'\'') { at + 2 + width } else { at + 1 }
        }
        None => at + 1,
    }
}

type Parsed = (Vec<(Name, Span)>, Option<String>, bool);

/// `letgo: allow(a, b) — reason`
fn parse(text: &str, comment: Span) -> Option<Parsed> {
    let body = text.get(comment.start as usize..comment.end as usize)?;
    let content = body.trim_start_matches(['/', '!']).trim_start();
    let rest = content.strip_prefix("letgo:")?.trim_start();
    let (expect, rest) = match rest.strip_prefix("allow") {
        Some(rest) => (false, rest),
        None => (true, rest.strip_prefix("expect")?),
    };
    let rest = rest.trim_start().strip_prefix('(')?;
    let (list, after) = rest.split_once(')')?;
    let offset = |part: &str| (part.as_ptr() as usize - text.as_ptr() as usize) as u32;
    let lints = list
        .split(',')
        .map(str::trim)
        .filter(|name| !name.is_empty())
        .map(|name| {
            let start = offset(name);
            let bare = name.strip_prefix("letgo::").unwrap_or(name);
            (Name::from(bare), Span::new(start, start + name.len() as u32))
        })
        .collect();
    let reason = after.trim().trim_start_matches(['—', '–', '-', ':']).trim();
    Some((lints, (!reason.is_empty()).then(|| reason.to_owned()), expect))
}

/// Spans of items, statements and expressions, by where they start.
fn scopes(ir: &FileIr) -> Vec<Span> {
    let mut spans = Vec::new();
    items(&ir.items, &mut spans);
    ir.block_scopes.iter().for_each(|scope| items(scope, &mut spans));
    ir.bodies.read().for_each(|body| statements(body, &mut spans));
    spans.sort_unstable_by_key(|span| (span.start, std::cmp::Reverse(span.end)));
    spans
}

fn items(list: &[Item], spans: &mut Vec<Span>) {
    for item in list {
        spans.push(item.span);
        match &item.kind {
            ItemKind::Module(Module::Inline(inner)) => items(inner, spans),
            ItemKind::Trait(def) => items(&def.items, spans),
            ItemKind::Impl(def) => items(&def.items, spans),
            _ => {}
        }
    }
}

fn statements(body: &Body, spans: &mut Vec<Span>) {
    for expr in &body.exprs {
        match &expr.kind {
            ExprKind::Block(block) => {
                spans.extend(block.statements.iter().map(|statement| match statement {
                    Statement::Let { span, .. } | Statement::Expr { span, .. } => *span,
                }));
                spans.extend(block.tail.map(|tail| body.expr(tail).span));
            }
            ExprKind::Match { arms, .. } => {
                spans.extend(arms.iter().map(|arm| body.pat(arm.pat).span.cover(body.expr(arm.body).span)));
            }
            _ => spans.push(expr.span),
        }
    }
}

/// A comment behind code is for its line; one on a line of its own for what starts next.
fn covered(text: &str, comment: Span, scopes: &[Span]) -> Span {
    let line_start = text[..comment.start as usize].rfind('\n').map_or(0, |at| at + 1);
    if !text[line_start..comment.start as usize].trim().is_empty() {
        return Span::new(line_start as u32, comment.end);
    }
    // Attributes and visibility may stand between the comment and the keyword that an item's span starts with.
    let next = scopes.partition_point(|span| span.start < comment.end);
    scopes.get(next).copied().unwrap_or(Span::new(comment.end, comment.end))
}

#[cfg(test)]
mod tests {
    use super::super::{CfgOptions, lower};

    fn check(text: &str) -> Vec<(String, String, Option<String>)> {
        let ir = lower(text, &CfgOptions::default());
        assert!(ir.problems.is_empty(), "{:?}", ir.problems);
        ir.suppressions
            .iter()
            .map(|found| {
                let names =
                    found.lints.iter().map(|(name, _)| name.to_string()).collect::<Vec<_>>().join(",");
                let scope = &text[found.scope.start as usize..found.scope.end as usize];
                (names, scope.to_owned(), found.reason.clone())
            })
            .collect()
    }

    #[test]
    fn comments_cover_what_they_stand_at() {
        let text = "
            const S: &str = \"// letgo: allow(x) — no\";
            async fn f() {
                // letgo: allow(guard_across_await) — the job is short
                a().await;
                b().await; // letgo: allow(one, letgo::two): why
                /* // letgo: allow(y) */ c('\"', r#\"// letgo: allow(z)\"#).await;
            }
            // letgo: allow(all)
            #[inline]
            pub fn g() {}
        ";
        assert_eq!(
            check(text),
            [
                ("guard_across_await".into(), "a().await;".into(), Some("the job is short".into())),
                (
                    "one,two".into(),
                    "                b().await; // letgo: allow(one, letgo::two): why".into(),
                    Some("why".into())
                ),
                ("all".into(), "fn g() {}".into(), None),
            ]
        );
    }

    #[test]
    fn a_file_is_covered_by_an_inner_comment() {
        let text = "//! letgo: allow(a) — generated\nfn f() {}\n";
        assert_eq!(check(text), [("a".into(), text.into(), Some("generated".into()))]);
    }
}
