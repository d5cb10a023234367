//! Turns what the engine tells into events of the queue.

use super::base_app_queue_manager::Publisher;
use crate::entities::queue_entities::{QueueEvent, TaskStopped};
use crate::workflow::entities::{EngineEvent, WorkflowCallback};

pub struct WorkflowEventTriggerCallback {
    publisher: Publisher,
}

impl WorkflowEventTriggerCallback {
    pub fn new(publisher: Publisher) -> Self {
        Self { publisher }
    }
}

impl WorkflowCallback for WorkflowEventTriggerCallback {
    fn on_event(&self, event: &EngineEvent) -> Result<(), TaskStopped> {
        self.publisher.publish(QueueEvent::Workflow(event.clone()))
    }
}
