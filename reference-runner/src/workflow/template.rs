//! References in texts: `{{name}}` in the prompts of easy-UI apps, `{{#node.key#}}` in workflows.

use std::sync::LazyLock;

use regex::{Captures, Regex};
use serde_json::Value;

use crate::entities::app_invoke_entities::Inputs;

static INPUT: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\{\{([a-zA-Z_][a-zA-Z0-9_]{0,29})\}\}").expect("a valid pattern"));

static SELECTOR: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\{\{#([a-zA-Z0-9_]{1,50}(?:\.[a-zA-Z_][a-zA-Z0-9_]{0,29}){1,10})#\}\}")
        .expect("a valid pattern")
});

static REFERENCE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\{\{(#?[^{}]*#?)\}\}").expect("a valid pattern"));
static SPECIAL: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"<\|[^|]*\|>").expect("a valid pattern"));

/// A value as text: texts as they are, nothing as nothing, the rest as JSON.
pub fn stringify(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// Fills `{{name}}` from the inputs; unknown names stay.
pub fn fill_inputs(text: &str, inputs: &Inputs) -> String {
    INPUT
        .replace_all(text, |found: &Captures<'_>| match inputs.get(&found[1]) {
            Some(value) => without_references(&stringify(value)),
            None => found[0].to_owned(),
        })
        .into_owned()
}

/// Fills `{{#node.key#}}`; what `find` does not know becomes nothing.
pub fn fill_selectors(text: &str, find: impl Fn(&[String]) -> Option<Value>) -> String {
    let filled = SELECTOR.replace_all(text, |found: &Captures<'_>| {
        let value = find(&selector(&found[1])).unwrap_or(Value::Null);
        without_references(&stringify(&value))
    });
    SPECIAL.replace_all(&filled, "").into_owned()
}

/// A value must not bring references of its own: `{{x}}` is weakened to `{x}`.
pub fn without_references(text: &str) -> String {
    REFERENCE.replace_all(text, "{$1}").into_owned()
}

fn selector(text: &str) -> Vec<String> {
    text.split('.').map(str::to_owned).collect()
}

/// A part of an answer: text, or a variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RouteChunk {
    Text(String),
    Variable(Vec<String>),
}

/// An answer's template in its parts, in order.
pub fn route_chunks(template: &str) -> Vec<RouteChunk> {
    let mut chunks = Vec::new();
    let mut at = 0;
    for found in SELECTOR.captures_iter(template) {
        let whole = found.get(0).expect("the match itself");
        if whole.start() > at {
            chunks.push(RouteChunk::Text(template[at..whole.start()].to_owned()));
        }
        chunks.push(RouteChunk::Variable(selector(&found[1])));
        at = whole.end();
    }
    if at < template.len() {
        chunks.push(RouteChunk::Text(template[at..].to_owned()));
    }
    chunks
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{RouteChunk, fill_inputs, fill_selectors, route_chunks, without_references};

    #[test]
    fn inputs_fill_names_and_leave_the_unknown() {
        let inputs = json!({"name": "Ann", "n": 3, "evil": "{{name}}"});
        let inputs = inputs.as_object().expect("a map");
        assert_eq!(fill_inputs("{{name}} {{n}} {{other}} {{evil}}", inputs), "Ann 3 {{other}} {name}");
    }

    #[test]
    fn selectors_fill_from_nodes() {
        let find = |selector: &[String]| {
            (selector == ["llm", "text"]).then(|| Value::from("hi <|im_end|>{{#a.b#}}"))
        };
        assert_eq!(fill_selectors("> {{#llm.text#}} {{#no.thing#}}|", find), "> hi {#a.b#} |");
        assert_eq!(without_references("{{#x#}}"), "{#x#}");
    }

    #[test]
    fn a_template_is_cut_into_text_and_variables() {
        assert_eq!(
            route_chunks("a{{#l.text#}}{{#s.q.k#}}b"),
            [
                RouteChunk::Text("a".to_owned()),
                RouteChunk::Variable(vec!["l".to_owned(), "text".to_owned()]),
                RouteChunk::Variable(vec!["s".to_owned(), "q".to_owned(), "k".to_owned()]),
                RouteChunk::Text("b".to_owned()),
            ]
        );
    }
}
