//! Completion on the wire: chat without a conversation.

use serde::Serialize;
use serde_json::{Value, json};

use crate::apps::base_app_generate_response_converter::{drain, to_wire};
use crate::entities::app_invoke_entities::MessageRef;
use crate::entities::task_entities::{ErrorData, StreamResponse};
use crate::ids::MessageId;
use crate::services::app_generate_service::Answer;

#[derive(Serialize)]
struct Chunk<'a> {
    event: &'static str,
    message_id: MessageId,
    created_at: i64,
    #[serde(flatten)]
    own: &'a StreamResponse,
}

pub fn stream_json(message: MessageRef, response: &StreamResponse) -> String {
    to_wire(&Chunk {
        event: response.event(),
        message_id: message.message,
        created_at: message.created_at,
        own: response,
    })
}

pub async fn blocking(answer: Answer, message: MessageRef) -> Result<Value, ErrorData> {
    let (mode, task) = (answer.mode, answer.task);
    let drained = drain(answer).await?;
    Ok(json!({
        "event": "message",
        "task_id": task,
        "id": message.message,
        "message_id": message.message,
        "mode": mode,
        "answer": drained.text,
        "metadata": drained.metadata,
        "created_at": message.created_at,
    }))
}
