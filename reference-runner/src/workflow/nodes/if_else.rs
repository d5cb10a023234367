//! Conditions, all or any of them; the edge `true` or `false` is taken.

use serde::Deserialize;
use serde_json::{Map, Number, Value, json};

use super::{NodeRunResult, map};
use crate::workflow::template::stringify;
use crate::workflow::variable_pool::VariablePool;

#[derive(Debug, Clone, Deserialize)]
pub struct Data {
    #[serde(default = "and")]
    pub logical_operator: String,
    pub conditions: Vec<Condition>,
}

fn and() -> String {
    "and".to_owned()
}

#[derive(Debug, Clone, Deserialize)]
pub struct Condition {
    pub variable_selector: Vec<String>,
    pub comparison_operator: String,
    #[serde(default)]
    pub value: Option<String>,
}

pub fn run(data: &Data, pool: &VariablePool) -> NodeRunResult {
    let mut inputs = Map::new();
    let mut results = Vec::new();
    for condition in &data.conditions {
        let actual = pool.get(&condition.variable_selector).unwrap_or(&Value::Null);
        inputs.insert(condition.variable_selector.join("."), actual.clone());
        match holds(&condition.comparison_operator, actual, condition.value.as_deref().unwrap_or_default()) {
            Ok(result) => results.push(result),
            Err(error) => return NodeRunResult::failed(inputs, error),
        }
    }
    let result = if data.logical_operator == "or" {
        results.contains(&true)
    } else {
        results.iter().all(|result| *result)
    };
    let mut ran = NodeRunResult::outputs(inputs, map("result", result.into()));
    ran.outcome.process_data = Some(map("condition_results", json!(results)));
    ran.edge_handle = Some(result.to_string());
    ran
}

fn holds(operator: &str, actual: &Value, expected: &str) -> Result<bool, String> {
    let text = || match actual {
        Value::Null => Ok(None),
        Value::String(text) => Ok(Some(text.clone())),
        Value::Array(items) if operator.contains("contains") => {
            Ok(Some(items.iter().map(stringify).collect::<Vec<_>>().join("\n")))
        }
        _ => Err(format!("`{operator}` needs a string, not {actual}")),
    };
    let has = |text: String| match actual {
        Value::Array(items) => items.iter().any(|item| stringify(item) == expected),
        _ => text.contains(expected),
    };
    Ok(match operator {
        "contains" => text()?.is_some_and(has),
        "not contains" => !text()?.is_some_and(has),
        "start with" => text()?.is_some_and(|text| text.starts_with(expected)),
        "end with" => text()?.is_some_and(|text| text.ends_with(expected)),
        "is" => text()?.is_some_and(|text| text == expected),
        "is not" => text()?.is_some_and(|text| text != expected),
        "empty" => actual.is_null() || text()?.is_none_or(|text| text.is_empty()),
        "not empty" => !actual.is_null() && text()?.is_some_and(|text| !text.is_empty()),
        "null" => actual.is_null(),
        "not null" => !actual.is_null(),
        "=" | "≠" | ">" | "<" | "≥" | "≤" => match actual {
            Value::Null => false,
            Value::Number(actual) => compares(operator, actual, expected)?,
            _ => return Err(format!("`{operator}` needs a number, not {actual}")),
        },
        _ => return Err(format!("unknown comparison `{operator}`")),
    })
}

/// What is expected is read as an integer when the actual number is one.
fn compares(operator: &str, actual: &Number, expected: &str) -> Result<bool, String> {
    let bad = || format!("`{expected}` is not a number to compare {actual} with");
    let ordering = match actual.as_i64() {
        Some(actual) => Some(actual.cmp(&expected.trim().parse::<i64>().map_err(|_| bad())?)),
        None => {
            let expected = expected.trim().parse::<f64>().map_err(|_| bad())?;
            actual.as_f64().and_then(|actual| actual.partial_cmp(&expected))
        }
    };
    let ordering = ordering.ok_or_else(bad)?;
    Ok(match operator {
        "=" => ordering.is_eq(),
        "≠" => ordering.is_ne(),
        ">" => ordering.is_gt(),
        "<" => ordering.is_lt(),
        "≥" => ordering.is_ge(),
        _ => ordering.is_le(),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::holds;

    #[test]
    fn comparisons() {
        for (operator, actual, expected, result) in [
            ("contains", json!("abc"), "b", true),
            ("contains", json!(["a", "bc"]), "b", false),
            ("contains", json!(["a", "b"]), "b", true),
            ("not contains", json!("abc"), "x", true),
            ("start with", json!("abc"), "ab", true),
            ("end with", json!("abc"), "bc", true),
            ("is", json!("a"), "a", true),
            ("is not", json!("a"), "a", false),
            ("empty", json!(""), "", true),
            ("empty", json!(null), "", true),
            ("not empty", json!("x"), "", true),
            ("null", json!(null), "", true),
            ("not null", json!(0), "", true),
            ("=", json!(0), "0", true),
            (">", json!(1.5), "1", true),
            ("≤", json!(2), "2", true),
            ("≠", json!(2), "2", false),
        ] {
            assert_eq!(holds(operator, &actual, expected), Ok(result), "{actual} {operator} {expected}");
        }
        assert!(holds(">", &json!("3"), "2").is_err());
        assert!(holds(">", &json!(3), "2.5").is_err());
        assert!(holds("like", &json!("3"), "2").is_err());
    }
}
