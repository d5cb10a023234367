//! The built-in tools of agents. A tool takes JSON and gives text; what goes wrong is text for the model, too.

mod calculator;
mod clock;
mod web_request;

use serde_json::Value;

use crate::model::ToolSpec;
use crate::outside::HttpClient;

/// How a tool is offered to the model; `None` for one that is not built in.
pub fn spec(name: &str) -> Option<ToolSpec> {
    match name {
        "calculator" => Some(calculator::spec()),
        "clock" => Some(clock::spec()),
        "web_request" => Some(web_request::spec()),
        _ => None,
    }
}

pub async fn invoke(name: &str, input: &Value, http: &HttpClient) -> Result<String, String> {
    match name {
        "calculator" => calculator::invoke(input),
        "clock" => clock::invoke(input),
        "web_request" => web_request::invoke(input, http).await,
        _ => Err(format!("there is not a tool named {name}")),
    }
}

/// A parameter by name; a bare text stands for a tool's only parameter.
fn parameter<'a>(input: &'a Value, name: &str) -> Option<&'a str> {
    input.as_str().or_else(|| input.get(name)?.as_str())
}
