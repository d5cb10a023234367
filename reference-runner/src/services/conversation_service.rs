//! Names of conversations. The model is asked between two database scopes, never inside one.

use crate::ids::ConversationId;
use crate::model::{ModelConfig, ModelRequest, PromptMessage, Role};
use crate::services::{GenerateError, Service};

const LONGEST: usize = 75;
/// Of a longer question, the beginning and the end say what it is about.
const QUERY_LONGEST: usize = 2000;
const QUERY_EDGE: usize = 300;

const ASK: &str = "Give the conversation that starts with the following message a short title in its own language. \
    Answer with the title only.";

/// A title made from the first question, saved. Failing to make one leaves the old name.
pub async fn auto_generate_name(
    service: &Service,
    conversation: ConversationId,
    query: &str,
) -> Result<(), GenerateError> {
    let Some(name) = title(service, query).await else { return Ok(()) };
    service.store.rename_conversation(conversation, &name).await?;
    Ok(())
}

async fn title(service: &Service, query: &str) -> Option<String> {
    let params = serde_json::json!({"max_tokens": 100, "temperature": 1});
    let config = ModelConfig {
        provider: "openai".to_owned(),
        name: "gpt-3.5-turbo".to_owned(),
        mode: "chat".to_owned(),
        completion_params: params.as_object().cloned().unwrap_or_default(),
    };
    let messages =
        vec![PromptMessage::new(Role::System, ASK), PromptMessage::new(Role::User, shortened(query))];
    let request = ModelRequest { config, messages, tools: Vec::new(), stop: Vec::new() };
    let answered = match service.model.stream(request).await {
        Ok(stream) => stream.collect().await,
        Err(error) => Err(error),
    };
    match answered {
        Ok(result) => cut(result.text.trim()),
        Err(error) => {
            tracing::warn!(%error, "no title for the conversation");
            None
        }
    }
}

fn shortened(query: &str) -> String {
    let length = query.chars().count();
    if length <= QUERY_LONGEST {
        return query.to_owned();
    }
    let head: String = query.chars().take(QUERY_EDGE).collect();
    let tail: String = query.chars().skip(length - QUERY_EDGE).collect();
    format!("{head}...[TRUNCATED]...{tail}")
}

fn cut(title: &str) -> Option<String> {
    let title = title.trim_matches('"');
    match title.chars().count() {
        0 => None,
        length if length > LONGEST => Some(title.chars().take(LONGEST).collect::<String>() + "..."),
        _ => Some(title.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::{cut, shortened};

    #[test]
    fn long_titles_and_questions_are_cut() {
        assert_eq!(cut(&"x".repeat(80)).map(|title| title.len()), Some(78));
        assert_eq!(cut("\"A title\""), Some("A title".to_owned()));
        assert_eq!(cut(""), None);
        assert!(shortened(&"x".repeat(3000)).len() < 700);
    }
}
