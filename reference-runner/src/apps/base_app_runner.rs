//! What the runners of easy-UI apps share: the prompt, the memory, the pump of the model's answer.

use std::sync::Arc;

use crate::apps::base_app_queue_manager::Publisher;
use crate::entities::app_invoke_entities::EasyUiAppGenerateEntity;
use crate::entities::queue_entities::{QueueEvent, RunError, TaskStopped};
use crate::ids::ConversationId;
use crate::model::entities::prompt_tokens;
use crate::model::{LlmResult, ModelRequest, ModelStream, PromptMessage, Role};
use crate::services::Service;
use crate::store::Exchange;
use crate::workflow::template::{fill_inputs, stringify};

/// How a worker ends before its end.
#[derive(Debug, thiserror::Error)]
pub enum RunnerError {
    #[error(transparent)]
    Stopped(#[from] TaskStopped),
    #[error(transparent)]
    Failed(#[from] RunError),
}

impl From<crate::store::StoreError> for RunnerError {
    fn from(error: crate::store::StoreError) -> Self {
        Self::Failed(error.into())
    }
}

impl From<crate::model::ModelError> for RunnerError {
    fn from(error: crate::model::ModelError) -> Self {
        Self::Failed(error.into())
    }
}

/// Exchanges that memory looks back at.
const WINDOW: u32 = 10;
/// Tokens for memory: no model here tells the size of its context.
const MEMORY_TOKENS: u64 = 2000;

/// The last exchanges as messages, the oldest dropped until they fit.
pub async fn memory(
    service: &Service,
    conversation: Option<ConversationId>,
    window: Option<u32>,
) -> Result<Vec<PromptMessage>, RunError> {
    let Some(conversation) = conversation else { return Ok(Vec::new()) };
    let exchanges = service.store.exchanges(conversation, window.unwrap_or(WINDOW)).await?;
    Ok(history(&exchanges, MEMORY_TOKENS))
}

fn history(exchanges: &[Exchange], most: u64) -> Vec<PromptMessage> {
    let mut messages: Vec<PromptMessage> = exchanges
        .iter()
        .flat_map(|exchange| {
            let mut asked = PromptMessage::new(Role::User, exchange.query.clone());
            asked.files.clone_from(&exchange.files);
            [asked, PromptMessage::new(Role::Assistant, exchange.answer.clone())]
        })
        .collect();
    while !messages.is_empty() && prompt_tokens(&messages) > most {
        messages.remove(0);
    }
    messages
}

/// The simple prompt: the filled pre-prompt, what was said, the question.
pub fn simple_prompt(entity: &EasyUiAppGenerateEntity, memory: Vec<PromptMessage>) -> Vec<PromptMessage> {
    let system = fill_inputs(&entity.config.pre_prompt, &entity.base.inputs);
    let query = stringify(&entity.query.clone().into());
    let (system, query) = if query.is_empty() { (String::new(), system) } else { (system, query) };
    let mut messages = Vec::new();
    if !system.is_empty() {
        messages.push(PromptMessage::new(Role::System, system));
    }
    messages.extend(memory);
    let mut asked = PromptMessage::new(Role::User, query);
    asked.files = entity.base.files.iter().map(|file| file.url.clone()).collect();
    messages.push(asked);
    messages
}

/// Invokes the model and passes its answer on: piece by piece when streaming, then whole.
pub async fn answer(
    service: &Service,
    publisher: &Publisher,
    entity: &EasyUiAppGenerateEntity,
    messages: Vec<PromptMessage>,
) -> Result<(), RunnerError> {
    let prompt = Arc::new(messages.clone());
    let request =
        ModelRequest { config: entity.config.model.clone(), messages, tools: Vec::new(), stop: Vec::new() };
    let stream = service.model.stream(request).await?;
    let result = pump(stream, entity.base.stream, publisher, &prompt).await?;
    publisher.publish(QueueEvent::MessageEnd { result, prompt })?;
    Ok(())
}

async fn pump(
    mut stream: ModelStream,
    streaming: bool,
    publisher: &Publisher,
    prompt: &Arc<Vec<PromptMessage>>,
) -> Result<LlmResult, RunnerError> {
    let mut result = LlmResult::default();
    while let Some(delta) = stream.next().await {
        let delta = delta?;
        result.add(&delta);
        if streaming && !delta.text.is_empty() {
            publisher.publish(QueueEvent::LlmChunk { text: delta.text, prompt: Arc::clone(prompt) })?;
        }
    }
    Ok(result)
}

/// Spawns the worker: it runs until it ends, fails, or is told to stop, whatever it waits for then.
pub fn spawn_worker<F>(service: &Service, publisher: Publisher, run: F)
where
    F: Future<Output = Result<(), RunnerError>> + Send + 'static,
{
    service.spawned.spawn(async move {
        let stop = publisher.clone();
        let ended = tokio::select! {
            biased;
            () = stop.stopped() => Err(RunnerError::Stopped(TaskStopped)),
            ended = run => ended,
        };
        match ended {
            Ok(()) | Err(RunnerError::Stopped(_)) => {}
            Err(RunnerError::Failed(error)) => {
                // Nobody listening any more is an end, too.
                let _ = publisher.publish(QueueEvent::Error(error));
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use super::history;
    use crate::store::Exchange;

    #[test]
    fn memory_drops_the_oldest_until_it_fits() {
        let exchange =
            |n: usize| Exchange { query: format!("{n}").repeat(40), answer: "a".repeat(40), files: vec![] };
        let exchanges: Vec<_> = (0..4).map(exchange).collect();
        let kept = history(&exchanges, 60);
        assert_eq!(kept.len(), 4);
        assert!(kept[0].text.starts_with('2'));
    }
}
