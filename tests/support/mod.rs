//! What `executed.rs` and `compiler.rs` share: the fixture, letgo's answer, the comparison.
#![allow(dead_code, reason = "each test uses its part")]

pub mod differences;
pub mod generate;
pub mod instrument;
pub mod letgo;
pub mod mir;
pub mod random;
pub mod run;
pub mod wrappers;

use std::io::Write as _;
use std::path::{Path, PathBuf};

/// `(file, line, column)`: a place in the fixture, the file relative to `src`.
pub type Place = (String, u32, u32);

pub const EDITIONS: [&str; 2] = ["2021", "2024"];

pub fn fixture() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("test-fixtures/executed")
}

/// Below the target directory: what is built and written here is not part of the checkout.
pub fn scratch() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("executed")
}

/// The case files of an edition, relative to `src`, sorted. A file `…_2024.rs` exists in that edition only.
pub fn case_files(edition: &str) -> Vec<String> {
    let mut files: Vec<String> = std::fs::read_dir(fixture().join("src/cases"))
        .expect("the fixture has cases")
        .map(|entry| entry.expect("a readable folder").file_name().to_string_lossy().into_owned())
        .filter_map(|name| name.strip_suffix(".rs").map(str::to_owned))
        .filter(|module| edition == "2024" || !module.ends_with("_2024"))
        .map(|module| format!("cases/{module}.rs"))
        .collect();
    files.sort();
    files
}

pub fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("cannot read {}: {error}", path.display()))
}

/// Leaves a file with the same content alone, so that cargo does not build it again.
pub fn write(path: &Path, text: &str) {
    if std::fs::read_to_string(path).is_ok_and(|old| old == text) {
        return;
    }
    let folder = path.parent().expect("a file is in a folder");
    std::fs::create_dir_all(folder).expect("the target directory can be written");
    std::fs::write(path, text).expect("the target directory can be written");
}

/// For people: tests that pass show nothing else.
pub fn say(text: &str) {
    let _ = writeln!(std::io::stderr(), "{}", text.trim_end());
}
