//! Bodies in which nothing can be are not looked at, and most are never parsed. That changes nothing: every finding and
//! every hold is there when all bodies are looked at, and no other.
//!
//! `test-fixtures/appear` has one function for each way in which a connection or a row can come into one, and for each
//! reason to ask what becomes of a row. Workspaces of your own: `LETGO_APPEAR=DIR:DIR cargo test --release --test appear`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use letgo::check::{self, Options};
use letgo::config::LevelFlag;
use letgo::diagnostic::{Diagnostic, HoldRow, Level};
use letgo::workspace::Request;

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

struct Seen {
    findings: Vec<Diagnostic>,
    holds: Vec<HoldRow>,
}

impl Seen {
    fn texts(&self) -> BTreeSet<String> {
        let findings = self.findings.iter().map(|found| format!("{found:?}"));
        findings.chain(self.holds.iter().map(|row| format!("{row:?}"))).collect()
    }
}

/// Off by default: with them, more has to be looked at.
fn strict() -> Vec<LevelFlag> {
    vec![LevelFlag::new('W', Level::Warn, "strict")]
}

fn look(folder: &Path, everything: bool, levels: Vec<LevelFlag>) -> Seen {
    let options = Options {
        levels,
        request: Request { path: Some(folder.to_path_buf()), ..Request::default() },
        pedantic: true,
        everything,
        ..Options::default()
    };
    let (outcome, holds) = check::inspect(&options, &|_| {}).expect("a workspace");
    Seen { findings: outcome.report.diagnostics, holds }
}

fn compare(folder: &Path) -> Seen {
    compare_with(folder, strict());
    compare_with(folder, Vec::new())
}

fn compare_with(folder: &Path, levels: Vec<LevelFlag>) -> Seen {
    let seen = look(folder, false, levels.clone());
    let (all, some) = (look(folder, true, levels).texts(), seen.texts());
    let missing: Vec<_> = all.difference(&some).collect();
    let more: Vec<_> = some.difference(&all).collect();
    assert!(
        missing.is_empty() && more.is_empty(),
        "{}: missing {missing:#?}\nmore {more:#?}",
        folder.display()
    );
    seen
}

/// Names of functions that begin so, in the fixture.
fn functions(prefix: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for file in ["guards.rs", "models.rs", "other.rs"] {
        let path = fixture("test-fixtures/appear/src").join(file);
        let text = std::fs::read_to_string(path).expect("readable");
        for part in text.split("fn ").skip(1) {
            let name: String = part.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            if name.starts_with(prefix) {
                found.insert(name);
            }
        }
    }
    found
}

#[test]
fn every_way_in_is_seen() {
    let seen = compare(&fixture("test-fixtures/appear"));
    let last = |path: &str| path.rsplit("::").next().unwrap_or(path).to_owned();
    let holding: BTreeSet<String> = seen.holds.iter().map(|row| last(&row.function)).collect();
    let found: BTreeSet<String> = seen.findings.iter().map(|found| last(&found.item)).collect();
    assert_eq!(functions("guard_").difference(&holding).collect::<Vec<_>>(), Vec::<&String>::new());
    assert_eq!(functions("model_").difference(&found).collect::<Vec<_>>(), Vec::<&String>::new());
}

/// What is parsed tells of what is wrong in it.
#[test]
fn what_cannot_matter_is_not_parsed() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = "
        pub async fn nothing(count: u64) -> u64 { let = count; other(count).await; count + 1 }
        pub async fn connection(pool: sqlx::PgPool) { let = pool.acquire().await; other(1).await; }
        async fn other(_: u64) {}
    ";
    std::fs::write(folder.path().join("lib.rs"), text).expect("writable");
    let broken = |everything| look(folder.path(), everything, Vec::new()).findings.len();
    assert_eq!((broken(true), broken(false)), (2, 1));
}

/// A method's name means nothing where nobody can speak of the crate that has it.
#[test]
fn what_cannot_be_spoken_of_is_not_parsed() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("writable");
        std::fs::write(path, text).expect("writable");
    };
    write(
        "Cargo.toml",
        "[workspace]\nmembers = [\"store\", \"near\", \"next\", \"far\", \"through\", \"beyond\"]\nresolver = \"3\"",
    );
    let package = |name: &str, dependency: &str, text: &str| {
        let manifest =
            format!("[package]\nname = \"{name}\"\nedition = \"2024\"\n[dependencies]\n{dependency}\n");
        write(&format!("{name}/Cargo.toml"), &manifest);
        write(&format!("{name}/src/lib.rs"), text);
    };
    let store = "
        pub struct Store(sqlx::PgPool);
        impl Store {
            pub async fn take(&self) -> sqlx::pool::PoolConnection<sqlx::Postgres> { todo!() }
        }
    ";
    let broken = "pub async fn broken<T>(of: T) { let = of.take().await; other(1).await; }";
    package("store", "sqlx = \"0.8\"", store);
    package("near", "store = { path = \"../store\" }", broken);
    package("next", "near = { path = \"../near\" }", broken);
    package("far", "", broken);
    // through a crate of the catalogue, what it exports and what it has
    let through = "
        use bb8_postgres::{PostgresConnectionManager, bb8::Pool, tokio_postgres::NoTls};
        pub async fn broken(pool: &Pool<PostgresConnectionManager<NoTls>>) { let = pool.get().await; }
    ";
    package("through", "bb8-postgres = \"0.9\"", through);
    let beyond = "pub async fn broken(app: &loco_rs::app::AppContext) { let = app.db.begin().await; }";
    package("beyond", "loco-rs = \"0.16\"", beyond);
    let findings = |everything| {
        let found = look(folder.path(), everything, Vec::new()).findings;
        found.iter().filter(|found| found.message.contains("cannot parse")).count()
    };
    assert_eq!((findings(true), findings(false)), (5, 4));
}

/// What a suppression names is looked for, though it is off: the suppression is not unused.
#[test]
fn what_is_off_is_found_where_a_suppression_waits_for_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = "
        #[derive(sqlx::FromRow)]
        pub struct User { pub id: i64, pub name: String, pub bio: String }
        async fn find() -> User { todo!() }
        pub async fn later() {
            let user = find().await;
            tokio::time::sleep(std::time::Duration::from_secs(1)).await;
            // letgo: allow(model_across_await) — names never change
            println!(\"{}\", user.name);
        }
    ";
    std::fs::write(folder.path().join("lib.rs"), text).expect("writable");
    assert_eq!(compare(folder.path()).texts(), BTreeSet::new());
    std::fs::write(folder.path().join("lib.rs"), text.replace("// letgo", "// let go")).expect("writable");
    assert_eq!(look(folder.path(), false, strict()).findings.len(), 1);
}

#[test]
fn nothing_is_lost_in_what_is_bundled() {
    for name in [
        "test-fixtures/lints",
        "test-fixtures/catalogue",
        "test-fixtures/frameworks",
        "test-fixtures/declared",
        "test-fixtures/example",
        "test-fixtures/executed",
        "test-fixtures/naive-runner",
        "reference-runner",
    ] {
        assert!(!compare(&fixture(name)).texts().is_empty(), "{name}");
    }
}

#[test]
fn nothing_is_lost_in_workspaces_of_your_own() {
    let folders = std::env::var("LETGO_APPEAR").unwrap_or_default();
    for folder in folders.split(':').filter(|folder| !folder.is_empty()) {
        compare(Path::new(folder));
    }
}
