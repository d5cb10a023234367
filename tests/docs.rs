//! The documents agree with the code: the README's table, each lint's text, fixtures for each lint.

use std::fmt::Write;
use std::path::Path;

use letgo::lints::LINTS;

const SECTIONS: [&str; 6] = [
    "### What it does",
    "### Why is this bad?",
    "### Known problems",
    "### Example",
    "### Use instead",
    "### Configuration",
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn every_lint_is_documented_alike() {
    for lint in LINTS {
        let mut from = 0;
        for section in SECTIONS {
            let at = lint.docs[from..].find(section);
            from += at.unwrap_or_else(|| panic!("`{}` has no `{section}` in its place", lint.name));
        }
        assert!(
            lint.summary.starts_with(char::is_lowercase) && !lint.summary.ends_with('.'),
            "{}",
            lint.summary
        );
    }
}

#[test]
fn every_lint_has_fixtures() {
    for lint in LINTS {
        let folder = root().join("test-fixtures/lints/src").join(lint.name);
        assert!(folder.is_dir(), "`{}` has no fixtures in {}", lint.name, folder.display());
    }
}

#[test]
fn the_readme_lists_every_lint() {
    let mut table = String::from("| lint | default | says |\n| --- | --- | --- |\n");
    for lint in LINTS {
        let _ = writeln!(table, "| `{}` | {} | {} |", lint.name, lint.default_level.as_str(), lint.summary);
    }
    let path = root().join("README.md");
    let readme = std::fs::read_to_string(&path).expect("there is a README");
    let open = "cargo test --test docs` -->\n";
    let start = readme.find(open).expect("the opening mark") + open.len();
    let end = readme.find("<!-- /lints -->").expect("the closing mark");
    if std::env::var_os("LETGO_BLESS").is_some() {
        let blessed = format!("{}{table}{}", &readme[..start], &readme[end..]);
        std::fs::write(&path, blessed).expect("the README can be written");
        return;
    }
    assert_eq!(&readme[start..end], table, "run `LETGO_BLESS=1 cargo test --test docs`");
}
