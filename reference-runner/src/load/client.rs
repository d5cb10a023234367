//! One client: asks, reads the stream to its end, asks again.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::sync::mpsc;
use tokio::time::Instant;

use super::Load;
use super::server::Server;
use crate::entities::app_invoke_entities::AppMode;

/// One question and what came of it.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    /// When the answer ended, since the beginning.
    pub(super) at: Duration,
    pub(super) took: Duration,
    /// `Err`: the kind of failure.
    pub(super) ended: Result<(), String>,
}

pub(super) struct Client {
    http: reqwest::Client,
    mode: AppMode,
    url: Arc<str>,
    key: Arc<str>,
    user: String,
    turns: u32,
}

/// A client that hears nothing for so long has had enough.
const PATIENCE: Duration = Duration::from_mins(2);
/// A client that was refused does not hammer.
const PAUSE: Duration = Duration::from_millis(200);

impl Client {
    pub(super) fn new(server: &Server, load: &Load, number: u32) -> anyhow::Result<Self> {
        let mode = load.mode[number as usize % load.mode.len()];
        let path = match mode {
            AppMode::Completion => "completion-messages",
            AppMode::Workflow => "workflows/run",
            AppMode::Chat | AppMode::AgentChat | AppMode::AdvancedChat => "chat-messages",
        };
        Ok(Self {
            http: server.http.clone(),
            mode,
            url: format!("{}/{path}", server.base).into(),
            key: server.key(mode)?.into(),
            user: format!("client-{number}"),
            turns: load.turns.max(1),
        })
    }

    /// Asks until it is dropped.
    pub(super) async fn ask_on(self, began: Instant, starts: Instant, told: mpsc::UnboundedSender<Asked>) {
        tokio::time::sleep_until(starts).await;
        let mut conversation: Option<String> = None;
        for turn in 0.. {
            if turn % self.turns == 0 {
                conversation = None;
            }
            let asked = Instant::now();
            let ended = self.ask(&mut conversation, turn).await;
            let failed = ended.is_err();
            if told.send(Asked { at: began.elapsed(), took: asked.elapsed(), ended }).is_err() {
                return;
            }
            if failed {
                tokio::time::sleep(PAUSE).await;
            }
        }
    }

    async fn ask(&self, conversation: &mut Option<String>, turn: u32) -> Result<(), String> {
        let question = format!("What is {turn} + {turn}, and why do people ask such things?");
        let mut body =
            json!({"inputs": {}, "query": question, "response_mode": "streaming", "user": self.user});
        if self.mode == AppMode::Workflow {
            body["inputs"] = json!({"question": question});
        } else if let Some(conversation) = conversation {
            body["conversation_id"] = json!(conversation);
        }
        let request = self.http.post(&*self.url).bearer_auth(&self.key).json(&body);
        let answered = tokio::time::timeout(PATIENCE, async {
            let mut response = request.send().await.map_err(|error| broken(&error))?;
            if !response.status().is_success() {
                let status = response.status().as_u16();
                let body: Value = response.json().await.unwrap_or_default();
                return Err(format!("{status} {}", body["code"].as_str().unwrap_or("?")));
            }
            let mut stream = Stream::default();
            while let Some(chunk) = response.chunk().await.map_err(|error| broken(&error))? {
                stream.read(&chunk);
            }
            if stream.conversation.is_some() {
                *conversation = stream.conversation.take();
            }
            stream.ended()
        });
        answered.await.unwrap_or_else(|_| Err("no answer in two minutes".to_owned()))
    }
}

fn broken(error: &reqwest::Error) -> String {
    if error.is_connect() { "cannot connect".to_owned() } else { "connection broken".to_owned() }
}

/// What matters of a stream: whether it came to its end.
#[derive(Default)]
struct Stream {
    rest: Vec<u8>,
    conversation: Option<String>,
    complete: bool,
    error: Option<String>,
}

impl Stream {
    fn read(&mut self, chunk: &[u8]) {
        self.rest.extend_from_slice(chunk);
        while let Some(end) = self.rest.iter().position(|&byte| byte == b'\n') {
            let line: Vec<u8> = self.rest.drain(..=end).collect();
            let Some(data) = line.strip_prefix(b"data: ") else { continue };
            // a delta in the middle says nothing new: only the first event and the last ones are looked into
            let ends = [&b"\"event\": \"message_end\""[..], b"\"event\": \"workflow_finished\""];
            if self.conversation.is_none() {
                let event: Value = serde_json::from_slice(data).unwrap_or_default();
                self.conversation = event["conversation_id"].as_str().map(str::to_owned);
            }
            if ends.iter().any(|end| data.windows(end.len()).take(4).any(|window| window == *end)) {
                self.complete = true;
            } else if data.windows(16).take(4).any(|window| window == b"\"event\": \"error\"") {
                let event: Value = serde_json::from_slice(data).unwrap_or_default();
                self.error = Some(event["code"].as_str().unwrap_or("?").to_owned());
            }
        }
    }

    fn ended(self) -> Result<(), String> {
        match self.error {
            Some(code) => Err(format!("{code} in the stream")),
            None if self.complete => Ok(()),
            None => Err("the stream broke off".to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Stream;

    #[test]
    fn a_stream_is_complete_when_its_last_event_is_there() {
        let mut stream = Stream::default();
        stream.read(b"data: {\"event\": \"message\", \"conversation_id\": \"c\"}\n\nevent: ping\n\n");
        assert_eq!(stream.conversation.as_deref(), Some("c"));
        stream.read(b"data: {\"event\": \"mess");
        assert!(!stream.complete);
        stream.read(b"age_end\"}\n\n");
        assert_eq!(stream.ended(), Ok(()));
        let mut stream = Stream::default();
        stream.read(b"data: {\"event\": \"error\", \"code\": \"internal_server_error\"}\n\n");
        assert_eq!(stream.ended(), Err("internal_server_error in the stream".to_owned()));
        assert!(Stream::default().ended().is_err());
    }
}
