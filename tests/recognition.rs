//! What letgo does not know in real code: calls by a name that takes a connection somewhere (in the catalogue, or in the
//! workspace that is read), of which it cannot say what is called.
//!
//! Not every such call takes a connection; each is a question to somebody who reads the code. What is answered is counted,
//! and with `LETGO_RECOGNITION_GUARDS=1` printed, too. Needs sources only, nothing is compiled:
//!
//! ```text
//! LETGO_RECOGNITION_DIRS=~/src/app:~/src/other cargo test --release --test recognition -- --ignored --nocapture
//! ```

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::Path;

use letgo::catalogue::FunctionFact;
use letgo::check::{self, Options};
use letgo::ir::{ExprId, ExprKind, Name};
use letgo::resolve::{self, BodyOwner, Callee, FunctionDef, Program, Ty};
use letgo::source::SourceMap;
use letgo::workspace::Request;

/// Names that everything has, not only what hands out connections.
const COMMON: &[&str] = &[
    "as_mut",
    "as_ref",
    "build",
    "clone",
    "default",
    "deref",
    "deref_mut",
    "from",
    "into",
    "iter",
    "lock",
    "map",
    "new",
    "next",
    "next_back",
    "open",
    "prepare",
    "query",
    "read",
    "stream",
    "take",
    "unwrap",
    "write",
];

#[derive(Default)]
struct Count {
    guards: Vec<String>,
    others: usize,
    unknown: Vec<String>,
}

fn say(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}

/// Names of functions that give a guard.
fn names(program: &Program) -> BTreeSet<Name> {
    let gives = |function: &&FunctionDef| {
        let takes = |fact: &FunctionFact| matches!(fact, FunctionFact::Acquire | FunctionFact::Derive);
        let in_catalogue = function.facts.functions.iter().any(takes);
        let is_test = program.krate(program.module(function.module).krate).is_test;
        let in_workspace = program.is_workspace_file(function.file)
            && !is_test
            && program.guard(&function.ret).is_some_and(|guard| !guard.borrowed);
        (in_catalogue || in_workspace) && !COMMON.contains(&function.name.as_str())
    };
    program.functions.iter().filter(gives).map(|function| function.name).collect()
}

fn read(root: &Path) -> Option<Count> {
    let options = Options {
        request: Request { manifest_path: None, path: Some(root.to_path_buf()), edition: None },
        ..Options::default()
    };
    let analysis = match check::analyse(&options, &|_| ()) {
        Ok(Ok(analysis)) => analysis,
        Ok(Err(_)) => {
            say(&format!("{}: its configuration is wrong", root.display()));
            return None;
        }
        Err(error) => {
            say(&format!("{}: {error:#}", root.display()));
            return None;
        }
    };
    let program = &analysis.program;
    let names = names(program);
    let mut count = Count::default();
    let is_test = |owner: &BodyOwner| {
        program.krate(program.module(program.function(owner.function).module).krate).is_test
    };
    for owner in program.bodies().filter(|owner| !is_test(owner)) {
        one(program, owner, &names, &analysis.sources.map, root, &mut count);
    }
    Some(count)
}

fn one(
    program: &Program,
    owner: BodyOwner,
    names: &BTreeSet<Name>,
    sources: &SourceMap,
    root: &Path,
    count: &mut Count,
) {
    let types = resolve::infer(program, owner);
    let body = program.body(owner.file, owner.body);
    for (index, expr) in body.exprs.iter().enumerate() {
        let id = ExprId(index as u32);
        let (name, receiver, span, arguments) = match &expr.kind {
            ExprKind::MethodCall { receiver, method, name_span, args, .. } => {
                (*method, Some(*receiver), *name_span, args.len())
            }
            ExprKind::Call { callee, args } => match &body.expr(*callee).kind {
                ExprKind::Path(path) => match path.last_name() {
                    Some(name) => (name, None, body.expr(*callee).span, args.len()),
                    None => continue,
                },
                _ => continue,
            },
            _ => continue,
        };
        if !names.contains(&name) {
            continue;
        }
        let ty = types.expr(id);
        let place = || {
            let file = sources.file(owner.file);
            let at = file.line_column(span.start);
            let path = Path::new(&file.path);
            let path = path.strip_prefix(root).unwrap_or(path).display();
            let line = file.slice(file.line_span(at.line - 1)).trim();
            let of = receiver.map_or_else(String::new, |receiver| program.display(types.expr(receiver)));
            format!("{path}:{}:{} `{name}` on `{of}`: {line}", at.line, at.column)
        };
        let given = match ty {
            Ty::Future(future) => &future.output,
            ty => ty,
        };
        if program.guard(given).is_some_and(|guard| !guard.borrowed) {
            count.guards.push(place());
            continue;
        }
        let is_known = match types.callee(id) {
            Callee::Unknown => false,
            // nothing is known of what a foreign type's methods give
            Callee::External { .. } => !["acquire", "begin", "get_conn"].contains(&name.as_str()),
            _ => !ty.is_unknown(),
        };
        // `get` with an argument is a map's
        if is_known || name == "get" && arguments > 0 {
            count.others += 1;
        } else {
            count.unknown.push(place());
        }
    }
}

#[test]
#[ignore = "on demand: needs LETGO_RECOGNITION_DIRS"]
fn what_is_not_known() {
    let Some(folders) = std::env::var_os("LETGO_RECOGNITION_DIRS") else {
        return say("SKIPPED what_is_not_known: LETGO_RECOGNITION_DIRS is not set");
    };
    let with_guards = std::env::var_os("LETGO_RECOGNITION_GUARDS").is_some();
    for root in std::env::split_paths(&folders) {
        let Some(count) = read(&root) else { continue };
        let name = root.file_name().unwrap_or_default().to_string_lossy().into_owned();
        for line in &count.unknown {
            say(&format!("{name}: unknown: {line}"));
        }
        for line in count.guards.iter().filter(|_| with_guards) {
            say(&format!("{name}: guard: {line}"));
        }
        say(&format!(
            "{name}: {} give a guard, {} do not, {} unknown",
            count.guards.len(),
            count.others,
            count.unknown.len()
        ));
    }
}
