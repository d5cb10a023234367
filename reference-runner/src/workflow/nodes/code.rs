//! Code of the workflow's author over named values, run by the sandbox service; what it gives is checked against what
//! the node declares.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value};

use super::{Named, NodeRunResult};
use crate::code_sandbox::CodeSandbox;
use crate::workflow::variable_pool::VariablePool;

#[derive(Debug, Clone, Deserialize)]
pub struct Data {
    pub code_language: Language,
    pub code: String,
    #[serde(default)]
    pub variables: Vec<Named>,
    #[serde(default)]
    pub outputs: BTreeMap<String, Output>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    Python3,
    Javascript,
}

/// The declared type of one output.
#[derive(Debug, Clone, Deserialize)]
pub struct Output {
    #[serde(rename = "type")]
    pub kind: OutputType,
    #[serde(default)]
    pub children: Option<BTreeMap<String, Output>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OutputType {
    String,
    Number,
    Object,
    #[serde(rename = "array[string]")]
    Strings,
    #[serde(rename = "array[number]")]
    Numbers,
    #[serde(rename = "array[object]")]
    Objects,
}

const LONGEST_STRING: usize = 80_000;
const MOST_STRINGS: usize = 30;
const MOST_OBJECTS: usize = 30;
const MOST_NUMBERS: usize = 1000;
const DEEPEST: usize = 5;
const MOST_DIGITS: usize = 20;

pub async fn run(data: &Data, pool: &VariablePool, sandbox: Option<&CodeSandbox>) -> NodeRunResult {
    let value = |named: &Named| pool.get(&named.value_selector).cloned().unwrap_or(Value::Null);
    let inputs: Map<String, Value> =
        data.variables.iter().map(|named| (named.variable.clone(), value(named))).collect();
    let Some(sandbox) = sandbox else {
        return NodeRunResult::failed(inputs, "no code sandbox is set up (`--code-endpoint`)");
    };
    let (language, program) = program(data, &inputs);
    let outputs = match sandbox.run(language, &program).await {
        Ok(printed) => result(&printed).and_then(|result| checked(&result, &data.outputs, "", 1)),
        Err(error) => Err(error.to_string()),
    };
    match outputs {
        Ok(outputs) => NodeRunResult::outputs(inputs, outputs),
        Err(error) => NodeRunResult::failed(inputs, error),
    }
}

/// Between these marks the program prints what its `main` gives.
const MARK: &str = "<<RESULT>>";

/// The author's `main`, called with the inputs. They go in as a JSON text inside a string literal of the language: what
/// JSON escapes, both languages read the same way.
fn program(data: &Data, inputs: &Map<String, Value>) -> (&'static str, String) {
    let inputs = Value::String(Value::Object(inputs.clone()).to_string());
    let literal = crate::apps::base_app_generate_response_converter::to_wire(&inputs);
    let code = &data.code;
    match data.code_language {
        Language::Python3 => (
            "python3",
            format!(
                "{code}\n\nimport json as _json\n_result = main(**_json.loads({literal}))\n\
                 print('{MARK}' + _json.dumps(_result) + '{MARK}')\n"
            ),
        ),
        Language::Javascript => (
            "nodejs",
            format!(
                "{code}\n\nconst _result = main(JSON.parse({literal}));\n\
                 console.log('{MARK}' + JSON.stringify(_result) + '{MARK}');\n"
            ),
        ),
    }
}

fn result(printed: &str) -> Result<Map<String, Value>, String> {
    let between = printed.split_once(MARK).and_then(|(_, rest)| rest.split_once(MARK));
    let (json, _) = between.ok_or("Failed to parse result: the code printed none")?;
    match serde_json::from_str(json) {
        Ok(Value::Object(map)) => Ok(map),
        _ => Err("result must be a dict".to_owned()),
    }
}

/// The result, if it is exactly what was declared, in bounds; with nothing declared, in bounds.
fn checked(
    result: &Map<String, Value>,
    declared: &BTreeMap<String, Output>,
    within: &str,
    depth: usize,
) -> Result<Map<String, Value>, String> {
    if depth > DEEPEST {
        return Err(format!("Depth limit {DEEPEST} reached, object is nested too deep."));
    }
    let place = |name: &str| if within.is_empty() { name.to_owned() } else { format!("{within}.{name}") };
    if declared.is_empty() {
        for (name, value) in result {
            undeclared(value, &place(name), depth)?;
        }
        return Ok(result.clone());
    }
    if let Some(extra) = result.keys().find(|name| !declared.contains_key(*name)) {
        return Err(format!("Output {} is not declared.", place(extra)));
    }
    let mut outputs = Map::new();
    for (name, output) in declared {
        let place = place(name);
        let value = result.get(name).ok_or_else(|| format!("Output {place} is missing."))?;
        outputs.insert(name.clone(), of_type(value, output, &place, depth)?);
    }
    Ok(outputs)
}

fn undeclared(value: &Value, place: &str, depth: usize) -> Result<(), String> {
    match value {
        Value::String(text) => string(text, place),
        Value::Number(_) => number(value, place),
        Value::Object(map) => checked(map, &BTreeMap::new(), place, depth + 1).map(drop),
        Value::Array(items) if items.len() > MOST_NUMBERS => Err(too_many(place, MOST_NUMBERS)),
        Value::Array(items) => items.iter().try_for_each(|item| undeclared(item, place, depth + 1)),
        Value::Null | Value::Bool(_) => Ok(()),
    }
}

fn of_type(value: &Value, output: &Output, place: &str, depth: usize) -> Result<Value, String> {
    let object = |value: &Value, place: &str| match (value, &output.children) {
        (Value::Object(map), Some(children)) if !children.is_empty() => {
            checked(map, children, place, depth + 1).map(Value::Object)
        }
        (Value::Object(map), _) => checked(map, &BTreeMap::new(), place, depth + 1).map(Value::Object),
        _ => Err(format!("Output {place} is not an object, got {value} instead.")),
    };
    let list = |most: usize| match value {
        Value::Array(items) if items.len() > most => Err(too_many(place, most)),
        Value::Array(items) => Ok(items),
        _ => Err(format!("Output {place} is not an array, got {value} instead.")),
    };
    match output.kind {
        OutputType::Object => return object(value, place),
        OutputType::String => text(value, place)?,
        OutputType::Number => number(value, place)?,
        OutputType::Strings => list(MOST_STRINGS)?.iter().try_for_each(|item| text(item, place))?,
        OutputType::Numbers => list(MOST_NUMBERS)?.iter().try_for_each(|item| number(item, place))?,
        OutputType::Objects => {
            let items = list(MOST_OBJECTS)?.iter().map(|item| object(item, place));
            return items.collect::<Result<Vec<_>, _>>().map(Value::Array);
        }
    }
    Ok(value.clone())
}

fn too_many(place: &str, most: usize) -> String {
    format!("The length of output variable `{place}` must be less than {most} elements.")
}

fn text(value: &Value, place: &str) -> Result<(), String> {
    let text = value.as_str().ok_or_else(|| format!("Output {place} must be a string, got {value}."))?;
    string(text, place)
}

fn string(text: &str, place: &str) -> Result<(), String> {
    if text.chars().count() > LONGEST_STRING {
        return Err(format!(
            "The length of output variable `{place}` must be less than {LONGEST_STRING} characters."
        ));
    }
    Ok(())
}

/// Integers within 64 bits, fractions with at most so many digits.
fn number(value: &Value, place: &str) -> Result<(), String> {
    let Value::Number(number) = value else {
        return Err(format!("Output {place} must be a number, got {value}."));
    };
    if number.as_i64().is_some() {
        return Ok(());
    }
    let written = number.to_string();
    if !written.contains(['.', 'e']) {
        return Err(format!("Output variable `{place}` is out of range, it must fit into 64 bits."));
    }
    let (_, fraction) = written.split_once('.').unwrap_or_default();
    if fraction.len() > MOST_DIGITS {
        return Err(format!(
            "Output variable `{place}` has too high precision, at most {MOST_DIGITS} digits."
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::{Map, Value, json};

    use super::{Data, Output, checked, program, result};

    fn check(result: &Value, declared: &Value) -> Result<Value, String> {
        let declared: BTreeMap<String, Output> = serde_json::from_value(declared.clone()).expect("a schema");
        checked(result.as_object().expect("a map"), &declared, "", 1).map(Value::Object)
    }

    #[test]
    fn results_are_what_was_declared() {
        let declared = json!({
            "s": {"type": "string"}, "n": {"type": "number"}, "l": {"type": "array[string]"},
            "o": {"type": "object", "children": {"x": {"type": "array[number]"}}},
        });
        let good = json!({"s": "a", "n": 1.5, "l": ["a"], "o": {"x": [1, 2]}});
        assert_eq!(check(&good, &declared), Ok(good.clone()));
        for (change, part) in [
            (json!({"s": 1}), "must be a string"),
            (json!({"n": "1"}), "must be a number"),
            (json!({"n": 9_223_372_036_854_775_808_u64}), "64 bits"),
            (json!({"l": "a"}), "not an array"),
            (json!({"l": vec!["a"; 31]}), "less than 30"),
            (json!({"o": {"x": vec![1; 1001]}}), "less than 1000"),
            (json!({"o": {}}), "o.x is missing"),
            (json!({"extra": 1}), "extra is not declared"),
            (json!({"s": "x".repeat(80_001)}), "less than 80000"),
        ] {
            let mut bad = good.clone();
            bad.as_object_mut().expect("a map").extend(change.as_object().expect("a map").clone());
            let error = check(&bad, &declared).expect_err("it is bad");
            assert!(error.contains(part), "{change}: {error}");
        }
        let deep = json!({"a": {"b": {"c": {"d": {"e": {"f": 1}}}}}});
        assert!(check(&deep, &json!({})).is_err_and(|error| error.contains("Depth limit 5")));
    }

    #[test]
    fn inputs_cannot_leave_their_literal() {
        let data = json!({"code_language": "python3", "code": "def main(a): return {'b': a}"});
        let data: Data = serde_json::from_value(data).expect("data");
        let inputs = Map::from_iter([("a".to_owned(), json!("\"); import os; ('ü\n"))]);
        let (language, program) = program(&data, &inputs);
        assert_eq!(language, "python3");
        assert!(program.contains(r#"loads("{\"a\":\"\\\"); import os; ('\u00fc\\n\"}")"#), "{program}");
    }

    #[test]
    fn what_else_is_printed_does_not_matter() {
        let found = result("debug\n<<RESULT>>{\"a\": 1}<<RESULT>>\n");
        assert_eq!(found.map(Value::Object), Ok(json!({"a": 1})));
        assert!(result("nothing").is_err());
        assert!(result("<<RESULT>>[1]<<RESULT>>").is_err());
    }
}
