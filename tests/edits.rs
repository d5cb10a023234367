//! What an editor sees after an edit is what a whole run finds: many edits, each checked both ways.
//!
//! `an_edit_costs_no_finding` edits the fixtures. On demand, `LETGO_EDIT_DIR` names a workspace of one's own and
//! `LETGO_EDITS` how many edits are made in it:
//!
//! ```text
//! LETGO_EDIT_DIR=~/src/app LETGO_EDITS=300 cargo test --release --test edits -- --ignored --nocapture
//! ```

#[path = "support/random.rs"]
mod random;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use letgo::check::{self, Memory, Options, Outcome};
use letgo::diagnostic::HoldRow;
use letgo::workspace::{Buffer, Request, Unsaved};
use random::Random;

/// What somebody may type on a line of its own.
const LINES: &[&str] = &[
    "    let _x = 1;",
    "    // a comment with a `{`",
    "    tokio::time::sleep(std::time::Duration::from_secs(1)).await;",
    "    std::thread::sleep(std::time::Duration::from_secs(1));",
    "    let mut conn = pool.acquire().await?;",
    "    let mut tx = pool.begin().await?;",
    "    drop(conn);",
    "    drop(tx);",
    "    sqlx::query(\"select 1\").execute(&mut *conn).await?;",
    "    return Ok(());",
    "    if true {",
    "    }",
    "    use std::fmt;",
    "    fn inner() {}",
    "    struct Inner(u8);",
    "    // letgo: allow(guard_across_await, nested_acquire) — it is a test",
    "",
];

fn edited(text: &str, random: &mut Random) -> String {
    let mut lines: Vec<&str> = text.lines().collect();
    let at = random.below(lines.len());
    let line = lines.get(at).copied().unwrap_or_default();
    let without = line.replacen(".await", "", 1);
    match random.below(10) {
        8.. => return reworded(text, random),
        0..3 => lines.insert(at, LINES[random.below(LINES.len())]),
        3 if lines.len() > 1 => _ = lines.remove(at),
        4 => lines.insert(at, line),
        5 if at + 1 < lines.len() => lines.swap(at, at + 1),
        6 => lines[at] = &without,
        _ => return text.replacen("    ", "        ", 1 + random.below(3)),
    }
    lines.join("\n") + "\n"
}

/// One word of the text in the place of another: a type, a name, a keyword.
fn reworded(text: &str, random: &mut Random) -> String {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let words: Vec<&str> = text.split(|c| !is_word(c)).filter(|word| !word.is_empty()).collect();
    let (from, to) = (words[random.below(words.len())], words[random.below(words.len())]);
    let at = from.as_ptr() as usize - text.as_ptr() as usize;
    format!("{}{to}{}", &text[..at], &text[at + from.len()..])
}

fn shown((outcome, holds): &(Outcome, Vec<HoldRow>)) -> String {
    let sources = &outcome.report.sources;
    let files: Vec<_> = sources.iter().map(|(_, file)| file.path.as_str()).collect();
    format!("{files:?}\n{:#?}\n{holds:#?}", outcome.report.diagnostics)
}

struct Session {
    request: Request,
    memory: Arc<Memory>,
    unsaved: Unsaved,
}

impl Session {
    fn of(folder: &Path) -> Self {
        let request = Request { manifest_path: Some(folder.join("Cargo.toml")), ..Request::default() };
        Self { request, memory: Arc::new(Memory::default()), unsaved: Unsaved::default() }
    }

    fn run(&self, memory: Option<&Arc<Memory>>) -> (Outcome, Vec<HoldRow>) {
        let options = Options {
            request: self.request.clone(),
            unsaved: self.unsaved.clone(),
            memory: memory.cloned(),
            ..Options::default()
        };
        check::inspect(&options, &|_| {}).expect("there is something to check")
    }

    /// Everything that is read is a text of the editor's from now on.
    fn open_all(&mut self) -> Vec<PathBuf> {
        let (outcome, _) = self.run(Some(&self.memory));
        let root = PathBuf::from(&outcome.report.root);
        for (_, file) in outcome.report.sources.iter() {
            let buffer = Buffer { text: Arc::clone(&file.text), last_good: None };
            self.unsaved.insert(root.join(&file.path), buffer);
        }
        let mut code: Vec<PathBuf> = self.unsaved.keys().cloned().collect();
        code.retain(|path| path.extension().is_some_and(|extension| extension == "rs"));
        code.sort();
        code
    }

    fn change(&mut self, path: &Path, text: &str) {
        let buffer = self.unsaved.get_mut(path).expect("it is open");
        if syn::parse_file(&buffer.text).is_ok() {
            buffer.last_good = Some(Arc::clone(&buffer.text));
        }
        buffer.text = text.into();
    }
}

/// How many of the edits needed no whole run.
fn check_edits(folder: &Path, edits: usize, seed: u64) -> usize {
    let mut session = Session::of(folder);
    let mut random = Random(seed);
    let files = session.open_all();
    let mut before: Option<(PathBuf, Arc<str>)> = None;
    // somebody writes a file that belongs to nothing yet
    let nowhere = folder.join("nowhere.rs");
    session.unsaved.insert(nowhere.clone(), Buffer { text: "".into(), last_good: None });
    for edit in 0..edits {
        session.change(&nowhere, &format!("pub fn edit() -> usize {{ {edit} }}"));
        // every third edit takes one back, so that the text does not fall to pieces
        let (path, text) = match before.take() {
            Some((path, text)) if edit % 3 == 2 => (path, text.to_string()),
            _ => {
                let path = files[random.below(files.len())].clone();
                let text = edited(&session.unsaved[&path].text, &mut random);
                (path, text)
            }
        };
        before = Some((path.clone(), Arc::clone(&session.unsaved[&path].text)));
        session.change(&path, &text);
        let (ours, whole) = (session.run(Some(&session.memory)), session.run(None));
        let (ours, whole) = (shown(&ours), shown(&whole));
        if ours != whole {
            let differs = ours.lines().zip(whole.lines()).find(|(ours, whole)| ours != whole);
            panic!("edit {edit} (seed {seed}) in {}:\n{differs:#?}\n\n{text}", path.display());
        }
    }
    session.memory.saved_runs()
}

#[test]
fn an_edit_costs_no_finding() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("test-fixtures");
    for (fixture, edits) in [("example", 40), ("lints", 15)] {
        let saved = check_edits(&fixtures.join(fixture), edits, 0x2545_f491_4f6c_dd1d);
        let _ = writeln!(std::io::stderr(), "{fixture}: {saved} of {edits} edits needed no whole run");
        assert!(saved * 3 > edits, "{fixture}: {saved} of {edits} edits needed no whole run");
    }
}

const MANIFEST: &str = "[package]\nname = \"shop\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n\
                        [dependencies]\nanyhow = \"1\"\nsqlx = \"0.8\"\nreqwest = \"0.12\"\n";

const LIB: &str = "\
macro_rules! sending {
    () => {
        pub async fn send() -> anyhow::Result<()> {
            reqwest::get(\"https://text\").await?;
            Ok(())
        }
    };
}

mod mail;
mod store;
mod text;

pub async fn order(pool: &sqlx::PgPool) -> anyhow::Result<()> {
    let store = store::open(pool).await?;
    mail::send().await?;
    text::send().await?;
    store.done();
    Ok(())
}
";

const TEXT: &str = "sending!();\n";

const STORE: &str = "\
use sqlx::pool::PoolConnection;

pub struct Store(PoolConnection<sqlx::Postgres>);

impl Store {
    pub fn done(self) {}
}

pub async fn open(pool: &sqlx::PgPool) -> anyhow::Result<Store> {
    Ok(Store(pool.acquire().await?))
}
";

const MAIL: &str = "\
pub async fn send() -> anyhow::Result<()> {
    reqwest::get(\"https://mail\").await?;
    Ok(())
}
";

/// Each edit changes what is found, most of them in another file than the one that is edited.
#[test]
fn what_others_see_is_seen_again() {
    let folder = tempfile::TempDir::new().expect("a folder");
    std::fs::create_dir(folder.path().join("src")).expect("a folder");
    let files = [
        ("Cargo.toml", MANIFEST),
        ("src/lib.rs", LIB),
        ("src/store.rs", STORE),
        ("src/mail.rs", MAIL),
        ("src/text.rs", TEXT),
    ];
    for (path, text) in files {
        std::fs::write(folder.path().join(path), text).expect("writable");
    }
    let mut session = Session::of(&folder.path().canonicalize().expect("it is there"));
    let open = session.open_all();
    let path = |file: &str| open.iter().find(|path| path.ends_with(file)).expect("it is read").clone();
    let findings = |session: &Session, what: &str| {
        let (ours, whole) = (session.run(Some(&session.memory)), session.run(None));
        assert_eq!(shown(&ours), shown(&whole), "{what}");
        ours.0.report.diagnostics.len()
    };
    assert_eq!(findings(&session, "as it is"), 2);
    for (file, from, to, left) in [
        // signatures and types
        ("store.rs", "PoolConnection<sqlx::Postgres>);", "u8);", 0),
        ("store.rs", "anyhow::Result<Store>", "anyhow::Result<()>", 0),
        ("store.rs", "use sqlx::pool::PoolConnection;", "use other::PoolConnection;", 0),
        (
            "lib.rs",
            "mod store;",
            "mod store { pub async fn open(pool: &sqlx::PgPool) -> anyhow::Result<u8> { Ok(1) } }",
            0,
        ),
        // what a macro makes somewhere else
        ("lib.rs", "reqwest::get(\"https://text\").await?;", "println!(\"a text\");", 1),
        // bodies
        ("mail.rs", "reqwest::get(\"https://mail\").await?;", "println!(\"a mail\");", 1),
        ("lib.rs", "mail::send().await?;", "println!(\"no mail\");", 1),
    ] {
        let path = path(file);
        let text = session.unsaved[&path].text.to_string();
        assert!(text.contains(from), "{from}");
        session.change(&path, &text.replacen(from, to, 1));
        assert_eq!(findings(&session, to), left, "{to}");
        session.change(&path, &text);
        assert_eq!(findings(&session, from), 2, "{from}");
    }
    assert!(session.memory.saved_runs() >= 4, "bodies need no whole run");
}

#[test]
#[ignore = "on demand: needs LETGO_EDIT_DIR, a workspace"]
fn a_real_workspace() {
    let Some(folder) = std::env::var_os("LETGO_EDIT_DIR").map(PathBuf::from) else { return };
    let edits = std::env::var("LETGO_EDITS").ok().and_then(|text| text.parse().ok()).unwrap_or(100);
    let seed =
        std::env::var("LETGO_SEED").ok().and_then(|text| text.parse().ok()).unwrap_or(88_172_645_463_325_252);
    let saved = check_edits(&folder, edits, seed);
    let _ = writeln!(std::io::stderr(), "{saved} of {edits} edits needed no whole run");
}
