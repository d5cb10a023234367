//! What chat, agent-chat, completion and advanced-chat do before the answer: which conversation, which rows.

use crate::entities::app_invoke_entities::{AppGenerateEntity, AppRef, EndUser, Inputs, MessageRef};
use crate::entities::queue_entities::RunError;
use crate::ids::{AppModelConfigId, ConversationId};
use crate::model::ModelConfig;
use crate::services::{GenerateError, Service};
use crate::store::{Conversation, NewConversation, NewMessage, NewMessageFile};
use crate::workflow::template::fill_inputs;

/// The conversation that a request continues; `None` opens one.
pub async fn continued(
    service: &Service,
    app: AppRef,
    user: &EndUser,
    conversation: Option<ConversationId>,
) -> Result<Option<Conversation>, GenerateError> {
    let Some(id) = conversation else { return Ok(None) };
    let found = service.store.conversation(app.id, user.id, id).await?;
    let found = found.filter(|conversation| conversation.status == "normal");
    found.map(Some).ok_or(GenerateError::ConversationNotExists)
}

/// What the new rows say of their config.
#[derive(Debug, Clone, Default)]
pub struct RowsFor<'a> {
    pub conversation: Option<ConversationId>,
    pub config: Option<AppModelConfigId>,
    pub model: Option<&'a ModelConfig>,
    pub override_configs: Option<String>,
    pub opening_statement: &'a str,
    pub query: &'a str,
    pub agent_based: bool,
}

/// The rows of the answer to come: a conversation if it is new, a message, its files.
pub async fn create_rows(
    service: &Service,
    base: &AppGenerateEntity,
    rows: RowsFor<'_>,
) -> Result<MessageRef, GenerateError> {
    let model = rows.model.map(|model| (model.provider.clone(), model.name.clone()));
    let conversation = match rows.conversation {
        Some(conversation) => conversation,
        None => {
            let new = NewConversation {
                app: base.app.id,
                user: base.user.id,
                mode: base.app.mode,
                config: rows.config,
                model: model.clone(),
                override_configs: rows.override_configs,
                inputs: base.inputs.clone(),
                introduction: fill_inputs(rows.opening_statement, &base.inputs),
            };
            service.store.create_conversation(new).await?
        }
    };
    let new = NewMessage {
        server: service.settings.server,
        task: base.task,
        app: base.app.id,
        user: base.user.id,
        conversation,
        model,
        inputs: base.inputs.clone(),
        query: rows.query.to_owned(),
        agent_based: rows.agent_based,
    };
    let files = base.files.iter().map(|file| NewMessageFile { url: file.url.clone() }).collect();
    let (message, created_at) = service.store.create_message(new, files).await?;
    Ok(MessageRef { message, conversation, created_at: created_at.seconds() })
}

/// Stored inputs of a continued conversation win over new ones.
pub fn inputs_of(
    conversation: Option<&Conversation>,
    cleaned: impl FnOnce() -> Result<Inputs, RunError>,
) -> Result<Inputs, RunError> {
    match conversation {
        Some(conversation) => Ok(conversation.inputs.clone()),
        None => cleaned(),
    }
}
