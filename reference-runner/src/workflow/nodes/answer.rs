//! A piece of a chatflow's answer; the flow may go on after it.

use serde::Deserialize;

use super::{NodeRunResult, map};
use crate::workflow::template::fill_selectors;
use crate::workflow::variable_pool::VariablePool;

#[derive(Debug, Clone, Deserialize)]
pub struct Data {
    pub answer: String,
}

pub fn run(data: &Data, pool: &VariablePool) -> NodeRunResult {
    let answer = fill_selectors(&data.answer, |selector| pool.get(selector).cloned());
    NodeRunResult::outputs(serde_json::Map::new(), map("answer", answer.into()))
}
