//! Every hold of every recognised guard as data, the harmless ones too: what the `holds` command shows.

use crate::source::Place;

/// One guard at one wait.
#[derive(Debug, Clone)]
pub struct HoldRow {
    /// `Shop::buy`
    pub function: String,
    /// The whole function.
    pub body: Place,
    /// None for a temporary.
    pub guard_name: Option<String>,
    pub guard_type: String,
    /// How the type was recognised, outermost first; one entry when the type itself is known.
    pub guard_via: Vec<String>,
    /// The binding, or the expression that makes a temporary.
    pub guard: Place,
    /// Where it may be let go, and how, in order; empty for what others own and for temporaries.
    pub ends: Vec<(Place, String)>,
    pub borrowed: bool,
    pub derived: bool,
    /// The word `await`.
    pub wait: Place,
    /// `query release acquire external call yield blocking`
    pub kind: &'static str,
    pub category: Option<&'static str>,
    pub target: String,
    pub hazard: bool,
    pub why: String,
}
