//! letgo's own answer for the fixture: `holds --message-format json`.

use std::path::Path;
use std::process::Command;

use serde::Deserialize;

use super::Place;

#[derive(Clone, Debug, Deserialize)]
pub struct Hold {
    pub file: String,
    pub function: String,
    pub guard: Guard,
    pub wait: Wait,
    pub verdict: String,
    pub why: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Guard {
    pub name: Option<String>,
    #[serde(rename = "type")]
    pub ty: Option<String>,
    pub line: u32,
    pub column: u32,
    pub borrowed: bool,
    pub derived: bool,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Wait {
    pub line: u32,
    pub column: u32,
    pub kind: String,
}

impl Hold {
    pub fn place(&self) -> Place {
        (self.file.clone(), self.wait.line, self.wait.column)
    }

    /// letgo says that the task waits for something that is neither a query nor the end of the guard. Of a harmless
    /// call into the same workspace it says only that the guard is held.
    pub fn is_foreign(&self) -> bool {
        match self.wait.kind.as_str() {
            "query" | "release" => false,
            "call" => self.verdict == "hazard",
            _ => true,
        }
    }

    /// It may be a wait for something else.
    pub fn may_be_foreign(&self) -> bool {
        self.is_foreign() || self.wait.kind == "call"
    }

    pub fn guard(&self) -> String {
        let name = self.guard.name.as_deref().unwrap_or("a temporary");
        format!("`{name}` of {}:{}", self.guard.line, self.guard.column)
    }
}

/// The holds in a folder, files relative to it.
pub fn holds(folder: &Path, edition: &str) -> Vec<Hold> {
    let folder_text = folder.to_string_lossy();
    run(&["--edition", edition, &folder_text], folder)
}

/// The holds in a cargo workspace, files relative to its root.
pub fn holds_of_workspace(root: &Path) -> Vec<Hold> {
    let manifest = root.join("Cargo.toml");
    run(&["--workspace", "--manifest-path", &manifest.to_string_lossy()], root)
}

fn run(arguments: &[&str], root: &Path) -> Vec<Hold> {
    let output = Command::new(env!("CARGO_BIN_EXE_cargo-letgo"))
        .args(["holds", "--message-format", "json"])
        .args(arguments)
        .output()
        .expect("cargo builds the program before its tests");
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.code() != Some(2), "letgo could not run: {stderr}");
    let mut holds = Vec::new();
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let mut hold: Hold = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
        let path = Path::new(&hold.file);
        hold.file = path.strip_prefix(root).unwrap_or(path).to_string_lossy().replace('\\', "/");
        holds.push(hold);
    }
    holds
}
