//! Nodes that need the database and something else: a connection is given to them, and they ask the model or the net.

use reference_runner::entities::queue_entities::TaskStopped;
use reference_runner::model::{LlmResult, ModelRequest, PromptMessage, Role};
use reference_runner::store::Result as StoreResult;
use reference_runner::workflow::entities::{EngineEvent, NodeOutcome};
use reference_runner::workflow::nodes::{NodeRunResult, http_request as request, llm};
use reference_runner::workflow::template::{fill_selectors, stringify};
use reference_runner::workflow::variable_pool::VariablePool;
use serde_json::{Map, Value, json};
use sqlx::AnyConnection;

use crate::db::sql;
use crate::engine::Surroundings;
use crate::runner;

/// Only tenants in good standing may have requests made.
pub async fn http_request(
    conn: &mut AnyConnection,
    data: &request::Data,
    pool: &VariablePool,
    around: &Surroundings<'_>,
) -> NodeRunResult {
    match standing(conn, &around.entity.base.app.tenant.to_string()).await {
        Ok(standing) if standing == "normal" => request::run(data, pool, &around.state.service.http).await, //~ guard_across_await: row 12: any server of the net, on the connection of the node
        Ok(standing) => NodeRunResult::failed(Map::new(), format!("the tenant is {standing}")),
        Err(error) => NodeRunResult::failed(Map::new(), error),
    }
}

async fn standing(conn: &mut AnyConnection, tenant: &str) -> StoreResult<String> {
    let found: (String,) = sqlx::query_as(sql("SELECT status FROM tenants WHERE id = $1::uuid"))
        .bind(tenant.to_owned())
        .fetch_one(conn)
        .await?;
    Ok(found.0)
}

/// Asks the model with a prompt made from variables, and memory if the node wants it.
pub async fn llm(
    conn: &mut AnyConnection,
    id: &str,
    data: &llm::Data,
    pool: &VariablePool,
    around: &Surroundings<'_>,
) -> Result<NodeRunResult, TaskStopped> {
    let remembered = match (&data.memory, &around.conversation) {
        (Some(settings), Some(conversation)) => {
            let window = settings.window.size.filter(|_| settings.window.enabled);
            runner::memory(&around.state.db, conn, &conversation.id, window).await
        }
        _ => Ok(Vec::new()),
    };
    let Ok(remembered) = remembered else {
        return Ok(NodeRunResult::failed(Map::new(), "memory could not be read"));
    };
    let messages = prompt(data, pool, remembered);
    let process_data = json!({
        "model_mode": data.model.mode,
        "prompts": messages.iter().map(PromptMessage::shortened).collect::<Vec<_>>(),
    });
    let process_data = process_data.as_object().cloned();
    let request = ModelRequest { config: data.model.clone(), messages, tools: Vec::new(), stop: Vec::new() };
    let mut result = LlmResult::default();
    let failed = |error: String| {
        let outcome =
            NodeOutcome { process_data: process_data.clone(), error: Some(error), ..NodeOutcome::default() };
        Ok(NodeRunResult { outcome, edge_handle: None })
    };
    let stream = around.state.service.model.stream(request).await; //~ guard_across_await: row 12: the model, on the connection of the node
    let mut stream = match stream {
        Ok(stream) => stream,
        Err(error) => return failed(error.to_string()),
    };
    while let Some(delta) = stream.next().await {
        match delta {
            Ok(delta) => {
                result.add(&delta);
                if !delta.text.is_empty() {
                    around.tell(EngineEvent::TextChunk { node_id: id.to_owned(), text: delta.text })?;
                }
            }
            Err(error) => return failed(error.to_string()),
        }
    }
    Ok(NodeRunResult { outcome: outcome(result, process_data), edge_handle: None })
}

const CONTEXT: &str = "{{#context#}}";

fn fill(data: &llm::Data, text: &str, pool: &VariablePool) -> String {
    let context = data.context.variable_selector.as_ref().filter(|_| data.context.enabled);
    let context = context.and_then(|selector| pool.get(selector)).map(stringify).unwrap_or_default();
    fill_selectors(text, |selector| pool.get(selector).cloned()).replace(CONTEXT, &context)
}

fn prompt(data: &llm::Data, pool: &VariablePool, memory: Vec<PromptMessage>) -> Vec<PromptMessage> {
    let mut messages = match &data.prompt_template {
        llm::PromptTemplate::Chat(template) => template
            .iter()
            .map(|message| PromptMessage::new(message.role, fill(data, &message.text, pool)))
            .filter(|message| !message.text.is_empty())
            .collect(),
        llm::PromptTemplate::Completion { text } => {
            vec![PromptMessage::new(Role::User, fill(data, text, pool))]
        }
    };
    if let Some(settings) = &data.memory {
        messages.extend(memory);
        let template = settings.query_prompt_template.as_deref().filter(|template| !template.is_empty());
        messages
            .push(PromptMessage::new(Role::User, fill(data, template.unwrap_or("{{#sys.query#}}"), pool)));
    }
    if data.vision.enabled
        && let Some(files) = pool.get(&["sys".to_owned(), "files".to_owned()]).and_then(Value::as_array)
        && let Some(asked) = messages.iter_mut().rev().find(|message| message.role == Role::User)
    {
        asked.files = files.iter().filter_map(|file| Some(file.get("url")?.as_str()?.to_owned())).collect();
    }
    messages
}

fn outcome(result: LlmResult, process_data: Option<Map<String, Value>>) -> NodeOutcome {
    let usage = result.usage;
    let outputs = json!({"text": result.text, "usage": usage});
    let metadata = usage.as_ref().map(|usage| {
        json!({"total_tokens": usage.total_tokens, "total_price": usage.total_price, "currency": usage.currency})
    });
    NodeOutcome {
        process_data,
        outputs: outputs.as_object().cloned(),
        execution_metadata: metadata.as_ref().and_then(Value::as_object).cloned(),
        usage,
        ..NodeOutcome::default()
    }
}
