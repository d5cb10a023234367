//! Headers are data; these tests keep them readable.

use super::HEADERS;

#[test]
fn every_header_parses() {
    for header in HEADERS {
        let ir = crate::syntax::lower(header.text, &crate::syntax::CfgOptions::default());
        if let Some(problem) = ir.problems.first() {
            let before = &header.text[..problem.span.start as usize];
            panic!("{}:{}: {}", header.name, before.lines().count(), problem.message);
        }
    }
}
