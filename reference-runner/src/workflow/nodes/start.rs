//! Puts out the inputs of the run, and the system variables.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::NodeRunResult;
use crate::workflow::variable_pool::VariablePool;

#[derive(Debug, Clone, Deserialize)]
pub struct Data {
    #[serde(default)]
    pub variables: Value,
}

/// Copies: what the run was called with stays as it was.
pub fn run(inputs: &Map<String, Value>, pool: &VariablePool) -> NodeRunResult {
    let mut all = inputs.clone();
    all.extend(pool.system());
    NodeRunResult::outputs(all.clone(), all)
}
