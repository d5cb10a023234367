//! Suppressions from outside: comments and attributes, at every place, with and without reasons; and levels of
//! packages.

#[path = "support/project.rs"]
mod project;

use project::Project;

/// A function with a finding, `HERE` before the statement, `ABOVE` before the item and `BEHIND` on its line.
fn project_with(top: &str, above: &str, here: &str, behind: &str) -> Project {
    Project::shop(&format!(
        "{top}
{above}
pub async fn f(pool: &sqlx::PgPool, client: &reqwest::Client) -> Result<(), Box<dyn std::error::Error>> {{
    let tx = pool.begin().await?;
    {here}
    client.get(\"x\").send().await?; {behind}
    tx.commit().await?;
    Ok(())
}}
"
    ))
}

/// The lints that are reported.
fn lints(project: &Project, arguments: &[&str]) -> Vec<String> {
    let run = project.letgo(&[&["--message-format", "short", "-q"], arguments].concat());
    let code =
        |line: &str| line.split("letgo::").nth(1).unwrap_or(line).split(']').next().unwrap_or("").to_owned();
    run.stdout.lines().map(code).collect()
}

const COMMENT: &str = "// letgo: allow(guard_across_await) — the lock is the point";
const ALLOW: &str =
    "#[cfg_attr(any(), allow(letgo::guard_across_await, reason = \"the lock is the point\"))]";

#[test]
fn each_form_silences_at_each_place() {
    assert_eq!(lints(&project_with("", "", "", ""), &[]), ["guard_across_await"]);
    let expect = ALLOW.replace("allow(", "expect(");
    let cfg_false = ALLOW.replace("any()", "false");
    let file = COMMENT.replace("//", "//!");
    let inner = ALLOW.replace("#[", "#![");
    for (top, above, here, behind) in [
        ("", "", "", COMMENT),
        ("", "", COMMENT, ""),
        ("", COMMENT, "", ""),
        (file.as_str(), "", "", ""),
        ("", "", ALLOW, ""),
        ("", ALLOW, "", ""),
        ("", "", expect.as_str(), ""),
        ("", "", cfg_false.as_str(), ""),
        (inner.as_str(), "", "", ""),
    ] {
        let project = project_with(top, above, here, behind);
        assert_eq!(lints(&project, &[]), Vec::<String>::new(), "{top}{above}{here}{behind}");
        // what is forbidden stays
        assert_eq!(lints(&project, &["-F", "letgo::guard_across_await"])[0], "guard_across_await");
    }
}

#[test]
fn a_reason_is_a_must_and_what_silences_nothing_is_said() {
    let bare = "#[cfg_attr(any(), allow(letgo::guard_across_await))]";
    assert_eq!(
        lints(&project_with("", "", bare, ""), &[]),
        ["suppression_without_reason", "guard_across_await"]
    );
    let bare = "// letgo: allow(guard_across_await)";
    assert_eq!(
        lints(&project_with("", "", bare, ""), &[]),
        ["suppression_without_reason", "guard_across_await"]
    );
    let other = ALLOW.replace("guard_across_await", "nested_acquire");
    assert_eq!(lints(&project_with("", "", &other, ""), &[]), ["unused_suppression", "guard_across_await"]);
    let unknown = ALLOW.replace("guard_across_await", "guard_accross_await");
    assert_eq!(lints(&project_with("", "", &unknown, ""), &[]), ["unused_suppression", "guard_across_await"]);
    // on the wrong statement
    let project = project_with("", "", "", "");
    let text = project.read("src/lib.rs").replace("    tx.commit", &format!("    {ALLOW}\n    tx.commit"));
    project.write("src/lib.rs", &text);
    assert_eq!(lints(&project, &[]), ["guard_across_await", "unused_suppression"]);
}

#[test]
fn code_that_is_not_compiled_needs_no_suppression_and_has_no_unused_one() {
    let project = project_with("", "", ALLOW, "");
    let text = project.read("src/lib.rs");
    let tests = format!("{text}\n#[cfg(test)]\nmod tests {{\n{}\n{COMMENT}\nfn g() {{}}\n}}\n", text.trim());
    project.write("src/lib.rs", &tests);
    assert_eq!(lints(&project, &[]), Vec::<String>::new());
    assert_eq!(lints(&project, &["--all-targets"]), ["unused_suppression"]);
}

#[test]
fn levels_of_the_workspace_and_of_a_package() {
    let project = Project::new(
        "//- Cargo.toml
[workspace]
members = [\"a\", \"b\"]
resolver = \"3\"
[workspace.metadata.letgo.lints]
guard_across_await = \"deny\"
",
    );
    let text = project_with("", "", "", "").read("src/lib.rs");
    for (name, more) in [("a", ""), ("b", "[package.metadata.letgo.lints]\nguard_across_await = \"allow\"\n")]
    {
        let manifest = format!(
            "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n{more}[dependencies]\nsqlx = \"0.8\"\nreqwest = \"0.12\"\n"
        );
        project.write(&format!("{name}/Cargo.toml"), &manifest);
        project.write(&format!("{name}/src/lib.rs"), &text);
    }
    let run = project.letgo(&["-q"]);
    assert_eq!(run.status, 1);
    assert_eq!(run.stderr.matches("error[letgo::guard_across_await]").count(), 1, "{}", run.stderr);
    assert!(run.stderr.contains("a/src/lib.rs"), "{}", run.stderr);
    let note = "`letgo::guard_across_await` is set to `deny` in `[workspace.metadata.letgo.lints]`";
    assert!(run.stderr.contains(note), "{}", run.stderr);
    // a flag says more than any file
    assert_eq!(lints(&project, &["-W", "letgo::guard_across_await"]), ["guard_across_await"; 2]);
}
