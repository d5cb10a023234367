//! Byte offsets to the protocol's positions and back, in the unit that client and server agreed on; and spans of one
//! text in a later one.

use gen_lsp_types::{Position, PositionEncodingKind, Range};

use crate::source::{SourceFile, Span};

/// What `character` counts. Lines and characters count from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Encoding {
    Utf8,
    /// The protocol's default.
    #[default]
    Utf16,
    Utf32,
}

impl Encoding {
    /// The cheapest of those that the client offers.
    pub(super) fn choose(offered: &[PositionEncodingKind]) -> Self {
        if offered.contains(&PositionEncodingKind::UTF8) {
            Encoding::Utf8
        } else if offered.contains(&PositionEncodingKind::UTF32)
            && !offered.contains(&PositionEncodingKind::UTF16)
        {
            Encoding::Utf32
        } else {
            Encoding::Utf16
        }
    }

    pub(super) fn kind(self) -> PositionEncodingKind {
        match self {
            Encoding::Utf8 => PositionEncodingKind::UTF8,
            Encoding::Utf16 => PositionEncodingKind::UTF16,
            Encoding::Utf32 => PositionEncodingKind::UTF32,
        }
    }

    fn width(self, character: char) -> usize {
        match self {
            Encoding::Utf8 => character.len_utf8(),
            Encoding::Utf16 => character.len_utf16(),
            Encoding::Utf32 => 1,
        }
    }

    pub(super) fn position(self, file: &SourceFile, offset: u32) -> Position {
        let line = file.line_index(offset);
        let start = file.line_span(line).start;
        let before = file.slice(Span::new(start, offset));
        let character = before.chars().map(|character| self.width(character)).sum::<usize>();
        Position::new(line, character as u32)
    }

    pub(super) fn range(self, file: &SourceFile, span: Span) -> Range {
        Range::new(self.position(file, span.start), self.position(file, span.end))
    }

    /// What lies behind a line's end belongs to the line's end, what lies behind the last line to the text's.
    pub(super) fn offset(self, file: &SourceFile, position: Position) -> u32 {
        let line = file.line_span(position.line);
        let mut left = position.character as usize;
        let mut offset = line.start;
        for character in file.slice(line).chars() {
            let width = self.width(character);
            if left < width {
                break;
            }
            left -= width;
            offset += character.len_utf8() as u32;
        }
        offset
    }

    pub(super) fn span(self, file: &SourceFile, range: Range) -> Span {
        Span::new(self.offset(file, range.start), self.offset(file, range.end))
    }
}

/// How places in an older text lie in a newer one: what is before and behind the change is still there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shift {
    /// Bytes that both texts begin with.
    same_start: u32,
    /// Where the common end begins in the older text.
    same_end: u32,
    /// By how much it is further on in the newer one; files are smaller than 4 GiB.
    delta: i64,
}

impl Shift {
    pub(super) fn between(old: &str, new: &str) -> Self {
        if old == new {
            let len = old.len() as u32;
            return Self { same_start: len, same_end: len, delta: 0 };
        }
        let mut start = old.bytes().zip(new.bytes()).take_while(|(a, b)| a == b).count();
        while !old.is_char_boundary(start) || !new.is_char_boundary(start) {
            start -= 1;
        }
        let most = old.len().min(new.len()) - start;
        let mut end = old.bytes().rev().zip(new.bytes().rev()).take(most).take_while(|(a, b)| a == b).count();
        while !old.is_char_boundary(old.len() - end) || !new.is_char_boundary(new.len() - end) {
            end -= 1;
        }
        Self {
            same_start: start as u32,
            same_end: (old.len() - end) as u32,
            delta: i64::from(new.len() as u32) - i64::from(old.len() as u32),
        }
    }

    /// The same place in the newer text; none when the change touched it.
    pub(super) fn span(self, span: Span) -> Option<Span> {
        if span.end <= self.same_start {
            return Some(span);
        }
        let moved = |offset: u32| u32::try_from(i64::from(offset) + self.delta).ok();
        if span.start >= self.same_end {
            return Some(Span::new(moved(span.start)?, moved(span.end)?));
        }
        // a change inside of a function does not take the function away
        if span.start <= self.same_start && span.end >= self.same_end {
            return Some(Span::new(span.start, moved(span.end)?));
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_go_both_ways_in_every_unit() {
        let file = SourceFile::new("a.rs", "let x;\r\n\tlet ä𝄞 = 2;\n");
        let at = file.text.find('=').expect("there") as u32;
        for (encoding, character) in [(Encoding::Utf8, 12), (Encoding::Utf16, 9), (Encoding::Utf32, 8)] {
            let position = encoding.position(&file, at);
            assert_eq!(position, Position::new(1, character), "{encoding:?}");
            assert_eq!(encoding.offset(&file, position), at, "{encoding:?}");
        }
        assert_eq!(Encoding::Utf16.offset(&file, Position::new(0, 99)), 6);
        assert_eq!(Encoding::Utf16.offset(&file, Position::new(99, 0)), file.text.len() as u32);
    }

    #[test]
    fn places_move_with_the_text() {
        let (old, new) = ("fn a() { ä }\nfn b() {}\n", "fn a() { ö; x }\nfn b() {}\n");
        let shift = Shift::between(old, new);
        assert_eq!(shift.span(Span::new(3, 4)), Some(Span::new(3, 4)));
        let b = old.find("fn b").expect("there") as u32;
        let moved = shift.span(Span::new(b, b + 4)).expect("untouched");
        assert_eq!(&new[moved.start as usize..moved.end as usize], "fn b");
        let letter = old.find('ä').expect("there") as u32;
        assert_eq!(shift.span(Span::new(letter, letter + 1)), None);
        assert_eq!(shift.span(Span::new(0, b - 1)), Some(Span::new(0, b + 2)));
        assert_eq!(Shift::between("aa", "aaa").span(Span::new(0, 2)), Some(Span::new(0, 2)));
    }
}
