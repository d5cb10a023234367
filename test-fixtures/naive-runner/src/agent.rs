//! The agent: rounds of model and tools on the connection of the worker.

use reference_runner::agent::base_agent_runner::{BaseAgentRunner, Invocation, asked, observed};
use reference_runner::agent::{cot_agent_runner, tools};
use reference_runner::apps::base_app_queue_manager::Publisher;
use reference_runner::apps::base_app_runner::RunnerError;
use reference_runner::entities::app_config::AgentStrategy;
use reference_runner::entities::app_invoke_entities::EasyUiAppGenerateEntity;
use reference_runner::entities::queue_entities::{RunError, ThoughtStage};
use reference_runner::ids::AgentThoughtId;
use reference_runner::model::{LlmResult, ModelRequest, PromptMessage, Role, ToolCall, Usage};
use reference_runner::store::ThoughtProgress;
use serde_json::Value;
use sqlx::AnyConnection;

use crate::State;
use crate::models::{Message, Thought};

pub async fn run(
    state: &State,
    conn: &mut AnyConnection,
    publisher: Publisher,
    entity: EasyUiAppGenerateEntity,
    message: Message, //~ model_for_id: row 7: the message travels through the agent for its id
    memory: Vec<PromptMessage>,
) -> Result<(), RunnerError> {
    let agent = entity.config.agent.clone();
    let agent = agent.ok_or_else(|| RunError::Invalid("Agent mode is not enabled".to_owned()))?;
    let calls_tools = state.service.model.calls_tools(&entity.config.model);
    let strategy = if calls_tools { AgentStrategy::FunctionCalling } else { agent.strategy };
    let id = message.id.parse().map_err(|_| RunError::Internal("a message without id".to_owned()))?;
    let service = state.service.clone();
    let runner = BaseAgentRunner { service, publisher, entity, agent, message: id, memory };
    match strategy {
        AgentStrategy::FunctionCalling => call_functions(conn, runner, &message).await,
        AgentStrategy::ChainOfThought => cot_agent_runner::run(runner).await, //~ nested_acquire: row 12: the reasoning agent takes connections of its own, round by round
    }
}

async fn call_functions(
    conn: &mut AnyConnection,
    runner: BaseAgentRunner,
    message: &Message,
) -> Result<(), RunnerError> {
    let mut scratch: Vec<PromptMessage> = Vec::new();
    let mut texts: Vec<String> = Vec::new();
    let mut usage = Usage::zero();
    let mut prompt = Vec::new();
    for round in 0..runner.rounds() {
        let last = round + 1 == runner.rounds();
        prompt = messages(&runner, round == 0, &scratch);
        let offered = if last { Vec::new() } else { runner.tools() };
        let thought = Thought::create(conn, message, runner.entity.base.user.id).await?;
        let result = think(&runner, thought, runner.request(prompt.clone(), offered, Vec::new())).await?; //~ guard_across_await: row 12: the model, on the connection of the worker
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
        Thought::update(conn, thought, progress).await?;
        runner.show(thought, ThoughtStage::Thought)?;
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
            let invocation = invoke(&runner, message.clone(), &name, input).await; //~ guard_across_await: row 12: the tool, on the connection of the worker
            let mut answer = PromptMessage::new(Role::Tool, invocation.observation.clone());
            answer.tool_call_id = Some(call.id.clone());
            scratch.push(answer);
            made.push(invocation);
        }
        Thought::update(conn, thought, observed(&made)).await?;
        runner.show(thought, ThoughtStage::Observed)?;
    }
    runner.end(texts.join("\n"), usage, prompt)
}

/// Whatever goes wrong is what the model is told.
async fn invoke(
    runner: &BaseAgentRunner,
    message: Message, //~ model_for_id: row 7: a copy of the row for a line in the log
    tool: &str,
    input: Value,
) -> Invocation {
    let offered = runner.agent.tools.iter().any(|name| name == tool);
    let observation = match offered {
        true => tools::invoke(tool, &input, &runner.service.http).await.unwrap_or_else(|error| error),
        false => format!("there is not a tool named {tool}"),
    };
    tracing::debug!(message = %message.id, tool, "tool invoked");
    Invocation { tool: tool.to_owned(), input, observation }
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

fn arguments(call: &ToolCall) -> Value {
    serde_json::from_str(&call.arguments).unwrap_or_else(|_| Value::String(call.arguments.clone()))
}
