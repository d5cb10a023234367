//! Types as rustc prints them: which guards a value of the type owns.

use std::collections::BTreeSet;

/// What to count as a guard.
#[derive(Clone, Debug, Default)]
pub struct Guards {
    /// Guards of database crates: the first and the last segment of the printed path.
    pub roots: Vec<(String, String)>,
    /// Types of the crate itself that own one, by name.
    pub wrappers: BTreeSet<String>,
}

/// What a value of a type has to do with guards.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Holds {
    /// Guards that it owns by value, directly or in containers.
    pub owned: u32,
    /// It refers to one.
    pub borrowed: bool,
}

/// Owns nothing of its arguments, or is another's.
const OPAQUE: [&str; 10] = [
    "PhantomData",
    "MaybeUninit",
    "MutexGuard",
    "Pool",
    "JoinHandle",
    "JoinSet",
    "Weak",
    "Sender",
    "Receiver",
    "PoolOptions",
];

impl Guards {
    pub fn holds(&self, ty: &str) -> Holds {
        let mut holds = Holds::default();
        self.walk(ty.trim(), false, &mut holds);
        holds
    }

    pub fn owns(&self, ty: &str) -> bool {
        self.holds(ty).owned > 0
    }

    fn walk(&self, ty: &str, borrowed: bool, holds: &mut Holds) {
        let ty = ty.trim();
        if let Some(target) = pointee(ty) {
            return self.walk(target, true, holds);
        }
        match ty.as_bytes().first() {
            None | Some(b'{' | b'!' | b'\'') => {}
            Some(b'(' | b'[') => {
                for part in arguments(ty) {
                    self.walk(part.split(';').next().unwrap_or(part), borrowed, holds);
                }
            }
            Some(b'<') => {
                // `<A as sqlx::Acquire<'c>>::Connection`
                if ty.contains(" as sqlx") && ty.ends_with("::Connection") {
                    count(borrowed, holds);
                }
            }
            Some(_) if ty.starts_with("dyn ") || ty.starts_with("impl ") || ty.starts_with("fn(") => {}
            Some(_) => {
                let open = ty.find('<').unwrap_or(ty.len());
                let path = ty[..open].trim_end_matches("::");
                let first = path.split("::").next().unwrap_or(path);
                let last = path.rsplit("::").next().unwrap_or(path);
                if self.roots.iter().any(|(krate, name)| krate == first && name == last)
                    || (self.wrappers.contains(last) && !is_std(first))
                {
                    return count(borrowed, holds);
                }
                if OPAQUE.contains(&last) {
                    return;
                }
                for part in arguments(&ty[open..]) {
                    self.walk(part, borrowed, holds);
                }
            }
        }
    }

    /// Variants, by number, of the four enums of the standard library that cannot hold a guard in this type.
    pub fn empty_variants(&self, ty: &str) -> BTreeSet<u32> {
        let open = ty.find('<').unwrap_or(ty.len());
        let name = ty[..open].rsplit("::").next().unwrap_or_default();
        let owns: Vec<bool> = arguments(&ty[open..]).iter().map(|argument| self.owns(argument)).collect();
        let argument = |n: usize| owns.get(n).copied().unwrap_or(false);
        let variants = match name {
            "Option" => vec![false, argument(0)],
            // `Either`: `Left` is the first
            "Result" | "Either" => vec![argument(0), argument(1)],
            "Poll" => vec![argument(0), false],
            // `ControlFlow<B, C>`: `Continue(C)` is the first
            "ControlFlow" => vec![argument(1), argument(0)],
            _ => return BTreeSet::new(),
        };
        (0..).zip(variants).filter(|(_, owns)| !owns).map(|(number, _)| number).collect()
    }
}

fn is_std(krate: &str) -> bool {
    matches!(krate, "std" | "core" | "alloc")
}

fn count(borrowed: bool, holds: &mut Holds) {
    if borrowed {
        holds.borrowed = true;
    } else {
        holds.owned += 1;
    }
}

/// A future, or a closure, or something around one: it may own what was moved into it.
pub fn may_capture(ty: &str) -> bool {
    pointee(ty).is_none()
        && !ty.starts_with("std::task::Poll<")
        && !ty.contains("JoinHandle<")
        && (ty.contains("{async")
            || ty.contains("{closure")
            || ty.contains("{coroutine")
            || ty.contains("Future"))
}

fn pointee(ty: &str) -> Option<&str> {
    if let Some(raw) = ty.strip_prefix("*const ").or_else(|| ty.strip_prefix("*mut ")) {
        return Some(raw);
    }
    let mut target = ty.strip_prefix('&')?;
    if target.starts_with('\'') {
        target = target.split_once(' ').map_or(target, |(_, rest)| rest);
    }
    Some(target.strip_prefix("mut ").unwrap_or(target))
}

/// The parts between the brackets that `text` starts with.
pub fn arguments(text: &str) -> Vec<&str> {
    let (mut depth, mut start, mut previous) = (0, 1, ' ');
    let mut parts = Vec::new();
    for (index, char) in text.char_indices() {
        match char {
            '<' | '(' | '[' | '{' => depth += 1,
            '>' if previous == '-' => {}
            '>' | ')' | ']' | '}' => {
                depth -= 1;
                if depth == 0 {
                    parts.push(&text[start..index]);
                    return parts;
                }
            }
            ',' if depth == 1 => {
                parts.push(&text[start..index]);
                start = index + 1;
            }
            _ => {}
        }
        previous = char;
    }
    parts
}
