//! letgo finds database connections held across `.await`, and models passed where an id is enough.
//!
//! ```text
//! workspace ─▶ syntax ─▶ resolve ─▶ flow ─▶ effects ─▶ lints ─▶ diagnostic ─▶ render
//! ```
//!
//! # Code map
//!
//! | module | from → to |
//! | --- | --- |
//! | [`workspace`] | a manifest path → packages, targets, files; reads the disk |
//! | [`syntax`] | text → [`ir`]; the only place that names syn, quote and proc-macro2 |
//! | [`catalogue`] | what is known of database crates and of long calls, as Rust headers |
//! | [`resolve`] | IRs → one immutable program: names, types, types of every expression |
//! | [`flow`] | a body → a graph of scopes, moves and drops → which guard may be alive at which wait |
//! | [`effects`] | calls → what they wait for, acquire, consume |
//! | [`models`] | which structs mirror rows, what is used of them, where they travel |
//! | [`lints`] | holds and effects → diagnostics; one file each |
//! | [`diagnostic`], [`config`] | a finding as data; levels, suppressions |
//! | [`render`] | one file an output format |
//! | [`fix`] | edits of findings applied to texts |
//! | [`check`](mod@check) | the pipeline as one function |
//! | [`lsp`] | the language server: the same pipeline over what the editor has in its buffers |
//! | [`cli`] | arguments, status lines, exit status |
//!
//! # Invariants
//!
//! - No syn type or span outside `syntax`. IR is a value tied to one file.
//! - Bad input never ends the run: every stage returns what it could do, and the problems.
//! - A lint sees one body, the program and the effects; it returns diagnostics and touches nothing else.
//! - Positions are byte spans until a renderer turns them into lines and columns.
//! - No clock, environment or working directory outside `cli` and `workspace`: same input, same output, same order.
//! - Nothing is followed by a bare name alone: a call is either resolved or unknown.

pub mod catalogue;
pub mod check;
pub mod cli;
pub mod config;
pub mod diagnostic;
pub mod effects;
pub mod fix;
pub mod flow;
pub mod ir;
pub mod lints;
pub mod lsp;
pub mod models;
pub mod render;
pub mod resolve;
pub mod source;
mod store;
pub mod syntax;
pub mod workspace;
