//! The entry points of the fuzz targets, on stable Rust: with found cases, with nonsense, and with parts of real input.
//! `fuzz/` has the targets themselves.

#[path = "../fuzz/entries.rs"]
mod entries;

const NONSENSE: &[&[u8]] = &[
    b"",
    b"\0",
    b"\xff\xfe\xfd",
    b"{",
    b"}",
    b"fn",
    b"fn f() {",
    b"async fn f() { x.await }",
    b"impl<T> A<T> for",
    b"[lints]\n",
    b"[[guard]]\ntype = \"\"",
    b"version = 1\n[[known]]\n",
    b"null",
    b"{\"build\":1}",
    b"{\"id\":2,\"method\":\"shutdown\"}",
    b"{\"id\":2,\"method\":\"textDocument/hover\",\"params\":{}}",
    b"{\"method\":\"textDocument/didChange\",\"params\":{\"textDocument\":{\"uri\":\"file:///\",\"version\":1},\"contentChanges\":[{\"range\":{\"start\":{\"line\":4294967295,\"character\":4294967295},\"end\":{\"line\":0,\"character\":0}},\"text\":\"a\"}]}}",
    b"{\"method\":\"textDocument/didOpen\",\"params\":null}\n{\"method\":\"$/cancelRequest\",\"params\":{\"id\":{}}}",
    "// ä\u{feff}\nfn ä() { r#\"\u{10ffff}\"#; '\u{10ffff}' }".as_bytes(),
];

/// Every prefix of a text at the end of some line, and the text without each of its lines.
fn cuts(text: &str) -> Vec<Vec<u8>> {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let prefixes = (0..lines.len()).map(|end| lines[..end].concat().trim_end().as_bytes().to_vec());
    let without = (0..lines.len()).map(|gone| {
        let kept = lines.iter().enumerate().filter(|(index, _)| *index != gone);
        kept.map(|(_, line)| *line).collect::<String>().into_bytes()
    });
    prefixes.chain(without).collect()
}

fn fixture(path: &str) -> String {
    std::fs::read_to_string(format!("{}/{path}", env!("CARGO_MANIFEST_DIR"))).expect("readable")
}

#[test]
fn lower() {
    NONSENSE.iter().for_each(|data| entries::lower(data));
    let text = fixture("test-fixtures/example/tickets/src/tempting.rs");
    cuts(&text).iter().for_each(|data| entries::lower(data));
}

#[test]
fn flow() {
    NONSENSE.iter().for_each(|data| entries::flow(data));
    let text = fixture("test-fixtures/example/tickets/src/tempting.rs");
    cuts(&text).iter().step_by(7).for_each(|data| entries::flow(data));
}

#[test]
fn config() {
    NONSENSE.iter().for_each(|data| entries::config(data));
    let text = "[lints]\nguards = \"deny\"\n\n[[guard]]\ntype = \"a::B\"\nkind = \"connection\"\n\n[[wait]]\nfn = \"a::b\"\n";
    cuts(text).iter().for_each(|data| entries::config(data));
}

#[test]
fn baseline() {
    NONSENSE.iter().for_each(|data| entries::baseline(data));
    let text = "version = 1\n\n[[known]]\nlint = \"a\"\nfile = \"b\"\nfingerprints = [\"0:1\"]\n";
    cuts(text).iter().for_each(|data| entries::baseline(data));
}

#[test]
fn cache() {
    NONSENSE.iter().for_each(|data| entries::cache(data));
}

#[test]
fn lsp() {
    NONSENSE.iter().for_each(|data| entries::lsp(data));
}
