//! ReAct: the model reasons in text and names an action in JSON; what the tool says is written into its scratchpad.

use serde_json::{Value, json};

use super::base_agent_runner::{BaseAgentRunner, asked, observed};
use super::cot_output_parser::{CotOutputParser, Output};
use crate::apps::base_app_runner::RunnerError;
use crate::entities::queue_entities::ThoughtStage;
use crate::ids::AgentThoughtId;
use crate::model::{LlmResult, ModelRequest, PromptMessage, Role, Usage};
use crate::store::ThoughtProgress;
use crate::workflow::template::stringify;

/// The model must not make up what a tool says.
const STOP: &str = "Observation";
const FINAL: &str = "final answer";

pub async fn run(runner: BaseAgentRunner) -> Result<(), RunnerError> {
    let mut scratchpad = String::new();
    let mut usage = Usage::zero();
    let mut answer = String::new();
    let mut prompt = Vec::new();
    for round in 0..runner.rounds() {
        let last = round + 1 == runner.rounds();
        let thought = runner.begin_thought().await?;
        if round > 0 {
            runner.show(thought, ThoughtStage::Begun)?;
        }
        prompt = messages(&runner, round == 0, last, &scratchpad);
        let request = runner.request(prompt.clone(), Vec::new(), vec![STOP.to_owned()]);
        let said = think(&runner, thought, round == 0, request).await?;
        let taken = said.usage.unwrap_or_else(Usage::zero);
        usage.add(&taken);
        let thinking = ThoughtProgress {
            thought: Some(said.text.trim().to_owned()),
            answer: Some(said.whole.clone()),
            usage: Some(taken),
            ..ThoughtProgress::default()
        };
        match said.action {
            Some((name, input)) if !name.eq_ignore_ascii_case(FINAL) && !last => {
                let progress =
                    ThoughtProgress { ..merged(thinking, asked(&[(name.clone(), input.clone())])) };
                runner.save(thought, ThoughtStage::Thought, progress).await?;
                let invocation = runner.invoke(&name, input).await;
                let observation = invocation.observation.as_str();
                scratchpad.extend([said.whole.trim(), "\nObservation: ", observation, "\n"]);
                runner.save(thought, ThoughtStage::Observed, observed(&[invocation])).await?;
            }
            ended => {
                answer = match ended {
                    Some((name, input)) if name.eq_ignore_ascii_case(FINAL) => stringify(&input),
                    _ => String::new(),
                };
                runner.say(&answer)?;
                runner.save(thought, ThoughtStage::Thought, thinking).await?;
                break;
            }
        }
    }
    runner.end(answer, usage, prompt)
}

fn merged(thinking: ThoughtProgress, asked: ThoughtProgress) -> ThoughtProgress {
    ThoughtProgress {
        tool: asked.tool,
        tool_labels: asked.tool_labels,
        tool_input: asked.tool_input,
        ..thinking
    }
}

/// What one call of the model came to.
struct Said {
    /// For the reader.
    text: String,
    /// As it was written, for the scratchpad.
    whole: String,
    action: Option<(String, Value)>,
    usage: Option<Usage>,
}

async fn think(
    runner: &BaseAgentRunner,
    thought: AgentThoughtId,
    show: bool,
    request: ModelRequest,
) -> Result<Said, RunnerError> {
    let mut stream = runner.service.model.stream(request).await?;
    let mut parser = CotOutputParser::default();
    let mut result = LlmResult::default();
    let mut said = Said { text: String::new(), whole: String::new(), action: None, usage: None };
    let mut shown = !show;
    while let Some(delta) = stream.next().await {
        let delta = delta?;
        if !shown {
            runner.show(thought, ThoughtStage::Begun)?;
            shown = true;
        }
        result.add(&delta);
        for output in parser.push(&delta.text) {
            take(runner, &mut said, output)?;
        }
    }
    for output in parser.finish() {
        take(runner, &mut said, output)?;
    }
    said.whole = result.text;
    said.usage = result.usage;
    Ok(said)
}

/// The first action counts; what is said after it was made up.
fn take(runner: &BaseAgentRunner, said: &mut Said, output: Output) -> Result<(), RunnerError> {
    match output {
        Output::Text(text) if said.action.is_none() => {
            runner.say(&text)?;
            said.text.push_str(&text);
        }
        Output::Action { name, input } if said.action.is_none() => said.action = Some((name, input)),
        _ => {}
    }
    Ok(())
}

fn messages(runner: &BaseAgentRunner, first_round: bool, last: bool, scratchpad: &str) -> Vec<PromptMessage> {
    let mut messages = vec![PromptMessage::new(Role::System, instruction(runner, last))];
    messages.extend(runner.memory.iter().cloned());
    messages.push(runner.question(first_round));
    if !scratchpad.is_empty() {
        messages.push(PromptMessage::new(Role::Assistant, scratchpad));
        messages.push(PromptMessage::new(Role::User, "Go on."));
    }
    messages
}

fn instruction(runner: &BaseAgentRunner, last: bool) -> String {
    let tools = if last { Vec::new() } else { runner.tools() };
    let described: Vec<Value> = tools
        .iter()
        .map(
            |tool| json!({"name": tool.name, "description": tool.description, "parameters": tool.parameters}),
        )
        .collect();
    let names: Vec<&str> = tools.iter().map(|tool| tool.name).collect();
    format!(
        "{}\n\nYou can use these tools: {}\n\nThink first, after the word `Thought:`. Then name one action as JSON, \
         after the word `Action:`: {{\"action\": \"...\", \"action_input\": ...}}. An action is one of [{}], with the \
         tool's parameters as its input, or \"Final Answer\" with your answer as its input. After an action stop and \
         wait: what the tool says is given to you after the word `Observation:`.",
        runner.system_prompt(),
        Value::Array(described),
        names.join(", "),
    )
}
