//! What the guard lints say alike: what is held, where it was taken, the way down to the wait, why it is still alive.
//!
//! Lower case, no full stop, backticks round code.

use crate::catalogue::{Category, GuardKind};
use crate::diagnostic::{Diagnostic, Help, Label, Role};
use crate::effects::{Caller, HeldGuard, Hold};
use crate::flow::SlotKind;

use super::{Context, edits};

/// "the transaction `tx`", "a temporary connection", "a row stream" that was moved into what is awaited
pub(super) fn guard(guard: &HeldGuard) -> String {
    match &guard.name {
        Some(name) => format!("{} `{name}`", guard.kind.noun()),
        None if matches!(guard.slot, SlotKind::Awaited(_)) => format!("a {}", guard.kind.noun()),
        None => format!("a temporary {}", guard.kind.noun()),
    }
}

/// "a network call"
pub(super) fn wait(category: Category) -> &'static str {
    match category {
        Category::Network => "a network call",
        Category::Timer => "a timer",
        Category::Channel => "a channel",
        Category::Lock => "a lock",
        Category::Task => "another task",
        Category::Process => "a process",
        Category::File => "file access",
        Category::Broker => "a message broker",
        Category::Database => "another database connection",
        Category::Blocking => "work on the blocking pool",
        Category::Client => "the client",
        Category::Unknown => "a call that is not database work on it, as far as can be seen",
    }
}

/// More callers than this are told as a number.
const CALLERS: usize = 16;

/// The calls that pass a borrowed guard down to where it is held, nearest first.
fn callers<'c>(cx: &'c Context<'_>, hold: &Hold) -> Vec<&'c Caller> {
    match hold.guard.slot {
        SlotKind::Parameter(Some(local)) if hold.guard.borrowed => {
            cx.callers.leading_to(cx.program, hold.function, local)
        }
        _ => Vec::new(),
    }
}

/// Where the guard comes from, the calls down to the wait, and where it is used again.
pub(super) fn places(diagnostic: &mut Diagnostic, cx: &Context<'_>, hold: &Hold) {
    let guard = &hold.guard;
    let name = guard
        .name
        .as_deref()
        .map_or_else(|| format!("this {}", guard.kind.noun()), |name| format!("`{name}`"));
    let taken = match guard.slot {
        SlotKind::Parameter(_) if guard.borrowed => {
            Label::new(guard.place, format!("{name} is the caller's, who holds it for the whole call"))
        }
        SlotKind::Parameter(_) => {
            Label::new(guard.place, format!("{name} is held from the start of the function"))
        }
        SlotKind::Awaited(_) => Label::new(guard.place, format!("{name} is in what is awaited here")),
        SlotKind::Capture(_) => Label::new(guard.place, format!("{name} is captured from here")),
        _ => Label::new(guard.taken.unwrap_or(guard.place), format!("{name} is taken here")),
    };
    diagnostic.secondary.push(taken.with_role(Role::Start));
    for (index, step) in hold.chain.iter().enumerate() {
        if !cx.program.is_workspace_file(step.place.file) {
            continue;
        }
        let last = index + 1 == hold.chain.len();
        let text = if last {
            format!("the wait is here: `{}`", step.target)
        } else {
            format!("which calls `{}`", step.target)
        };
        diagnostic.secondary.push(Label::new(step.place, text).with_role(Role::Call));
    }
    if let Some(polled) = hold.polled {
        let text = "the block runs here, when it is awaited".to_owned();
        diagnostic.secondary.push(Label::new(polled, text).with_role(Role::Call));
    }
    for caller in callers(cx, hold).into_iter().take(CALLERS) {
        let name = caller.name.as_deref().map_or_else(String::new, |name| format!(" `{name}`"));
        let owner = cx.program.function_name(caller.function);
        diagnostic.secondary.push(Label::new(caller.place, format!("`{owner}` holds{name} over this call")));
    }
    if let Some(again) = guard.used_again {
        diagnostic.secondary.push(Label::new(again, format!("{name} is used again here")));
    }
}

/// Why the guard is alive at the wait, when that is not plain to see; how its type was recognised.
pub(super) fn notes(diagnostic: &mut Diagnostic, cx: &Context<'_>, hold: &Hold) {
    let guard = &hold.guard;
    diagnostic.notes.extend(guard.alive.clone());
    if guard.via.len() > 1 {
        let path = guard.via.iter().map(|step| format!("`{step}`")).collect::<Vec<_>>().join(" holds ");
        diagnostic.notes.push(format!("{} keeps a connection by its type: {path}", self::guard(guard)));
    }
    let more = callers(cx, hold).len().saturating_sub(CALLERS);
    if more > 0 {
        diagnostic.notes.push(format!("{more} more calls hold the {} over this wait", guard.kind.noun()));
    }
    if hold.bounded {
        diagnostic
            .notes
            .push("the wait is bounded by a timeout, but the connection is held until then".to_owned());
    }
}

/// The ways out, best first.
pub(super) fn ways_out(diagnostic: &mut Diagnostic, cx: &Context<'_>, hold: &Hold) {
    if let Some(advice) = &hold.advice {
        diagnostic.helps.push(Help::text(advice.clone()));
    }
    if for_its_own_sake(diagnostic, cx, hold) {
        return;
    }
    if let Some(help) = edits::drop_after_last_use(cx, hold).or_else(|| edits::hoist(cx, hold)) {
        diagnostic.helps.push(help);
        return;
    }
    let guard = &hold.guard;
    let name = guard.name.as_deref();
    let text = match (guard.slot, guard.kind) {
        (_, GuardKind::Stream) => {
            "read all rows first (`fetch_all`, `try_collect`), or a page at a time, and wait afterwards".to_owned()
        }
        (SlotKind::Temporary { .. }, _) => {
            "put the value in a `let` of its own before this statement, so that the connection goes back at its `;`"
                .to_owned()
        }
        (SlotKind::Parameter(_) | SlotKind::Capture(_), _) if guard.borrowed => {
            "wait before the caller takes the connection, and pass the result in; or return what is needed and wait after it is released".to_owned()
        }
        (_, GuardKind::Transaction) if guard.used_again.is_some() => {
            "wait before the transaction begins, or after it is committed".to_owned()
        }
        (_, GuardKind::Transaction) => {
            format!("end `{}` before this wait: commit it, roll it back, or leave its block", name.unwrap_or("tx"))
        }
        _ if guard.used_again.is_some() => {
            "release it before the wait and take a connection again afterwards, or wait first".to_owned()
        }
        _ => format!("let it go before the wait: `drop({})`, or end its block earlier", name.unwrap_or("conn")),
    };
    diagnostic.helps.push(Help::text(text));
}

/// What to do about a guard that may be held on purpose: nothing names it, or it keeps a lock by the name of its type.
/// Whether it is one.
pub(super) fn for_its_own_sake(diagnostic: &mut Diagnostic, cx: &Context<'_>, hold: &Hold) -> bool {
    let guard = &hold.guard;
    let unnamed = guard.name.as_deref().filter(|_| edits::is_never_named(cx, hold));
    if let Some(name) = unnamed {
        let text = format!("nothing names `{name}`: take it after the wait, or not at all");
        diagnostic.helps.push(Help::text(text));
    }
    let keeps_lock = guard.kind == GuardKind::Lock || guard.via.iter().any(|name| is_lock(name));
    let is_one = unnamed.is_some() || keeps_lock;
    if let Some(lint) = diagnostic.lint.filter(|_| is_one) {
        diagnostic.helps.push(Help::text(format!(
            "if it is held for a lock in the database, take it from a pool of its own, and say why here: \
             `// letgo: allow({}) — …`",
            lint.name
        )));
    }
    is_one
}

/// `LeaderLock`, `AdvisoryLockGuard`; not the locks of one process.
fn is_lock(ty: &str) -> bool {
    let of_process = ["RwLock", "OnceLock", "LazyLock", "ReentrantLock"];
    ty.contains("Lock") && of_process.iter().all(|name| !ty.contains(name))
}
