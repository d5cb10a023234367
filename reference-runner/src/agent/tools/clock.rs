//! The time.

use serde_json::{Value, json};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::parameter;
use crate::model::ToolSpec;

pub(super) fn spec() -> ToolSpec {
    ToolSpec {
        name: "clock",
        description: "Tells the current date and time in UTC",
        parameters: json!({"type": "object", "properties": {
            "timezone": {"type": "string", "enum": ["UTC"], "description": "the time zone"}}}),
    }
}

pub(super) fn invoke(input: &Value) -> Result<String, String> {
    match parameter(input, "timezone") {
        None | Some("" | "UTC") => {
            OffsetDateTime::now_utc().format(&Rfc3339).map_err(|error| error.to_string())
        }
        Some(other) => Err(format!("unknown time zone {other}")),
    }
}
