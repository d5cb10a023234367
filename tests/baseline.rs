//! Old code: findings that are written down are not shown, stale entries are, and counts only fall.

#[path = "support/project.rs"]
mod project;

use project::Project;

const HEAD: &str = "pub type AppResult = Result<(), Box<dyn std::error::Error>>;
";

fn held(name: &str) -> String {
    format!(
        "pub async fn {name}(pool: &sqlx::PgPool, client: &reqwest::Client) -> AppResult {{
    let tx = pool.begin().await?;
    client.get(\"x\").send().await?;
    tx.commit().await?;
    Ok(())
}}
"
    )
}

fn short(project: &Project, arguments: &[&str]) -> (i32, String, String) {
    let run = project.letgo(&[&["--message-format", "short"], arguments].concat());
    (run.status, run.stdout, run.stderr)
}

#[test]
fn what_is_known_is_not_shown_and_what_is_new_is() {
    let project = Project::shop(&format!("{HEAD}{}", held("one")));
    let (status, out, err) = short(&project, &["-D", "warnings", "--write-baseline"]);
    assert_eq!((status, out.as_str()), (0, ""), "{err}");
    assert!(err.contains("Wrote `letgo-baseline.toml`: 1 finding in the baseline"), "{err}");
    let baseline = project.read("letgo-baseline.toml");
    assert!(baseline.contains("item = \"shop::one\"") && baseline.contains("count = 1"), "{baseline}");

    let (status, out, err) = short(&project, &["-D", "warnings"]);
    assert_eq!((status, out.as_str()), (0, ""));
    assert!(err.contains("no findings (1 in the baseline)"), "{err}");

    // lines above change nothing, another function does
    project.write("src/lib.rs", &format!("//! New.\n\n{HEAD}{}{}", held("zero"), held("one")));
    let (status, out, _) = short(&project, &["-D", "warnings"]);
    assert_eq!(status, 1);
    assert_eq!(out.lines().count(), 1, "{out}");
    assert!(out.starts_with("src/lib.rs:6:"), "{out}");

    // without it everything is shown
    let (_, out, _) = short(&project, &["--baseline", "other.toml", "--write-baseline"]);
    assert_eq!(out, "");
    assert_eq!(project.read("other.toml").matches("[[finding]]").count(), 2);
}

#[test]
fn the_same_code_twice_is_one_more_than_is_known() {
    let project = Project::shop(&format!("{HEAD}{}", held("one")));
    short(&project, &["--write-baseline"]);
    let line = "    client.get(\"x\").send().await?;\n";
    let twice = project.read("src/lib.rs").replace(line, &line.repeat(2));
    project.write("src/lib.rs", &twice);
    let (_, out, _) = short(&project, &[]);
    assert_eq!(out.lines().count(), 1, "{out}");
}

#[test]
fn stale_entries_are_reported_and_counts_only_fall() {
    let project = Project::shop(&format!("{HEAD}{}{}", held("one"), held("two")));
    short(&project, &["--write-baseline"]);
    let first = project.read("letgo-baseline.toml");
    project.write("src/lib.rs", &format!("{HEAD}{}{}", held("two"), held("three")));
    let (status, out, _) = short(&project, &["-D", "warnings"]);
    assert_eq!(status, 1);
    let stale = "error[letgo::unused_suppression]: this baseline entry for `guard_across_await` in `shop::one` matches \
                 nothing any more";
    assert!(out.contains(stale) && out.contains("letgo-baseline.toml:"), "{out}");
    assert!(out.contains("src/lib.rs:10:"), "{out}");

    // written again: what is gone is taken out, what is new is not taken in
    let (status, out, err) = short(&project, &["-D", "warnings", "--write-baseline"]);
    assert_eq!(status, 1, "{err}");
    assert!(out.contains("src/lib.rs:10:") && err.contains("counts only fall"), "{out}{err}");
    let second = project.read("letgo-baseline.toml");
    assert!(first.contains("shop::one") && !second.contains("shop::one"), "{second}");
    assert!(second.contains("shop::two") && !second.contains("shop::three"), "{second}");
    let (_, out, _) = short(&project, &[]);
    assert_eq!(out.lines().count(), 1, "{out}");
}

#[test]
fn a_run_over_a_part_says_nothing_of_the_rest() {
    let project = Project::new(
        "//- Cargo.toml
[workspace]
members = [\"a\", \"b\"]
resolver = \"3\"
",
    );
    for name in ["a", "b"] {
        let manifest = format!(
            "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n[dependencies]\nsqlx = \"0.8\"\nreqwest = \"0.12\"\n"
        );
        project.write(&format!("{name}/Cargo.toml"), &manifest);
        project.write(&format!("{name}/src/lib.rs"), &format!("{HEAD}{}", held("one")));
    }
    short(&project, &["--write-baseline"]);
    let whole = project.read("letgo-baseline.toml");
    for arguments in [&["-p", "a"][..], &["-A", "letgo::guard_across_await"], &["a"]] {
        let (_, out, _) = short(&project, arguments);
        assert_eq!(out, "", "{arguments:?}");
        short(&project, &[arguments, &["--write-baseline"]].concat());
        assert_eq!(project.read("letgo-baseline.toml"), whole, "{arguments:?}");
    }
}

/// An editor looks at all targets, CI perhaps at what is served: what only the tests have is not gone.
#[test]
fn a_run_without_tests_says_nothing_of_them() {
    let tests = format!("#[cfg(test)]\nmod tests {{\nuse super::AppResult;\n{}}}\n", held("tested"));
    let project = Project::shop(&format!("{HEAD}{}{tests}", held("one")));
    short(&project, &["--all-targets", "--write-baseline"]);
    let whole = project.read("letgo-baseline.toml");
    assert_eq!(whole.matches("tests = true").count(), 2, "{whole}");
    let (status, out, _) = short(&project, &["-D", "warnings"]);
    assert_eq!((status, out.as_str()), (0, ""));
    short(&project, &["--write-baseline"]);
    assert_eq!(project.read("letgo-baseline.toml"), whole);
    // and a run with them does
    project.write("src/lib.rs", &format!("{HEAD}{}", held("one")));
    let (_, out, _) = short(&project, &["--all-targets"]);
    assert!(out.contains("`shop::tests::tested` matches nothing any more"), "{out}");
    assert_eq!(out.lines().count(), 1, "{out}");
}

/// Code that moves within its module keeps its entry, in whatever file that is; in another module it is new.
#[test]
fn what_moves_with_its_module_is_still_known() {
    let project = Project::shop("pub mod held;\n");
    project.write("src/held.rs", &format!("{HEAD}{}{}", held("one"), held("two")));
    short(&project, &["--write-baseline"]);
    project.write("src/held/mod.rs", &format!("// moved\n{}\n{HEAD}{}", held("two"), held("one")));
    std::fs::remove_file(project.root().join("src/held.rs")).expect("it was there");
    let (status, out, err) = short(&project, &["-D", "warnings"]);
    assert_eq!((status, out.as_str()), (0, ""), "{err}");
    assert!(err.contains("(2 in the baseline)"), "{err}");
}

#[test]
fn a_baseline_that_cannot_be_read_ends_the_run() {
    let project = Project::shop(HEAD);
    let (status, _, err) = short(&project, &["--baseline", "no.toml"]);
    assert_eq!(status, 2);
    assert!(err.contains("no such baseline"), "{err}");
    project.write("letgo-baseline.toml", "version = 1\n[[finding]]\nlint = 3\n");
    let (status, out, _) = short(&project, &[]);
    assert_eq!(status, 2);
    assert!(out.starts_with("letgo-baseline.toml:"), "{out}");
    // half of a merge
    project.write("letgo-baseline.toml", "version = 1\n<<<<<<< HEAD\n");
    let (status, out, _) = short(&project, &["--write-baseline"]);
    assert_eq!(status, 2);
    assert!(out.starts_with("letgo-baseline.toml:2:"), "{out}");
    assert!(project.read("letgo-baseline.toml").contains("<<<<"));
    project.write("letgo-baseline.toml", "version = 7\n");
    let (status, out, _) = short(&project, &[]);
    assert_eq!(status, 2);
    assert!(out.starts_with("letgo-baseline.toml:1:11: error: this letgo reads version 1"), "{out}");
}
