//! What the user adds to the catalogue: `guards`, `handles` and `[[external]]` of `letgo.toml`, as facts about paths.
//!
//! `check` makes these from the configuration; `resolve` puts them on the types and functions that they mean.

use super::Category;

/// One entry of the configuration.
#[derive(Debug, Clone)]
pub struct Declaration {
    pub path: PathPattern,
    pub what: Declared,
}

#[derive(Debug, Clone)]
pub enum Declared {
    Guard,
    Handle,
    Model,
    Snapshot,
    ImmutableModel,
    External { category: Category, advice: Option<String> },
}

/// `mydb::pool::*Conn`: each `*` stands for any part of one segment; `crate` for any crate of the workspace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathPattern(Vec<String>);

impl PathPattern {
    pub fn new(path: &str) -> Self {
        Self(path.trim_start_matches("::").split("::").map(|segment| segment.trim().to_owned()).collect())
    }

    /// Whether the pattern means this path. `ours`: the path's crate is one of the workspace.
    pub fn matches(&self, ours: bool, segments: &[&str]) -> bool {
        let Some((krate, rest)) = self.0.split_first() else { return false };
        let Some((first, others)) = segments.split_first() else { return false };
        (ours && krate == "crate" || glob(krate, first))
            && rest.len() == others.len()
            && rest.iter().zip(others).all(|(pattern, segment)| glob(pattern, segment))
    }

    /// The segments, when none of them is a pattern.
    pub fn literal(&self) -> Option<&[String]> {
        (!self.0.iter().any(|segment| segment.contains('*'))).then_some(&self.0)
    }

    /// The crate, `crate`, or a pattern for crates.
    pub fn krate(&self) -> &str {
        self.0.first().map_or("", String::as_str)
    }
}

fn glob(pattern: &str, text: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == text,
        Some((head, tail)) => text.strip_prefix(head).is_some_and(|rest| {
            rest.char_indices().map(|(at, _)| at).chain([rest.len()]).any(|at| glob(tail, &rest[at..]))
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns() {
        let matches = |pattern: &str, path: &str| {
            PathPattern::new(pattern).matches(true, &path.split("::").collect::<Vec<_>>())
        };
        assert!(matches("mydb::Conn", "mydb::Conn"));
        assert!(matches("mydb::*", "mydb::Conn"));
        assert!(matches("crate::rows::*Row*", "app::rows::OrderRow"));
        assert!(!matches("mydb::*", "mydb"));
        assert!(!matches("mydb::*", "mydb::pool::Conn"));
        assert!(!matches("mydb::C*x", "mydb::Conn"));
        assert!(!PathPattern::new("crate::Conn").matches(false, &["mydb", "Conn"]));
    }
}
