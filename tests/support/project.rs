//! Small projects that a test writes, runs the binary on and forgets.

#![allow(dead_code, reason = "each test uses what it needs")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

/// A folder with files.
pub struct Project {
    folder: TempDir,
}

/// What came back.
pub struct Run {
    pub status: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Project {
    /// Each file starts with a line `//- path`.
    pub fn new(files: &str) -> Self {
        let project = Self { folder: tempfile::tempdir().expect("a temporary folder") };
        for file in files.split("//- ").skip(1) {
            let (path, text) = file.split_once('\n').expect("a path on its line");
            project.write(path.trim(), text);
        }
        project
    }

    /// A package `shop` that uses sqlx and reqwest, with this library. Nothing is compiled, so nothing is fetched.
    pub fn shop(library: &str) -> Self {
        let project = Self::new(
            "//- Cargo.toml
[package]
name = \"shop\"
version = \"0.1.0\"
edition = \"2024\"
[dependencies]
sqlx = \"0.8\"
reqwest = \"0.12\"
tokio = \"1\"
",
        );
        project.write("src/lib.rs", library);
        project
    }

    pub fn root(&self) -> PathBuf {
        self.folder.path().canonicalize().expect("it exists")
    }

    pub fn write(&self, path: &str, text: &str) {
        let path = self.folder.path().join(path);
        fs::create_dir_all(path.parent().expect("inside the folder")).expect("folders");
        fs::write(path, text).expect("a file");
    }

    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.folder.path().join(path)).expect("a file")
    }

    pub fn letgo(&self, arguments: &[&str]) -> Run {
        letgo_in(&self.root(), arguments)
    }

    /// With variables of its environment set.
    pub fn letgo_with(&self, variables: &[(&str, &str)], arguments: &[&str]) -> Run {
        run(&self.root(), variables, arguments)
    }

    /// Any other program, in the folder.
    pub fn run(&self, program: &str, arguments: &[&str]) -> Output {
        Command::new(program).args(arguments).current_dir(self.root()).output().expect("it runs")
    }

    pub fn git(&self, arguments: &[&str]) {
        let identity =
            ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "init.defaultBranch=main"];
        let output = self.run("git", &[&identity[..], arguments].concat());
        assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

pub fn letgo_in(folder: &Path, arguments: &[&str]) -> Run {
    run(folder, &[], arguments)
}

fn run(folder: &Path, variables: &[(&str, &str)], arguments: &[&str]) -> Run {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-letgo"));
    command.arg("letgo").args(arguments).current_dir(folder);
    for variable in [
        "CARGO_TERM_COLOR",
        "CARGO_TERM_QUIET",
        "CARGO_TERM_VERBOSE",
        "CLICOLOR_FORCE",
        "CARGO_BUILD_WARNINGS",
    ] {
        command.env_remove(variable);
    }
    command.envs(variables.iter().copied());
    let output = command.output().expect("the binary runs");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    Run {
        status: output.status.code().expect("no signal"),
        stdout: text(output.stdout),
        stderr: text(output.stderr),
    }
}
