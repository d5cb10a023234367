//! A workflow's graph: nodes with their data, edges; the canvas' keys are ignored.

use serde::Deserialize;
use serde_json::Value;

use super::entities::{NodeRef, NodeType};
use super::nodes::{
    answer, code, end, http_request, if_else, iteration, llm, start, template_transform, variable_aggregator,
};

#[derive(Debug, Clone)]
pub struct Graph {
    pub nodes: Vec<Node>,
    pub edges: Vec<Edge>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Edge {
    pub source: String,
    pub target: String,
    #[serde(rename = "sourceHandle", default)]
    pub source_handle: Option<String>,
}

#[derive(Debug, Clone)]
pub struct Node {
    pub id: String,
    pub title: String,
    pub data: NodeData,
    /// The iteration that the node belongs to.
    pub iteration: Option<String>,
}

#[derive(Debug, Clone)]
pub enum NodeData {
    Start(start::Data),
    End(end::Data),
    Answer(answer::Data),
    Llm(Box<llm::Data>),
    IfElse(if_else::Data),
    Code(code::Data),
    HttpRequest(Box<http_request::Data>),
    TemplateTransform(template_transform::Data),
    VariableAggregator(variable_aggregator::Data),
    Iteration(iteration::Data),
}

/// Why a graph cannot be run.
#[derive(Debug, thiserror::Error)]
pub enum GraphError {
    #[error("workflow graph not found: `{0}` is missing or not a list")]
    Missing(&'static str),
    #[error("node `{node}`: {detail}")]
    Node { node: String, detail: String },
    #[error("edge: {0}")]
    Edge(serde_json::Error),
}

impl Node {
    pub fn kind(&self) -> NodeType {
        match &self.data {
            NodeData::Start(_) => NodeType::Start,
            NodeData::End(_) => NodeType::End,
            NodeData::Answer(_) => NodeType::Answer,
            NodeData::Llm(_) => NodeType::Llm,
            NodeData::IfElse(_) => NodeType::IfElse,
            NodeData::Code(_) => NodeType::Code,
            NodeData::HttpRequest(_) => NodeType::HttpRequest,
            NodeData::TemplateTransform(_) => NodeType::TemplateTransform,
            NodeData::VariableAggregator(_) => NodeType::VariableAggregator,
            NodeData::Iteration(_) => NodeType::Iteration,
        }
    }

    pub fn reference(&self) -> NodeRef {
        NodeRef { id: self.id.clone(), kind: self.kind(), title: self.title.clone() }
    }
}

impl Graph {
    pub fn parse(graph: &Value) -> Result<Self, GraphError> {
        let list = |name| graph.get(name).and_then(Value::as_array).ok_or(GraphError::Missing(name));
        let nodes = list("nodes")?.iter().map(node).collect::<Result<Vec<_>, _>>()?;
        let edges = list("edges")?
            .iter()
            .map(Edge::deserialize)
            .collect::<Result<_, _>>()
            .map_err(GraphError::Edge)?;
        let nested = nodes.iter().find(|node| node.kind() == NodeType::Iteration && node.iteration.is_some());
        if let Some(node) = nested {
            return Err(GraphError::Node {
                node: node.id.clone(),
                detail: "an iteration inside an iteration is not supported".to_owned(),
            });
        }
        Ok(Self { nodes, edges })
    }

    pub fn node(&self, id: &str) -> Option<&Node> {
        self.nodes.iter().find(|node| node.id == id)
    }

    pub fn start(&self) -> Option<&Node> {
        self.nodes.iter().find(|node| node.kind() == NodeType::Start)
    }

    /// Where the run goes after a node: the edge of its handle if its result has one, else the first edge.
    pub fn next(&self, from: &str, handle: Option<&str>) -> Option<&Node> {
        let mut edges = self.edges.iter().filter(|edge| edge.source == from);
        let edge = match handle {
            Some(handle) => edges.find(|edge| edge.source_handle.as_deref() == Some(handle)),
            None => edges.next(),
        };
        self.node(&edge?.target)
    }

    pub fn before(&self, id: &str) -> impl Iterator<Item = &Node> {
        self.edges.iter().filter(move |edge| edge.target == id).filter_map(|edge| self.node(&edge.source))
    }

    /// Whether the node is the one that a round of its iteration begins with.
    pub fn begins_iteration(&self, node: &Node) -> bool {
        let iteration = node.iteration.as_deref().and_then(|id| self.node(id));
        matches!(iteration.map(|node| &node.data), Some(NodeData::Iteration(data)) if data.start_node_id == node.id)
    }
}

fn node(value: &Value) -> Result<Node, GraphError> {
    let id = value.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
    let broken = |detail: String| GraphError::Node { node: id.clone(), detail };
    let data = value.get("data").ok_or_else(|| broken("`data` is missing".to_owned()))?;
    let title =
        data.get("title").and_then(Value::as_str).ok_or_else(|| broken("`title` is missing".to_owned()))?;
    let kind = data.get("type").cloned().unwrap_or_default();
    let kind = NodeType::deserialize(&kind)
        .map_err(|_| broken(format!("type {kind} is not supported by this runner")))?;
    let iteration = data.get("iteration_id").and_then(Value::as_str).map(str::to_owned);
    let data = node_data(kind, data).map_err(|error| broken(error.to_string()))?;
    Ok(Node { id: id.clone(), title: title.to_owned(), data, iteration })
}

fn node_data(kind: NodeType, data: &Value) -> Result<NodeData, serde_json::Error> {
    Ok(match kind {
        NodeType::Start => NodeData::Start(Deserialize::deserialize(data)?),
        NodeType::End => NodeData::End(Deserialize::deserialize(data)?),
        NodeType::Answer => NodeData::Answer(Deserialize::deserialize(data)?),
        NodeType::Llm => NodeData::Llm(Deserialize::deserialize(data)?),
        NodeType::Code => NodeData::Code(Deserialize::deserialize(data)?),
        NodeType::IfElse => NodeData::IfElse(Deserialize::deserialize(data)?),
        NodeType::HttpRequest => NodeData::HttpRequest(Deserialize::deserialize(data)?),
        NodeType::TemplateTransform => NodeData::TemplateTransform(Deserialize::deserialize(data)?),
        NodeType::VariableAggregator => NodeData::VariableAggregator(Deserialize::deserialize(data)?),
        NodeType::Iteration => NodeData::Iteration(Deserialize::deserialize(data)?),
    })
}
