//! What a reasoning model writes, character by character: text for the user, and JSON in which it names an action.

use serde_json::Value;

/// A piece of the output.
#[derive(Debug, Clone, PartialEq)]
pub enum Output {
    Text(String),
    Action { name: String, input: Value },
}

/// Labels that are for the parser, not for the reader.
const LABELS: [&str; 2] = ["action:", "thought:"];
const FENCE: &str = "```";

#[derive(Debug, Default)]
pub struct CotOutputParser {
    /// What may still become a label or a fence.
    pending: String,
    json: String,
    depth: usize,
    in_text: bool,
    escaped: bool,
    fenced: bool,
    line_has_text: bool,
}

impl CotOutputParser {
    pub fn push(&mut self, text: &str) -> Vec<Output> {
        let mut out = Vec::new();
        for character in text.chars() {
            self.one(character, &mut out);
        }
        out
    }

    /// What was held back; unfinished JSON is text after all.
    pub fn finish(&mut self) -> Vec<Output> {
        let mut out = Vec::new();
        let rest = std::mem::take(&mut self.pending) + &std::mem::take(&mut self.json);
        say(&mut out, &rest);
        out
    }

    fn one(&mut self, character: char, out: &mut Vec<Output>) {
        if self.depth > 0 {
            self.inside(character, out);
            return;
        }
        if character == '{' {
            let pending = std::mem::take(&mut self.pending);
            say(out, &pending);
            self.depth = 1;
            self.json.push('{');
            return;
        }
        self.pending.push(character);
        let lower = self.pending.to_lowercase();
        if self.pending == FENCE {
            self.fenced = !self.fenced;
            self.pending.clear();
        } else if !self.line_has_text && LABELS.contains(&lower.trim_start()) {
            self.pending.clear();
        } else if self.fenced && character == '\n' {
            // The language of a fence and the lines between fence and JSON are not for the reader.
            self.pending.clear();
            self.line_has_text = false;
        } else if !self.may_grow(&lower) && !self.fenced {
            let pending = std::mem::take(&mut self.pending);
            self.line_has_text =
                !pending.ends_with('\n') && (self.line_has_text || !pending.trim().is_empty());
            say(out, &pending);
        }
    }

    /// Whether what is pending may still become a label or a fence.
    fn may_grow(&self, lower: &str) -> bool {
        FENCE.starts_with(lower)
            || (!self.line_has_text
                && LABELS.iter().any(|label| label.starts_with(lower.trim_start()))
                && !lower.trim().is_empty())
    }

    fn inside(&mut self, character: char, out: &mut Vec<Output>) {
        self.json.push(character);
        if self.in_text {
            match character {
                _ if self.escaped => self.escaped = false,
                '\\' => self.escaped = true,
                '"' => self.in_text = false,
                _ => {}
            }
            return;
        }
        match character {
            '"' => self.in_text = true,
            '{' => self.depth += 1,
            '}' => self.depth -= 1,
            _ => {}
        }
        if self.depth == 0 {
            let json = std::mem::take(&mut self.json);
            match action(&json) {
                Some(action) => out.push(action),
                None => say(out, &json),
            }
        }
    }
}

fn say(out: &mut Vec<Output>, text: &str) {
    match out.last_mut() {
        _ if text.is_empty() => {}
        Some(Output::Text(last)) => last.push_str(text),
        _ => out.push(Output::Text(text.to_owned())),
    }
}

/// An object with two keys: the one with `input` in its name is the input, the other names the action.
fn action(json: &str) -> Option<Output> {
    let value: Value = serde_json::from_str(json).ok()?;
    let mut name = None;
    let mut input = None;
    for (key, value) in value.as_object()? {
        if key.to_lowercase().contains("input") {
            input = Some(value.clone());
        } else {
            name = value.as_str().map(str::to_owned);
        }
    }
    Some(Output::Action { name: name?, input: input? })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{CotOutputParser, Output};

    fn parse(text: &str, cut: usize) -> Vec<Output> {
        let mut parser = CotOutputParser::default();
        let characters: Vec<char> = text.chars().collect();
        let mut out: Vec<Output> = Vec::new();
        let pieces: Vec<String> = characters.chunks(cut).map(|piece| piece.iter().collect()).collect();
        let outputs = pieces.iter().map(|piece| parser.push(piece)).collect::<Vec<_>>();
        for output in outputs.into_iter().flatten().chain(parser.finish()) {
            match (out.last_mut(), output) {
                (Some(Output::Text(last)), Output::Text(text)) => last.push_str(&text),
                (_, output) => out.push(output),
            }
        }
        out
    }

    #[test]
    fn labels_are_dropped_and_json_is_an_action_however_it_is_cut() {
        let text = "Thought: I need a sum.\nAction: {\"action\": \"calculator\", \"action_input\": {\"expression\": \"1+{2}\"}}";
        for cut in 1..text.len() {
            assert_eq!(
                parse(text, cut),
                [
                    Output::Text(" I need a sum.\n ".to_owned()),
                    Output::Action { name: "calculator".to_owned(), input: json!({"expression": "1+{2}"}) },
                ]
            );
        }
    }

    #[test]
    fn fenced_json_is_an_action_and_other_json_is_text() {
        let fenced = "```json\n{\"action\": \"Final Answer\", \"action_input\": \"42\"}\n```";
        assert_eq!(
            parse(fenced, 1),
            [Output::Action { name: "Final Answer".to_owned(), input: json!("42") }]
        );
        assert_eq!(parse("see {\"a\": 1} and {", 1), [Output::Text("see {\"a\": 1} and {".to_owned())]);
    }
}
