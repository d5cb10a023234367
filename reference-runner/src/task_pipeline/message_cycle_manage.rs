//! What happens around a message while it is answered: the conversation gets its name, thoughts are read again by id.

use crate::entities::task_entities::AgentThoughtData;
use crate::ids::{AgentThoughtId, ConversationId, TaskId};
use crate::services::{Service, conversation_service};
use crate::store::StoreError;

/// Names a new conversation beside the answer; the answer does not wait for it.
pub fn name_conversation(service: &Service, conversation: ConversationId, query: &str) {
    let (service, query) = (service.clone(), query.to_owned());
    let spawned = service.spawned.clone();
    spawned.spawn(async move {
        if let Err(error) = conversation_service::auto_generate_name(&service, conversation, &query).await {
            tracing::warn!(%conversation, %error, "conversation not named");
        }
    });
}

/// The thought as it is now.
pub async fn agent_thought(
    service: &Service,
    task: TaskId,
    thought: AgentThoughtId,
) -> Result<Option<AgentThoughtData>, StoreError> {
    let found = service.store.thought(thought).await?;
    Ok(found.map(|found| AgentThoughtData {
        task_id: task,
        id: found.id,
        position: found.position,
        thought: found.thought,
        observation: found.observation,
        tool: found.tool,
        tool_labels: found.tool_labels,
        tool_input: found.tool_input,
        message_files: found.message_files,
    }))
}
