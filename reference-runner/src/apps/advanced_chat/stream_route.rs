//! Which part of which answer is shown while it comes.
//!
//! Each Answer node is a route: texts and variables in order. A route opens when the run is certain to reach its node;
//! then texts are shown at once, the model whose text is next speaks live, other variables are shown when they are
//! there.

use serde_json::Value;

use crate::task_pipeline::workflow_cycle_state_manager::{RunState, start_at_nodes};
use crate::workflow::entities::NodeType;
use crate::workflow::graph::{Graph, NodeData};
use crate::workflow::template::{RouteChunk, route_chunks, stringify};
use crate::workflow::variable_pool::SYSTEM;

#[derive(Debug)]
struct Route {
    start_at: Vec<String>,
    chunks: Vec<RouteChunk>,
}

#[derive(Debug, Default)]
pub struct StreamRoute {
    routes: Vec<Route>,
    open: Option<Open>,
}

/// Where the open route has got to.
#[derive(Debug, Clone, Copy)]
struct Open {
    route: usize,
    position: usize,
    /// The model at this position has begun to speak.
    live: bool,
}

impl StreamRoute {
    pub fn of(graph: &Graph) -> Self {
        let routes = graph.nodes.iter().filter_map(|node| match &node.data {
            NodeData::Answer(data) => Some(Route {
                start_at: start_at_nodes(graph, &node.id, &[NodeType::Answer, NodeType::IfElse]),
                chunks: route_chunks(&data.answer),
            }),
            _ => None,
        });
        Self { routes: routes.collect(), open: None }
    }

    fn chunk(&self) -> Option<&RouteChunk> {
        let open = self.open?;
        self.routes.get(open.route)?.chunks.get(open.position)
    }

    fn advance(&mut self) {
        if let Some(open) = &mut self.open {
            open.position += 1;
            open.live = false;
        }
        if self.chunk().is_none() {
            self.open = None;
        }
    }

    /// The texts to show now that this node starts.
    pub fn started(&mut self, node: &str) -> Vec<String> {
        if self.open.is_some() {
            return Vec::new();
        }
        let starts = |route: &Route| route.start_at.iter().any(|start| start == node);
        let Some(route) = self.routes.iter().position(starts) else { return Vec::new() };
        self.open = Some(Open { route, position: 0, live: false });
        let mut texts = Vec::new();
        while let Some(RouteChunk::Text(text)) = self.chunk() {
            texts.push(text.clone());
            self.advance();
        }
        if self.chunk().is_none() {
            self.open = None;
        }
        texts
    }

    /// Whether text that this model streams is the one that comes next.
    pub fn shows(&mut self, node: &str) -> bool {
        let next = matches!(self.chunk(), Some(RouteChunk::Variable(selector))
            if matches!(selector.as_slice(), [id, key] if id == node && key == "text"));
        if let Some(open) = self.open.as_mut().filter(|_| next) {
            open.live = true;
        }
        next
    }

    /// The texts to show now that a node has finished.
    pub fn finished(&mut self, state: &RunState, system: &dyn Fn(&str) -> Option<Value>) -> Vec<String> {
        let mut texts = Vec::new();
        while let Some(chunk) = self.chunk() {
            match chunk {
                RouteChunk::Text(text) => texts.push(text.clone()),
                RouteChunk::Variable(selector) => {
                    let Some(value) = value(selector, state, system) else { break };
                    let live = self.open.is_some_and(|open| open.live);
                    if !live {
                        texts.push(stringify(&value));
                    }
                }
            }
            self.advance();
        }
        texts.retain(|text| !text.is_empty());
        texts
    }
}

/// The variable's value; `None` while its node has not run.
fn value(selector: &[String], state: &RunState, system: &dyn Fn(&str) -> Option<Value>) -> Option<Value> {
    let (node, path) = selector.split_first()?;
    if node == SYSTEM {
        return Some(system(path.first()?).unwrap_or(Value::Null));
    }
    if let Some(open) = state.iteration.as_ref().filter(|open| open.node.id == *node) {
        match path.first()?.as_str() {
            "index" => return Some(open.round.into()),
            "item" => return Some(open.item.clone()),
            _ => {}
        }
    }
    let outputs = state.outputs.get(node)?;
    let (first, rest) = path.split_first()?;
    let found = outputs.get(first).and_then(|value| rest.iter().try_fold(value, |value, key| value.get(key)));
    Some(found.cloned().unwrap_or(Value::Null))
}
