//! Runs its children for each item of a list; the engine keeps the rounds.

use serde::Deserialize;

#[derive(Debug, Clone, Deserialize)]
pub struct Data {
    pub start_node_id: String,
    pub iterator_selector: Vec<String>,
    pub output_selector: Vec<String>,
}
