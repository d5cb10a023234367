//! Which packages and targets are meant: cargo's selection flags.

use std::str::FromStr;

use anyhow::{Result, bail};

use super::{Package, Target, TargetKind, Workspace};

/// The flags as given.
#[derive(Debug, Clone, Default)]
#[expect(clippy::struct_excessive_bools, reason = "one flag each")]
pub struct Selection {
    /// `-p`: names, `name@version`, full ids, names with `*` and `?`.
    pub packages: Vec<String>,
    pub workspace: bool,
    pub exclude: Vec<String>,
    pub lib: bool,
    pub bins: bool,
    pub bin: Vec<String>,
    pub examples: bool,
    pub example: Vec<String>,
    pub tests: bool,
    pub test: Vec<String>,
    pub benches: bool,
    pub bench: Vec<String>,
    pub all_targets: bool,
    pub shard: Option<Shard>,
}

/// `--shard 2/5`: of all packages in order, every fifth from the second on. All shards together find what one run does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shard {
    /// From 0.
    pub index: usize,
    pub of: usize,
}

impl FromStr for Shard {
    type Err = &'static str;

    fn from_str(text: &str) -> std::result::Result<Self, Self::Err> {
        let number = |text: &str| text.parse::<usize>().ok();
        let parts = text.split_once('/').and_then(|(index, of)| Some((number(index)?, number(of)?)));
        match parts {
            Some((index, of)) if 1 <= index && index <= of => Ok(Self { index: index - 1, of }),
            _ => Err("a shard is I/N with I from 1 to N, as `2/5`"),
        }
    }
}

/// One crate to load.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choice {
    /// Indices into the workspace.
    pub package: usize,
    pub target: usize,
    pub cfg_test: bool,
    /// Otherwise it is loaded only because others may call it.
    pub selected: bool,
}

impl Selection {
    /// The crates to load: the selected targets, and the libraries of all other members.
    pub fn choose(&self, workspace: &Workspace) -> Result<Vec<Choice>> {
        let chosen = self.chosen_packages(workspace)?;
        self.check_names(workspace, &chosen)?;
        let mut choices = Vec::new();
        for (package_index, package) in workspace.packages.iter().enumerate() {
            for (target_index, target) in package.targets.iter().enumerate() {
                let selected = chosen[package_index] && self.wants(target);
                if selected || target.kind == TargetKind::Library {
                    choices.push(Choice {
                        package: package_index,
                        target: target_index,
                        cfg_test: selected && self.with_tests(target),
                        selected,
                    });
                }
            }
        }
        if let Some(shard) = self.shard {
            // the others are loaded as if they were checked, so that what is found here does not depend on the shard
            let mut packages: Vec<usize> =
                choices.iter().filter(|choice| choice.selected).map(|choice| choice.package).collect();
            packages.dedup();
            for choice in &mut choices {
                let place = packages.binary_search(&choice.package);
                choice.selected &= place.is_ok_and(|place| place % shard.of == shard.index);
            }
        }
        Ok(choices)
    }

    fn chosen_packages(&self, workspace: &Workspace) -> Result<Vec<bool>> {
        let mut chosen = match &workspace.focus {
            _ if self.workspace || !self.packages.is_empty() => {
                workspace.packages.iter().map(|package| package.is_member && self.workspace).collect()
            }
            Some(focus) => focus.clone(),
            None => workspace.packages.iter().map(|package| package.is_member).collect(),
        };
        for (specs, value) in [(&self.packages, true), (&self.exclude, false)] {
            for spec in specs {
                let mut found = false;
                for (package, chosen) in workspace.packages.iter().zip(&mut chosen) {
                    if package.is_member && names(spec, package) {
                        *chosen = value;
                        found = true;
                    }
                }
                if !found {
                    let names = workspace.packages.iter().map(|package| package.name.as_str());
                    bail!("package `{spec}` is not a member of this workspace{}", nearest(spec, names));
                }
            }
        }
        Ok(chosen)
    }

    /// A target that is asked for by name must be there.
    fn check_names(&self, workspace: &Workspace, chosen: &[bool]) -> Result<()> {
        for (wanted, kind, word) in [
            (&self.bin, TargetKind::Binary, "bin"),
            (&self.example, TargetKind::Example, "example"),
            (&self.test, TargetKind::Test, "test"),
            (&self.bench, TargetKind::Bench, "bench"),
        ] {
            let packages = workspace.packages.iter().zip(chosen).filter(|&(_, &chosen)| chosen);
            let there: Vec<&str> = packages
                .flat_map(|(package, _)| &package.targets)
                .filter(|target| target.kind == kind)
                .map(|target| target.name.as_str())
                .collect();
            for name in wanted {
                if !there.iter().any(|target| matches_glob(name, target)) {
                    let hint = nearest(name, there.iter().copied());
                    bail!("no {word} target named `{name}` in the selected packages{hint}");
                }
            }
        }
        Ok(())
    }

    fn wants(&self, target: &Target) -> bool {
        let named = |names: &[String]| names.iter().any(|name| matches_glob(name, &target.name));
        match target.kind {
            TargetKind::BuildScript => false,
            _ if self.all_targets => true,
            TargetKind::Library => self.is_default() || self.lib || (self.tests && target.test),
            TargetKind::Binary => {
                self.is_default() || self.bins || named(&self.bin) || (self.tests && target.test)
            }
            TargetKind::Example => self.examples || named(&self.example) || (self.tests && target.test),
            TargetKind::Test => self.tests || named(&self.test),
            TargetKind::Bench => self.benches || named(&self.bench),
        }
    }

    /// No flag chooses targets: libraries and binaries.
    fn is_default(&self) -> bool {
        let flags = [self.lib, self.bins, self.examples, self.tests, self.benches, self.all_targets];
        let names = [&self.bin, &self.example, &self.test, &self.bench];
        !flags.contains(&true) && names.iter().all(|names| names.is_empty())
    }

    fn with_tests(&self, target: &Target) -> bool {
        match target.kind {
            TargetKind::Test | TargetKind::Bench => true,
            _ => (self.tests || self.all_targets) && target.test,
        }
    }
}

/// Whether a `-p` value means this package.
fn names(spec: &str, package: &Package) -> bool {
    if spec == package.id {
        return true;
    }
    // `path+file:///ws/crate`, with or without `#name@version`
    if spec.contains("://") {
        let (url, fragment) = spec.split_once('#').map_or((spec, None), |(url, rest)| (url, Some(rest)));
        let own_url = package.id.split('#').next().unwrap_or_default();
        return url == own_url
            && fragment.is_none_or(|fragment| fragment == package.version || names(fragment, package));
    }
    match spec.split_once(['@', ':']) {
        Some((name, version)) => {
            let parts = |version: &str| version.split('.').map(str::to_owned).collect::<Vec<_>>();
            matches_glob(name, &package.name) && parts(&package.version).starts_with(&parts(version))
        }
        None => matches_glob(spec, &package.name),
    }
}

/// `*` and `?` as cargo allows them in names.
pub(super) fn matches_glob(pattern: &str, name: &str) -> bool {
    match pattern.split_once('*') {
        None => {
            pattern.len() == name.len() && pattern.bytes().zip(name.bytes()).all(|(p, n)| p == b'?' || p == n)
        }
        Some((head, tail)) => {
            name.is_char_boundary(head.len().min(name.len()))
                && name.len() >= head.len()
                && matches_glob(head, &name[..head.len()])
                && (head.len()..=name.len())
                    .filter(|&at| name.is_char_boundary(at))
                    .any(|at| matches_glob(tail, &name[at..]))
        }
    }
}

/// `, did you mean …?` when a name is near enough.
fn nearest<'a>(word: &str, names: impl Iterator<Item = &'a str>) -> String {
    match crate::config::nearest(word, names) {
        Some(name) => format!("\n\nhelp: a similar name exists: `{name}`"),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::Edition;
    use std::path::PathBuf;

    fn package() -> Package {
        Package {
            name: "my-app".to_owned(),
            version: "1.2.3".to_owned(),
            id: "path+file:///ws/app#my-app@1.2.3".to_owned(),
            manifest_path: PathBuf::from("/ws/app/Cargo.toml"),
            edition: Edition::E2024,
            dependencies: Vec::new(),
            targets: Vec::new(),
            has_metadata: false,
            is_member: true,
        }
    }

    #[test]
    fn a_package_has_many_names() {
        for spec in [
            "my-app",
            "my-app@1.2.3",
            "my-app@1.2",
            "my-app:1.2.3",
            "my-*",
            "m?-app",
            "path+file:///ws/app#my-app@1.2.3",
            "path+file:///ws/app",
            "path+file:///ws/app#1.2.3",
        ] {
            assert!(names(spec, &package()), "{spec}");
        }
        for spec in ["my-ap", "my-app@1.3", "my-app@1.2.30", "path+file:///ws#my-app@1.2.3", "*-lib", "ö*"] {
            assert!(!names(spec, &package()), "{spec}");
        }
    }

    #[test]
    fn shards_are_counted_from_one() {
        assert_eq!("2/5".parse(), Ok(Shard { index: 1, of: 5 }));
        assert_eq!("1/1".parse(), Ok(Shard { index: 0, of: 1 }));
        for wrong in ["0/2", "3/2", "1", "1/0", "a/b", "", "1/2/3", "-1/2"] {
            assert!(wrong.parse::<Shard>().is_err(), "{wrong}");
        }
    }
}
