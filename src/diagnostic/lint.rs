//! What a lint is: static data. The checks are in `lints`.

use super::Level;

/// A lint's metadata; one `static` in each file of `lints`.
#[derive(Debug)]
pub struct Lint {
    /// `guard_across_await`; its code in output is `letgo::guard_across_await`.
    pub name: &'static str,
    pub group: Group,
    pub default_level: Level,
    /// One line for `list` and the README table.
    pub summary: &'static str,
    /// The release that brought it.
    pub since: &'static str,
    /// Markdown: What it does, Why is this bad?, Known problems, Example, Use instead, Configuration.
    pub docs: &'static str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// Connections and transactions.
    Guards,
    /// Rows that travel.
    Models,
    /// Off by default.
    Strict,
    /// About letgo's own annotations.
    Meta,
}

impl Group {
    pub const ALL: [Group; 4] = [Group::Guards, Group::Models, Group::Strict, Group::Meta];

    pub const fn name(self) -> &'static str {
        match self {
            Group::Guards => "guards",
            Group::Models => "models",
            Group::Strict => "strict",
            Group::Meta => "meta",
        }
    }
}

impl Lint {
    pub fn code(&self) -> String {
        format!("letgo::{}", self.name)
    }

    /// All that there is to know, as Markdown: what `explain` prints and `docs/lints` keeps.
    pub fn page(&self) -> String {
        format!(
            "# {}\n\n{}\n\nGroup `{}`, `{}` by default, since {}.\n\n{}\n",
            self.code(),
            self.summary,
            self.group.name(),
            self.default_level.as_str(),
            self.since,
            self.docs.trim(),
        )
    }

    pub fn url(&self) -> String {
        format!("{}/blob/main/docs/lints/{}.md", env!("CARGO_PKG_REPOSITORY"), self.name)
    }
}

impl PartialEq for Lint {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}
