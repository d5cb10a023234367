//! Headers are data; these tests keep them readable.

use super::HEADERS;

#[test]
fn every_header_parses() {
    for header in HEADERS {
        let ir = crate::syntax::lower(header.text, &crate::syntax::CfgOptions::default());
        if let Some(problem) = ir.problems.first() {
            let before = &header.text[..problem.span.start as usize];
            panic!("{}:{}: {}", header.name, before.lines().count(), problem.message);
        }
    }
}

/// Every word with which an attribute of a header can start; the table in `mod.rs` says what they mean.
const WORDS: &[&str] = &[
    "krate",
    "versions",
    "guard",
    "handle",
    "facade",
    "look_through",
    "shared",
    "locked",
    "opaque",
    "lazy",
    "undropped",
    "executor",
    "acquire",
    "query",
    "release",
    "derive",
    "detach",
    "waits",
    "blocks",
    "adapter",
    "computes",
    "bounded",
    "spawn",
    "ready",
    "empties",
    "drains",
    "last",
    "swaps",
    "leaks",
    "macro_value",
    "derived",
    "client",
    "sends",
    "store",
    "unnamed",
    "ends",
    "cuts",
    "since",
    "until",
    "note",
];

#[test]
fn every_attribute_has_a_meaning() {
    let table = include_str!("mod.rs");
    for word in WORDS {
        assert!(table.contains(&format!("letgo::{word}")), "`{word}` is not in the table");
    }
    for header in HEADERS {
        for (at, _) in header.text.match_indices("letgo::") {
            let rest = &header.text[at + "letgo::".len()..];
            let word: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            assert!(WORDS.contains(&word.as_str()), "{}: `letgo::{word}`", header.name);
        }
    }
}

#[test]
fn a_crate_has_one_header() {
    let mut known = std::collections::BTreeMap::new();
    for header in HEADERS {
        let ir = crate::syntax::lower(header.text, &crate::syntax::CfgOptions::default());
        let names = ir.attrs.iter().find(|attr| attr.path == "letgo::krate").map(|attr| attr.args.clone());
        for name in names.iter().flat_map(|names| names.split(',')) {
            let name = name.replace(' ', "");
            if let Some(other) = known.insert(name.clone(), header.name) {
                panic!("`{name}` is in {other} and in {}", header.name);
            }
        }
    }
}
