//! Module files over small trees on disk, with the real syntax stage.

use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use tempfile::TempDir;

use super::{How, Reader, Request, Selection, Sources, Unsaved, find};
use crate::syntax::{self, CfgOptions};

/// A folder with files: each starts with a line `//- path`.
fn project(files: &str) -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for file in files.split("//- ").skip(1) {
        let (path, text) = file.split_once('\n').expect("a path on its line");
        let path = folder.path().join(path.trim());
        fs::create_dir_all(path.parent().expect("inside the folder")).expect("folders");
        fs::write(path, text).expect("a file");
    }
    folder
}

fn read(folder: &TempDir, selection: &Selection) -> Sources {
    let lower = |_: &Path, text: &Arc<str>, how: How| Ok(syntax::lower(text, &CfgOptions { test: how.test }));
    let request = Request { path: Some(folder.path().to_owned()), ..Request::default() };
    let unsaved = Unsaved::default();
    let reader = Reader::new(&lower, &unsaved);
    let start = find(&request).expect("there");
    let workspace = start.packages(|guess| reader.ahead(guess, selection)).expect("readable");
    let choices = selection.choose(&workspace).expect("nothing is named");
    reader.finish(&workspace, &choices, Vec::new())
}

/// The module tree of every crate, a line a module file, then the problems.
fn tree(sources: &Sources) -> String {
    let mut text = String::new();
    for krate in &sources.crates {
        let root = &sources.map.file(krate.root).path;
        let _ = writeln!(text, "{} = {root}", krate.name);
        let mut waiting = vec![(krate.name.clone(), krate.root)];
        while let Some((name, file)) = waiting.pop() {
            let mut children: Vec<_> = sources
                .module_files
                .iter()
                .filter(|((parent, _), _)| *parent == file)
                .map(|((_, path), child)| {
                    let path: Vec<&str> = path.iter().map(crate::ir::Name::as_str).collect();
                    (format!("{name}::{}", path.join("::")), *child)
                })
                .collect();
            children.sort();
            for (name, child) in &children {
                let _ = writeln!(text, "{name} = {}", sources.map.file(*child).path);
            }
            waiting.extend(children.into_iter().rev());
        }
    }
    for problem in &sources.problems {
        let file = sources.map.file(problem.place.file);
        let at = file.line_column(problem.place.span.start);
        let _ = writeln!(text, "! {}:{}:{} {}", file.path, at.line, at.column, problem.message);
    }
    text
}

const MANIFEST: &str = "//- Cargo.toml\n[package]\nname = \"app\"\nversion = \"0.1.0\"\nedition = \"2024\"\n";

fn tree_of(files: &str) -> String {
    tree(&read(&project(&format!("{MANIFEST}{files}")), &Selection::default()))
}

#[test]
fn files_beside_and_below() {
    let files = "
//- src/lib.rs
mod a;
mod b;
mod r#async;
mod inline {
    mod c;
    mod deeper { mod d; }
}
//- src/a.rs
mod e;
mod inline { mod f; }
//- src/a/e.rs
//- src/a/inline/f.rs
//- src/b/mod.rs
mod g;
//- src/b/g.rs
//- src/async.rs
//- src/inline/c.rs
//- src/inline/deeper/d.rs
";
    let expected = "\
app = src/lib.rs
app::a = src/a.rs
app::async = src/async.rs
app::b = src/b/mod.rs
app::inline::c = src/inline/c.rs
app::inline::deeper::d = src/inline/deeper/d.rs
app::a::e = src/a/e.rs
app::a::inline::f = src/a/inline/f.rs
app::b::g = src/b/g.rs
";
    assert_eq!(tree_of(files).replace("r#async", "async"), expected);
}

#[test]
fn path_attributes_count_from_the_file_and_its_inline_modules() {
    let files = r#"
//- src/lib.rs
mod plain;
#[path = "elsewhere/x.rs"]
mod x;
#[cfg_attr(windows, path = "windows.rs")]
#[cfg_attr(unix, path = "unix.rs")]
mod os;
#[path = "folder"]
mod renamed { mod z; }
//- src/plain.rs
#[path = "beside.rs"]
mod a;
mod inline {
    #[path = "below.rs"]
    mod b;
}
//- src/beside.rs
//- src/plain/inline/below.rs
//- src/elsewhere/x.rs
mod y;
//- src/elsewhere/y.rs
//- src/unix.rs
//- src/folder/z.rs
"#;
    let expected = "\
app = src/lib.rs
app::os = src/unix.rs
app::plain = src/plain.rs
app::renamed::z = src/folder/z.rs
app::x = src/elsewhere/x.rs
app::plain::a = src/beside.rs
app::plain::inline::b = src/plain/inline/below.rs
app::x::y = src/elsewhere/y.rs
";
    assert_eq!(tree_of(files), expected);
}

#[test]
fn a_file_in_two_crates_and_a_file_twice_in_one() {
    let files = r#"
//- src/lib.rs
mod shared;
//- src/main.rs
mod shared;
#[path = "shared.rs"]
mod again;
fn main() {}
//- src/shared.rs
mod inner;
//- src/shared/inner.rs
//- src/inner.rs
"#;
    let expected = "\
app = src/lib.rs
app::shared = src/shared.rs
app::shared::inner = src/shared/inner.rs
app = src/main.rs
app::again = src/shared.rs
app::shared = src/shared.rs
app::again::inner = src/inner.rs
app::shared::inner = src/shared/inner.rs
";
    assert_eq!(tree_of(files), expected);
}

#[test]
fn modules_that_never_end() {
    let circle = "
//- src/lib.rs
mod a;
//- src/a.rs
#[path = \"lib.rs\"]
mod b;
";
    let expected = "\
app = src/lib.rs
app::a = src/a.rs
! src/a.rs:2:5 module `b` contains itself: its file is already being read
";
    assert_eq!(tree_of(circle), expected);

    // each file names the next one twice: two to the power of forty modules
    let mut doubling = String::new();
    for step in 0..40 {
        let file = if step == 0 { "lib".to_owned() } else { format!("f{step}") };
        let next = step + 1;
        let _ = writeln!(
            doubling,
            "//- src/{file}.rs\n#[path = \"f{next}.rs\"] mod a;\n#[path = \"f{next}.rs\"] mod b;"
        );
    }
    doubling.push_str("//- src/f40.rs\n");
    let sources = read(&project(&format!("{MANIFEST}{doubling}")), &Selection::default());
    assert!(!sources.problems.is_empty());
}

#[cfg(unix)]
#[test]
fn a_folder_that_links_to_itself_ends() {
    let folder = project(&format!("{MANIFEST}//- src/lib.rs\nmod a;\n//- src/a/mod.rs\nmod a;\n"));
    std::os::unix::fs::symlink(".", folder.path().join("src/a/a")).expect("linked");
    let sources = read(&folder, &Selection::default());
    assert!(sources.map.len() < 1000);
    assert!(!sources.problems.is_empty());
}

#[test]
fn tests_are_read_only_when_asked_for() {
    let folder = project(&format!(
        "{MANIFEST}//- src/lib.rs\n#[cfg(test)]\nmod tests;\n#[cfg(not(test))]\nmod real;\n//- src/tests.rs\n//- src/real.rs\n"
    ));
    assert_eq!(tree(&read(&folder, &Selection::default())), "app = src/lib.rs\napp::real = src/real.rs\n");
    let all = Selection { all_targets: true, ..Selection::default() };
    assert_eq!(tree(&read(&folder, &all)), "app = src/lib.rs\napp::tests = src/tests.rs\n");
}

#[test]
fn dependencies_have_the_names_of_paths() {
    let folder = project(
        "
//- Cargo.toml
[workspace]
members = [\"core\", \"web\"]
[workspace.dependencies]
my-core = { path = \"core\" }
//- core/Cargo.toml
[package]
name = \"my-core\"
version = \"0.1.0\"
[lib]
name = \"heart\"
//- core/src/lib.rs
//- web/Cargo.toml
[package]
name = \"my-web\"
version = \"0.1.0\"
[dependencies]
my-core.workspace = true
db = { package = \"sqlx-core\", version = \"0.8\" }
tokio-util = \"0.7\"
[dev-dependencies]
insta = \"1\"
//- web/src/lib.rs
//- web/src/main.rs
fn main() {}
",
    );
    let sources = read(&folder, &Selection::default());
    let names: Vec<String> = sources
        .crates
        .iter()
        .map(|krate| {
            let pairs: Vec<String> =
                krate.dependencies.iter().map(|(name, of)| format!("{name}={of}")).collect();
            format!("{}: {}", krate.name, pairs.join(" "))
        })
        .collect();
    assert_eq!(
        names,
        [
            "heart: ",
            "my_web: db=sqlx_core heart=heart tokio_util=tokio_util",
            "my_web: db=sqlx_core heart=heart my_web=my_web tokio_util=tokio_util",
        ]
    );
}

#[test]
fn libraries_outside_that_are_used_by_path_are_read_but_not_checked() {
    let folder = project(
        "//- app/Cargo.toml
[package]
name = \"app\"
edition = \"2024\"
[workspace]
[dependencies]
near = { path = \"../near\" }
sqlx = { path = \"../sqlx\" }
[dev-dependencies]
tested = { path = \"../tested\" }
//- app/src/lib.rs
//- near/Cargo.toml
[package]
name = \"near\"
edition = \"2021\"
[dependencies]
far = { path = \"../far\" }
//- near/src/lib.rs
mod inner;
//- near/src/inner.rs
//- far/Cargo.toml
[package]
name = \"far\"
[dependencies]
near = { path = \"../near\" }
//- far/src/lib.rs
//- sqlx/Cargo.toml
[package]
name = \"sqlx\"
//- sqlx/src/lib.rs
//- tested/Cargo.toml
[package]
name = \"tested\"
//- tested/src/lib.rs
",
    );
    let lower = |_: &Path, text: &Arc<str>, how: How| Ok(syntax::lower(text, &CfgOptions { test: how.test }));
    let request = Request { path: Some(folder.path().join("app")), ..Request::default() };
    let unsaved = Unsaved::default();
    let reader = Reader::new(&lower, &unsaved);
    let start = find(&request).expect("there");
    let mut workspace = start.packages(|_| {}).expect("readable");
    workspace.add_neighbours(|name| name == "sqlx");
    let choices = Selection::default().choose(&workspace).expect("nothing is named");
    let sources = reader.finish(&workspace, &choices, Vec::new());
    let crates: Vec<_> = sources.crates.iter().map(|krate| (krate.name.as_str(), krate.selected)).collect();
    assert_eq!(crates, [("app", true), ("near", false), ("far", false)]);
    assert_eq!(sources.file_count(), 4);
    let all = Selection { workspace: true, ..Selection::default() }.choose(&workspace).expect("fine");
    assert_eq!(all.iter().filter(|choice| choice.selected).count(), 1);
}

#[test]
fn workspaces_below_a_folder() {
    let package = |path: &str, name: &str, more: &str| {
        format!(
            "//- {path}/Cargo.toml\n[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n{more}"
        )
    };
    let files = [
        package(
            "server",
            "server",
            "[workspace]\nmembers = [\"crates/db\"]\n[dependencies]\ndb = { path = \"crates/db\" }\n",
        ),
        "//- server/src/main.rs\nfn main() {}\n".to_owned(),
        package("server/crates/db", "db", ""),
        "//- server/crates/db/src/lib.rs\npub mod pool;\n//- server/crates/db/src/pool.rs\n".to_owned(),
        package("client", "client", ""),
        "//- client/src/lib.rs\n".to_owned(),
        "//- template/Cargo.toml\n[package]\nname = \"{{name}}\"\n".to_owned(),
        "//- scripts/once.rs\nfn main() {}\n".to_owned(),
    ];
    let folder = project(&files.concat());
    let sources = read(&folder, &Selection::default());
    assert_eq!(
        tree(&sources),
        "client = client/src/lib.rs\nserver = server/src/main.rs\ndb = server/crates/db/src/lib.rs\n\
         db::pool = server/crates/db/src/pool.rs\n"
    );
    // a folder of members means those of the workspace around it
    let request = Request { path: Some(folder.path().join("server/crates")), ..Request::default() };
    let workspace = find(&request).and_then(|start| start.packages(|_| ())).expect("readable");
    assert!(workspace.root.ends_with("server"), "{}", workspace.root.display());
    let chosen = Selection::default().choose(&workspace).expect("nothing is named");
    let selected = chosen.iter().filter(|choice| choice.selected);
    let names: Vec<&str> = selected.map(|choice| workspace.packages[choice.package].name.as_str()).collect();
    assert_eq!(names, ["db"]);
}
