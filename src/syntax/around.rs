//! What is around a token: the brackets of a macro (those of `name! { … }` or `macro_rules! name { … }`), and the modules,
//! traits and impls that items stand in. Called by [`outline`](super::outline) with one token after the other.

use super::scan::{Scan, Token};

/// What items stand in.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Container {
    /// Or a file.
    Module,
    Trait,
    Impl,
}

#[derive(Default)]
pub(super) struct Around {
    depth: usize,
    /// The depth outside of the outermost macro.
    macro_outside: Option<usize>,
    is_after_word: bool,
    /// `name!` was seen, and nothing since but another word.
    opens_macro: bool,
    /// Innermost last: what, its depth inside, where its brace is.
    containers: Vec<(Container, usize, usize)>,
    /// The next brace opens one.
    next: Option<Container>,
    /// Behind the `=` of an item, so that a closing brace does not end it.
    is_in_value: bool,
    /// The last token does not end an item, nor open what they stand in.
    is_in_item: bool,
}

impl Around {
    pub fn is_macro(&self) -> bool {
        self.macro_outside.is_some()
    }

    /// What the next token stands in, brackets aside.
    pub fn container(&self) -> Container {
        self.containers.last().map_or(Container::Module, |(container, ..)| *container)
    }

    /// Where the brace is of what items stand in here; none for the file.
    pub fn open(&self) -> Option<usize> {
        self.containers.last().map(|(_, _, open)| *open)
    }

    /// Whether an item can begin with the next token.
    pub fn begins_item(&self) -> bool {
        !self.is_in_item && !self.is_macro() && !self.is_in_value && self.is_in_container()
    }

    /// Directly, with no other bracket around.
    fn is_in_container(&self) -> bool {
        self.depth == self.containers.last().map_or(0, |(_, depth, _)| *depth)
    }

    /// An item is passed over as a whole, or the rest of it.
    pub fn see_item(&mut self) {
        self.is_in_item = false;
    }

    pub fn see(&mut self, token: Token, scan: &Scan<'_>) {
        let was_in_container = self.is_in_container() && !self.is_macro();
        let opens_macro = match token {
            Token::Open(_) => {
                if self.opens_macro {
                    self.macro_outside.get_or_insert(self.depth);
                }
                self.depth += 1;
                false
            }
            Token::Close(_) => {
                self.depth = self.depth.saturating_sub(1);
                self.macro_outside = self.macro_outside.filter(|outside| *outside < self.depth);
                false
            }
            Token::Other(b'!') => self.is_after_word,
            Token::Word(_) => self.opens_macro,
            Token::Other(_) | Token::End => false,
        };
        self.opens_macro = opens_macro;
        self.is_after_word = matches!(token, Token::Word(_));
        self.is_in_item = !matches!(token, Token::Open(b'{') | Token::Close(b'}') | Token::Other(b';'));
        match token {
            Token::Word(_) if was_in_container => {
                self.next = match scan.word() {
                    b"mod" => Some(Container::Module),
                    b"trait" => Some(Container::Trait),
                    b"impl" => Some(Container::Impl),
                    _ => self.next,
                };
            }
            Token::Open(b'{') if was_in_container && !self.is_macro() => {
                if let Some(container) = self.next.take() {
                    self.containers.push((container, self.depth, scan.start()));
                    self.is_in_value = false;
                }
            }
            Token::Close(_) if self.containers.last().is_some_and(|(_, depth, _)| self.depth < *depth) => {
                self.containers.pop();
                self.is_in_value = false;
            }
            Token::Other(b'=') if was_in_container => self.is_in_value = true,
            Token::Other(b';') if was_in_container => {
                self.next = None;
                self.is_in_value = false;
            }
            _ => {}
        }
    }
}
