//! The level of each lint: flag over package over workspace over file over default.

use rustc_hash::FxHashMap;

use super::file::Layer;
use crate::diagnostic::{Group, Level, LevelSource, Lint};

/// `-D letgo::nested_acquire`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LevelFlag {
    pub level: Level,
    /// Lint, group or `warnings`; with or without `letgo::`.
    pub name: String,
    /// As typed, for messages.
    pub typed: String,
}

impl LevelFlag {
    pub fn new(letter: char, level: Level, name: &str) -> Self {
        Self { level, name: name.to_owned(), typed: format!("-{letter} {name}") }
    }
}

/// One `[lints]` table: names as written (without `letgo::`) and their levels.
pub type LevelTable = Vec<(String, Level)>;

/// Resolves levels. Built once, asked per finding.
#[derive(Debug, Default)]
pub struct Levels {
    tables: Vec<(Layer, LevelTable)>,
    flags: Vec<LevelFlag>,
}

/// What a name in a flag or table stands for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Meaning {
    Lint(&'static Lint),
    Group(Group),
    /// Every lint that is at `warn`.
    Warnings,
}

pub(super) fn meaning(name: &str, lints: &[&'static Lint]) -> Option<Meaning> {
    let name = name.strip_prefix("letgo::").unwrap_or(name).replace('-', "_");
    if name == "warnings" {
        return Some(Meaning::Warnings);
    }
    let lint = lints.iter().find(|lint| lint.name == name).map(|lint| Meaning::Lint(lint));
    lint.or_else(|| Group::ALL.into_iter().find(|group| group.name() == name).map(Meaning::Group))
}

/// Whether a flag may name this: a lint, a group or `warnings`.
pub fn is_known(name: &str, lints: &[&'static Lint]) -> bool {
    meaning(name, lints).is_some()
}

/// The lint, group or `warnings` that a mistyped name was probably meant to be.
pub(super) fn nearest_lint(name: &str, lints: &[&'static Lint]) -> Option<&'static str> {
    let name = name.strip_prefix("letgo::").unwrap_or(name);
    let names = lints.iter().map(|lint| lint.name).chain(Group::ALL.map(Group::name)).chain(["warnings"]);
    super::nearest(name, names)
}

impl Levels {
    /// An error is a usage error: a flag that names no lint.
    pub fn new(
        lints: &[&'static Lint],
        tables: Vec<(Layer, LevelTable)>,
        flags: Vec<LevelFlag>,
    ) -> Result<Self, String> {
        for flag in &flags {
            if meaning(&flag.name, lints).is_none() {
                let hint = nearest_lint(&flag.name, lints)
                    .map(|name| format!("\n\nhelp: a lint or group with a similar name exists: `{name}`"));
                return Err(format!(
                    "unknown lint `{}` in `{}`{}",
                    flag.name,
                    flag.typed,
                    hint.unwrap_or_else(|| "\n\nhelp: `cargo letgo list` shows all lints".to_owned())
                ));
            }
        }
        Ok(Self { tables, flags })
    }

    /// The level of a lint in a package, before suppressions in the source, and who set it.
    pub fn level(&self, lint: &'static Lint, package: Option<usize>) -> (Level, LevelSource) {
        let mut level = lint.default_level;
        let mut source = LevelSource::Default;
        for (layer, table) in &self.tables {
            if matches!(layer, Layer::Package(of) if Some(*of) != package) {
                continue;
            }
            // within a table a lint's own entry says more than its group's, and both more than `warnings`
            for rank in [rank_of_group, rank_of_lint, rank_of_warnings] {
                for (name, value) in table {
                    if rank(name, lint, level) {
                        level = *value;
                        source = layer.source();
                    }
                }
            }
        }
        let mut forbidden = false;
        let mut warnings = None;
        for flag in &self.flags {
            match meaning(&flag.name, &[lint]) {
                Some(Meaning::Warnings) => warnings = Some(flag),
                Some(Meaning::Group(group)) if group != lint.group => {}
                Some(_) if !forbidden => {
                    level = flag.level;
                    source = LevelSource::Flag(flag.typed.clone());
                    forbidden = level == Level::Forbid;
                }
                _ => {}
            }
        }
        if let Some(flag) = warnings
            && level == Level::Warn
            && flag.level != Level::Warn
        {
            level = flag.level;
            source = LevelSource::Flag(flag.typed.clone());
        }
        (level, source)
    }

    /// The level of every lint of a table for one package.
    pub fn all(
        &self,
        lints: &[&'static Lint],
        package: Option<usize>,
    ) -> FxHashMap<&'static str, (Level, LevelSource)> {
        lints.iter().map(|lint| (lint.name, self.level(lint, package))).collect()
    }
}

fn rank_of_group(name: &str, lint: &'static Lint, _: Level) -> bool {
    meaning(name, &[lint]) == Some(Meaning::Group(lint.group))
}

fn rank_of_lint(name: &str, lint: &'static Lint, _: Level) -> bool {
    meaning(name, &[lint]) == Some(Meaning::Lint(lint))
}

fn rank_of_warnings(name: &str, lint: &'static Lint, level: Level) -> bool {
    level == Level::Warn && meaning(name, &[lint]) == Some(Meaning::Warnings)
}

#[cfg(test)]
mod tests {
    use super::*;

    static HELD: Lint = Lint {
        name: "guard_across_await",
        group: Group::Guards,
        default_level: Level::Warn,
        summary: "",
        since: "0.1.0",
        docs: "",
    };
    static STRICT: Lint = Lint {
        name: "model_across_await",
        group: Group::Strict,
        default_level: Level::Allow,
        summary: "",
        since: "0.1.0",
        docs: "",
    };

    fn level(
        lint: &'static Lint,
        tables: &[(Layer, &str, Level)],
        flags: &[(char, &str)],
    ) -> (Level, String) {
        let tables = tables.iter().map(|(layer, name, level)| (*layer, vec![((*name).to_owned(), *level)]));
        let flags = flags.iter().map(|(letter, name)| {
            let level = match letter {
                'A' => Level::Allow,
                'W' => Level::Warn,
                'D' => Level::Deny,
                _ => Level::Forbid,
            };
            LevelFlag::new(*letter, level, name)
        });
        let levels = Levels::new(&[&HELD, &STRICT], tables.collect(), flags.collect()).expect("known lints");
        let (level, source) = levels.level(lint, Some(0));
        (level, format!("{source:?}"))
    }

    #[test]
    fn the_nearest_setting_wins() {
        let tables = [
            (Layer::File, "guard_across_await", Level::Allow),
            (Layer::Workspace, "guards", Level::Deny),
            (Layer::Package(1), "guard_across_await", Level::Allow),
        ];
        assert_eq!(level(&HELD, &[], &[]), (Level::Warn, "Default".to_owned()));
        assert_eq!(level(&HELD, &tables[..1], &[]), (Level::Allow, "File".to_owned()));
        assert_eq!(level(&HELD, &tables, &[]), (Level::Deny, "Workspace".to_owned()));
        assert_eq!(level(&HELD, &tables, &[('W', "letgo::guards")]).0, Level::Warn);
    }

    #[test]
    fn flags_work_as_in_rustc() {
        assert_eq!(
            level(&HELD, &[], &[('D', "warnings")]),
            (Level::Deny, "Flag(\"-D warnings\")".to_owned())
        );
        assert_eq!(level(&STRICT, &[], &[('D', "warnings")]).0, Level::Allow);
        assert_eq!(level(&STRICT, &[], &[('D', "warnings"), ('W', "strict")]).0, Level::Deny);
        assert_eq!(level(&HELD, &[], &[('A', "warnings")]).0, Level::Allow);
        assert_eq!(level(&HELD, &[], &[('F', "guards"), ('A', "guard_across_await")]).0, Level::Forbid);
        assert_eq!(level(&HELD, &[], &[('D', "guards"), ('A', "guard_across_await")]).0, Level::Allow);
    }

    #[test]
    fn a_mistyped_lint_is_named() {
        let flags = vec![LevelFlag::new('D', Level::Deny, "letgo::guard_accross_await")];
        let error = Levels::new(&[&HELD], Vec::new(), flags).expect_err("no such lint");
        assert!(error.contains("`guard_across_await`"), "{error}");
    }
}
