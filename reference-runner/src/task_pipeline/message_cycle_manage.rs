//! What happens around a message while it is answered: the conversation gets its name, thoughts are read again by id.

use serde_json::Map;

use crate::entities::queue_entities::ThoughtStage;
use crate::entities::task_entities::AgentThoughtData;
use crate::ids::{AgentThoughtId, ConversationId, TaskId};
use crate::services::{Service, conversation_service};
use crate::store::StoreError;

/// Names a new conversation beside the answer; the answer does not wait for it.
pub fn name_conversation(service: &Service, conversation: ConversationId, query: &str) {
    let (service, query) = (service.clone(), query.to_owned());
    let spawned = service.spawned.clone();
    let shutdown = service.shutdown.clone();
    let named = async move {
        if let Err(error) = conversation_service::auto_generate_name(&service, conversation, &query).await {
            tracing::warn!(%conversation, %error, "conversation not named");
        }
    };
    spawned.spawn(shutdown.run_until_cancelled_owned(named));
}

/// The thought as it was at this stage: the parts of its row that had been written then.
pub async fn agent_thought(
    service: &Service,
    task: TaskId,
    thought: AgentThoughtId,
    stage: ThoughtStage,
) -> Result<Option<AgentThoughtData>, StoreError> {
    let found = service.store.thought(thought).await?;
    let begun = stage == ThoughtStage::Begun;
    let text = |text: Option<String>, hidden: bool| if hidden { Some(String::new()) } else { text };
    Ok(found.map(|found| AgentThoughtData {
        task_id: task,
        id: found.id,
        position: found.position,
        thought: text(found.thought, begun),
        observation: text(found.observation, stage != ThoughtStage::Observed),
        tool: text(found.tool, begun),
        tool_labels: if begun { Map::new() } else { found.tool_labels },
        tool_input: text(found.tool_input, begun),
        message_files: found.message_files,
    }))
}
