//! The first value that is there, of a list of places; or one for each of several groups.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::{NodeRunResult, map};
use crate::workflow::variable_pool::VariablePool;

#[derive(Debug, Clone, Deserialize)]
pub struct Data {
    #[serde(default)]
    pub variables: Vec<Vec<String>>,
    #[serde(default)]
    pub advanced_settings: Option<Groups>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Groups {
    pub group_enabled: bool,
    #[serde(default)]
    pub groups: Vec<Group>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Group {
    pub group_name: String,
    pub variables: Vec<Vec<String>>,
}

fn first(places: &[Vec<String>], pool: &VariablePool) -> Option<(String, Value)> {
    places.iter().find_map(|place| {
        let value = pool.get(place).filter(|value| !value.is_null())?;
        Some((place.join("."), value.clone()))
    })
}

pub fn run(data: &Data, pool: &VariablePool) -> NodeRunResult {
    match data.advanced_settings.as_ref().filter(|settings| settings.group_enabled) {
        None => {
            let Some((place, value)) = first(&data.variables, pool) else {
                return NodeRunResult::outputs(Map::new(), Map::new());
            };
            NodeRunResult::outputs(map(&place, value.clone()), map("output", value))
        }
        Some(settings) => {
            let mut inputs = Map::new();
            let mut outputs = Map::new();
            for group in &settings.groups {
                if let Some((place, value)) = first(&group.variables, pool) {
                    inputs.insert(place, value.clone());
                    outputs.insert(group.group_name.clone(), Value::Object(map("output", value)));
                }
            }
            NodeRunResult::outputs(inputs, outputs)
        }
    }
}
