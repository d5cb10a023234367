//! `letgo.toml` and `[workspace.metadata.letgo]`, `[package.metadata.letgo]`: the same keys in each.

use std::path::PathBuf;
use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::levels::{self, LevelTable};
use crate::diagnostic::{Level, LevelSource, Lint};
use crate::source::Span;

/// A configuration text, and where its settings stand among others.
#[derive(Debug, Clone)]
pub struct Text {
    pub layer: Layer,
    pub path: PathBuf,
    pub text: Arc<str>,
}

/// Later layers win.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Layer {
    /// `letgo.toml`
    File,
    /// `[workspace.metadata.letgo]` of the root manifest
    Workspace,
    /// `[package.metadata.letgo]` of the package with this index
    Package(usize),
}

/// Everything that was set, from all texts.
#[derive(Debug, Default)]
pub struct Config {
    pub guards: Vec<Entry>,
    pub handles: Vec<Entry>,
    pub models: Vec<Entry>,
    pub snapshots: Vec<Entry>,
    pub immutable_models: Vec<Entry>,
    pub external: Vec<External>,
    /// In the order of the layers.
    pub lints: Vec<(Layer, LevelTable)>,
}

/// A path pattern (`catalogue::PathPattern` reads it), and where it stands.
#[derive(Debug, Clone)]
pub struct Entry {
    pub path: String,
    /// Index into the texts that were read.
    pub text: usize,
    pub span: Span,
}

/// A long call with the user's own advice.
#[derive(Debug, Clone)]
pub struct External {
    pub path: Entry,
    pub category: Option<Entry>,
    pub advice: Option<String>,
}

/// A mistake in a configuration text.
#[derive(Debug, Clone)]
pub struct Problem {
    /// Index into the texts that were read.
    pub text: usize,
    pub span: Span,
    pub message: String,
    pub help: Option<String>,
}

impl Layer {
    pub fn source(self) -> LevelSource {
        match self {
            Layer::File => LevelSource::File,
            Layer::Workspace => LevelSource::Workspace,
            Layer::Package(_) => LevelSource::Package,
        }
    }

    /// The tables that lead to the settings.
    const fn way(self) -> &'static [&'static str] {
        match self {
            Layer::File => &[],
            Layer::Workspace => &["workspace", "metadata", "letgo"],
            Layer::Package(_) => &["package", "metadata", "letgo"],
        }
    }
}

/// Reads all texts, in the order of their layers.
pub fn read(texts: &[Text], lints: &[&'static Lint], categories: &[&str]) -> (Config, Vec<Problem>) {
    let mut reader = Reader {
        config: Config::default(),
        problems: Vec::new(),
        lints,
        categories,
        text: 0,
        layer: Layer::File,
    };
    for (index, text) in texts.iter().enumerate() {
        reader.text = index;
        reader.layer = text.layer;
        match DeTable::parse(&text.text) {
            Ok(table) => reader.document(table.get_ref()),
            Err(error) => {
                let span = error.span().map_or(Span::default(), span);
                reader.problems.push(Problem {
                    text: index,
                    span,
                    message: error.message().to_owned(),
                    help: None,
                });
            }
        }
    }
    reader.config.lints.sort_by_key(|(layer, _)| *layer);
    (reader.config, reader.problems)
}

impl Config {
    /// All path patterns with their keys.
    pub fn entries(&self) -> impl Iterator<Item = (&'static str, &Entry)> {
        let lists = [
            ("guards", &self.guards),
            ("handles", &self.handles),
            ("models", &self.models),
            ("snapshots", &self.snapshots),
            ("immutable-models", &self.immutable_models),
        ];
        let lists =
            lists.into_iter().flat_map(|(key, entries)| entries.iter().map(move |entry| (key, entry)));
        lists.chain(self.external.iter().map(|external| ("external", &external.path)))
    }
}

struct Reader<'a> {
    config: Config,
    problems: Vec<Problem>,
    lints: &'a [&'static Lint],
    categories: &'a [&'a str],
    text: usize,
    layer: Layer,
}

const KEYS: [&str; 7] = ["guards", "handles", "models", "snapshots", "immutable-models", "external", "lints"];

impl Reader<'_> {
    fn document(&mut self, table: &DeTable<'_>) {
        let mut table = table;
        for step in self.layer.way() {
            match table.get(*step).map(Spanned::get_ref).and_then(DeValue::as_table) {
                Some(inner) => table = inner,
                None => return,
            }
        }
        for (key, value) in table {
            let list = match key.get_ref().as_ref() {
                "guards" => &mut self.config.guards,
                "handles" => &mut self.config.handles,
                "models" => &mut self.config.models,
                "snapshots" => &mut self.config.snapshots,
                "immutable-models" => &mut self.config.immutable_models,
                "external" => {
                    self.externals(value);
                    continue;
                }
                "lints" => {
                    self.levels(value);
                    continue;
                }
                other => {
                    let message = format!("unknown key `{other}`");
                    let help = self.help(other, &KEYS);
                    self.problem(key.span(), message, help);
                    continue;
                }
            };
            let mut entries = Vec::new();
            let problems = paths(value, self.text, &mut entries);
            list.extend(entries);
            self.problems.extend(problems);
        }
    }

    fn externals(&mut self, value: &Spanned<DeValue<'_>>) {
        let Some(entries) = value.get_ref().as_array() else {
            return self.problem(value.span(), expected("an array of tables", value), None);
        };
        for entry in entries {
            let Some(table) = entry.get_ref().as_table() else {
                self.problem(entry.span(), expected("a table", entry), None);
                continue;
            };
            let mut path = None;
            let mut category = None;
            let mut advice = None;
            for (key, value) in table {
                let Some(text) = value.get_ref().as_str() else {
                    self.problem(value.span(), expected("a string", value), None);
                    continue;
                };
                let entry = || Entry { path: text.to_owned(), text: self.text, span: span(value.span()) };
                match key.get_ref().as_ref() {
                    "path" => {
                        path = Some(entry());
                        if let Some(message) = wrong_path(text) {
                            self.problem(value.span(), message, None);
                        }
                    }
                    "category" => {
                        category = Some(entry());
                        if !self.categories.contains(&text) {
                            let help = self.help(text, self.categories);
                            self.problem(value.span(), format!("unknown category `{text}`"), help);
                        }
                    }
                    "advice" => advice = Some(text.to_owned()),
                    other => {
                        let help = self.help(other, &["path", "category", "advice"]);
                        self.problem(key.span(), format!("unknown key `{other}` in `[[external]]`"), help);
                    }
                }
            }
            match path {
                Some(path) => self.config.external.push(External { path, category, advice }),
                None => self.problem(entry.span(), "`path` is missing in `[[external]]`".to_owned(), None),
            }
        }
    }

    fn levels(&mut self, value: &Spanned<DeValue<'_>>) {
        let Some(table) = value.get_ref().as_table() else {
            return self.problem(value.span(), expected("a table", value), None);
        };
        let mut found = LevelTable::new();
        for (key, value) in table {
            let name = key.get_ref().as_ref();
            if levels::meaning(name, self.lints).is_none() {
                let help = levels::nearest_lint(name, self.lints)
                    .map(|name| format!("a lint or group with a similar name exists: `{name}`"));
                self.problem(key.span(), format!("unknown lint `{name}`"), help);
                continue;
            }
            if let Some(level) = self.level(value) {
                found.push((name.strip_prefix("letgo::").unwrap_or(name).to_owned(), level));
            }
        }
        self.config.lints.push((self.layer, found));
    }

    /// `"deny"` or `{ level = "deny" }`
    fn level(&mut self, value: &Spanned<DeValue<'_>>) -> Option<Level> {
        if let Some(table) = value.get_ref().as_table() {
            let mut level = None;
            for (key, value) in table {
                match key.get_ref().as_ref() {
                    "level" => level = Some(value),
                    other => {
                        let help = self.help(other, &["level"]);
                        self.problem(key.span(), format!("unknown key `{other}` of a lint"), help);
                    }
                }
            }
            if level.is_none() {
                self.problem(value.span(), "`level` is missing".to_owned(), None);
            }
            return level.and_then(|level| self.word(level));
        }
        self.word(value)
    }

    fn word(&mut self, value: &Spanned<DeValue<'_>>) -> Option<Level> {
        let Some(word) = value.get_ref().as_str() else {
            self.problem(value.span(), expected("a level", value), Some(LEVELS_HELP.to_owned()));
            return None;
        };
        let level = [Level::Allow, Level::Warn, Level::Deny, Level::Forbid]
            .into_iter()
            .find(|level| level.as_str() == word);
        if level.is_none() {
            let near = self.help(word, &["allow", "warn", "deny", "forbid"]);
            let help = near.or_else(|| Some(LEVELS_HELP.to_owned()));
            self.problem(value.span(), format!("unknown level `{word}`"), help);
        }
        level
    }

    fn problem(&mut self, at: std::ops::Range<usize>, message: String, help: Option<String>) {
        self.problems.push(Problem { text: self.text, span: span(at), message, help });
    }

    #[expect(clippy::unused_self, reason = "reads as the other steps do")]
    fn help(&self, word: &str, words: &[&str]) -> Option<String> {
        super::nearest(word, words.iter().copied())
            .map(|near| format!("did you mean `{near}`?"))
            .or_else(|| (words.len() > 1).then(|| format!("the words are {}", listed(words))))
    }
}

const LEVELS_HELP: &str = "the levels are `allow`, `warn`, `deny` and `forbid`";

/// A list of path patterns.
fn paths(value: &Spanned<DeValue<'_>>, text: usize, entries: &mut Vec<Entry>) -> Vec<Problem> {
    let problem = |at: std::ops::Range<usize>, message| Problem { text, span: span(at), message, help: None };
    let Some(array) = value.get_ref().as_array() else {
        return vec![problem(value.span(), expected("an array of paths", value))];
    };
    let mut problems = Vec::new();
    for value in array {
        match value.get_ref().as_str() {
            Some(path) => match wrong_path(path) {
                Some(message) => problems.push(problem(value.span(), message)),
                None => entries.push(Entry { path: path.to_owned(), text, span: span(value.span()) }),
            },
            None => problems.push(problem(value.span(), expected("a path", value))),
        }
    }
    problems
}

/// Why a text is no path pattern.
fn wrong_path(path: &str) -> Option<String> {
    let fits = |segment: &str| {
        !segment.is_empty()
            && !segment.starts_with(|first: char| first.is_ascii_digit())
            && segment.chars().all(|character| character.is_alphanumeric() || matches!(character, '_' | '*'))
    };
    (!path.split("::").all(fits)).then(|| format!("`{path}` is not a path such as `mydb::Conn` or `mydb::*`"))
}

fn expected(what: &str, value: &Spanned<DeValue<'_>>) -> String {
    format!("expected {what}, found {}", value.get_ref().type_str())
}

fn listed(words: &[&str]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

fn span(range: std::ops::Range<usize>) -> Span {
    Span::new(range.start as u32, range.end as u32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Group;
    use crate::source::SourceFile;

    static HELD: Lint = Lint {
        name: "guard_across_await",
        group: Group::Guards,
        default_level: Level::Warn,
        summary: "",
        since: "0.1.0",
        docs: "",
    };

    fn read_one(layer: Layer, text: &str) -> (Config, Vec<String>) {
        let texts = [Text { layer, path: "letgo.toml".into(), text: text.into() }];
        let (config, problems) = read(&texts, &[&HELD], &["network", "timer"]);
        let file = SourceFile::new("letgo.toml", text);
        let shown = problems.iter().map(|problem| {
            let at = file.line_column(problem.span.start);
            let help = problem.help.as_deref().unwrap_or("-");
            format!("{}:{} {} | {help}", at.line, at.column, problem.message)
        });
        (config, shown.collect())
    }

    #[test]
    fn all_keys_are_read() {
        let text = r#"
guards = ["mydb::Conn", "mydb::*"]
handles = ["mydb::Pool"]
[[external]]
path = "my_llm::Client::generate"
category = "network"
advice = "publish a job instead"
[lints]
guard_across_await = "deny"
"letgo::guards" = { level = "warn" }
"#;
        let (config, problems) = read_one(Layer::File, text);
        assert_eq!(problems, Vec::<String>::new());
        assert_eq!(config.guards.len(), 2);
        assert_eq!(config.handles[0].path, "mydb::Pool");
        assert_eq!(config.external[0].advice.as_deref(), Some("publish a job instead"));
        let levels = [("guard_across_await".to_owned(), Level::Deny), ("guards".to_owned(), Level::Warn)];
        assert_eq!(config.lints, vec![(Layer::File, levels.to_vec())]);
    }

    #[test]
    fn metadata_tables_are_found() {
        let text = "[package]\nname = \"x\"\n[workspace.metadata.letgo]\nguards = [\"a::B\"]\n";
        assert_eq!(read_one(Layer::Workspace, text).0.guards.len(), 1);
        assert_eq!(read_one(Layer::Package(0), text).0.guards.len(), 0);
    }

    #[test]
    fn mistakes_have_a_place_and_the_nearest_word() {
        let text = r#"gaurds = []
handles = "x"
models = ["a b"]
[[external]]
category = "netwrok"
[lints]
guard_accross_await = "deny"
guards = "dent"
meta = { level = "allow", size = 1 }
"#;
        let (_, problems) = read_one(Layer::File, text);
        let expected = [
            "1:1 unknown key `gaurds` | did you mean `guards`?",
            "2:11 expected an array of paths, found string | -",
            "3:11 `a b` is not a path such as `mydb::Conn` or `mydb::*` | -",
            "5:12 unknown category `netwrok` | did you mean `network`?",
            "4:1 `path` is missing in `[[external]]` | -",
            "7:1 unknown lint `guard_accross_await` | a lint or group with a similar name exists: `guard_across_await`",
            "8:10 unknown level `dent` | did you mean `deny`?",
            "9:27 unknown key `size` of a lint | -",
        ];
        let mut problems = problems;
        problems.sort();
        let mut expected = expected.map(str::to_owned);
        expected.sort();
        assert_eq!(problems, expected);
    }

    #[test]
    fn a_text_that_is_no_toml_is_one_problem() {
        let (_, problems) = read_one(Layer::File, "guards = [\n");
        assert_eq!(problems.len(), 1);
    }
}
