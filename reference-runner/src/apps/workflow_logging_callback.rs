//! The run on the console, coloured, for whoever builds a workflow; only when debugging.

use std::collections::HashSet;
use std::fmt::Write;
use std::sync::{Mutex, PoisonError};

use serde_json::{Map, Value};

use crate::entities::queue_entities::TaskStopped;
use crate::workflow::entities::{EngineEvent, NodeOutcome, NodeRef, WorkflowCallback};

const BLUE: &str = "36;1";
const YELLOW: &str = "33;1";
const PINK: &str = "38;5;200";
const GREEN: &str = "32;1";
const RED: &str = "31;1";

/// Where a line goes.
pub type Sink = fn(&str);

pub struct WorkflowLoggingCallback {
    sink: Sink,
    /// Nodes whose text has its header.
    speaking: Mutex<HashSet<String>>,
}

impl WorkflowLoggingCallback {
    pub fn new(sink: Sink) -> Self {
        Self { sink, speaking: Mutex::default() }
    }

    /// For the console of a server.
    #[allow(clippy::print_stdout, reason = "showing the run on the console is what the callback is for")]
    pub fn console() -> Self {
        Self::new(|text| print!("{text}"))
    }
}

fn coloured(text: &str, colour: &str) -> String {
    format!("\u{1b}[{colour}m\u{1b}[1;3m{text}\u{1b}[0m")
}

/// A block: blank line, the callback's name, what there is to say.
fn block(name: &str, colour: &str, lines: &[(&str, String)]) -> String {
    let mut text = format!("\n{}\n", coloured(&format!("[{name}]"), colour));
    for (label, value) in lines {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{}", coloured(&format!("{label}: {value}"), colour));
    }
    text
}

fn json(map: Option<&Map<String, Value>>) -> String {
    map.map(|map| Value::Object(map.clone()).to_string()).unwrap_or_default()
}

fn ended(node: &NodeRef, outcome: &NodeOutcome) -> Vec<(&'static str, String)> {
    let mut lines = vec![("Node ID", node.id.clone()), ("Type", node.kind.as_str().to_owned())];
    if let Some(error) = &outcome.error {
        lines.push(("Error", error.clone()));
    }
    lines.push(("Inputs", json(outcome.inputs.as_ref())));
    lines.push(("Process Data", json(outcome.process_data.as_ref())));
    lines.push(("Outputs", json(outcome.outputs.as_ref())));
    lines.push(("Metadata", json(outcome.execution_metadata.as_ref())));
    lines
}

impl WorkflowCallback for WorkflowLoggingCallback {
    fn on_event(&self, event: &EngineEvent) -> Result<(), TaskStopped> {
        let text = match event {
            EngineEvent::WorkflowStarted { .. } => block("on_workflow_run_started", PINK, &[]),
            EngineEvent::WorkflowSucceeded => block("on_workflow_run_succeeded", GREEN, &[]),
            EngineEvent::WorkflowFailed { .. } => block("on_workflow_run_failed", RED, &[]),
            EngineEvent::NodeStarted { node, index, predecessor, .. } => block(
                "on_workflow_node_execute_started",
                YELLOW,
                &[
                    ("Node ID", node.id.clone()),
                    ("Type", node.kind.as_str().to_owned()),
                    ("Index", index.to_string()),
                    ("Predecessor Node ID", predecessor.clone().unwrap_or_default()),
                ],
            ),
            EngineEvent::NodeSucceeded { node, outcome, .. } => {
                block("on_workflow_node_execute_succeeded", GREEN, &ended(node, outcome))
            }
            EngineEvent::NodeFailed { node, outcome, .. } => {
                block("on_workflow_node_execute_failed", RED, &ended(node, outcome))
            }
            EngineEvent::TextChunk { node_id, text } => {
                let mut speaking = self.speaking.lock().unwrap_or_else(PoisonError::into_inner);
                let header = if speaking.insert(node_id.clone()) {
                    format!("\n[on_node_text_chunk]\nNode ID: {node_id}\n")
                } else {
                    String::new()
                };
                header + &coloured(text, PINK)
            }
            EngineEvent::IterationStarted { node, items, .. } => block(
                "on_workflow_iteration_started",
                BLUE,
                &[("Node ID", node.id.clone()), ("Items", items.len().to_string())],
            ),
            EngineEvent::IterationNext { node, round, .. } => block(
                "on_workflow_iteration_next",
                BLUE,
                &[("Node ID", node.id.clone()), ("Iteration Index", round.to_string())],
            ),
            EngineEvent::IterationCompleted { node, .. } => {
                block("on_workflow_iteration_completed", BLUE, &[("Node ID", node.id.clone())])
            }
        };
        (self.sink)(&text);
        Ok(())
    }
}
