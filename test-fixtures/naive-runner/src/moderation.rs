//! Asks a moderation service about questions before they are answered, and about answers while they come.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use reference_runner::apps::base_app_queue_manager::Publisher;
use reference_runner::entities::queue_entities::{QueueEvent, StopReason};
use reference_runner::store::Result;
use serde::{Deserialize, Serialize};
use tokio::task::JoinHandle;

use crate::State;
use crate::models::Conversation;

#[derive(Debug, Clone)]
pub struct Moderation {
    client: reqwest::Client,
    url: String,
}

#[derive(Serialize)]
struct Question<'a> {
    point: &'static str,
    text: &'a str,
}

#[derive(Debug, Deserialize)]
pub struct Verdict {
    pub flagged: bool,
    #[serde(default)]
    pub preset_response: String,
}

/// What was said so far.
pub type Said = Arc<Mutex<String>>;

const EVERY: Duration = Duration::from_secs(1);

impl Moderation {
    pub fn new(url: String) -> Self {
        Self { client: reqwest::Client::new(), url }
    }

    pub async fn ask(&self, point: &'static str, text: &str) -> reqwest::Result<Verdict> {
        let response = self.client.post(&self.url).json(&Question { point, text }).send().await?;
        response.error_for_status()?.json().await
    }
}

/// Looks at the answer every second, until it is over or flagged; a conversation that was deleted is left alone.
pub fn watch(state: &State, conversation: &str, said: Said, publisher: Publisher) -> Option<JoinHandle<()>> {
    let moderation = state.moderation.clone()?;
    let (state, conversation) = (state.clone(), conversation.to_owned());
    Some(tokio::spawn(async move {
        if let Err(error) = look(&state, &moderation, &conversation, said, publisher).await {
            tracing::warn!(conversation, %error, "answer not moderated");
        }
    }))
}

async fn look(
    state: &State,
    moderation: &Moderation,
    conversation: &str,
    said: Said,
    publisher: Publisher,
) -> Result<()> {
    let mut conn = state.db.conn().await?;
    loop {
        tokio::time::sleep(EVERY).await; //~ guard_across_await: row 20: one connection for as long as the answer takes
        let found = Conversation::find(&mut conn, conversation).await?;
        if found.is_none_or(|conversation| conversation.deleted != 0) {
            return Ok(());
        }
        let text = said.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let verdict = moderation.ask("app.moderation.output", &text).await; //~ guard_across_await: row 20: kept while the moderation service thinks
        match verdict {
            Ok(verdict) if verdict.flagged => {
                let _ = publisher.publish(QueueEvent::Stop(StopReason::UserManual));
                return Ok(());
            }
            Ok(_) => {}
            Err(error) => tracing::warn!(%error, "moderation did not answer"),
        }
    }
}
