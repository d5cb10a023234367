//! Findings as data: what a lint says, before anybody decides how it looks.
//!
//! Lints make [`Diagnostic`]s, `check` collects them into a [`Report`], renderers show it. Nothing here reads files,
//! knows a lint by name or prints.

pub mod baseline;
mod fingerprint;
mod holds;
mod level;
mod lint;
mod report;
pub mod suppress;

pub use fingerprint::{Fingerprint, identify};
pub use holds::HoldRow;
pub use level::{Level, LevelSource};
pub use lint::{Group, Lint};
pub use report::{Report, Summary, Unit};

use serde::{Deserialize, Serialize};

use crate::source::{Place, Span};

/// One finding or problem.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Diagnostic {
    /// `None` for problems of the run itself (a file that does not parse, a panic in one function).
    #[serde(skip)]
    pub lint: Option<&'static Lint>,
    pub level: Level,
    pub certainty: Certainty,
    /// One sentence: what is held and what is waited for.
    pub message: String,
    /// The wait, or the place where a model goes.
    pub primary: Label,
    /// Where the guard is taken, the calls on the way, where it is let go.
    pub secondary: Vec<Label>,
    /// Why it is still alive there, and other facts; without a place of their own.
    pub notes: Vec<String>,
    /// The ways out, best first.
    pub helps: Vec<Help>,
    /// The item that it is in, as a path within the crate (`orders::Service::ship`); part of the fingerprint.
    pub item: String,
    /// What stays the same when lines are added above.
    pub fingerprint: Fingerprint,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Label {
    pub place: Place,
    pub text: String,
    pub role: Role,
}

/// What a secondary label is in the story.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Role {
    /// Where it begins: a guard is taken, a model read.
    Start,
    /// A call on the way from the wait down to what waits.
    Call,
    #[default]
    Aside,
}

/// A way out, perhaps with the edit that takes it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Help {
    pub text: String,
    pub edits: Vec<Edit>,
    pub applicability: Applicability,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Edit {
    pub place: Place,
    pub replacement: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Applicability {
    /// The meaning is certain: `--fix` applies it.
    MachineApplicable,
    /// Offered, not applied.
    MaybeIncorrect,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Certainty {
    /// Shown only on request.
    Possible,
    /// One step by a name or a heuristic.
    Likely,
    /// Types resolved, path shown.
    Certain,
}

impl Label {
    pub fn new(place: Place, text: impl Into<String>) -> Self {
        Self { place, text: text.into(), role: Role::Aside }
    }

    #[must_use]
    pub fn with_role(self, role: Role) -> Self {
        Self { role, ..self }
    }
}

impl Help {
    /// Advice that comes with its edits: all of them together, or none.
    pub fn edits(text: impl Into<String>, applicability: Applicability, edits: Vec<Edit>) -> Self {
        Self { text: text.into(), edits, applicability }
    }

    /// Advice without an edit.
    pub fn text(text: impl Into<String>) -> Self {
        Self { text: text.into(), edits: Vec::new(), applicability: Applicability::MaybeIncorrect }
    }
}

impl Diagnostic {
    pub fn new(
        lint: &'static Lint,
        certainty: Certainty,
        primary: Label,
        message: impl Into<String>,
    ) -> Self {
        Self {
            lint: Some(lint),
            level: lint.default_level,
            certainty,
            message: message.into(),
            primary,
            secondary: Vec::new(),
            notes: Vec::new(),
            helps: Vec::new(),
            item: String::new(),
            fingerprint: Fingerprint::default(),
        }
    }

    /// A problem of the run: shown as a warning, never fails it.
    pub fn problem(place: Place, message: impl Into<String>) -> Self {
        Self {
            lint: None,
            level: Level::Warn,
            certainty: Certainty::Certain,
            message: message.into(),
            primary: Label::new(place, String::new()),
            secondary: Vec::new(),
            notes: Vec::new(),
            helps: Vec::new(),
            item: String::new(),
            fingerprint: Fingerprint::default(),
        }
    }

    /// The way from where it begins to where it waits; empty when it has no known beginning.
    pub fn way(&self) -> Vec<&Label> {
        let of = |role| self.secondary.iter().filter(move |label| label.role == role);
        let mut way: Vec<&Label> = of(Role::Start).collect();
        if !way.is_empty() {
            way.push(&self.primary);
            way.extend(of(Role::Call));
        }
        way
    }

    /// The first way out whose meaning is certain, with its edits: what `--fix` takes.
    pub fn certain_way_out(&self) -> Option<&Help> {
        let is_certain =
            |help: &&Help| help.applicability == Applicability::MachineApplicable && !help.edits.is_empty();
        self.helps.iter().find(is_certain)
    }

    /// Order of output: file, offset, lint name, message.
    pub fn sort_key(&self) -> (Place, &str, &str) {
        (self.primary.place, self.lint.map_or("", |lint| lint.name), &self.message)
    }

    pub fn span(&self) -> Span {
        self.primary.place.span
    }

    /// All places that it speaks of.
    pub fn places(&self) -> impl Iterator<Item = Place> + '_ {
        let labels = std::iter::once(&self.primary).chain(&self.secondary).map(|label| label.place);
        labels.chain(self.helps.iter().flat_map(|help| &help.edits).map(|edit| edit.place))
    }
}
