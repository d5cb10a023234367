//! The data lines of an event stream, out of chunks that are cut anywhere.

/// Collects bytes until a line is whole.
#[derive(Debug, Default)]
pub(super) struct SseLines {
    rest: Vec<u8>,
}

impl SseLines {
    /// The `data:` lines that are complete now, without their prefix.
    pub(super) fn push(&mut self, chunk: &[u8]) -> Vec<String> {
        self.rest.extend_from_slice(chunk);
        let mut lines = Vec::new();
        while let Some(end) = self.rest.iter().position(|&byte| byte == b'\n') {
            let line: Vec<u8> = self.rest.drain(..=end).collect();
            let line = String::from_utf8_lossy(&line);
            if let Some(data) = line.trim_end().strip_prefix("data:") {
                lines.push(data.trim_start().to_owned());
            }
        }
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::SseLines;

    #[test]
    fn lines_may_be_cut_inside_a_character() {
        let bytes = "data: ü\r\n\r\ndata: b\n: note\n".as_bytes();
        for cut in 0..bytes.len() {
            let mut lines = SseLines::default();
            let mut found = lines.push(&bytes[..cut]);
            found.extend(lines.push(&bytes[cut..]));
            assert_eq!(found, ["ü", "b"]);
        }
    }
}
