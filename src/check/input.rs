//! What was read, as `resolve` wants it.

use std::sync::LazyLock;

use rayon::prelude::*;

use crate::catalogue::HEADERS;
use crate::config::Config;
use crate::ir::{FileIr, Name};
use crate::resolve::{self, CrateInput};
use crate::syntax;
use crate::workspace::{Edition, Origin, Sources, Workspace};

/// The headers of the catalogue, in its order: read once in a process.
pub(super) static HEADER_IRS: LazyLock<Vec<FileIr>> =
    LazyLock::new(|| HEADERS.par_iter().map(|header| syntax::lower_header(header.text)).collect());

/// Begins to read the headers while nothing is known of the workspace yet.
pub(super) fn begin() {
    rayon::spawn(|| _ = LazyLock::force(&HEADER_IRS));
}

pub(super) fn input(
    workspace: &Workspace,
    config: &Config,
    sources: &mut Sources,
    dependencies: Vec<resolve::DependencyInput>,
) -> resolve::Input {
    let names = HEADERS.iter().map(|header| Name::from(header.name));
    let header_irs: Vec<(Name, FileIr)> = names.zip(HEADER_IRS.iter().cloned()).collect();
    let crates = sources.crates.iter().map(|root| {
        let dependencies = root
            .dependencies
            .iter()
            .map(|(in_scope, krate)| (Name::from(in_scope.as_str()), Name::from(krate.as_str())))
            .collect();
        CrateInput {
            name: Name::from(root.name.as_str()),
            edition: edition(root.edition),
            root: root.root,
            dependencies,
            any_dependency: matches!(workspace.origin, Origin::Folder),
            is_library: root.is_library,
            is_test: root.is_test,
        }
    });
    let crates = crates.collect();
    resolve::Input {
        files: std::mem::take(&mut sources.irs),
        module_files: std::mem::take(&mut sources.module_files),
        crates,
        dependencies,
        header_irs,
        declarations: super::declared::declarations(config),
    }
}

pub(super) fn edition(edition: Edition) -> resolve::Edition {
    match edition {
        Edition::E2015 => resolve::Edition::E2015,
        Edition::E2018 => resolve::Edition::E2018,
        Edition::E2021 => resolve::Edition::E2021,
        _ => resolve::Edition::E2024,
    }
}
