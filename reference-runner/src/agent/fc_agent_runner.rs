//! Function calling: the model asks for tools by name, with arguments, until it has an answer.

use serde_json::Value;

use super::base_agent_runner::{BaseAgentRunner, asked, observed};
use crate::apps::base_app_runner::RunnerError;
use crate::entities::queue_entities::ThoughtStage;
use crate::ids::AgentThoughtId;
use crate::model::{LlmResult, ModelRequest, PromptMessage, Role, ToolCall, Usage};
use crate::store::ThoughtProgress;

pub async fn run(runner: BaseAgentRunner) -> Result<(), RunnerError> {
    let mut scratch: Vec<PromptMessage> = Vec::new();
    let mut texts: Vec<String> = Vec::new();
    let mut usage = Usage::zero();
    let mut prompt = Vec::new();
    for round in 0..runner.rounds() {
        let last = round + 1 == runner.rounds();
        prompt = messages(&runner, round == 0, &scratch);
        let tools = if last { Vec::new() } else { runner.tools() };
        let thought = runner.begin_thought().await?;
        let result = think(&runner, thought, runner.request(prompt.clone(), tools, Vec::new())).await?;
        let taken = result.usage.clone().unwrap_or_else(Usage::zero);
        usage.add(&taken);
        let calls = if last { Vec::new() } else { result.tool_calls };
        let inputs: Vec<(String, Value)> =
            calls.iter().map(|call| (call.name.clone(), arguments(call))).collect();
        let progress = ThoughtProgress {
            thought: Some(result.text.clone()),
            answer: Some(result.text.clone()),
            usage: Some(taken),
            ..asked(&inputs)
        };
        runner.save(thought, ThoughtStage::Thought, progress).await?;
        if !result.text.is_empty() {
            texts.push(result.text.clone());
        }
        if calls.is_empty() {
            break;
        }
        let mut said = PromptMessage::new(Role::Assistant, result.text);
        said.tool_calls.clone_from(&calls);
        scratch.push(said);
        let mut made = Vec::new();
        for (call, (name, input)) in calls.iter().zip(inputs) {
            let invocation = runner.invoke(&name, input).await;
            let mut answer = PromptMessage::new(Role::Tool, invocation.observation.clone());
            answer.tool_call_id = Some(call.id.clone());
            scratch.push(answer);
            made.push(invocation);
        }
        runner.save(thought, ThoughtStage::Observed, observed(&made)).await?;
    }
    runner.end(texts.join("\n"), usage, prompt)
}

fn messages(runner: &BaseAgentRunner, first_round: bool, scratch: &[PromptMessage]) -> Vec<PromptMessage> {
    let mut messages = Vec::new();
    let system = runner.system_prompt();
    if !system.is_empty() {
        messages.push(PromptMessage::new(Role::System, system));
    }
    messages.extend(runner.memory.iter().cloned());
    messages.push(runner.question(first_round));
    messages.extend_from_slice(scratch);
    messages
}

/// One call of the model; its thought is shown, still empty, when it begins to speak.
async fn think(
    runner: &BaseAgentRunner,
    thought: AgentThoughtId,
    request: ModelRequest,
) -> Result<LlmResult, RunnerError> {
    let mut stream = runner.service.model.stream(request).await?;
    let mut result = LlmResult::default();
    let mut shown = false;
    while let Some(delta) = stream.next().await {
        let delta = delta?;
        if !shown {
            runner.show(thought, ThoughtStage::Begun)?;
            shown = true;
        }
        result.add(&delta);
        runner.say(&delta.text)?;
    }
    Ok(result)
}

/// Arguments that are not JSON are passed on as the text that they are.
fn arguments(call: &ToolCall) -> Value {
    serde_json::from_str(&call.arguments).unwrap_or_else(|_| Value::String(call.arguments.clone()))
}
