//! What a wait means for a guard: the verdict on one leaf, and which of several counts.

use crate::catalogue::Category;
use crate::diagnostic::Certainty;

use super::holds::{Hazard, Verdict, WaitKind};
use super::spread::Step;

/// What a leaf means for a guard.
pub(super) struct Judgement {
    pub kind: WaitKind,
    pub category: Option<Category>,
    pub target: String,
    pub verdict: Verdict,
    pub why: String,
    pub chain: Vec<Step>,
    pub certainty: Certainty,
    pub bounded: bool,
    pub advice: Option<String>,
}

impl Judgement {
    pub fn is_hazard(&self) -> bool {
        matches!(self.verdict, Verdict::Hazard(_))
    }
}

pub(super) fn ok(kind: WaitKind, category: Option<Category>, target: &str, why: &str) -> Judgement {
    Judgement {
        kind,
        category,
        target: target.to_owned(),
        verdict: Verdict::Ok,
        why: why.to_owned(),
        chain: Vec::new(),
        certainty: Certainty::Certain,
        bounded: false,
        advice: None,
    }
}

pub(super) fn external(category: Category, target: &str, chain: Vec<Step>) -> Judgement {
    Judgement {
        verdict: Verdict::Hazard(Hazard::Wait),
        chain,
        ..ok(WaitKind::External, Some(category), target, "this is not its own database work")
    }
}

/// A call into a crate that nothing is known of.
pub(super) fn foreign(target: &str, chain: Vec<Step>) -> Judgement {
    Judgement {
        certainty: Certainty::Likely,
        why: "this is not its own database work, as far as can be seen".to_owned(),
        ..external(Category::Unknown, target, chain)
    }
}

/// A call that could not be resolved, and does not speak of the guard: most probably not its own work, but that is
/// only possible.
pub(super) fn unresolved(target: &str, chain: Vec<Step>) -> Judgement {
    let last = chain.last().map_or(target, |step| &*step.target).to_owned();
    Judgement {
        certainty: Certainty::Possible,
        why: format!("`{last}` could not be resolved; as far as can be seen it is not its own database work"),
        ..external(Category::Unknown, target, chain)
    }
}

/// The first of those that count most.
pub(super) fn worst(judged: impl Iterator<Item = Judgement>) -> Option<Judgement> {
    judged.reduce(|worst, next| if rank(&next) > rank(&worst) { next } else { worst })
}

/// Hazards before holds that are fine; a second connection before any other wait.
fn rank(judgement: &Judgement) -> u8 {
    match judgement.verdict {
        Verdict::Hazard(_) if judgement.certainty == Certainty::Possible => 3,
        Verdict::Hazard(Hazard::Acquire { same_handle: true }) => 6,
        Verdict::Hazard(Hazard::Wait) => 5,
        Verdict::Hazard(_) => 4,
        Verdict::Ok if judgement.kind == WaitKind::External => 2,
        Verdict::Ok => 1,
    }
}
