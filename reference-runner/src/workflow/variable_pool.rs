//! What the nodes of a run have put out, by node and key.

use std::collections::HashMap;

use serde_json::{Map, Value};

/// The node id under which system variables are found.
pub const SYSTEM: &str = "sys";

#[derive(Debug, Clone, Default)]
pub struct VariablePool {
    nodes: HashMap<String, Map<String, Value>>,
}

impl VariablePool {
    pub fn new(system: Map<String, Value>) -> Self {
        Self { nodes: HashMap::from([(SYSTEM.to_owned(), system)]) }
    }

    /// Adds to what the node has put out.
    pub fn put(&mut self, node: &str, outputs: Map<String, Value>) {
        self.nodes.entry(node.to_owned()).or_default().extend(outputs);
    }

    /// What the node has put out is gone.
    pub fn forget(&mut self, node: &str) {
        self.nodes.remove(node);
    }

    /// `[node, key, key…]`; what is not there is nothing.
    pub fn get(&self, selector: &[String]) -> Option<&Value> {
        let (node, path) = selector.split_first()?;
        let (first, rest) = path.split_first()?;
        let value = self.nodes.get(node)?.get(first)?;
        rest.iter().try_fold(value, |value, key| value.get(key))
    }

    pub fn system(&self) -> impl Iterator<Item = (String, Value)> {
        let variables = self.nodes.get(SYSTEM).into_iter().flatten();
        variables.map(|(name, value)| (format!("{SYSTEM}.{name}"), value.clone()))
    }
}
