//! Gathers what the run answers with; a variable that is not there is `null`.

use serde::Deserialize;
use serde_json::Value;

use super::{Named, NodeRunResult};
use crate::workflow::variable_pool::VariablePool;

#[derive(Debug, Clone, Deserialize)]
pub struct Data {
    #[serde(default)]
    pub outputs: Vec<Named>,
}

pub fn run(data: &Data, pool: &VariablePool) -> NodeRunResult {
    let found = |named: &Named| pool.get(&named.value_selector).cloned().unwrap_or(Value::Null);
    let outputs: serde_json::Map<_, _> =
        data.outputs.iter().map(|named| (named.variable.clone(), found(named))).collect();
    NodeRunResult::outputs(outputs.clone(), outputs)
}
