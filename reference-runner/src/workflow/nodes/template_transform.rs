//! A Jinja template over named values: no loader, no I/O, so much fuel and no more.

use std::time::Duration;

use minijinja::{Environment, UndefinedBehavior};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::{Named, NodeRunResult, map};
use crate::workflow::variable_pool::VariablePool;

#[derive(Debug, Clone, Deserialize)]
pub struct Data {
    pub template: String,
    #[serde(default)]
    pub variables: Vec<Named>,
}

/// Characters of the output at most.
const LONGEST: usize = 80_000;
const FUEL: u64 = 200_000;
/// Fuel does not count what a single filter does; a thread of its own bounds the wait.
const PATIENCE: Duration = Duration::from_secs(10);

pub async fn run(data: &Data, pool: &VariablePool) -> NodeRunResult {
    let value = |named: &Named| pool.get(&named.value_selector).cloned().unwrap_or(Value::Null);
    let inputs: Map<String, Value> =
        data.variables.iter().map(|named| (named.variable.clone(), value(named))).collect();
    let (template, values) = (data.template.clone(), inputs.clone());
    let rendering = tokio::task::spawn_blocking(move || render(&template, &values));
    let rendered = match tokio::time::timeout(PATIENCE, rendering).await {
        Ok(Ok(rendered)) => rendered,
        Ok(Err(_panicked)) => Err("the template could not be rendered".to_owned()),
        Err(_late) => Err("the template takes too long".to_owned()),
    };
    match rendered {
        Ok(output) if output.chars().count() > LONGEST => {
            NodeRunResult::failed(inputs, format!("Output length exceeds {LONGEST} characters"))
        }
        Ok(output) => NodeRunResult::outputs(inputs, map("output", output.into())),
        Err(error) => NodeRunResult::failed(inputs, error),
    }
}

fn render(template: &str, values: &Map<String, Value>) -> Result<String, String> {
    let mut environment = Environment::new();
    environment.set_fuel(Some(FUEL));
    environment.set_undefined_behavior(UndefinedBehavior::Lenient);
    environment.render_str(template, values).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, json};

    use super::render;

    #[test]
    fn templates_loop_and_filter_but_not_for_ever() {
        let values = json!({"list": [1, 2], "name": "ann"});
        let values = values.as_object().expect("a map");
        assert_eq!(
            render("{{ name|upper }}{% for x in list %} {{ x }}{% endfor %}", values),
            Ok("ANN 1 2".to_owned())
        );
        assert!(
            render(
                "{% for x in range(9999) %}{% for y in range(9999) %}{{ y }}{% endfor %}{% endfor %}",
                &Map::new()
            )
            .is_err()
        );
    }
}
