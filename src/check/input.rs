//! What was read, as `resolve` wants it.

use std::sync::{LazyLock, OnceLock};

use rayon::prelude::*;

use crate::catalogue::{Declaration, HEADERS, needed};
use crate::config::Config;
use crate::ir::{FileIr, Name};
use crate::resolve::{self, CrateInput};
use crate::syntax;
use crate::workspace::{Edition, Origin, Sources, Workspace};

/// The headers of the catalogue, in its order: each read once in a process, when it is first needed.
static HEADER_IRS: LazyLock<Vec<OnceLock<FileIr>>> =
    LazyLock::new(|| HEADERS.iter().map(|_| OnceLock::new()).collect());

fn header_ir(index: usize) -> &'static FileIr {
    HEADER_IRS[index].get_or_init(|| syntax::lower_header(HEADERS[index].text))
}

/// Begins to read the headers that packages need which are probably the right ones.
pub(super) fn ahead(guess: &Workspace) {
    let crates = guess.packages.iter().flat_map(|package| &package.dependencies);
    let crates: Vec<String> = crates.flat_map(|used| [used.name.replace('-', "_"), used.ident()]).collect();
    rayon::spawn(move || {
        let needed = needed(crates.iter().map(String::as_str));
        needed.into_par_iter().for_each(|index| _ = header_ir(index));
    });
}

/// The headers that anything in these crates can mean.
fn headers(
    crates: &[CrateInput],
    dependencies: &[resolve::DependencyInput],
    declared: &[Declaration],
) -> Vec<usize> {
    let declared = declared.iter().map(|declaration| declaration.path.krate());
    if crates.iter().any(|krate| krate.any_dependency) || declared.clone().any(|krate| krate.contains('*')) {
        return (0..HEADERS.len()).collect();
    }
    let used = crates.iter().map(|krate| &krate.dependencies);
    let used = used.chain(dependencies.iter().map(|krate| &krate.dependencies)).flatten();
    needed(used.flat_map(|(in_scope, krate)| [in_scope.as_str(), krate.as_str()]).chain(declared))
}

pub(super) fn input(
    workspace: &Workspace,
    config: &Config,
    sources: &mut Sources,
    dependencies: Vec<resolve::DependencyInput>,
) -> resolve::Input {
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
    let crates: Vec<CrateInput> = crates.collect();
    let declarations = super::declared::declarations(config);
    let headers = headers(&crates, &dependencies, &declarations);
    let header_irs =
        headers.into_par_iter().map(|index| (Name::from(HEADERS[index].name), header_ir(index).clone()));
    let header_irs = header_irs.collect();
    resolve::Input {
        files: std::mem::take(&mut sources.irs),
        module_files: std::mem::take(&mut sources.module_files),
        crates,
        dependencies,
        header_irs,
        declarations,
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resolve::Program;

    fn program(headers: impl Iterator<Item = usize>) -> Program {
        let header_irs = headers.map(|index| (Name::from(HEADERS[index].name), header_ir(index).clone()));
        resolve::build(resolve::Input { header_irs: header_irs.collect(), ..resolve::Input::default() })
    }

    /// The signatures of a crate, with the numbers of types left out.
    fn signatures(program: &Program, krate: &str) -> Vec<String> {
        let of_crate = (0..program.functions.len() as u32).map(resolve::FunctionId).filter(|id| {
            let function = program.function(*id);
            program.krate(program.crate_of(function.module)).name == krate
        });
        let signatures = of_crate.map(|id| {
            let function = program.function(id);
            let types = function.params.iter().chain([&function.ret]);
            let types = types.map(|ty| format!("{} {ty:?}", program.display(ty)));
            let text = format!("{}: {}", program.function_name(id), types.collect::<Vec<_>>().join(", "));
            text.replace(|c: char| c.is_ascii_digit(), "")
        });
        signatures.collect()
    }

    #[test]
    fn the_headers_that_one_needs_say_as_much_as_all() {
        let all = program(0..HEADERS.len());
        for header in HEADERS {
            let needed = needed(header.names());
            assert!(needed.len() < HEADERS.len() / 4, "{} needs {}", header.name, needed.len());
            let few = program(needed.into_iter());
            let krate = header.names().next().expect("a name");
            assert_eq!(signatures(&few, krate), signatures(&all, krate), "{krate}");
        }
    }
}
