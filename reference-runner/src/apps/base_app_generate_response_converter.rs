//! From stream responses to the wire: event streams, and the one JSON of a blocking answer.
//!
//! The bytes are those of the original: a space after `:` and `,`, everything outside ASCII escaped.

use std::io;

use serde::Serialize;
use serde_json::Value;

use crate::apps::{chat, completion, workflow};
use crate::entities::app_invoke_entities::AppMode;
use crate::entities::task_entities::{ErrorData, Metadata, StreamResponse};
use crate::services::app_generate_service::{Answer, AnswerTo};

/// An event of the stream as text.
pub fn stream_chunk(mode: AppMode, to: &AnswerTo, response: &StreamResponse) -> String {
    if matches!(response, StreamResponse::Ping) {
        return "event: ping\n\n".to_owned();
    }
    let json = match (mode, to) {
        (AppMode::Completion, AnswerTo::Message(message)) => {
            completion::generate_response_converter::stream_json(*message, response)
        }
        (_, AnswerTo::Message(message)) => chat::generate_response_converter::stream_json(*message, response),
        (_, AnswerTo::Run(run)) => workflow::generate_response_converter::stream_json(*run, response),
    };
    format!("data: {json}\n\n")
}

/// The whole answer as one JSON, or the error that it ended with.
pub async fn blocking(answer: Answer) -> Result<Value, ErrorData> {
    match (answer.mode, answer.to) {
        (AppMode::Completion, AnswerTo::Message(message)) => {
            completion::generate_response_converter::blocking(answer, message).await
        }
        (_, AnswerTo::Message(message)) => chat::generate_response_converter::blocking(answer, message).await,
        (_, AnswerTo::Run(run)) => workflow::generate_response_converter::blocking(answer, run).await,
    }
}

/// A message-based answer, drained.
#[derive(Debug, Default)]
pub struct Drained {
    pub text: String,
    pub metadata: Metadata,
}

pub async fn drain(mut answer: Answer) -> Result<Drained, ErrorData> {
    let mut drained = Drained::default();
    while let Some(response) = answer.events.recv().await {
        match response {
            StreamResponse::Message(delta) | StreamResponse::AgentMessage(delta) => {
                drained.text.push_str(&delta.answer);
            }
            StreamResponse::MessageEnd(end) => {
                drained.metadata = end.metadata;
                return Ok(drained);
            }
            StreamResponse::Error(error) => return Err(error),
            _ => {}
        }
    }
    Err(lost())
}

/// A pipeline ended without its last event.
pub fn lost() -> ErrorData {
    ErrorData {
        code: "internal_server_error",
        status: 500,
        message: "Internal Server Error, please contact support.".to_owned(),
    }
}

/// JSON in the wire's form.
pub fn to_wire<T: Serialize>(value: &T) -> String {
    let mut bytes = Vec::new();
    let mut serializer = serde_json::Serializer::with_formatter(&mut bytes, WireFormat);
    value.serialize(&mut serializer).expect("plain data serialises");
    String::from_utf8(bytes).expect("the wire's form is ASCII")
}

struct WireFormat;

impl serde_json::ser::Formatter for WireFormat {
    fn begin_array_value<W: io::Write + ?Sized>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        if first { Ok(()) } else { writer.write_all(b", ") }
    }

    fn begin_object_key<W: io::Write + ?Sized>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        if first { Ok(()) } else { writer.write_all(b", ") }
    }

    fn begin_object_value<W: io::Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        writer.write_all(b": ")
    }

    fn write_string_fragment<W: io::Write + ?Sized>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        let mut units = [0; 2];
        for character in fragment.chars() {
            if character.is_ascii() {
                writer.write_all(&[character as u8])?;
            } else {
                for unit in character.encode_utf16(&mut units) {
                    write!(writer, "\\u{unit:04x}")?;
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::to_wire;

    #[test]
    fn the_wire_is_ascii_with_spaces() {
        assert_eq!(
            to_wire(&json!({"a": ["ü", 1, null], "b": "😀\n"})),
            r#"{"a": ["\u00fc", 1, null], "b": "\ud83d\ude00\n"}"#
        );
    }
}
