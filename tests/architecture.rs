//! Who may import whom, and other rules that hold for every file of `src/`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What each module of the crate may use; `mod.rs` files and the folders below count as the module.
const ALLOWED: &[(&str, &[&str])] = &[
    ("source", &[]),
    ("store", &[]),
    ("ir", &["source"]),
    ("catalogue", &["ir", "syntax"]),
    ("syntax", &["ir", "source"]),
    ("diagnostic", &["source"]),
    ("config", &["diagnostic", "source"]),
    ("workspace", &["config", "source", "ir", "store"]),
    ("resolve", &["ir", "source", "catalogue"]),
    ("flow", &["ir", "source", "catalogue", "resolve"]),
    ("effects", &["ir", "source", "catalogue", "resolve", "flow", "diagnostic"]),
    ("models", &["effects", "flow", "resolve", "catalogue", "ir", "source"]),
    ("lints", &["models", "effects", "flow", "resolve", "catalogue", "ir", "source", "diagnostic", "config"]),
    ("render", &["diagnostic", "source"]),
    ("fix", &["diagnostic", "source", "syntax"]),
    (
        "check",
        &[
            "workspace",
            "config",
            "source",
            "syntax",
            "ir",
            "catalogue",
            "resolve",
            "flow",
            "effects",
            "models",
            "lints",
            "diagnostic",
            "store",
        ],
    ),
    ("cli", &["check", "lsp", "render", "fix", "config", "diagnostic", "lints", "workspace", "source"]),
    ("lsp", &["check", "config", "diagnostic", "workspace", "source"]),
];

/// Files longer than this give a reason in their first lines: `//! Length: …`.
const LONGEST: usize = 600;

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("src can be read") {
        let path = entry.expect("an entry").path();
        if path.is_dir() && !path.ends_with("headers") {
            files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

fn sources() -> BTreeMap<String, String> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    files(&src, &mut found);
    found
        .into_iter()
        .map(|path| {
            let name = path.strip_prefix(&src).expect("below src").to_string_lossy().replace('\\', "/");
            (name, std::fs::read_to_string(&path).expect("readable"))
        })
        .collect()
}

/// The module that a file belongs to: `flow/build/expr.rs` → `flow`.
fn module(file: &str) -> &str {
    file.split('/').next().unwrap_or(file).trim_end_matches(".rs")
}

/// Code without tests, comments and strings that would only look like imports.
fn code(text: &str) -> String {
    let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or(text);
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

fn violations(file: &str, text: &str) -> Vec<String> {
    let own = module(file);
    let code = code(text);
    let mut found = Vec::new();
    if let Some((_, allowed)) = ALLOWED.iter().find(|(name, _)| *name == own) {
        for (at, _) in code.match_indices("crate::") {
            let inside = code[..at].ends_with("pub(in ") || code[..at].ends_with('$');
            let name: String =
                code[at + 7..].chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            let known = ALLOWED.iter().any(|(module, _)| *module == name);
            if known && !inside && name != own && !allowed.contains(&name.as_str()) {
                found.push(format!("{file}: `{own}` may not use `{name}`"));
            }
        }
    } else if own != "lib" && own != "main" {
        found.push(format!("{file}: the module `{own}` has no row in the table"));
    }
    for (names, home) in [
        (&["syn::", "proc_macro2::", "quote::"][..], "syntax/"),
        (&["codespan_reporting"][..], "render/human.rs"),
    ] {
        for name in names {
            let word =
                |at: usize| !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':');
            if !file.starts_with(home) && code.match_indices(name).any(|(at, _)| word(at)) {
                found.push(format!("{file}: only {home} may name `{name}`"));
            }
        }
    }
    let prints = ["println!", "eprintln!", "print!(", "eprint!("];
    if !matches!(own, "cli" | "main") && prints.iter().any(|name| code.contains(name)) {
        found.push(format!("{file}: only `cli` prints"));
    }
    let outside = ["std::env::", "std::time::", "current_dir("];
    if !matches!(own, "cli" | "main" | "workspace") && outside.iter().any(|name| code.contains(name)) {
        found.push(format!("{file}: only `cli` and `workspace` know of clock and environment"));
    }
    if !text.starts_with("//!") {
        found.push(format!("{file}: does not say what it is"));
    }
    if text.lines().count() > LONGEST && !text.lines().take(12).any(|line| line.contains("Length:")) {
        found.push(format!("{file}: more than {LONGEST} lines without a reason"));
    }
    found
}

#[test]
fn rules_of_import_hold() {
    let found: Vec<String> = sources()
        .iter()
        .filter(|(file, _)| !file.ends_with("tests.rs"))
        .flat_map(|(file, text)| violations(file, text))
        .collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn a_violation_is_seen() {
    let check = |file: &str, text: &str| violations(file, text).len();
    assert_eq!(check("flow/mod.rs", "//! Flow.\nuse crate::resolve::Ty;\n"), 0);
    assert_eq!(check("flow/mod.rs", "//! Flow.\nuse crate::lints::LINTS;\n"), 1);
    assert_eq!(check("flow/mod.rs", "//! Flow.\nfn f(ty: syn::Type) {}\n"), 1);
    assert_eq!(check("render/short.rs", "//! Short.\nuse codespan_reporting::term;\n"), 1);
    assert_eq!(check("lints/mod.rs", "//! Lints.\nfn f() { println!(\"\") }\n"), 1);
    assert_eq!(check("lints/mod.rs", "fn f() {}\n"), 1);
    assert_eq!(check("unheard_of/mod.rs", "//! New.\n"), 1);
    assert_eq!(check("resolve/mod.rs", &format!("//! Long.\n{}", "fn f() {}\n".repeat(600))), 1);
}
