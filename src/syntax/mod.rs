//! Text to IR. The only place that names syn, quote and proc-macro2.
//!
//! A file is parsed and lowered in one go, on one thread, and everything of syn is dropped before [`lower`] returns:
//! syntax trees are `!Send` and their span table is per thread. Callers give the thread a large stack (128 MiB), since
//! syn and the lowering recurse with the nesting of the source; what is nested deeper than [`depth::MAX_DEPTH`] or
//! [`depth::MAX_CHAIN`] is refused before it is parsed. Nobody else may tell proc-macro2 to forget its spans on such a
//! thread.
//!
//! No name is resolved here except variables: those are lexical, and only the parser sees the scopes.

mod adts;
mod around;
mod attrs;
mod body;
mod cfg;
mod comments;
mod containers;
mod depth;
mod expand;
mod expand_items;
mod expr;
mod functions;
mod imports;
mod item;
mod left_out;
mod lex;
mod macros;
mod names;
mod outline;
mod parse;
mod pat;
mod plain;
mod rules;
mod scan;
mod shape;
mod silence;
mod spans;
mod tokens;
mod told;
mod ty;
mod words;

pub use cfg::CfgOptions;
pub use expand::{KnownRules, MacroSource, Macros, calls_macro, expand, hidden, is_known_macro, krate_name};
pub use expand_items::expand_items;
pub use shape::shape;
pub use told::{Told, told};

use std::sync::Arc;

use crate::ir::{Bodies, Body, FileIr, Problem, ReadBody};
use crate::source::Span;

use item::Lowering;
use spans::Spans;

/// Runs what may panic; a panic becomes a sentence.
pub type Guarded = fn(&mut dyn FnMut()) -> Result<(), String>;

/// Lowers one file. A file that does not parse is an empty [`FileIr`] with one problem.
pub fn lower(text: &str, options: &CfgOptions) -> FileIr {
    let mut silenced = silence::Found::default();
    let ir = match parse::parse(text) {
        Ok(file) => {
            silenced = silence::find(text, options);
            // of a whole file nothing is lost
            item::lower_file(&file, Lowering::new(Spans::new(text), *options)).unwrap_or_default()
        }
        Err(problem) => FileIr { problems: vec![problem], ..FileIr::default() },
    };
    lex::done_with_places();
    finish(text, ir, silenced)
}

/// Lowers a header of the catalogue: nothing in it is silenced, and nobody reads its bodies.
pub fn lower_header(text: &str) -> FileIr {
    let options = CfgOptions { test: false };
    let outline = outline::outline(text, &options).unwrap_or_default();
    let no_body =
        |span, _: Option<&Body>| Err(Problem { span, message: "a header has no bodies".to_owned() });
    lower_outlined(text, &options, outline, Arc::new(no_body)).unwrap_or_else(|| lower(text, &options))
}

/// The same as [`lower`], but bodies that may never matter are read when they are asked for. A body that does not parse is a problem
/// then, and of that body only.
pub fn lower_lazily(text: &Arc<str>, options: &CfgOptions, guarded: Guarded) -> FileIr {
    // what a suppression covers is known by the statements
    let outline = if text.contains("letgo:") { None } else { outline::outline(text, options) };
    let Some(outline) = outline else { return lower(text, options) };
    let (source, of_body) = (Arc::clone(text), *options);
    let read = move |span: Span, items: Option<&Body>| {
        let mut body = Err(Problem { span, message: String::new() });
        match guarded(&mut || body = lower_body(&source, span, &of_body, items)) {
            Ok(()) => body,
            Err(message) => Err(Problem { span, message }),
        }
    };
    match lower_outlined(text, options, outline, Arc::new(read)) {
        Some(ir) => finish(text, ir, silence::Found::default()),
        // a problem is told by those who read the whole file
        None => lower(text, options),
    }
}

/// None when what the outline leaves does not parse, or more was left out than is known.
fn lower_outlined(
    text: &str,
    options: &CfgOptions,
    outline: outline::Outline,
    read: Arc<ReadBody>,
) -> Option<FileIr> {
    let file = parse::outlined(text, &outline.left_out)?;
    let mut lowering = Lowering::new(Spans::in_bytes(text, 0), *options);
    lowering.scanned = outline.bodies;
    lowering.imports = outline.imports;
    lowering.signatures = outline.signatures;
    lowering.left_out = outline.items.into();
    lowering.bodies = Bodies::with_deferred(outline.words, read);
    let ir = item::lower_file(&file, lowering);
    lex::done_with_places();
    ir
}

fn finish(text: &str, mut ir: FileIr, silenced: silence::Found) -> FileIr {
    ir.suppressions.extend(comments::suppressions(text, &ir));
    ir.suppressions.extend(silenced.suppressions);
    let excluded = |at: u32| silenced.excluded.iter().any(|span| span.contains(at));
    ir.suppressions.retain(|suppression| !excluded(suppression.span.start));
    ir.suppressions.sort_by_key(|suppression| suppression.span);
    ir.counts.lines = lines(text);
    ir
}

fn lines(text: &str) -> u32 {
    let ends = memchr::memchr_iter(b'\n', text.as_bytes()).count();
    (ends + usize::from(!text.is_empty() && !text.ends_with('\n'))) as u32
}

/// Lowers one body: `span` is from the start of its signature to its closing brace; `items` has its blocks with items.
fn lower_body(text: &str, span: Span, options: &CfgOptions, items: Option<&Body>) -> Result<Body, Problem> {
    let part = text.get(span.start as usize..span.end as usize).unwrap_or("");
    let body = parse::function(part, span.start).map(|(sig, block, spans)| {
        let mut lowering = Lowering::new(spans, *options);
        lowering.known_scopes = Some(items.map(Body::block_scopes).unwrap_or_default());
        lowering.body_of(&sig, &block)
    });
    lex::done_with_places();
    body
}
