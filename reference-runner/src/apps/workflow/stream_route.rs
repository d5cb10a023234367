//! Which text of which models is shown while it comes: what an End node will put out.

use std::collections::HashMap;

use crate::task_pipeline::workflow_cycle_state_manager::start_at_nodes;
use crate::workflow::entities::NodeType;
use crate::workflow::graph::{Graph, NodeData};

/// Once the run is on the way to an End node, its models may speak.
#[derive(Debug, Default)]
pub struct StreamRoute {
    /// Node at which the way to an End node begins → models that the End node quotes.
    ways: Vec<(String, Vec<String>)>,
    speaking: Option<Vec<String>>,
    /// Whole texts of models that ended before their way began.
    said: HashMap<String, String>,
}

impl StreamRoute {
    pub fn of(graph: &Graph) -> Self {
        let mut ways = Vec::new();
        for node in &graph.nodes {
            let NodeData::End(data) = &node.data else { continue };
            let models: Vec<String> = data
                .outputs
                .iter()
                .filter_map(|output| match output.value_selector.as_slice() {
                    [node, key] if key == "text" => graph.node(node),
                    _ => None,
                })
                .filter(|node| node.kind() == NodeType::Llm)
                .map(|node| node.id.clone())
                .collect();
            if !models.is_empty() {
                let starts = start_at_nodes(graph, &node.id, &[NodeType::IfElse]);
                ways.extend(starts.into_iter().map(|start| (start, models.clone())));
            }
        }
        Self { ways, ..Self::default() }
    }

    /// What is to be shown now that this node starts.
    pub fn started(&mut self, node: &str) -> Vec<String> {
        if self.speaking.is_some() {
            return Vec::new();
        }
        let Some((_, models)) = self.ways.iter().find(|(start, _)| start == node) else { return Vec::new() };
        let said = models.iter().filter_map(|model| self.said.get(model).cloned()).collect();
        self.speaking = Some(models.clone());
        said
    }

    /// Whether text that this node streams is shown.
    pub fn shows(&self, node: &str) -> bool {
        self.speaking.as_ref().is_some_and(|models| models.iter().any(|model| model == node))
    }

    pub fn finished(&mut self, node: &str, text: &str) {
        if self.speaking.is_none() && !text.is_empty() {
            self.said.insert(node.to_owned(), text.to_owned());
        }
    }
}
