//! What a run leaves for the next one: an unchanged workspace gets the same report without being looked at again, and
//! whatever changes is seen.

#[path = "support/project.rs"]
mod project;

use std::fmt::Write as _;
use std::path::PathBuf;

use project::{Project, Run};

const FINDING: &str = "pub async fn f(pool: &sqlx::PgPool) {
    let conn = pool.acquire().await;
    reqwest::get(\"https://example.org\").await;
    drop(conn);
}
";

fn json(project: &Project) -> (Run, bool) {
    run(project, &["--message-format", "json"])
}

/// And whether it was taken from the run before.
fn run(project: &Project, arguments: &[&str]) -> (Run, bool) {
    let run = project.letgo(&[arguments, &["--timings"]].concat());
    let kept = !run.stderr.contains("Timing flow");
    (run, kept)
}

fn kept_runs(project: &Project) -> Vec<PathBuf> {
    let folder = std::fs::read_dir(project.root().join("target/letgo/runs"));
    let mut paths: Vec<_> = folder.into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    paths.retain(|path| !path.ends_with(".gitignore"));
    paths.sort();
    paths
}

#[test]
fn the_second_run_gives_the_same() {
    let project = Project::shop(FINDING);
    for format in ["json", "sarif", "human", "short", "gitlab"] {
        let arguments = ["--message-format", format];
        let cold = project.letgo(&[&arguments[..], &["--no-cache", "--quiet"]].concat());
        run(&project, &arguments);
        let (_, kept) = run(&project, &arguments);
        assert!(kept, "{format}");
        let warm = project.letgo(&[&arguments[..], &["--quiet"]].concat());
        assert_eq!(cold.stdout, warm.stdout, "{format}");
        assert_eq!(cold.stderr, warm.stderr, "{format}");
        assert_eq!(cold.status, warm.status, "{format}");
    }
}

#[test]
fn whatever_changes_is_seen() {
    let project = Project::shop(&format!("mod orders;\n{FINDING}"));
    let changes: [(&str, &str); 8] = [
        ("src/orders/mod.rs", ""),
        ("src/orders/mod.rs", FINDING),
        // now the module is another file
        ("src/orders.rs", "pub struct Order;\n"),
        ("src/bin/job.rs", FINDING),
        ("letgo.toml", "[lints]\nguard_across_await = \"deny\"\n"),
        ("src/lib.rs", FINDING),
        ("letgo-baseline.toml", "version = 1\n"),
        ("Cargo.toml", "[package]\nname = \"shop\"\nversion = \"0.1.0\"\nedition = \"2021\"\n"),
    ];
    for (path, text) in changes {
        project.write(path, text);
        let (first, kept) = json(&project);
        assert!(!kept, "{path} was changed");
        let (second, kept) = json(&project);
        assert!(kept || first.status == 2, "nothing was changed after {path}: {}", second.stderr);
        assert_eq!(first.stdout, second.stdout, "{path}");
    }
    std::fs::remove_file(project.root().join("src/bin/job.rs")).expect("it is there");
    assert!(!json(&project).1, "a file is gone");
}

#[test]
fn flags_have_runs_of_their_own() {
    let project = Project::shop(FINDING);
    let (warned, _) = json(&project);
    let denied = ["--message-format", "json", "-D", "guard_across_await"];
    let (first, kept) = run(&project, &denied);
    assert!(!kept);
    assert_ne!(warned.stdout, first.stdout);
    assert_eq!(run(&project, &denied).0.stdout, first.stdout);
    let (again, kept) = json(&project);
    assert!(kept);
    assert_eq!(again.stdout, warned.stdout);
}

#[test]
fn damage_is_as_if_there_was_nothing() {
    let project = Project::shop(FINDING);
    let (cold, _) = json(&project);
    let [path] = kept_runs(&project).try_into().expect("one run is kept");
    let text = std::fs::read_to_string(&path).expect("readable");
    let damages = [
        String::new(),
        "null".to_owned(),
        text[..text.len() / 2].to_owned(),
        text.replace("\"file\":0", "\"file\":9999"),
        text.replace("\"file\":1", "\"file\":9999"),
        text.replacen("\"build\":\"", "\"build\":\"another ", 1),
        text.replace("guard_across_await", "no_such_lint"),
        text.replacen("\"shape\":\"", "\"shape\":\"x", 1),
    ];
    for damage in damages.iter().filter(|damage| **damage != text) {
        std::fs::write(&path, damage).expect("writable");
        let (run, kept) = json(&project);
        assert!(!kept, "{damage}");
        assert_eq!(run.stdout, cold.stdout, "{damage}");
    }
}

#[test]
fn two_at_once() {
    let project = Project::shop(FINDING);
    let cold = project.letgo(&["--message-format", "json", "--no-cache"]).stdout;
    std::thread::scope(|scope| {
        for _ in 0..6 {
            scope.spawn(|| {
                for _ in 0..4 {
                    assert_eq!(json(&project).0.stdout, cold);
                }
            });
        }
    });
    assert_eq!(kept_runs(&project).len(), 1, "no temporary file is left");
}

/// A cargo that counts how often it is asked.
#[cfg(unix)]
struct Asked {
    folder: tempfile::TempDir,
    project: Project,
}

#[cfg(unix)]
impl Asked {
    fn of(project: Project) -> Self {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().expect("a folder");
        let script = folder.path().join("cargo");
        let log = folder.path().join("log").display().to_string();
        let text = format!("#!/bin/sh\necho asked >> '{log}'\nexec '{}' \"$@\"\n", env!("CARGO"));
        std::fs::write(&script, text).expect("writable");
        std::fs::set_permissions(&script, std::fs::Permissions::from_mode(0o755)).expect("ours");
        Self { folder, project }
    }

    /// A run, and how often it asked cargo.
    fn run(&self) -> (Run, usize) {
        let log = self.folder.path().join("log");
        let _ = std::fs::remove_file(&log);
        let script = self.folder.path().join("cargo").display().to_string();
        let run = self.project.letgo_with(&[("CARGO", &script)], &["--message-format", "short"]);
        (run, std::fs::read_to_string(log).unwrap_or_default().lines().count())
    }
}

#[cfg(unix)]
#[test]
fn cargo_is_asked_where_a_manifest_is_not_plain() {
    let manifest = |name: &str| {
        format!(
            "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n[dependencies]\nsqlx = \
             \"0.8\"\nreqwest = \"0.12\"\n"
        )
    };
    let project = Project::new("//- Cargo.toml\n[workspace]\nresolver = \"3\"\nmembers = [\"crates/*\"]\n");
    project.write("crates/a/Cargo.toml", &manifest("a"));
    project.write("crates/a/src/lib.rs", FINDING);
    let cargo = Asked::of(project);
    let findings = |run: &Run| run.stdout.lines().filter(|line| line.contains("guard_across_await")).count();
    let odd = manifest("b").replace("[dependencies]", "unheard-of = 1\n[dependencies]");
    let changes: [(&str, &str, (usize, usize)); 9] = [
        ("crates/a/src/more.rs", FINDING, (1, 0)),
        ("crates/a/src/lib.rs", &format!("{FINDING}mod more;"), (2, 0)),
        ("crates/a/src/bin/job.rs", &format!("{FINDING}fn main() {{}}"), (3, 0)),
        ("crates/a/Cargo.toml", &manifest("other"), (3, 0)),
        ("crates/b/src/lib.rs", FINDING, (3, 1)),
        ("crates/b/Cargo.toml", &manifest("b"), (4, 0)),
        ("crates/b/Cargo.toml", &odd, (4, 1)),
        ("Cargo.toml", "[workspace]\nresolver = \"3\"\nmembers = [\"crates/b\"]\n", (1, 1)),
        ("crates/b/Cargo.toml", &manifest("b"), (1, 0)),
    ];
    for (path, text, expected) in changes {
        cargo.project.write(path, text);
        for state in ["changed", "unchanged"] {
            let (run, asked) = cargo.run();
            assert_eq!((findings(&run), asked), expected, "{path}, {state}: {}", run.stderr);
        }
    }
    // what cargo refuses is refused again
    cargo.project.write("crates/b/Cargo.toml", &manifest("b").replace("2024", "1999"));
    for _ in 0..2 {
        let (run, asked) = cargo.run();
        assert_eq!(asked, 1);
        assert!(run.stderr.contains("`cargo metadata` failed"), "{}", run.stderr);
    }
}

#[test]
fn a_bare_folder_gets_no_target() {
    let project = Project::new("//- a.rs\nfn f() {}\n");
    project.letgo(&["."]);
    assert!(!project.root().join("target").exists());
}

#[test]
fn shards_together_are_one_run() {
    let mut files = String::from(
        "//- Cargo.toml\n[workspace]\nresolver = \"3\"\nmembers = [\"a\", \"b\", \"c\", \"d\"]\n",
    );
    for name in ["a", "b", "c", "d"] {
        let uses = if name == "a" { "" } else { "a = { path = \"../a\" }\n" };
        let _ = write!(
            files,
            "//- {name}/Cargo.toml\n[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\
             [dependencies]\nsqlx = \"0.8\"\nreqwest = \"0.12\"\n{uses}//- {name}/src/lib.rs\n{FINDING}\
             pub async fn g(conn: &mut sqlx::PgConnection) {{ reqwest::get(\"{name}\").await; }}\n\
             pub async fn h(pool: &sqlx::PgPool) {{ let mut c = pool.acquire().await; a::g(&mut c).await; }}\n"
        );
    }
    let project = Project::new(&files);
    let lines = |arguments: &[&str]| -> Vec<String> {
        let run = project.letgo(&[&["--message-format", "json"], arguments].concat());
        assert!(run.status < 2, "{}", run.stderr);
        run.stdout.lines().map(str::to_owned).collect()
    };
    let mut whole = lines(&[]);
    assert!(whole.len() >= 8, "{whole:?}");
    whole.sort();
    for count in 1..=5 {
        let mut all: Vec<String> =
            (1..=count).flat_map(|index| lines(&["--shard", &format!("{index}/{count}")])).collect();
        all.sort();
        assert_eq!(all, whole, "{count} shards");
    }
    assert_eq!(project.letgo(&["--shard", "3/2"]).status, 2);
}
