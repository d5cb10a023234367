//! The targets of a package: those that its manifest declares, and those that cargo discovers (Cargo book, "Cargo
//! Targets"; cargo 1.95 `targets.rs`). Looks only where cargo looks; does not check what is declared. `manifest` calls it.

use std::path::{Path, PathBuf};

use toml::{Table, Value};

use super::manifest::edition_of;
use super::modules::normalize;
use super::{Edition, Target, TargetKind};

/// A kind of targets in a manifest: its section, the switch of its discovery, where that looks.
pub(super) struct Section {
    pub(super) key: &'static str,
    pub(super) switch: &'static str,
    folder: &'static str,
    kind: TargetKind,
}

pub(super) const SECTIONS: [Section; 4] = [
    Section { key: "bin", switch: "autobins", folder: "src/bin", kind: TargetKind::Binary },
    Section { key: "example", switch: "autoexamples", folder: "examples", kind: TargetKind::Example },
    Section { key: "test", switch: "autotests", folder: "tests", kind: TargetKind::Test },
    Section { key: "bench", switch: "autobenches", folder: "benches", kind: TargetKind::Bench },
];

pub(super) struct Targets<'a> {
    pub(super) folder: &'a Path,
    /// `[package]`
    pub(super) package: &'a Table,
    pub(super) manifest: &'a Table,
    pub(super) name: &'a str,
    pub(super) edition: Edition,
}

impl Targets<'_> {
    /// In cargo's order.
    pub(super) fn all(&self) -> Vec<Target> {
        let mut targets: Vec<Target> = self.library().into_iter().collect();
        targets.extend(SECTIONS.iter().flat_map(|section| self.of(section)));
        targets.extend(self.build_script());
        targets
    }

    fn flag(&self, switch: &str) -> Option<bool> {
        self.package.get(switch).and_then(Value::as_bool)
    }

    fn library(&self) -> Option<Target> {
        let declared = self.manifest.get("lib");
        let path = declared.and_then(|lib| lib.get("path")).and_then(Value::as_str);
        let path = self.folder.join(path.unwrap_or("src/lib.rs"));
        if declared.is_none() && (self.flag("autolib") == Some(false) || !path.is_file()) {
            return None;
        }
        let name = declared.and_then(|lib| lib.get("name")).and_then(Value::as_str);
        let name = name.map_or_else(|| self.name.replace('-', "_"), str::to_owned);
        let types = declared.and_then(|lib| lib.get("crate-type").or_else(|| lib.get("crate_type")));
        let types = types.and_then(Value::as_array).into_iter().flatten();
        let mut types: Vec<String> = types.filter_map(Value::as_str).map(str::to_owned).collect();
        if types.is_empty() {
            let flag = declared.and_then(|lib| lib.get("proc-macro").or_else(|| lib.get("proc_macro")));
            let is_macro = flag.and_then(Value::as_bool) == Some(true);
            types.push(if is_macro { "proc-macro" } else { "lib" }.to_owned());
        }
        let target = self.target(name, TargetKind::Library, "lib", &path, declared);
        Some(Target { kinds: types.clone(), crate_types: types, ..target })
    }

    fn of(&self, section: &Section) -> Vec<Target> {
        let mut found = Vec::new();
        if section.kind == TargetKind::Binary && self.folder.join("src/main.rs").is_file() {
            found.push((self.name.to_owned(), self.folder.join("src/main.rs")));
        }
        discover(&self.folder.join(section.folder), &mut found);
        let declared = self.manifest.get(section.key).and_then(Value::as_array);
        let text = |value: &Value, key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
        let mut targets = Vec::new();
        let mut all_is_told = true;
        let mut told = Vec::new();
        for value in declared.into_iter().flatten() {
            let Some(name) = text(value, "name") else { continue };
            let path = text(value, "path").map(|path| self.folder.join(path));
            all_is_told &= path.is_some();
            told.extend(path.clone());
            let path = path
                .or_else(|| found.iter().find(|(known, _)| *known == name).map(|(_, path)| path.clone()))
                .unwrap_or_else(|| self.folder.join(section.folder).join(format!("{name}.rs")));
            targets.push(self.target(name, section.kind, section.key, &path, Some(value)));
        }
        // in edition 2015 what is declared is all there is
        let discovers =
            self.flag(section.switch).unwrap_or(declared.is_none() || self.edition != Edition::E2015);
        if discovers {
            found.retain(|(name, path)| {
                !told.contains(path) && targets.iter().all(|target: &Target| target.name != *name)
            });
            let found = found.into_iter();
            targets
                .extend(found.map(|(name, path)| self.target(name, section.kind, section.key, &path, None)));
        }
        if self.flag(section.switch) != Some(false) || !all_is_told {
            targets.sort_by(|left, right| left.name.cmp(&right.name));
        }
        targets
    }

    fn build_script(&self) -> Option<Target> {
        let path = match self.package.get("build") {
            None => Path::new("build.rs"),
            Some(value) => Path::new(value.as_str()?),
        };
        let is_named = self.package.contains_key("build");
        let full = self.folder.join(path);
        let name = format!("build-script-{}", path.file_stem()?.to_str()?);
        let script = self.target(name, TargetKind::BuildScript, "custom-build", &full, None);
        (is_named || full.is_file()).then_some(script)
    }

    fn target(
        &self,
        name: String,
        kind: TargetKind,
        word: &str,
        path: &Path,
        declared: Option<&Value>,
    ) -> Target {
        let declared = |key: &str| declared.and_then(|declared| declared.get(key));
        let tested = matches!(kind, TargetKind::Library | TargetKind::Binary | TargetKind::Test);
        Target {
            name,
            kind,
            kinds: vec![word.to_owned()],
            crate_types: vec!["bin".to_owned()],
            src_path: normalize(path),
            edition: declared("edition").and_then(Value::as_str).map_or(self.edition, edition_of),
            test: declared("test").and_then(Value::as_bool).unwrap_or(tested),
        }
    }
}

/// `name.rs` and `name/main.rs` in a folder.
fn discover(folder: &Path, found: &mut Vec<(String, PathBuf)>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let Some(file) =
            path.file_name().and_then(|name| name.to_str()).filter(|name| !name.starts_with('.'))
        else {
            continue;
        };
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            let main = path.join("main.rs");
            if main.is_file() {
                found.push((file.to_owned(), main));
            }
        } else if let Some(name) = file.strip_suffix(".rs") {
            found.push((name.to_owned(), path));
        }
    }
}
