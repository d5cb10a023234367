//! One `coroutine_before` dump: the body's variables, blocks and places in the source.

use std::collections::{BTreeMap, BTreeSet};

/// File, first line and column, last line and column; from one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    pub file: String,
    pub start: (u32, u32),
    pub end: (u32, u32),
}

impl Span {
    pub fn contains(&self, place: (u32, u32)) -> bool {
        self.start <= place && place < self.end
    }
}

#[derive(Debug)]
pub struct Local {
    pub ty: String,
    pub span: Option<Span>,
}

/// `debug name => place`
#[derive(Debug)]
pub struct Debug {
    pub name: String,
    pub place: String,
    pub span: Option<Span>,
}

#[derive(Debug)]
pub struct Line {
    pub text: String,
    pub span: Option<Span>,
}

#[derive(Debug, Default)]
pub struct Body {
    pub name: String,
    pub span: Option<Span>,
    pub locals: BTreeMap<u32, Local>,
    pub debug: Vec<Debug>,
    pub blocks: BTreeMap<u32, Vec<Line>>,
    pub cleanup: BTreeSet<u32>,
}

pub fn read(dump: &str) -> Body {
    let mut body = Body::default();
    let mut block = None;
    for line in dump.lines() {
        if line.starts_with("alloc") {
            break;
        }
        if let Some(rest) = line.strip_prefix("fn ")
            && body.name.is_empty()
        {
            rest.split("(_1").next().unwrap_or(rest).clone_into(&mut body.name);
            continue;
        }
        let (code, span) = split_comment(line);
        let code = code.trim();
        if let Some((number, is_cleanup)) = block_header(code) {
            block = Some(number);
            body.blocks.insert(number, Vec::new());
            if is_cleanup {
                body.cleanup.insert(number);
            }
            continue;
        }
        if code.is_empty() || code == "}" {
            continue;
        }
        let code = code.trim_end_matches(';');
        match block {
            Some(number) => {
                let lines = body.blocks.entry(number).or_default();
                lines.push(Line { text: without_strings(code), span });
            }
            None => declaration(code, span, &mut body),
        }
    }
    body
}

fn declaration(code: &str, span: Option<Span>, body: &mut Body) {
    if let Some(debug) = code.strip_prefix("debug ")
        && let Some((name, place)) = debug.split_once(" => ")
    {
        if name == "_task_context" && body.span.is_none() {
            body.span.clone_from(&span);
        }
        body.debug.push(Debug { name: name.to_owned(), place: place.to_owned(), span });
    } else if let Some(local) = code.strip_prefix("let ")
        && let Some((number, ty)) = local.trim_start_matches("mut ").trim_start_matches('_').split_once(": ")
        && let Ok(number) = number.parse()
    {
        body.locals.insert(number, Local { ty: ty.to_owned(), span });
    }
}

fn block_header(code: &str) -> Option<(u32, bool)> {
    let head = code.strip_prefix("bb")?.strip_suffix(": {")?;
    let (number, is_cleanup) = match head.strip_suffix(" (cleanup)") {
        Some(number) => (number, true),
        None => (head, false),
    };
    Some((number.parse().ok()?, is_cleanup))
}

/// `code; // in scope 1 at file.rs:32:13: 32:21` → code, span
fn split_comment(line: &str) -> (&str, Option<Span>) {
    let Some(at) = line.rfind("//") else { return (line, None) };
    // A path in the comment may contain `//` itself; the comment starts at the last `// ` that names a scope.
    let start = ["// scope ", "// in scope ", "// return place in scope "]
        .iter()
        .filter_map(|mark| line.rfind(mark))
        .max();
    let start = start.unwrap_or(at);
    let span = line[start..].split_once(" at ").and_then(|(_, place)| span(place));
    (&line[..start], span)
}

/// `file.rs:32:13: 32:21`, the file may contain colons, and a syntax context may follow
fn span(place: &str) -> Option<Span> {
    let place = place.split(" (#").next().unwrap_or(place).trim_end();
    let mut parts = place.rsplitn(5, ':');
    let mut number = || parts.next().and_then(|part| part.trim().parse::<u32>().ok());
    let (end_column, end_line, column, line) = (number()?, number()?, number()?, number()?);
    let file = parts.next()?.to_owned();
    Some(Span { file, start: (line, column), end: (end_line, end_column) })
}

fn without_strings(code: &str) -> String {
    if !code.contains('"') {
        return code.to_owned();
    }
    let (mut out, mut inside, mut escaped) = (String::with_capacity(code.len()), false, false);
    for char in code.chars() {
        match char {
            '"' if !escaped => inside = !inside,
            _ if !inside => out.push(char),
            _ => {}
        }
        escaped = inside && char == '\\' && !escaped;
    }
    out
}

/// A place: a variable, or a captured one, and what is selected of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selected {
    pub local: u32,
    pub path: Vec<Select>,
    /// Type of the last field, when there is one.
    pub ty: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Select {
    Field(u32),
    Variant,
    Deref,
    Index,
}

/// Captured variables of a coroutine, `(_1.n: T)`, are numbered from here.
pub const CAPTURED: u32 = 1_000_000;

impl Selected {
    /// Reads a place at the start of `text`; returns how long it is.
    pub fn read(text: &str) -> Option<(Selected, usize)> {
        let (mut place, mut at) = Self::read_plain(text)?;
        while text[at..].starts_with('[') {
            at += text[at..].find(']')? + 1;
            place.path.push(Select::Index);
        }
        if place.local == 1
            && let Some(Select::Field(number)) = place.path.first()
        {
            place.local = CAPTURED + number;
            place.path.remove(0);
        }
        Some((place, at))
    }

    fn read_plain(text: &str) -> Option<(Selected, usize)> {
        if let Some(digits) = text.strip_prefix('_') {
            let length = digits.find(|char: char| !char.is_ascii_digit()).unwrap_or(digits.len());
            let local = digits[..length].parse().ok()?;
            return Some((Selected { local, path: Vec::new(), ty: None }, length + 1));
        }
        let inner = text.strip_prefix('(')?;
        if let Some(inner) = inner.strip_prefix('*') {
            let (mut place, length) = Self::read_raw(inner)?;
            place.path.push(Select::Deref);
            return inner[length..].starts_with(')').then_some((place, length + 3));
        }
        let (mut place, mut at) = Self::read_raw(inner)?;
        if let Some(field) = inner[at..].strip_prefix('.') {
            let (number, rest) = field.split_once(": ")?;
            let close = closing(rest)?;
            place.path.push(Select::Field(number.parse().ok()?));
            place.ty = Some(rest[..close].to_owned());
            at += 1 + number.len() + 2 + close;
        } else if inner[at..].starts_with(" as ") {
            place.path.push(Select::Variant);
            at += closing(&inner[at..])?;
        }
        inner[at..].starts_with(')').then_some((place, at + 2))
    }

    /// Without the renumbering of captured variables, which is done once, at the end.
    fn read_raw(text: &str) -> Option<(Selected, usize)> {
        let (mut place, mut at) = Self::read_plain(text)?;
        while text[at..].starts_with('[') {
            at += text[at..].find(']')? + 1;
            place.path.push(Select::Index);
        }
        Some((place, at))
    }

    pub fn through_pointer(&self) -> bool {
        self.path.contains(&Select::Deref)
    }
}

/// Index of the bracket that closes the text.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0;
    for (index, char) in text.char_indices() {
        match char {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' if depth == 0 => return Some(index),
            ')' | ']' | '}' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// Every place that is moved from.
pub fn moves(text: &str) -> Vec<Selected> {
    let mut found = Vec::new();
    for (index, _) in text.match_indices("move ") {
        if let Some((place, _)) = Selected::read(&text[index + 5..]) {
            found.push(place);
        }
    }
    found
}
