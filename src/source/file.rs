//! A source text with its line table, and the set of all of them.

use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Serialize};

use super::Span;

/// Index into a [`SourceMap`]. Files are numbered in path order, so that order by id is order by path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct FileId(pub u32);

/// A position that counts from 1, the column in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct LineColumn {
    pub line: u32,
    pub column: u32,
}

/// One file: the path as shown to people (relative to the workspace root, forward slashes), its text, its lines.
#[derive(Debug, Clone)]
pub struct SourceFile {
    pub path: String,
    pub text: Arc<str>,
    /// Byte offset of the first character of each line; of most files nobody asks.
    line_starts: OnceLock<Vec<u32>>,
}

impl SourceFile {
    pub fn new(path: impl Into<String>, text: impl Into<Arc<str>>) -> Self {
        Self { path: path.into(), text: text.into(), line_starts: OnceLock::new() }
    }

    fn line_starts(&self) -> &[u32] {
        self.line_starts.get_or_init(|| {
            let ends = self.text.bytes().enumerate().filter(|&(_, byte)| byte == b'\n');
            std::iter::once(0).chain(ends.map(|(at, _)| at as u32 + 1)).collect()
        })
    }

    pub fn line_count(&self) -> u32 {
        self.line_starts().len() as u32
    }

    /// The line that an offset is in, from 0. Offsets behind the end belong to the last line.
    pub fn line_index(&self, offset: u32) -> u32 {
        self.line_starts().partition_point(|&start| start <= offset) as u32 - 1
    }

    /// The bytes of a line (from 0), without its line ending. Lines behind the end are empty.
    pub fn line_span(&self, line: u32) -> Span {
        let end_of_text = self.text.len() as u32;
        let start = self.line_starts().get(line as usize).copied().unwrap_or(end_of_text);
        let end = self.line_starts().get(line as usize + 1).copied().unwrap_or(end_of_text);
        let line = self.slice(Span::new(start, end));
        Span::new(start, start + line.trim_end_matches(['\n', '\r']).len() as u32)
    }

    /// Text of a span; empty when the span does not lie on character boundaries of this file.
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.start as usize..span.end as usize).unwrap_or("")
    }

    /// Line and column from 1, the column in characters.
    pub fn line_column(&self, offset: u32) -> LineColumn {
        let line = self.line_index(offset);
        let start = self.line_starts()[line as usize];
        let column = self.slice(Span::new(start, offset)).chars().count() as u32 + 1;
        LineColumn { line: line + 1, column }
    }

    /// Line and column from 0, the column in UTF-16 code units (the language server protocol's default).
    pub fn line_column_utf16(&self, offset: u32) -> (u32, u32) {
        let line = self.line_index(offset);
        let start = self.line_starts()[line as usize];
        let column = self.slice(Span::new(start, offset)).encode_utf16().count() as u32;
        (line, column)
    }

    /// Line and column from 1, the column in UTF-8 bytes (rdjson's unit).
    pub fn line_column_bytes(&self, offset: u32) -> LineColumn {
        let line = self.line_index(offset);
        LineColumn { line: line + 1, column: offset - self.line_starts()[line as usize] + 1 }
    }
}

/// All files of a run. Cheap to clone: the files are shared.
#[derive(Debug, Clone, Default)]
pub struct SourceMap {
    files: Vec<Arc<SourceFile>>,
}

impl SourceMap {
    pub fn new(files: Vec<SourceFile>) -> Self {
        Self { files: files.into_iter().map(Arc::new).collect() }
    }

    /// Gives a file another text.
    pub fn renew(&mut self, id: FileId, text: Arc<str>) {
        let file = &mut self.files[id.0 as usize];
        *file = Arc::new(SourceFile::new(file.path.clone(), text));
    }

    pub fn file(&self, id: FileId) -> &SourceFile {
        &self.files[id.0 as usize]
    }

    pub fn iter(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        self.files.iter().enumerate().map(|(index, file)| (FileId(index as u32), &**file))
    }

    pub fn len(&self) -> usize {
        self.files.len()
    }

    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_the_unit_that_is_asked_for() {
        let file = SourceFile::new("a.rs", "let x = 1;\r\n\tlet ä𝄞 = 2;\n");
        let at = file.text.find('=').expect("first") as u32;
        assert_eq!(file.line_column(at), LineColumn { line: 1, column: 7 });
        let at = file.text.rfind('=').expect("second") as u32;
        assert_eq!(file.line_column(at), LineColumn { line: 2, column: 9 });
        assert_eq!(file.line_column_utf16(at), (1, 9));
        assert_eq!(file.line_column_bytes(at), LineColumn { line: 2, column: 13 });
        assert_eq!(file.slice(file.line_span(0)), "let x = 1;");
        assert_eq!(file.line_count(), 3);
    }
}
