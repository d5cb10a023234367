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

/// The text of `explain`, a file a lint; and a list of them all.
#[test]
fn every_lint_has_its_page() {
    let folder = root().join("docs/lints");
    let mut pages: Vec<(String, String)> =
        LINTS.iter().map(|lint| (format!("{}.md", lint.name), lint.page())).collect();
    let mut index = String::from(
        "# Lints\n\nWritten by `LETGO_BLESS=1 cargo test --test docs` from what `cargo letgo explain` prints.\n\n\
         | lint | group | default | says |\n| --- | --- | --- | --- |\n",
    );
    for lint in LINTS {
        let (name, group, level) = (lint.name, lint.group.name(), lint.default_level.as_str());
        let _ = writeln!(index, "| [`{name}`]({name}.md) | {group} | {level} | {} |", lint.summary);
    }
    pages.push(("README.md".to_owned(), index));
    if std::env::var_os("LETGO_BLESS").is_some() {
        std::fs::create_dir_all(&folder).expect("a folder");
        for (name, page) in &pages {
            std::fs::write(folder.join(name), page).expect("a page can be written");
        }
    }
    for (name, page) in &pages {
        let kept = std::fs::read_to_string(folder.join(name)).unwrap_or_default();
        assert!(kept == *page, "docs/lints/{name}: run `LETGO_BLESS=1 cargo test --test docs`");
    }
    let files = std::fs::read_dir(&folder).expect("the pages").count();
    assert_eq!(files, pages.len(), "a page without a lint in {}", folder.display());
    // messages link to them
    for lint in LINTS {
        assert!(lint.url().ends_with(&format!("/docs/lints/{}.md", lint.name)), "{}", lint.url());
    }
}
