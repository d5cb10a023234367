//! Exit status.

use std::process::ExitCode;

/// How the run ended; a greater one is worse.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Exit(u8);

impl Exit {
    /// Nothing at deny level.
    pub const CLEAN: Self = Self(0);
    /// At least one finding at deny level.
    pub const FINDINGS: Self = Self(1);
    /// Usage, configuration, no such manifest.
    pub const COULD_NOT_RUN: Self = Self(2);

    /// Of a command that ran after us; one that a signal ended counts as one that could not run.
    pub fn of(status: std::process::ExitStatus) -> Self {
        status.code().map_or(Self::COULD_NOT_RUN, |code| Self(u8::try_from(code).unwrap_or(u8::MAX)))
    }

    pub fn worse(self, other: Self) -> Self {
        self.max(other)
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.0)
    }
}
