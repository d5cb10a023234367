//! The nearest right word for a mistyped one.

/// The candidate that a word was probably meant to be.
pub fn nearest<'a>(word: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase().replace('-', "_");
    candidates
        .map(|candidate| (strsim::jaro_winkler(&word, &candidate.replace('-', "_")), candidate))
        .filter(|&(likeness, _)| likeness > 0.8)
        .max_by(|(left, _), (right, _)| left.total_cmp(right))
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_slip_is_understood_and_another_word_is_not() {
        let words = ["guards", "handles", "models"];
        assert_eq!(nearest("gaurds", words.into_iter()), Some("guards"));
        assert_eq!(nearest("Handle", words.into_iter()), Some("handles"));
        assert_eq!(nearest("colour", words.into_iter()), None);
    }
}
