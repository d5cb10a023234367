//! The packages as cargo sees them: `$CARGO metadata --no-deps`.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::{Dependency, DependencyKind, Origin, Package, Target, TargetKind, Workspace};

/// Why cargo gave no answer.
pub(super) struct Failure {
    /// What cargo said; empty when it could not be started.
    pub(super) stderr: String,
    start: Option<std::io::Error>,
}

impl Failure {
    /// One line for the status.
    pub(super) fn reason(&self) -> String {
        match &self.start {
            Some(error) => format!("cannot run cargo: {error}"),
            None => {
                self.stderr.lines().find(|line| !line.trim().is_empty()).unwrap_or("no message").to_owned()
            }
        }
    }
}

/// What is run.
pub(super) fn program() -> OsString {
    std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

pub(super) fn read(manifest: &Path) -> Result<Workspace, Failure> {
    let mut command = Command::new(program());
    // rust-analyzer sets CARGO_LOG for its own check command; inherited it would bury cargo's message in log lines
    command.env_remove("CARGO_LOG");
    command.args(["metadata", "--no-deps", "--format-version", "1", "--color", "never", "--manifest-path"]);
    command.arg(manifest);
    // the toolchain and the configuration that apply are those of the manifest's folder
    if let Some(folder) = manifest.parent() {
        command.current_dir(folder);
    }
    let output = command.output().map_err(|error| Failure { stderr: String::new(), start: Some(error) })?;
    let failure = |stderr: String| Failure { stderr, start: None };
    if !output.status.success() {
        let stderr = String::from_utf8_lossy(&output.stderr);
        return Err(failure(stderr.trim().trim_start_matches("error: ").to_owned()));
    }
    let metadata = std::str::from_utf8(&output.stdout)
        .map_err(|error| failure(error.to_string()))
        .and_then(|text| parse(text).map_err(|error| failure(error.to_string())))?;
    Ok(workspace(metadata))
}

fn parse(text: &str) -> Result<cargo_metadata::Metadata, cargo_metadata::Error> {
    // cargo prints the object on one line; wrappers around cargo print their own lines before it
    let line = text.lines().find(|line| line.starts_with('{')).unwrap_or(text);
    cargo_metadata::MetadataCommand::parse(line)
}

fn workspace(metadata: cargo_metadata::Metadata) -> Workspace {
    let mut packages: Vec<Package> = metadata.packages.into_iter().map(package).collect();
    packages.sort_by(|left, right| left.manifest_path.cmp(&right.manifest_path));
    Workspace::new(PathBuf::from(metadata.workspace_root), packages, Origin::Cargo)
}

fn package(package: cargo_metadata::Package) -> Package {
    Package {
        name: package.name.to_string(),
        version: package.version.to_string(),
        id: package.id.repr,
        manifest_path: package.manifest_path.into(),
        edition: package.edition,
        dependencies: package.dependencies.into_iter().map(dependency).collect(),
        targets: package.targets.into_iter().map(target).collect(),
        has_metadata: package.metadata.get("letgo").is_some(),
        is_member: true,
    }
}

fn dependency(dependency: cargo_metadata::Dependency) -> Dependency {
    Dependency {
        name: dependency.name,
        rename: dependency.rename,
        requirement: dependency.req.to_string(),
        path: dependency.path.map(PathBuf::from),
        kind: match dependency.kind {
            cargo_metadata::DependencyKind::Development => DependencyKind::Development,
            cargo_metadata::DependencyKind::Build => DependencyKind::Build,
            _ => DependencyKind::Normal,
        },
    }
}

fn target(target: cargo_metadata::Target) -> Target {
    use cargo_metadata::TargetKind as Kind;
    let kind = match target.kind.first() {
        Some(Kind::Bin) => TargetKind::Binary,
        Some(Kind::Example) => TargetKind::Example,
        Some(Kind::Test) => TargetKind::Test,
        Some(Kind::Bench) => TargetKind::Bench,
        Some(Kind::CustomBuild) => TargetKind::BuildScript,
        _ => TargetKind::Library,
    };
    Target {
        name: target.name,
        kind,
        kinds: target.kind.iter().map(ToString::to_string).collect(),
        crate_types: target.crate_types.iter().map(ToString::to_string).collect(),
        src_path: target.src_path.into(),
        edition: target.edition,
        test: target.test,
    }
}
