//! Whatever stands in a file, letgo ends, in bounded time, and says no word of a bug of its own.
//!
//! The tests that run by default take seconds. The long ones read everything that is on the machine:
//!
//! ```text
//! cargo test --release --test robustness -- --ignored --nocapture
//! ```
//!
//! They print how many files and mutations were tried. `LETGO_CORPUS` names further folders, separated as in `PATH`.

#![expect(clippy::print_stderr, reason = "the counts are what the long tests are for")]

#[path = "support/random.rs"]
mod random;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use random::Random;
use tempfile::TempDir;

const LIMIT: Duration = Duration::from_mins(2);

/// What one run said; a hang, a crash and a panic end the test.
fn letgo(path: &Path, what: &str) -> String {
    let output = tempfile::NamedTempFile::new().expect("a file for the output");
    let errors = tempfile::NamedTempFile::new().expect("a file for the errors");
    let target = tempfile::tempdir().expect("a folder");
    let mut child = Command::new(env!("CARGO_BIN_EXE_cargo-letgo"))
        .args(["letgo", "--message-format", "short", "--no-cache", "--pedantic"])
        .arg(path)
        // what is kept of dependencies belongs beside no source of others
        .env("CARGO_TARGET_DIR", target.path())
        .stdin(Stdio::null())
        .stdout(output.reopen().expect("the same file"))
        .stderr(errors.reopen().expect("the same file"))
        .spawn()
        .expect("it starts");
    let status = wait(&mut child, what);
    let text = |file: &tempfile::NamedTempFile| {
        String::from_utf8_lossy(&fs::read(file.path()).expect("readable")).into_owned()
    };
    let both = text(&output) + &text(&errors);
    assert!(matches!(status, Some(0 | 1)), "{what}: ended with {status:?}\n{both}");
    assert!(!both.contains("a bug in letgo"), "{what}:\n{both}");
    both
}

fn wait(child: &mut Child, what: &str) -> Option<i32> {
    let start = Instant::now();
    loop {
        if let Some(status) = child.try_wait().expect("it can be waited for") {
            return status.code();
        }
        if start.elapsed() > LIMIT {
            child.kill().expect("it can be ended");
            panic!("{what}: no end after {LIMIT:?}");
        }
        std::thread::sleep(Duration::from_millis(3));
    }
}

/// A package that uses sqlx, with this library.
fn package(library: &[u8]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let manifest = "[package]\nname = \"shop\"\nversion = \"0.1.0\"\nedition = \"2021\"\n\
        [dependencies]\nsqlx = \"0.8\"\ntokio = \"1\"\n[workspace]\n";
    fs::write(folder.path().join("Cargo.toml"), manifest).expect("writable");
    fs::create_dir(folder.path().join("src")).expect("a folder");
    fs::write(folder.path().join("src/lib.rs"), library).expect("writable");
    folder
}

fn check(what: &str, library: impl AsRef<[u8]>) -> String {
    letgo(package(library.as_ref()).path(), what)
}

fn each(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).map(line).collect()
}

/// `before` the function, statements in an async function that has a connection.
fn holding(before: &str, statements: &str) -> String {
    format!(
        "{before}\nasync fn f(pool: &sqlx::PgPool, x: u32) -> Result<(), sqlx::Error> {{\n\
         let mut conn = pool.acquire().await?;\n{statements}\nOk(())\n}}\n"
    )
}

const SLEEP: &str = "tokio::time::sleep(d).await;";

#[test]
fn long_functions() {
    let count = 1_500;
    let findings = check("branches", holding("", &each(count, |i| format!("if x == {i} {{ {SLEEP} }}\n"))));
    assert_eq!(findings.matches("guard_across_await").count(), count, "{findings}");
    check(
        "own queries",
        holding("", &each(count, |i| format!("let v{i} = sqlx::query(\"a\").execute(&mut *conn).await?;\n"))),
    );
    check(
        "blocks",
        holding(
            "",
            &each(count, |i| {
                format!("let v{i} = async {{ sqlx::query(\"a\").execute(&mut *conn).await }}; v{i}.await?;\n")
            }),
        ),
    );
    check(
        "guards in turn",
        holding(
            "",
            &each(count, |i| format!("{{ let c = pool.acquire().await?; if x == {i} {{ drop(c); }} }}\n")),
        ),
    );
    check("moves", holding("let c0 = 1;", &each(count, |i| format!("let c{} = c{i};\n", i + 1))));
    let arms = each(count, |i| format!("E::V{i} => {{ {SLEEP} }}\n"));
    let variants = each(count, |i| format!("V{i},"));
    check("arms", holding(&format!("enum E {{ {variants} }}"), &format!("match e {{ {arms} }}")));
}

#[test]
fn too_many_connections_are_told() {
    let text = holding("", &each(2_000, |i| format!("let c{i} = pool.acquire().await?;\n")));
    let said = check("guards", text);
    assert!(said.contains("this function is not analysed"), "{said}");
}

#[test]
fn many_items() {
    let count = 2_000;
    let next = |i: usize| (i + 1) % count;
    let cycle = each(count, |i| {
        format!(
            "async fn f{i}(pool: &sqlx::PgPool) -> Result<(), sqlx::Error> {{ \
             let c = pool.acquire().await?; f{}(pool).await }}\n",
            next(i)
        )
    });
    check("calls in a cycle", cycle);
    check(
        "aliases in a cycle",
        each(count, |i| format!("type A{i} = A{};\n", next(i))) + &holding("", SLEEP),
    );
    check("types in a cycle", each(count, |i| format!("struct S{i} {{ a: S{} }}\n", next(i))));
    check(
        "a chain of types to a guard",
        each(count, |i| format!("struct S{i}(S{});\n", i + 1))
            + &format!("struct S{count}(sqlx::PgConnection);\n")
            + &holding("", SLEEP),
    );
    check(
        "uses in a cycle",
        each(300, |i| {
            format!(
                "mod m{i} {{ pub use crate::m{}::*; pub use crate::m{}::S as T; pub struct S{i}; }}\n",
                (i + 1) % 300,
                (i + 1) % 300
            )
        }),
    );
    let variants = each(20_000, |i| format!("V{i}(u32),\n"));
    let arms = each(20_000, |i| format!("E::V{i}(_) => {i},\n"));
    check(
        "a large enum",
        holding(&format!("enum E {{ {variants} }}\nfn g(e: E) -> u32 {{ match e {{ {arms} }} }}"), SLEEP),
    );
    let implementors = each(1_000, |i| {
        format!(
            "struct S{i}; impl T for S{i} {{ fn go(&self) {{ std::thread::sleep(d) }} }}\n\
             fn g{i}(pool: &sqlx::PgPool, t: &dyn T) {{ let c = pool.try_acquire(); t.go(); }}\n"
        )
    });
    check("implementors", format!("trait T {{ fn go(&self); }}\n{implementors}"));
}

#[test]
fn types_that_double() {
    let depth = 60;
    check(
        "tuples",
        holding("", &each(depth, |i| format!("let a{} = (a{i}, a{i});\n", i + 1).replace("a0", "conn"))),
    );
    check(
        "closures",
        holding("", &each(depth, |i| format!("let a{} = || (a{i}(), a{i}());\n", i + 1).replace("a0", "g"))),
    );
    check(
        "generics",
        each(depth, |i| format!("struct D{i}<T>(D{0}<(T, T)>, D{0}<(T, T)>);\n", i + 1))
            + &format!("struct D{depth}<T>(T);\n")
            + &holding("", "let a: D0<sqlx::PgPool> = g(); a.await;"),
    );
    check(
        "aliases",
        each(depth, |i| format!("type D{i}<T> = (D{0}<T>, D{0}<T>);\n", i + 1))
            + &format!("type D{depth}<T> = T;\n")
            + &holding("", "let a: D0<sqlx::PgPool> = g(); a.await;"),
    );
    check(
        "calls",
        holding(
            "fn d<T>(t: T) -> (T, T) { (t, t) }",
            &format!("{}conn{}.await;", "d(".repeat(depth), ")".repeat(depth)),
        ),
    );
    check(
        "projections",
        format!(
            "trait Tr {{ type O; }}\n{}struct W{depth}<T>(T); impl<T> Tr for W{depth}<T> {{ type O = T; }}\n",
            each(depth, |i| {
                format!(
                    "struct W{i}<T>(T); impl<T> Tr for W{i}<T> where W{0}<T>: Tr {{ type O = (<W{0}<T> as Tr>::O, <W{0}<T> as Tr>::O); }}\n",
                    i + 1
                )
            })
        ) + &holding("", "let a: <W0<sqlx::PgPool> as Tr>::O = g(); a.await;"),
    );
}

#[test]
fn macros_that_grow() {
    let endless = "macro_rules! m { ($($t:tt)*) => { m!($($t)* $($t)*); fn f() {} }; }\nm!(a b c);\n";
    check("twice the tokens in each step", endless.to_owned() + &holding("", SLEEP));
    let twice = "macro_rules! m { ($t:tt) => { m!($t); m!($t); }; }\nm!(a);\n";
    check("twice the calls in each step", twice.to_owned() + &holding("", SLEEP));
    let numbers = each(10_000, |i| format!("a + {i},"));
    check(
        "a long list of expressions",
        format!(
            "macro_rules! m {{ ($($e:expr),* $(,)?) => {{ fn f() {{ $( g($e); )* }} }}; }}\nm!({numbers});\n"
        ),
    );
    let words = each(20_000, |i| format!("a{i} "));
    check(
        "one word in each step",
        format!(
            "macro_rules! m {{ ($t:tt $($r:tt)*) => {{ fn $t() {{}} m!($($r)*); }}; () => {{}}; }}\nm!({words});\n"
        ),
    );
    check(
        "what makes no items",
        "macro_rules! m { () => { fn f() -> }; ($t:tt) => { struct }; }\nm!(x); m!(); n!();\n",
    );
}

#[test]
fn deep_nesting() {
    for count in [200, 20_000] {
        for (open, close) in [
            ("{ ", "}"),
            ("(", ")"),
            ("if x { ", "}"),
            ("async move { ", "}.await;"),
            ("g(|| ", ")"),
            ("[", "]"),
            ("loop { ", "}"),
            ("match x { _ => ", "}"),
            ("!", ""),
            ("&", ""),
            ("return ", ""),
            ("a + ", "b"),
            ("a.b(c, ", ")"),
            ("m!{ ", "}"),
            ("|a| ", "a"),
            ("if a { } else ", "{ }"),
            ("Some(", ")"),
        ] {
            check(open, holding("", &format!("{}conn{};", open.repeat(count), close.repeat(count))));
        }
        for (open, close) in
            [("V<", ">"), ("(", ")"), ("&", ""), ("fn(", ")"), ("Box<dyn T<", ">>"), ("[", "; 1]")]
        {
            check(open, format!("type A = {}u8{};", open.repeat(count), close.repeat(count)));
        }
        check("modules", format!("{}{}", "mod a { ".repeat(count), "}".repeat(count)));
        check("patterns", holding("", &format!("let {}a{} = conn;", "(".repeat(count), ")".repeat(count))));
    }
}

#[test]
fn large_files() {
    let calls = "let x = foo(1, 2, \"abc\"); ".repeat(40_000);
    check("one line", format!("fn a() {{ {calls} }}"));
    check(
        "one line of awaits",
        format!("async fn a(p: &sqlx::PgPool) {{ {} }}", "p.execute(\"abc\").await; ".repeat(10_000)),
    );
    check("one string", format!("static A: &str = \"{}\";", "x".repeat(5_000_000)));
    check("one array", format!("static A: &[u32] = &[{}];", "1,".repeat(100_000)));
}

#[test]
fn odd_files() {
    let text = holding("", SLEEP);
    let finds = |what: &str, library: Vec<u8>| {
        let said = check(what, library);
        assert!(said.contains("guard_across_await"), "{what}: {said}");
    };
    finds("byte order mark", ["\u{feff}".as_bytes(), text.as_bytes()].concat());
    finds("line ends of Windows", text.replace('\n', "\r\n").into_bytes());
    finds("shebang", format!("#!/usr/bin/env run\n{text}").into_bytes());
    check("NUL", text.replace(' ', "\0"));
    check("lone carriage returns", text.replace('\n', "\r"));
    check("empty", "");
    for bytes in [&b"\xff\xfe"[..], b"fn f() { \"\xc3\x28\" }", b"\xed\xa0\x80"] {
        let said = check("not UTF-8", bytes);
        assert!(said.contains("this is not UTF-8"), "{said}");
    }
}

#[test]
fn odd_trees() {
    let folder = package(
        b"mod a; mod gone; mod loops; #[path = \"lib.rs\"] mod this; #[path = \"/dev/null\"] mod null;",
    );
    let src = folder.path().join("src");
    fs::write(src.join("a.rs"), "#[path = \"b.rs\"] mod b; mod c { mod d; }").expect("writable");
    fs::write(src.join("b.rs"), "#[path = \"a.rs\"] mod a;").expect("writable");
    fs::create_dir(src.join("loops.rs")).expect("a folder with the name of a file");
    #[cfg(unix)]
    {
        use std::os::unix::fs::{PermissionsExt, symlink};
        symlink(&src, src.join("again")).expect("a link");
        symlink(src.join("x.rs"), src.join("x.rs")).expect("a link to itself");
        fs::write(src.join("secret.rs"), "").expect("writable");
        fs::set_permissions(src.join("secret.rs"), fs::Permissions::from_mode(0o0)).expect("permitted");
        fs::write(
            src.join("lib.rs"),
            "mod a; mod gone; mod x; mod secret; #[path = \"again/lib.rs\"] mod again;",
        )
        .expect("writable");
    }
    let said = letgo(folder.path(), "odd tree");
    assert!(said.contains("file not found for module `gone`"), "{said}");
    letgo(&src, "odd folder");
}

// --- mutations

const WORDS: &[&str] = &[
    "fn",
    "async",
    "await",
    ".await",
    "move",
    "let",
    "else",
    "match",
    "if",
    "=>",
    "->",
    "::",
    "<",
    ">",
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    ";",
    ",",
    ".",
    "?",
    "&",
    "*",
    "!",
    "|",
    "||",
    "=",
    "#[cfg(test)]",
    "'a",
    "impl",
    "dyn",
    "for",
    "loop",
    "break",
    "return",
    "self",
    "Self",
    "crate",
    "use",
    "mod",
    "struct",
    "enum",
    "trait",
    "type",
    "const",
    "static",
    "where",
    "unsafe",
    "select!",
    "join!",
    "try_stream!",
    "r#\"",
    "\"",
    "'",
    "/*",
    "*/",
    "//",
    "b'",
    "0",
    "1.0e",
    "..",
    "..=",
    "_",
    "macro_rules!",
    "$x",
    "yield",
    "extern",
    "\u{feff}",
    "ä",
    "\0",
];

/// Words, numbers and single other characters, with the white space before them.
fn tokens(text: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut start = 0;
    let mut word = false;
    for (at, character) in text.char_indices() {
        let is_word = character.is_alphanumeric() || character == '_';
        let goes_on = character.is_whitespace() || (word && is_word);
        if !goes_on && !text[start..at].trim().is_empty() {
            tokens.push(&text[start..at]);
            start = at;
        }
        word = is_word;
    }
    tokens.push(&text[start..]);
    tokens
}

fn by_tokens(text: &str, random: &mut Random) -> Vec<u8> {
    let mut tokens = tokens(text);
    for _ in 0..=random.below(8) {
        let (at, other) = (random.below(tokens.len()), random.below(tokens.len()));
        match random.below(6) {
            0 => drop(tokens.remove(at)),
            1 => tokens.insert(at, tokens[other]),
            2 => tokens.swap(at, other),
            3 => tokens[at] = WORDS[random.below(WORDS.len())],
            4 => tokens.insert(at, WORDS[random.below(WORDS.len())]),
            _ => {
                let end = (at + random.below(40)).min(tokens.len());
                let part = tokens[at..end].to_vec();
                tokens.splice(other..other, part);
            }
        }
        if tokens.is_empty() {
            tokens.push(" ");
        }
    }
    tokens.concat().into_bytes()
}

fn by_bytes(text: &str, random: &mut Random) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    bytes.push(b' ');
    for _ in 0..=random.below(8) {
        let at = random.below(bytes.len());
        match random.below(4) {
            0 => drop(bytes.remove(at)),
            1 => bytes.insert(at, random.below(256) as u8),
            2 => bytes[at] ^= 1 << random.below(8),
            _ => bytes.truncate(at),
        }
        bytes.push(b' ');
    }
    bytes
}

/// Runs over mutations of these files, many in one folder; gives their number.
fn mutations(files: &[PathBuf], rounds: usize, seed: u64) -> usize {
    let mut random = Random(seed);
    let mut tried = 0;
    for (chunk, files) in files.chunks(40).enumerate() {
        let folder = tempfile::tempdir().expect("a folder");
        for (index, file) in files.iter().enumerate() {
            let Ok(text) = fs::read_to_string(file) else { continue };
            for round in 0..rounds {
                let mutated =
                    if round % 2 == 0 { by_tokens(&text, &mut random) } else { by_bytes(&text, &mut random) };
                fs::write(folder.path().join(format!("f{index}_{round}.rs")), mutated).expect("writable");
                tried += 1;
            }
        }
        let mut what = String::new();
        let _ = write!(what, "mutations of files {}.. with seed {seed}", chunk * 40);
        letgo(folder.path(), &what);
    }
    tried
}

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    let mut entries: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    entries.sort();
    for path in entries {
        if path.is_symlink() || path.ends_with("target") {
            continue;
        }
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

#[test]
fn mutations_of_fixtures() {
    let mut files = Vec::new();
    rust_files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("test-fixtures/lints/src"), &mut files);
    assert!(files.len() > 20, "{files:?}");
    // another part of them would be as good
    let files: Vec<_> = files.into_iter().step_by(3).take(80).collect();
    assert_eq!(mutations(&files, 4, 1), 4 * files.len());
}

// --- everything that is on the machine

/// Folders of packages: the registry's, and those of `LETGO_CORPUS`.
fn corpora() -> Vec<PathBuf> {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| std::env::home_dir().map(|home| home.join(".cargo")));
    let registries = home.map(|home| home.join("registry/src"));
    let mut folders: Vec<PathBuf> = registries
        .iter()
        .flat_map(fs::read_dir)
        .flatten()
        .flatten()
        .map(|registry| registry.path())
        .collect();
    folders.extend(std::env::split_paths(&std::env::var_os("LETGO_CORPUS").unwrap_or_default()));
    let inside = folders.iter().flat_map(fs::read_dir).flatten().flatten().map(|entry| entry.path());
    let mut packages: Vec<PathBuf> = inside.filter(|path| path.is_dir()).collect();
    packages.sort();
    packages
}

/// `cargo test --release --test robustness -- --ignored --nocapture every_file`
#[test]
#[ignore = "minutes: reads every crate of the local registry"]
fn every_file() {
    let (mut files, mut findings) = (Vec::new(), 0);
    let packages = corpora();
    let start = Instant::now();
    // without its manifest a folder is all its files
    let folders = packages.iter().flat_map(fs::read_dir).flatten().flatten().map(|entry| entry.path());
    for folder in folders.filter(|path| path.is_dir() && !path.join("Cargo.toml").exists()) {
        let before = files.len();
        rust_files(&folder, &mut files);
        if files.len() > before {
            let said = letgo(&folder, &folder.display().to_string());
            findings += said.matches("letgo::").count();
        }
    }
    eprintln!(
        "{} packages, {} files, {findings} findings, no panic, no hang, {:.0?}",
        packages.len(),
        files.len(),
        start.elapsed()
    );
}

/// `cargo test --release --test robustness -- --ignored --nocapture mutations_of_everything`
#[test]
#[ignore = "minutes: mutates files of the local registry"]
fn mutations_of_everything() {
    let mut files = Vec::new();
    corpora().iter().for_each(|package| rust_files(package, &mut files));
    let every = (files.len() / 4_000).max(1);
    let files: Vec<_> = files.into_iter().step_by(every).collect();
    let start = Instant::now();
    let tried = mutations(&files, 6, 7);
    eprintln!("{tried} mutations of {} files, no panic, no hang, {:.0?}", files.len(), start.elapsed());
}
