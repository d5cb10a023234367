//! User inputs against the app's variables: what is missing, what has the wrong type, what is dropped.
//!
//! Absent means missing, null or the empty text; `0`, `false` and `[]` are values.

use serde_json::{Number, Value};

use crate::entities::app_config::{FileUpload, VariableEntity, VariableKind};
use crate::entities::app_invoke_entities::{Inputs, RemoteFile};
use crate::entities::queue_entities::RunError;

fn invalid(message: String) -> RunError {
    RunError::Invalid(message)
}

/// The inputs that the app knows, each checked; unknown ones are dropped.
pub fn clean_inputs(variables: &[VariableEntity], given: &Inputs) -> Result<Inputs, RunError> {
    variables.iter().map(|variable| Ok((variable.variable.clone(), clean(variable, given)?))).collect()
}

fn clean(variable: &VariableEntity, given: &Inputs) -> Result<Value, RunError> {
    let name = &variable.variable;
    let value = match given.get(name) {
        None | Some(Value::Null) => None,
        Some(Value::String(text)) if text.is_empty() => None,
        Some(value) => Some(value),
    };
    let Some(value) = value else {
        if variable.required {
            return Err(invalid(format!("{name} is required in input form")));
        }
        return Ok(variable.default.clone().unwrap_or_else(|| Value::String(String::new())));
    };
    match (variable.kind, value) {
        (VariableKind::Number, Value::String(text)) => number(name, text),
        (VariableKind::Number, value) => Ok(value.clone()),
        (VariableKind::Select, Value::String(text)) => {
            if !variable.options.contains(text) {
                let options = variable.options.join(", ");
                return Err(invalid(format!("{name} in input form must be one of the following: {options}")));
            }
            Ok(Value::String(without_nul(text)))
        }
        (VariableKind::TextInput | VariableKind::Paragraph, Value::String(text)) => {
            if let Some(most) = variable.max_length.filter(|most| *most > 0 && text.chars().count() > *most) {
                return Err(invalid(format!("{name} in input form must be less than {most} characters")));
            }
            Ok(Value::String(without_nul(text)))
        }
        _ => Err(invalid(format!("{name} in input form must be a string"))),
    }
}

/// A text with a point is a float, any other an integer.
fn number(name: &str, text: &str) -> Result<Value, RunError> {
    let text = text.trim();
    let number = if text.contains('.') {
        text.parse().ok().and_then(Number::from_f64)
    } else {
        text.parse::<i64>().ok().map(Number::from)
    };
    number
        .map(Value::Number)
        .ok_or_else(|| invalid(format!("{name} in input form must be a number, not `{text}`")))
}

/// PostgreSQL has no place for NUL in a text.
pub fn without_nul(text: &str) -> String {
    text.replace('\0', "")
}

/// The images of a request; `None` as feature drops them silently. Their servers are asked later, by the generator.
pub fn check_files(feature: Option<FileUpload>, given: &[Value]) -> Result<Vec<RemoteFile>, RunError> {
    let Some(feature) = feature else { return Ok(Vec::new()) };
    let files = given.iter().map(|file| check_file(feature, file)).collect::<Result<Vec<_>, _>>()?;
    if files.len() > feature.number_limits {
        return Err(invalid(format!(
            "Number of image files exceeds the maximum limit {}",
            feature.number_limits
        )));
    }
    Ok(files)
}

fn check_file(feature: FileUpload, file: &Value) -> Result<RemoteFile, RunError> {
    if file.get("type").and_then(Value::as_str) != Some("image") {
        return Err(invalid("Invalid file type".to_owned()));
    }
    if file.get("transfer_method").and_then(Value::as_str) != Some("remote_url") {
        return Err(invalid("Invalid file transfer method: this service takes `remote_url`".to_owned()));
    }
    if !feature.remote_url {
        return Err(invalid("Invalid transfer method: remote_url".to_owned()));
    }
    let url = file.get("url").and_then(Value::as_str).unwrap_or_default();
    if url.is_empty() {
        return Err(invalid("Missing file url".to_owned()));
    }
    if !url.starts_with("http://") && !url.starts_with("https://") {
        return Err(invalid("Invalid file url".to_owned()));
    }
    Ok(RemoteFile { url: url.to_owned() })
}
