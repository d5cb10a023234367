//! What of a file has to be parsed with it: everything but bodies that can wait, items that are plainly written, tests that
//! are not compiled, comments.
//!
//! [`outline`] leaves them out: what is parsed is a fraction of the file. All that is asked of a body before it is read is
//! which words are in it, how often it awaits, and what it declares: items stay, with the braces of their blocks. Whatever
//! the scan does not understand stays as it is, for the parser to judge.

use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::ir::{Import, Visibility};

use super::around::{Around, Container};
use super::containers::{Header, impl_header, trait_header};
use super::functions::{Found, Signature, signature};
use super::imports::imports;
use super::left_out::{Head, Keyword, LeftOut, head};
use super::scan::{Scan, Token};
use super::words::{Scanned, body};
use super::{CfgOptions, attrs};

/// Functions in functions, deeper than this, are read with what is around them: each level is scanned once more.
const DEEPEST: usize = 8;

/// What is known of a text before it is parsed.
#[derive(Default)]
pub(super) struct Outline {
    /// What need not be parsed with it, in order, from one token to another.
    pub left_out: Vec<Range<usize>>,
    /// All bodies of functions that were seen, by the place of their opening braces, in order.
    pub bodies: Vec<Scanned>,
    pub words: Vec<u32>,
    /// What those `use` bring of which only the first name is left, by the places of the `use`.
    pub imports: FxHashMap<u32, Vec<Import>>,
    /// Those of which only the name and the parentheses are left, by the places of the `fn`.
    pub signatures: FxHashMap<u32, Signature>,
    /// Those that are left out whole, in order.
    pub items: Vec<LeftOut>,
}

/// An impl or trait that is not at its end.
struct Open {
    head: Head,
    header: Header,
    /// Where its brace is.
    brace: usize,
    /// How many were left out before it.
    left_out: usize,
    items: usize,
    /// All that was seen of what is in it could be left out.
    is_whole: bool,
}

/// None when there is nothing to gain.
pub(super) fn outline(text: &str, options: &CfgOptions) -> Option<Outline> {
    let mut scan = Scan::of(text);
    let mut outline = Outline::default();
    let mut around = Around::default();
    let mut in_front: Option<Head> = None;
    let mut container: Option<Open> = None;
    // at the start of the item
    let mut was_whole = false;
    loop {
        let before = scan.position();
        if around.begins_item() {
            let mut behind = scan.clone();
            in_front = head(&mut behind, options);
            was_whole = container.as_ref().is_some_and(|open| open.is_whole);
            if let Some(head) = in_front.take_if(|head| head.keyword != Keyword::Function) {
                if matches!(head.keyword, Keyword::Impl | Keyword::Trait) {
                    container = outline.open(head, &around, behind);
                } else if outline.left_out_whole(head, &around, &mut behind, options) {
                    scan = behind;
                    around.see_item();
                    continue;
                }
            }
        }
        let token = scan.next();
        let between = before..scan.start();
        // what is given to a macro may be asked for its documentation
        if token != Token::End && !around.is_macro() && text.as_bytes()[between.clone()].contains(&b'/') {
            outline.left_out.push(between);
        }
        let was_in = around.open();
        around.see(token, &scan);
        if let Some(open) = container.take_if(|open| was_in == Some(open.brace) && around.open() != was_in) {
            outline.close(open, &around, scan.position());
            continue;
        }
        if let Some(open) = &mut container {
            open.is_whole &= scan.start() <= open.brace;
        }
        match token {
            Token::End => break,
            Token::Other(b'#') => {
                let (mut behind_module, mut behind_attribute) = (scan.clone(), scan.clone());
                if !options.test
                    && let Some(inside) = behind_module.test_module()
                {
                    outline.left_out.push(inside);
                    scan = behind_module;
                    around.see_item();
                } else if !around.is_macro()
                    && let Some(inside) = behind_attribute.arguments(attrs::are_arguments_ignored)
                {
                    outline.left_out.extend((!inside.is_empty()).then_some(inside));
                    scan = behind_attribute;
                }
            }
            Token::Word(_) if scan.word() == b"use" && !around.is_macro() => {
                let (start, mut ahead) = (scan.start(), scan.clone());
                if let Some((end_of_first, found)) = imports(&mut ahead) {
                    let others = end_of_first..ahead.position();
                    outline.left_out.extend((others.len() > 1).then_some(others));
                    outline.imports.insert(start as u32, found);
                    scan = ahead;
                }
            }
            Token::Word(_) if scan.word() == b"fn" => {
                let head = in_front.take().filter(|head| head.at == scan.start());
                let items = outline.items.len();
                if let Some(behind) = outline.function(&scan, &around, head) {
                    scan = behind;
                    around.see_item();
                }
                if let Some(open) = container.as_mut().filter(|_| outline.items.len() > items) {
                    open.is_whole = was_whole;
                }
            }
            _ => {}
        }
    }
    // those of functions in bodies come after what is around them
    outline.left_out.sort_unstable_by_key(|part| part.start);
    (!outline.left_out.is_empty() || !outline.bodies.is_empty()).then_some(outline)
}

impl Outline {
    /// An impl or trait begins, read to behind its keyword.
    fn open(&self, head: Head, around: &Around, mut scan: Scan<'_>) -> Option<Open> {
        let header = match head.keyword {
            _ if around.container() != Container::Module => None,
            Keyword::Impl => impl_header(&mut scan),
            _ => trait_header(&mut scan),
        }?;
        let (brace, left_out, items) = (scan.start(), self.left_out.len(), self.items.len());
        Some(Open { head, header, brace, left_out, items, is_whole: true })
    }

    /// It ends there.
    fn close(&mut self, open: Open, around: &Around, end: usize) {
        if open.is_whole {
            let members = self.items.split_off(open.items);
            self.left_out.truncate(open.left_out);
            self.left_out.push(open.head.before..end);
            self.items.push(LeftOut::container(open.head, around.open(), open.header, members, end));
        }
    }

    /// What can be left out of a function, from behind its `fn`; gives what is behind it.
    fn function<'a>(&mut self, scan: &Scan<'a>, around: &Around, head: Option<Head>) -> Option<Scan<'a>> {
        let (start, mut ahead) = (scan.start(), scan.clone());
        // in a trait it is no function for the parser
        let head =
            head.filter(|head| around.container() != Container::Trait || head.vis == Visibility::Private);
        let found = if around.is_macro() { None } else { signature(&mut ahead) };
        let open = match &found {
            Some(found) => found.open,
            None => {
                ahead = scan.clone();
                ahead.signature()
            }
        };
        let Some(open) = open else {
            match head.filter(|_| around.container() == Container::Trait) {
                Some(head) => self.leave_out_function(head, around, found?, ahead.position()),
                None => self.leave_out(start, found?),
            }
            return Some(ahead);
        };
        if let Some(body) = body(&mut ahead, open, &mut self.words) {
            let can_be_left_out = body.can_wait && body.items.is_empty();
            match (found.filter(|_| can_be_left_out), head) {
                (Some(found), Some(head)) => {
                    self.leave_out_function(head, around, found, ahead.position());
                    self.bodies.push(body);
                    return Some(ahead);
                }
                (Some(found), None) => self.leave_out(start, found),
                (None, _) => {}
            }
            self.add(body, &ahead, 0);
        }
        Some(ahead)
    }

    /// What has no body, from behind its keyword on; false when it is not plain.
    fn left_out_whole(
        &mut self,
        head: Head,
        around: &Around,
        scan: &mut Scan<'_>,
        options: &CfgOptions,
    ) -> bool {
        let before = head.before;
        let Some(item) = LeftOut::brief(head, around.open(), around.container(), scan, options) else {
            return false;
        };
        self.left_out.push(before..scan.position());
        self.items.push(item);
        true
    }

    fn leave_out_function(&mut self, mut head: Head, around: &Around, found: Found, end: usize) {
        if around.container() == Container::Trait {
            head.vis = Visibility::Public;
        }
        // comments
        while self.left_out.last().is_some_and(|part| part.start >= head.before) {
            self.left_out.pop();
        }
        self.left_out.push(head.before..end);
        self.items.push(LeftOut::function(head, around.open(), found, end));
    }

    /// The signature of the function whose `fn` starts there.
    fn leave_out(&mut self, start: usize, found: Found) {
        self.left_out.extend(found.parts.into_iter().filter(|part| part.len() > 1));
        self.signatures.insert(start as u32, found.signature);
    }

    /// Adds a body, and those of the functions in it.
    fn add(&mut self, found: Scanned, scan: &Scan<'_>, depth: usize) {
        if found.can_wait {
            self.left_out.extend(around_items(&found));
        }
        let functions = if depth < DEEPEST { found.functions.clone() } else { Vec::new() };
        self.bodies.push(found);
        let mut end = 0;
        for behind in functions {
            // the functions in a function are told with that one
            if behind < end {
                continue;
            }
            let mut scan = scan.moved_to(behind);
            let Some(open) = scan.signature() else { continue };
            if let Some(inner) = body(&mut scan, open, &mut self.words) {
                end = scan.position();
                self.add(inner, &scan, depth + 1);
            }
        }
    }
}

/// All of a body but its items and the braces around them.
fn around_items(body: &Scanned) -> impl Iterator<Item = Range<usize>> {
    let starts = std::iter::once(body.open as usize + 1).chain(body.items.iter().map(|kept| kept.end));
    let ends = body.items.iter().map(|kept| kept.start).chain([body.end as usize - 1]);
    starts.zip(ends).map(|(start, end)| start..end).filter(|between| !between.is_empty())
}

#[cfg(test)]
mod tests;
