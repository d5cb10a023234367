//! Event streams as they arrive, and their comparison with golden files.

use std::collections::HashMap;
use std::path::Path;
use std::sync::LazyLock;

use regex::{Captures, Regex};
use serde_json::Value;

/// A stream that is being read.
pub struct Events {
    response: reqwest::Response,
    rest: String,
    /// Everything that has been read.
    pub text: String,
}

/// One event, and the bytes that it came in.
#[derive(Debug, Clone)]
pub struct Event {
    pub name: String,
    pub data: Value,
}

impl Event {
    fn parse(raw: &str) -> Self {
        if let Some(name) = raw.strip_prefix("event: ") {
            return Self { name: name.to_owned(), data: Value::Null };
        }
        let json = raw.strip_prefix("data: ").unwrap_or_else(|| panic!("not an event: {raw:?}"));
        let data: Value = serde_json::from_str(json).unwrap_or_else(|error| panic!("{error}: {json}"));
        Self { name: data["event"].as_str().expect("a name").to_owned(), data }
    }

    pub fn text(&self, pointer: &str) -> &str {
        let found = self.data.pointer(pointer).and_then(Value::as_str);
        found.unwrap_or_else(|| panic!("no text at {pointer}: {}", self.data))
    }
}

impl Events {
    pub fn new(response: reqwest::Response) -> Self {
        Self { response, rest: String::new(), text: String::new() }
    }

    /// The next event; `None` at the end of the stream.
    pub async fn next(&mut self) -> Option<Event> {
        loop {
            if let Some((raw, rest)) = self.rest.split_once("\n\n") {
                let (event, rest) = (Event::parse(raw), rest.to_owned());
                self.rest = rest;
                return Some(event);
            }
            let Some(chunk) = self.response.chunk().await.expect("the stream goes on") else {
                assert!(self.rest.is_empty(), "the stream ends inside an event: {:?}", self.rest);
                return None;
            };
            let chunk = std::str::from_utf8(&chunk).expect("ASCII");
            self.rest.push_str(chunk);
            self.text.push_str(chunk);
        }
    }

    /// Reads until an event of this name.
    pub async fn until(&mut self, name: &str) -> Event {
        loop {
            let event = self.next().await.unwrap_or_else(|| panic!("no {name} in:\n{}", self.text));
            if event.name == name {
                return event;
            }
        }
    }

    /// All that is left.
    pub async fn rest(&mut self) -> Vec<Event> {
        let mut events = Vec::new();
        while let Some(event) = self.next().await {
            events.push(event);
        }
        events
    }

    /// The names of all that is left, in order.
    pub async fn names(&mut self) -> Vec<String> {
        self.rest().await.into_iter().map(|event| event.name).collect()
    }
}

static ID: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}").expect("a valid pattern")
});
static TIME: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r#"("(?:created_at|finished_at)": )\d{10}\b"#).expect("a valid pattern"));
static SECONDS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"("(?:elapsed_time|latency)": )\d+\.\d+(?:e-?\d+)?"#).expect("a valid pattern")
});

/// The text with what differs from run to run masked: ids by the order in which they come, times, durations.
pub fn masked(text: &str) -> String {
    let mut seen: HashMap<String, usize> = HashMap::new();
    let text = ID.replace_all(text, |found: &Captures<'_>| {
        let next = seen.len() + 1;
        format!("id-{}", seen.entry(found[0].to_owned()).or_insert(next))
    });
    let text = TIME.replace_all(&text, "${1}T");
    SECONDS.replace_all(&text, "${1}S").into_owned()
}

/// Compares with `golden/{name}.txt`, byte by byte but for what is masked; `SNAPSHOTS=overwrite` rewrites the file.
pub fn golden(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/service/golden/{name}.txt"));
    let expected = snapbox::Data::read_from(&path, Some(snapbox::data::DataFormat::Text)).raw();
    snapbox::Assert::new().action_env("SNAPSHOTS").eq(masked(text), expected);
}
