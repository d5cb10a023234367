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
