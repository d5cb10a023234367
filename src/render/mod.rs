//! Reports as text: one file an output format.
//!
//! A renderer turns byte spans into lines and columns in its format's own unit, and knows nothing of how a finding came
//! about.

pub mod cargo_json;
pub mod github;
pub mod gitlab;
pub mod holds;
pub mod human;
pub mod rdjson;
pub mod sarif;
pub mod short;
