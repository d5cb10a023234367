//! The built-in model: streams an answer made from the prompt, at a set pace, with nothing installed.
//!
//! It follows a few rules that make every kind of app go: it repeats what it was told last, calls the calculator when
//! it is offered and the question holds a sum, the clock when it is asked for the time, and reasons in text when it is
//! asked to (a stop word `Observation`).

use std::sync::LazyLock;
use std::time::Duration;

use futures_util::stream;
use regex::Regex;
use serde_json::{Value, json};

use super::entities::{estimated_tokens, prompt_tokens};
use super::{LlmDelta, ModelRequest, ModelStream, Pace, PromptMessage, Role, ToolCall, Usage};

static SUM: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\d+(?:\.\d+)?(?:\s*[-+*/]\s*\d+(?:\.\d+)?)+").expect("a valid pattern"));

#[derive(Debug, Clone)]
pub struct MockModel {
    pace: Pace,
}

/// What it will say.
struct Answer {
    text: String,
    tool_calls: Vec<ToolCall>,
}

impl MockModel {
    pub fn new(pace: Pace) -> Self {
        Self { pace }
    }

    pub fn stream(&self, request: ModelRequest) -> ModelStream {
        let answer = answer(&request);
        let completion = answer.text.clone()
            + &answer.tool_calls.iter().map(|call| call.arguments.as_str()).collect::<String>();
        let usage = Usage::priced(
            prompt_tokens(&request.messages),
            estimated_tokens(&completion),
            self.pace.whole.as_secs_f64(),
        );
        let mut deltas: Vec<LlmDelta> = pieces(&answer.text, self.pace.deltas.max(1) as usize)
            .into_iter()
            .map(|text| LlmDelta { text, ..LlmDelta::default() })
            .collect();
        deltas.push(LlmDelta { text: String::new(), tool_calls: answer.tool_calls, usage: Some(usage) });
        let step = self.pace.whole / u32::try_from(deltas.len()).unwrap_or(u32::MAX);
        ModelStream::new(Box::pin(stream::unfold(deltas.into_iter(), move |mut rest| async move {
            let delta = rest.next()?;
            if step > Duration::ZERO {
                tokio::time::sleep(step).await;
            }
            Some((Ok(delta), rest))
        })))
    }
}

/// The text in at most `count` pieces, cut between words.
fn pieces(text: &str, count: usize) -> Vec<String> {
    let words: Vec<&str> = text.split_inclusive(' ').collect();
    words.chunks(words.len().div_ceil(count).max(1)).map(<[&str]>::concat).collect()
}

fn answer(request: &ModelRequest) -> Answer {
    let asked = last(&request.messages, Role::User);
    if request.stop.iter().any(|word| word == "Observation") {
        return Answer { text: reasoning(request, asked), tool_calls: Vec::new() };
    }
    if let Some(result) = request.messages.last().filter(|message| message.role == Role::Tool) {
        return Answer { text: format!("The tool says: {}", result.text), tool_calls: Vec::new() };
    }
    let offered = |name: &str| request.tools.iter().any(|tool| tool.name == name);
    let call = tool_for(asked).filter(|(name, _)| offered(name)).map(|(name, arguments)| ToolCall {
        id: format!("call_{name}"),
        name: name.to_owned(),
        arguments: arguments.to_string(),
    });
    match call {
        Some(call) => Answer { text: format!("I ask the {}. ", call.name), tool_calls: vec![call] },
        None => Answer { text: format!("You said: {asked}"), tool_calls: Vec::new() },
    }
}

fn tool_for(asked: &str) -> Option<(&'static str, Value)> {
    if let Some(sum) = SUM.find(asked) {
        return Some(("calculator", json!({"expression": sum.as_str()})));
    }
    asked.to_lowercase().contains("time").then(|| ("clock", json!({"timezone": "UTC"})))
}

/// Thought and action in text; the scratchpad of earlier rounds is the assistant's last message.
fn reasoning(request: &ModelRequest, asked: &str) -> String {
    let scratchpad = last(&request.messages, Role::Assistant);
    if let Some((_, observed)) = scratchpad.rsplit_once("Observation:") {
        let action =
            json!({"action": "Final Answer", "action_input": format!("The tool says: {}", observed.trim())});
        return format!("Thought: I know the answer.\nAction: {action}");
    }
    match tool_for(asked) {
        Some((name, input)) => {
            let action = json!({"action": name, "action_input": input});
            format!("Thought: I need the {name}.\nAction: {action}")
        }
        None => {
            let action = json!({"action": "Final Answer", "action_input": format!("You said: {asked}")});
            format!("Thought: No tool is needed.\nAction: {action}")
        }
    }
}

fn last(messages: &[PromptMessage], role: Role) -> &str {
    messages.iter().rev().find(|message| message.role == role).map_or("", |message| &message.text)
}

#[cfg(test)]
mod tests {
    use super::pieces;

    #[test]
    fn pieces_make_the_text_again() {
        for count in 1..6 {
            let cut = pieces("one two three four", count);
            assert!(cut.len() <= count);
            assert_eq!(cut.concat(), "one two three four");
        }
        assert!(pieces("", 3).concat().is_empty());
    }
}
