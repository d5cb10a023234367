//! Workflow on the wire: the run's id before each event; blocking, the run as one JSON, failed or not.

use serde::Serialize;
use serde_json::{Value, json};

use crate::apps::base_app_generate_response_converter::{lost, to_wire};
use crate::entities::task_entities::{ErrorData, StreamResponse};
use crate::ids::WorkflowRunId;
use crate::services::app_generate_service::Answer;

#[derive(Serialize)]
struct Chunk<'a> {
    event: &'static str,
    workflow_run_id: WorkflowRunId,
    #[serde(flatten)]
    own: &'a StreamResponse,
}

pub fn stream_json(run: WorkflowRunId, response: &StreamResponse) -> String {
    to_wire(&Chunk { event: response.event(), workflow_run_id: run, own: response })
}

pub async fn blocking(mut answer: Answer, run: WorkflowRunId) -> Result<Value, ErrorData> {
    while let Some(response) = answer.events.recv().await {
        match response {
            StreamResponse::Error(error) => return Err(error),
            StreamResponse::WorkflowFinished(finished) => {
                let data = finished.data;
                return Ok(json!({
                    "task_id": answer.task,
                    "workflow_run_id": run,
                    "data": {
                        "id": data.id,
                        "workflow_id": data.workflow_id,
                        "status": data.status,
                        "outputs": data.outputs,
                        "error": data.error,
                        "elapsed_time": data.elapsed_time,
                        "total_tokens": data.total_tokens,
                        "total_steps": data.total_steps,
                        "created_at": data.created_at,
                        "finished_at": data.finished_at,
                    },
                }));
            }
            _ => {}
        }
    }
    Err(lost())
}
