//! Headers are data; these tests keep them readable.

use super::HEADERS;

#[test]
fn every_header_parses() {
    for header in HEADERS {
        let ir = crate::syntax::lower(header.text, &crate::syntax::CfgOptions::default());
        let in_short = crate::syntax::lower_header(header.text);
        assert_eq!(format!("{:?}", in_short.items), format!("{:?}", ir.items), "{}", header.name);
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
    "signal",
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
        let names: Vec<String> =
            names.iter().flat_map(|names| names.split(',')).map(|name| name.replace(' ', "")).collect();
        assert_eq!(header.names().collect::<Vec<_>>(), names, "{} is read without a parser", header.name);
        for name in names {
            if let Some(other) = known.insert(name.clone(), header.name) {
                panic!("`{name}` is in {other} and in {}", header.name);
            }
        }
    }
}

/// Arguments of some attributes are not read with a file.
#[test]
fn attributes_that_are_asked_for_keep_their_arguments() {
    let kinds = super::MODEL_KINDS.iter();
    let asked = kinds.flat_map(|kind| {
        let named = kind.key_fields.iter().chain(kind.key_lists).map(|(attribute, _)| *attribute);
        let parts = kind.key_parts.iter().map(|(attribute, ..)| *attribute);
        named.chain(parts).chain(kind.attributes.iter().copied()).chain(kind.beside.iter().copied())
    });
    let of_clients = HEADERS.iter().filter_map(|header| {
        let (_, client) = header.text.split_once("#![letgo::client(")?;
        Some(client.split(',').next().expect("an attribute").trim())
    });
    for attribute in asked.chain(of_clients).chain(["derive", "instrument", "deref", "serde", "path"]) {
        let text = format!("#[{attribute}(a, b)] struct S; fn f() {{ some_long_call(1, 2, 3).await }}");
        let ir = crate::syntax::lower_lazily(
            &text.as_str().into(),
            &crate::syntax::CfgOptions::default(),
            |work| {
                work();
                Ok(())
            },
        );
        assert!(ir.problems.is_empty(), "{attribute}");
        assert_eq!(
            ir.items[0].attrs.iter().map(|attr| &*attr.args).collect::<Vec<_>>(),
            ["a, b"],
            "{attribute}"
        );
    }
}
