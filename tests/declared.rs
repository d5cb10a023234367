//! What `letgo.toml` declares reaches the findings: `test-fixtures/declared` has a pool that no catalogue knows.

#![expect(clippy::needless_raw_string_hashes, reason = "snapbox writes them")]

use std::path::Path;
use std::process::Command;

use snapbox::{assert_data_eq, str};

fn letgo(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_cargo-letgo"))
        .arg("letgo")
        .args(arguments)
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("test-fixtures/declared"))
        .output()
        .expect("cargo builds the program before its tests");
    String::from_utf8([output.stdout, output.stderr].concat()).expect("UTF-8")
}

#[test]
fn findings() {
    assert_data_eq!(
        letgo(&["--message-format", "short", "--quiet"]),
        str![[r#"
letgo.toml:1:52: warning: no type of the workspace matches `shop::mydb::Conection`
src/lib.rs:13:27: warning[letgo::guard_across_await]: connection `conn` is held while waiting for a network call
src/lib.rs:22:24: warning[letgo::guard_across_await]: connection `conn` is held while waiting for a network call
src/lib.rs:28:32: error[letgo::nested_acquire]: a second connection is taken while connection `one` is held
src/lib.rs:34:19: warning[letgo::guard_across_await]: connection `session` is held while waiting for a network call

"#]]
    );
}

#[test]
fn the_advice_is_the_users() {
    let text = letgo(&[]);
    assert!(text.contains("publish a job instead: the worker answers without a connection"), "{text}");
}
