//! Names of conversations: the model makes one from the first question.

use reference_runner::ids::ConversationId;
use reference_runner::model::{ModelClient, ModelConfig, ModelRequest, PromptMessage, Role};
use reference_runner::store::Result;
use tokio::task::JoinHandle;

use crate::State;
use crate::models::Conversation;

const ASK: &str = "Give the conversation that starts with the following message a short title in its own language. \
    Answer with the title only.";
const LONGEST: usize = 75;

/// Names a new conversation beside the answer; whoever waits for the answer's end waits for this, too.
pub fn name_conversation(state: &State, conversation: ConversationId, query: &str) -> JoinHandle<()> {
    let (state, query) = (state.clone(), query.to_owned());
    let spawned = state.service.spawned.clone();
    spawned.spawn(async move {
        if let Err(error) = name(&state, conversation, &query).await {
            tracing::warn!(%conversation, %error, "conversation not named");
        }
    })
}

async fn name(state: &State, conversation: ConversationId, query: &str) -> Result<()> {
    let mut conn = state.db.conn().await?;
    let Some(mut conversation) = Conversation::find(&mut conn, &conversation.to_string()).await? else {
        return Ok(());
    };
    let title = title(&state.service.model, query).await; //~ guard_across_await: row 8: the title, on the connection that will save it
    if let Some(title) = title {
        conversation.name = title;
        conversation.save(&mut conn).await?; //~ stale_model_write: row 8: a conversation deleted meanwhile is back
    }
    Ok(())
}

pub async fn title(model: &ModelClient, query: &str) -> Option<String> {
    let params = serde_json::json!({"max_tokens": 100, "temperature": 1});
    let config = ModelConfig {
        provider: "openai".to_owned(),
        name: "gpt-3.5-turbo".to_owned(),
        mode: "chat".to_owned(),
        completion_params: params.as_object().cloned().unwrap_or_default(),
    };
    let query: String = query.chars().take(2000).collect();
    let messages = vec![PromptMessage::new(Role::System, ASK), PromptMessage::new(Role::User, query)];
    let request = ModelRequest { config, messages, tools: Vec::new(), stop: Vec::new() };
    let answered = match model.stream(request).await {
        Ok(stream) => stream.collect().await,
        Err(error) => Err(error),
    };
    match answered {
        Ok(result) => cut(result.text.trim().trim_matches('"')),
        Err(error) => {
            tracing::warn!(%error, "no title for the conversation");
            None
        }
    }
}

fn cut(title: &str) -> Option<String> {
    match title.chars().count() {
        0 => None,
        length if length > LONGEST => Some(title.chars().take(LONGEST).collect::<String>() + "..."),
        _ => Some(title.to_owned()),
    }
}
