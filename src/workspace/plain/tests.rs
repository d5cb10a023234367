//! That what is plain is read as cargo reads it: real manifests, and mixes of their parts.

#![expect(clippy::print_stdout, reason = "counts of a run over more than the usual")]

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use super::super::{Workspace, cargo, manifest};

/// Members and targets, one a line; or what went wrong.
fn shown(workspace: &Workspace) -> String {
    let mut text = format!("{}\n", workspace.root.display());
    for package in &workspace.packages {
        let _ = writeln!(text, "{package:#?}");
    }
    text
}

/// Whether a manifest is plain; if so, it is what cargo says.
fn is_as_cargo_reads_it(path: &Path) -> bool {
    let Ok(told) = manifest::read(path) else { return false };
    if !told.is_plain {
        return false;
    }
    match cargo::read(path) {
        Ok(answer) => {
            let (ours, cargo) = (shown(&told.workspace), shown(&answer));
            let same = ours.lines().zip(cargo.lines()).position(|(ours, cargo)| ours != cargo);
            let at = same.unwrap_or_default();
            let around =
                |text: &str| text.lines().skip(at.saturating_sub(12)).take(20).collect::<Vec<_>>().join("\n");
            assert!(ours == cargo, "{}:\n{}\n-- cargo\n{}", path.display(), around(&ours), around(&cargo));
        }
        Err(failure) => panic!("{} is plain, but cargo says: {}", path.display(), failure.stderr),
    }
    true
}

fn manifests(folder: &Path) -> Vec<PathBuf> {
    let entries = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter();
    let entries =
        entries.filter_entry(|entry| !["target", ".git"].iter().any(|name| entry.file_name() == *name));
    let paths = entries.flatten().map(walkdir::DirEntry::into_path);
    paths.filter(|path| path.file_name().is_some_and(|name| name == "Cargo.toml")).collect()
}

/// What this project is built from; with `LETGO_MANIFESTS=DIR:DIR`, all manifests below these.
#[test]
fn real_manifests() {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    assert!(is_as_cargo_reads_it(&own.join("Cargo.toml")), "our own is plain");
    let registries = super::super::cargo_home().expect("a home").join("registry/src");
    let mut folders = vec![own.to_owned(), registries];
    let more = std::env::var_os("LETGO_MANIFESTS");
    if let Some(more) = &more {
        folders = std::env::split_paths(more).collect();
    }
    let all: Vec<PathBuf> = folders.iter().flat_map(|folder| manifests(folder)).collect();
    let plain = all.iter().filter(|path| is_as_cargo_reads_it(path)).count();
    if more.is_some() {
        println!("{plain} of {} are plain", all.len());
    }
    assert!(all.len() > 100 && plain * 2 > all.len(), "{plain} of {} are plain", all.len());
}

/// xorshift64: the same mixes on every run.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % end as u64) as usize
    }

    /// Each with a chance of one in so many.
    fn some<'a>(&mut self, all: &[&'a str], of: usize) -> Vec<&'a str> {
        all.iter().copied().filter(|_| self.below(of) == 0).collect()
    }
}

const FILES: &[&str] = &[
    "build.rs",
    "script.rs",
    "src/lib.rs",
    "src/main.rs",
    "src/one.rs",
    "src/bench.rs",
    "src/bin/one.rs",
    "src/bin/two/main.rs",
    "src/bin/two.rs",
    "src/bin/main.rs",
    "src/bin/none/other.rs",
    "src/bin/.hidden.rs",
    "src/bin/dotted.name.rs",
    "examples/one.rs",
    "examples/three/main.rs",
    "tests/one.rs",
    "tests/all/main.rs",
    "benches/one.rs",
    "benches/bench.rs",
    "deep/file.rs",
];

const OF_PACKAGE: &[&str] = &[
    "edition = \"2015\"",
    "edition = \"2018\"",
    "edition = \"2021\"",
    "edition = \"2024\"",
    "edition.workspace = true",
    "version.workspace = true",
    "version = \"1.2\"",
    "license.workspace = true",
    "authors = { workspace = true }",
    "build = false",
    "build = true",
    "build = \"script.rs\"",
    "build = \"absent.rs\"",
    "autolib = false",
    "autobins = false",
    "autobins = true",
    "autotests = false",
    "autoexamples = false",
    "autobenches = true",
    "workspace = \"..\"",
    "metadata.letgo.strict = true",
    "unknown = 1",
    "publish = false",
    "rust-version = \"1.80\"",
    "default-run = \"one\"",
];

const SECTIONS: &[&str] = &[
    "[lib]",
    "[lib]\nname = \"other\"",
    "[lib]\npath = \"deep/file.rs\"\ntest = false",
    "[lib]\nproc-macro = true",
    "[lib]\ncrate-type = [\"cdylib\", \"rlib\"]",
    "[lib]\nproc_macro = true",
    "[lib]\nname = \"with-dash\"",
    "[[bin]]\nname = \"one\"",
    "[[bin]]\nname = \"two\"\ntest = false",
    "[[bin]]\nname = \"a\"",
    "[[bin]]\nname = \"main\"\npath = \"src/main.rs\"",
    "[[bin]]\nname = \"out\"\npath = \"../a/src/main.rs\"",
    "[[bin]]\npath = \"deep/file.rs\"",
    "[[bin]]\nname = \"deep\"\npath = \"./deep/file.rs\"\nrequired-features = [\"x\"]",
    "[[example]]\nname = \"one\"\ntest = true",
    "[[example]]\nname = \"three\"\ncrate-type = [\"cdylib\"]",
    "[[test]]\nname = \"all\"\nharness = false",
    "[[test]]\nname = \"one\"\npath = \"tests/one.rs\"\nedition = \"2018\"",
    "[[bench]]\nname = \"bench\"\nharness = false",
    "[[bench]]\nname = \"one\"\npath = \"benches/one.rs\"",
    "[features]\nx = []",
    "[lints]\nworkspace = true",
    "[profile.release]\nlto = true",
];

const DEPENDENCIES: &[&str] = &[
    "plain = \"1.2\"",
    "exact = \"=1.2.3\"",
    "range = \">=1, <2\"",
    "star = \"*\"",
    "wrong = \"one\"",
    "renamed = { package = \"real-name\", version = \"0.1\", optional = true }",
    "from-git = { git = \"https://example.com/x\", branch = \"main\" }",
    "both = { git = \"https://example.com/x\", version = \"1\" }",
    "nothing = {}",
    "inherited.workspace = true",
    "inherited-path = { workspace = true, features = [\"x\"] }",
    "unknown.workspace = true",
    "inner = { path = \"inner\" }",
    "b = { path = \"../b\" }",
    "c = { path = \"../group/c\", version = \"0.1\", default-features = false }",
    "left-out = { path = \"../group/out\" }",
    "outside = { path = \"../../outside\" }",
    "believes = { path = \"../../believes\" }",
    "absent = { path = \"../absent\" }",
    "old = { version = \"1\", default_features = false }",
    "more = { version = \"1\", base = \"x\" }",
    "public = { version = \"1\", registry = \"mine\" }",
];

const PLACES: &[&str] = &[
    "dependencies",
    "dev-dependencies",
    "build-dependencies",
    "target.'cfg(unix)'.dependencies",
    "target.x86_64-pc-windows-gnu.dev-dependencies",
    "dev_dependencies",
];

const OF_WORKSPACE: &[&str] = &[
    "members = [\"a\", \"b\"]",
    "members = [\"a\", \"group/*\"]",
    "members = [\"*\"]",
    "members = [\"./a/\", \"group/?\"]",
    "members = [\"a\", \"**/c\"]",
    "members = [\"a\", \"group/[c]\"]",
    "members = [\"a\", \"../outside\"]",
    "members = []",
];

const MORE_OF_WORKSPACE: &[&str] = &[
    "exclude = [\"group/out\"]",
    "exclude = [\"group\", \"b\"]",
    "exclude = [\"a\"]",
    "resolver = \"2\"",
    "default-members = [\"a\"]",
    "unknown = 1",
    "package.edition = \"2021\"",
    "package.version = \"0.3.0\"",
    "package.license = \"MIT\"\npackage.authors = [\"us\"]",
    "dependencies.inherited = \"0.4\"",
    "dependencies.inherited-path = { path = \"group/c\" }",
    "metadata.x = 1",
];

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().expect("inside")).expect("writable");
    fs::write(path, text).expect("writable");
}

/// A package of parts, half of the time a simple one.
fn package(random: &mut Random, folder: &Path, name: &str, is_simple: bool) -> String {
    let mut text = format!("[package]\nname = \"{name}\"\n");
    if is_simple {
        write(&folder.join("src/lib.rs"), "");
        text += "version = \"0.1.0\"\nedition = \"2021\"\n";
    } else {
        let of = 10 + random.below(30);
        random.some(FILES, 3).into_iter().for_each(|file| write(&folder.join(file), ""));
        text.extend(random.some(OF_PACKAGE, of).into_iter().map(|line| format!("{line}\n")));
        text.extend(random.some(SECTIONS, of).into_iter().map(|section| format!("{section}\n")));
    }
    for place in random.some(PLACES, 5) {
        let _ = writeln!(text, "[{place}]");
        text.extend(random.some(DEPENDENCIES, 20).into_iter().map(|line| format!("{line}\n")));
    }
    write(&folder.join("Cargo.toml"), &text);
    text
}

/// `LETGO_MIXES=N` makes more of them.
#[test]
fn mixes_of_parts() {
    let more = std::env::var("LETGO_MIXES").ok().and_then(|count| count.parse().ok());
    let rounds = more.unwrap_or(1) * 400;
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let mut plain = 0;
    for _ in 0..rounds {
        let folder = tempfile::Builder::new().prefix("letgo").tempdir().expect("a folder");
        let root = folder.path().join("ws");
        for name in ["a", "b", "group/c", "group/out", "a/inner"] {
            let last = name.rsplit('/').next().expect("a name");
            let is_simple = last != "a" && random.below(3) > 0;
            package(&mut random, &root.join(name), last, is_simple);
        }
        for (name, more) in [("outside", ""), ("believes", "workspace = \"../ws\"\n")] {
            let outside = folder.path().join(name);
            write(&outside.join("src/lib.rs"), "");
            write(&outside.join("Cargo.toml"), &format!("[package]\nname = \"{name}\"\n{more}"));
        }
        if random.below(6) > 0 {
            let mut text = String::new();
            if random.below(4) == 0 {
                text += &package(&mut random, &root, "top", false);
            }
            text += "[workspace]\n";
            let members = OF_WORKSPACE[random.below(OF_WORKSPACE.len())];
            let _ = writeln!(text, "{members}");
            text.extend(random.some(MORE_OF_WORKSPACE, 5).into_iter().map(|line| format!("{line}\n")));
            write(&root.join("Cargo.toml"), &text);
        }
        for start in ["Cargo.toml", "a/Cargo.toml", "group/c/Cargo.toml"] {
            plain += usize::from(root.join(start).is_file() && is_as_cargo_reads_it(&root.join(start)));
        }
    }
    if more.is_some() {
        println!("{plain} of {rounds} mixes are plain");
    }
    assert!(plain * 12 > rounds, "{plain} of {rounds}");
}
