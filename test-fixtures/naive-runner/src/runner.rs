//! The workers of chat, completion and agent-chat: what was said before, the prompt, the model. One transaction covers
//! all of it, so that everything is read from the same state of the conversation; an agent has a connection of its own.

use std::sync::Arc;

use futures_util::future::try_join_all;
use reference_runner::apps::base_app_queue_manager::Publisher;
use reference_runner::apps::base_app_runner::{RunnerError, simple_prompt};
use reference_runner::entities::app_invoke_entities::EasyUiAppGenerateEntity;
use reference_runner::entities::queue_entities::{QueueEvent, RunError};
use reference_runner::model::entities::prompt_tokens;
use reference_runner::model::{LlmResult, ModelRequest, PromptMessage, Role};
use reference_runner::store::{Result, StoreError};
use sqlx::AnyConnection;

use crate::db::{Db, sql};
use crate::models::{Conversation, Message};
use crate::{State, agent};

/// Exchanges that memory looks back at, and the tokens that they may take.
const WINDOW: u32 = 10;
const MEMORY_TOKENS: u64 = 2000;

pub async fn run(
    state: State,
    publisher: Publisher,
    entity: EasyUiAppGenerateEntity,
    conversation: Conversation, //~ model_for_id: row 7: whole rows go into the worker, for their ids
    message: Message,           //~ model_for_id: row 7: as above
) -> Result<(), RunnerError> {
    let mut tx = state.db.begin().await?;
    let memory = memory(&state.db, &mut tx, &conversation.id, None).await?;
    if let Some(moderation) = &state.moderation {
        let verdict = moderation.ask("app.moderation.input", &entity.query).await; //~ guard_across_await: row 10: the moderation service, inside the transaction
        let verdict = verdict.map_err(|error| RunError::Internal(error.to_string()))?;
        if verdict.flagged {
            return direct_output(&publisher, verdict.preset_response);
        }
    }
    let messages = simple_prompt(&entity, memory);
    answer(&state, &mut tx, &publisher, &entity, messages).await?;
    tx.commit().await?;
    tracing::debug!(message = message.id, "answered");
    Ok(())
}

pub async fn run_agent(
    state: State,
    publisher: Publisher,
    entity: EasyUiAppGenerateEntity,
    conversation: Conversation, //~ model_for_id: row 7: as above
    message: Message,           //~ model_for_id: row 7: as above
) -> Result<(), RunnerError> {
    let mut conn = state.db.conn().await?;
    let memory = memory(&state.db, &mut conn, &conversation.id, None).await?;
    agent::run(&state, &mut conn, publisher, entity, message, memory).await
}

/// The last exchanges as messages, the oldest dropped until they fit.
pub async fn memory(
    db: &Db,
    conn: &mut AnyConnection,
    conversation: &str,
    window: Option<u32>,
) -> Result<Vec<PromptMessage>> {
    let recent = Message::recent(conn, conversation, window.unwrap_or(WINDOW)).await?;
    let files = try_join_all(recent.iter().map(|message| message.files(db))).await?; //~ nested_acquire: row 11: one connection for each earlier message, all at once, with one in hand
    let mut messages: Vec<PromptMessage> = Vec::new();
    for (message, files) in recent.iter().zip(files).rev() {
        let mut asked = PromptMessage::new(Role::User, message.query.clone());
        asked.files = files;
        messages.push(asked);
        messages.push(PromptMessage::new(Role::Assistant, message.answer.clone()));
    }
    while !messages.is_empty() && prompt_tokens(&messages) > MEMORY_TOKENS {
        messages.remove(0);
    }
    Ok(messages)
}

/// Invokes the model and passes its answer on; how often the app was used is counted with it.
async fn answer(
    state: &State,
    conn: &mut AnyConnection,
    publisher: &Publisher,
    entity: &EasyUiAppGenerateEntity,
    messages: Vec<PromptMessage>,
) -> Result<(), RunnerError> {
    let prompt = Arc::new(messages.clone());
    let request =
        ModelRequest { config: entity.config.model.clone(), messages, tools: Vec::new(), stop: Vec::new() };
    let mut stream = state.service.model.stream(request).await?; //~ guard_across_await: row 10: the model, inside the transaction
    let mut result = LlmResult::default();
    while let Some(delta) = stream.next().await {
        let delta = delta?;
        result.add(&delta);
        if entity.base.stream && !delta.text.is_empty() {
            publisher.publish(QueueEvent::LlmChunk { text: delta.text, prompt: Arc::clone(&prompt) })?;
        }
    }
    let app = entity.base.app.id.to_string();
    let asked: (i64,) = sqlx::query_as(sql("SELECT COUNT(*) FROM messages WHERE app_id = $1::uuid"))
        .bind(app)
        .fetch_one(conn)
        .await
        .map_err(StoreError::from)?;
    tracing::debug!(app = %entity.base.app.id, asked = asked.0, "answered");
    publisher.publish(QueueEvent::MessageEnd { result, prompt })?;
    Ok(())
}

/// What the moderation service wants to be said instead of an answer.
fn direct_output(publisher: &Publisher, text: String) -> Result<(), RunnerError> {
    let result = LlmResult { text, ..LlmResult::default() };
    Ok(publisher.publish(QueueEvent::MessageEnd { result, prompt: Arc::default() })?)
}
