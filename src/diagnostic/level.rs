//! Levels, and where a level came from.

use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    Allow,
    Warn,
    Deny,
    /// As deny, and no suppression in the source lowers it.
    Forbid,
}

impl Level {
    pub const fn as_str(self) -> &'static str {
        match self {
            Level::Allow => "allow",
            Level::Warn => "warn",
            Level::Deny => "deny",
            Level::Forbid => "forbid",
        }
    }

    /// The word at the head of a message: `warning`, `error`.
    pub const fn severity(self) -> &'static str {
        match self {
            Level::Allow | Level::Warn => "warning",
            Level::Deny | Level::Forbid => "error",
        }
    }
}

/// Who set a level; later ones win.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LevelSource {
    Default,
    /// `letgo.toml`
    File,
    /// `[workspace.metadata.letgo]`
    Workspace,
    /// `[package.metadata.letgo]`
    Package,
    /// The flag as typed: `-D letgo::nested_acquire`, `-D warnings`.
    Flag(String),
}
