//! Rules that hold for every file: who may name the database, who may name the outside, and that all who reach it ask
//! first whether a connection is in hand.

use std::path::{Path, PathBuf};

fn sources() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut folders: Vec<PathBuf> = vec![root.clone()];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("src can be read") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(&root).expect("it is in src").to_string_lossy().into_owned();
                found.push((name, std::fs::read_to_string(&path).expect("a source")));
            }
        }
    }
    assert!(found.len() > 80, "{}", found.len());
    found
}

fn code(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim_start).filter(|line| !line.starts_with("//"))
}

fn names(text: &str, word: &str) -> bool {
    code(text).any(|line| {
        line.match_indices(word).any(|(at, _)| {
            let before = line[..at].chars().next_back();
            !before.is_some_and(|c| c.is_alphanumeric() || c == '_')
                && line[at + word.len()..].starts_with("::")
        })
    })
}

/// A connection's type can be written down in the store only, so only there can one be in hand.
#[test]
fn only_the_store_names_the_database() {
    for (file, text) in sources() {
        if !file.starts_with("store/") {
            assert!(!names(&text, "sqlx"), "{file} names sqlx");
        }
    }
}

/// The store waits for the database and for nothing else.
#[test]
fn the_store_reaches_nothing_outside() {
    const OUTSIDE: [&str; 12] = [
        "crate::model::ModelClient",
        "crate::outside",
        "crate::task_store",
        "crate::code_sandbox",
        "crate::services",
        "crate::apps",
        "reqwest::",
        "redis::",
        "tokio::time",
        "tokio::sync",
        "tokio::net",
        "tokio::process",
    ];
    for (file, text) in sources().into_iter().filter(|(file, _)| file.starts_with("store/")) {
        for name in OUTSIDE {
            assert!(!code(&text).any(|line| line.contains(name)), "{file} names {name}");
        }
    }
}

/// Compiled only with a feature that this service never sets.
const SHARED_POOL: &str = "store/shared_pool.rs";

/// What of the store is public takes and gives plain values: no connection, no transaction, no row, no stream, no
/// closure that could wait.
#[test]
fn no_connection_leaves_the_store() {
    let mut functions = 0;
    for (file, text) in sources().into_iter().filter(|(file, _)| file.starts_with("store/")) {
        if file == SHARED_POOL {
            continue;
        }
        let mut rest = text.as_str();
        while let Some(at) = rest.find("pub async fn ").or_else(|| rest.find("pub fn ")) {
            let signature = &rest[at..];
            let signature = &signature[..signature.find('{').unwrap_or(signature.len())];
            for word in [
                "Lease",
                "Scope",
                "Connection",
                "Transaction",
                "Row",
                "Stream",
                "Fn(",
                "FnOnce",
                "FnMut",
                "Future",
                "PgPool",
                "AnyPool",
            ] {
                assert!(!signature.contains(word), "{file}: {word} in `{}`", signature.trim());
            }
            functions += 1;
            rest = &rest[at + 1..];
        }
    }
    assert!(functions > 30, "{functions}");
}

/// A pool is shared with the naive twin of the tests, and never in this service.
#[test]
fn a_shared_pool_needs_a_feature_that_is_off() {
    let sources = sources();
    assert!(sources.iter().any(|(file, _)| file == SHARED_POOL), "{SHARED_POOL} is gone");
    let declared = "#[cfg(feature = \"shared-pool\")]\npub mod shared_pool;\n";
    for (file, text) in sources.iter().filter(|(file, _)| file != SHARED_POOL) {
        let text = text.replace(declared, "");
        assert!(!text.contains("shared_pool"), "{file} names it");
    }
    const { assert!(!cfg!(feature = "shared-pool"), "the tests are of the service without it") };
}

/// The crates that wait on the outside are named in few places, and each of those asks first.
#[test]
fn whoever_reaches_the_outside_asks_first() {
    const OUTSIDE: [(&str, &[&str]); 2] = [
        (
            "reqwest",
            &[
                "outside.rs",
                "code_sandbox.rs",
                "model/openai.rs",
                "start.rs",
                "agent/tools/web_request.rs",
                "workflow/nodes/http_request.rs",
                "services/app_generate_service.rs",
            ],
        ),
        ("redis", &["task_store/redis.rs", "task_store/mod.rs"]),
    ];
    for (file, text) in sources() {
        // The load test is a client in a process of its own: it has no database to hold.
        if file.starts_with("load/") {
            assert!(!text.contains("crate::store"), "{file} names the store");
            continue;
        }
        for (name, allowed) in OUTSIDE {
            assert!(!names(&text, name) || allowed.contains(&file.as_str()), "{file} names {name}");
        }
        // Sending is what waits; those who only prepare a request give it to `outside`.
        let sends = code(&text).filter(|line| line.contains(".send().await")).count();
        let asks = code(&text).filter(|line| line.contains("nothing_held(")).count();
        let asked_by_its_caller = file == "model/openai.rs";
        assert!(sends == 0 || asks > 0 || asked_by_its_caller, "{file} sends and does not ask");
    }
    let (_, model) = sources().into_iter().find(|(file, _)| file == "model/mod.rs").expect("it is there");
    assert_eq!(model.matches("nothing_held(").count(), 2, "the call and each piece of its answer");
}
