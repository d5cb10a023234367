//! What all pipelines share: listening to the queue *and* to the client, errors in the wire's words, the end of a task.

use std::time::Duration;

use tokio::sync::mpsc;

use crate::apps::base_app_queue_manager::Listener;
use crate::entities::queue_entities::{QueueEvent, RunError, StopReason};
use crate::entities::task_entities::{ErrorData, StreamResponse};
use crate::ids::TaskId;
use crate::running_tasks::Running;
use crate::services::Service;
use crate::store::StoreError;

/// Events that a client may be behind before the pipeline waits for it. It waits with nothing in hand.
const BEHIND: usize = 64;

/// For a client that did not read until its run was over to take its end.
const LAST_CHANCE: Duration = Duration::from_secs(1);

/// The pipeline's two ends and its place among the running tasks.
#[derive(Debug)]
pub struct BasedGenerateTaskPipeline {
    pub service: Service,
    pub task: TaskId,
    pub listener: Listener,
    client: mpsc::Sender<StreamResponse>,
    gone: bool,
    deaf: bool,
    _running: Running,
}

impl BasedGenerateTaskPipeline {
    pub fn new(
        service: &Service,
        task: TaskId,
        listener: Listener,
    ) -> (Self, mpsc::Receiver<StreamResponse>) {
        let (client, events) = mpsc::channel(BEHIND);
        let running = service.running.enter(task);
        let base = Self {
            service: service.clone(),
            task,
            listener,
            client,
            gone: false,
            deaf: false,
            _running: running,
        };
        (base, events)
    }

    /// The next event of the queue, or the news that nobody wants any.
    pub async fn next(&mut self) -> Option<QueueEvent> {
        if self.gone {
            self.listener.end();
            return None;
        }
        tokio::select! {
            biased;
            () = self.client.closed() => {
                self.gone = true;
                Some(QueueEvent::Stop(StopReason::Disconnected))
            }
            event = self.listener.next() => event,
        }
    }

    /// Hands the response to the client. That it has gone shows at the next event. One that is there and does not read is
    /// waited for as long as its run may last; then the rows get their end without it.
    pub async fn emit(&mut self, response: StreamResponse) {
        if self.deaf {
            return;
        }
        let too_long = async {
            self.listener.over().await;
            tokio::time::sleep(LAST_CHANCE).await;
        };
        tokio::select! {
            biased;
            free = self.client.reserve() => {
                if let Ok(free) = free {
                    free.send(response);
                }
            }
            () = too_long => self.deaf = true,
        }
    }

    /// Hands out the error, in the form in which the wire may show it.
    pub async fn emit_error(&mut self, error: &RunError) {
        if let RunError::Internal(detail) = error {
            tracing::error!(task = %self.task, %detail, "run failed");
        }
        self.emit(StreamResponse::Error(error_data(error))).await;
    }

    /// The end of the task, if all its rows are final. If not, its entry stays and some server finishes them later.
    pub async fn finish(&mut self, rows: Result<(), StoreError>) {
        let ended = match rows {
            Ok(()) => self.service.store.end_task(self.task).await,
            Err(error) => Err(error),
        };
        if let Err(error) = ended {
            tracing::error!(task = %self.task, %error, "rows are not final yet");
            self.emit_error(&error.into()).await;
        }
        self.listener.end();
    }
}

/// Code and status of an error on the wire.
pub fn error_data(error: &RunError) -> ErrorData {
    match error {
        RunError::Invalid(message) => {
            ErrorData { code: "invalid_param", status: 400, message: message.clone() }
        }
        RunError::Model(error) => {
            ErrorData { code: "completion_request_error", status: 400, message: error.to_string() }
        }
        RunError::Internal(_) => ErrorData {
            code: "internal_server_error",
            status: 500,
            message: "Internal Server Error, please contact support.".to_owned(),
        },
    }
}
