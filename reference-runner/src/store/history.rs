//! What a user can read again: conversations and messages, in pages.

use serde::Serialize;
use serde_json::Value;

use super::agent_thoughts::{AgentThought, agent_thought};
use super::conversations::{ListedConversation, listed};
use super::sql::Columns;
use super::{Result, Store};
use crate::entities::app_invoke_entities::{AppMode, INVOKE_FROM, Inputs};
use crate::ids::{AgentThoughtId, AppId, ConversationId, EndUserId, MessageFileId, MessageId};

/// A page of a list.
#[derive(Debug, Clone, Serialize)]
pub struct Page<T> {
    pub limit: u32,
    pub has_more: bool,
    pub data: Vec<T>,
}

pub type ConversationPage = Page<ListedConversation>;
pub type MessagePage = Page<ListedMessage>;

#[derive(Debug, Clone, Serialize)]
pub struct ListedFile {
    pub id: MessageFileId,
    #[serde(rename = "type")]
    pub kind: String,
    pub url: Option<String>,
    pub belongs_to: String,
}

#[derive(Debug, Clone, Serialize)]
pub struct ListedThought {
    pub id: AgentThoughtId,
    pub message_id: MessageId,
    pub position: i64,
    pub thought: Option<String>,
    pub tool: Option<String>,
    pub tool_labels: Value,
    pub tool_input: Option<String>,
    pub observation: Option<String>,
    pub files: Vec<String>,
    pub created_at: i64,
}

#[derive(Debug, Clone, Serialize)]
pub struct Feedback {
    pub rating: String,
}

#[derive(Debug, Clone, Serialize)]
pub struct ListedMessage {
    pub id: MessageId,
    pub conversation_id: ConversationId,
    pub inputs: Inputs,
    pub query: String,
    pub answer: String,
    pub message_files: Vec<ListedFile>,
    pub feedback: Option<Feedback>,
    pub retriever_resources: Vec<Value>,
    pub created_at: i64,
    pub agent_thoughts: Vec<ListedThought>,
    pub status: String,
    pub error: Option<String>,
}

impl Store {
    /// Newest first; `None` when `after` is not in the list.
    pub async fn conversations(
        &self,
        app: AppId,
        user: EndUserId,
        after: Option<ConversationId>,
        limit: u32,
    ) -> Result<Option<ConversationPage>> {
        let mut db = self.lease("conversations").await?;
        let before = match after {
            None => None,
            Some(after) => {
                let row = self
                    .query(
                        "SELECT created_at::text FROM conversations WHERE id = $1::uuid AND app_id = $2::uuid \
                         AND from_end_user_id = $3::uuid AND NOT is_deleted",
                    )
                    .bind(after.to_string())
                    .bind(app.to_string())
                    .bind(user.to_string())
                    .fetch_optional(&mut *db)
                    .await?;
                let Some(row) = row else { return Ok(None) };
                Some(row.moment("created_at")?.to_column())
            }
        };
        let rows = self
            .query(
                "SELECT id::text, name, inputs::text, status, introduction, created_at::text FROM conversations \
                 WHERE app_id = $1::uuid AND from_end_user_id = $2::uuid AND from_source = 'api' AND NOT is_deleted \
                 AND (invoke_from IS NULL OR invoke_from = $3) \
                 AND ($4::timestamp IS NULL OR created_at < $4::timestamp) ORDER BY created_at DESC LIMIT $5",
            )
            .bind(app.to_string())
            .bind(user.to_string())
            .bind(INVOKE_FROM)
            .bind(before)
            .bind(i64::from(limit) + 1)
            .fetch_all(&mut *db)
            .await?;
        let has_more = rows.len() > limit as usize;
        let data = rows.iter().take(limit as usize).map(listed).collect::<Result<_>>()?;
        Ok(Some(Page { limit, has_more, data }))
    }

    /// The page before `before` (or the last), oldest first; `None` when `before` is not in the conversation.
    pub async fn messages(
        &self,
        conversation: ConversationId,
        mode: AppMode,
        before: Option<MessageId>,
        limit: u32,
    ) -> Result<Option<MessagePage>> {
        let mut db = self.lease("messages").await?;
        let earlier_than = match before {
            None => None,
            Some(before) => {
                let row = self
                    .query(
                        "SELECT created_at::text FROM messages WHERE id = $1::uuid AND conversation_id = $2::uuid",
                    )
                    .bind(before.to_string())
                    .bind(conversation.to_string())
                    .fetch_optional(&mut *db)
                    .await?;
                let Some(row) = row else { return Ok(None) };
                Some(row.moment("created_at")?.to_column())
            }
        };
        let rows = self
            .query(
                "SELECT id::text, inputs::text, query, answer, created_at::text, status, error, \
                 (SELECT MAX(f.rating) FROM message_feedbacks f WHERE f.message_id = messages.id \
                 AND f.from_source = 'user') AS rating FROM messages WHERE conversation_id = $1::uuid AND ($2::timestamp IS NULL OR created_at < $2::timestamp) \
                 ORDER BY created_at DESC LIMIT $3",
            )
            .bind(conversation.to_string())
            .bind(earlier_than)
            .bind(i64::from(limit) + 1)
            .fetch_all(&mut *db)
            .await?;
        let has_more = rows.len() > limit as usize;
        let mut data = Vec::new();
        for row in rows.iter().take(limit as usize).rev() {
            let id: MessageId = row.parsed("id")?;
            let files = self
                .query(
                    "SELECT id::text, type, url, belongs_to FROM message_files WHERE message_id = $1::uuid \
                     ORDER BY created_at",
                )
                .bind(id.to_string())
                .fetch_all(&mut *db)
                .await?;
            let thoughts = if mode == AppMode::AgentChat {
                self.query(
                    "SELECT id::text, position, thought, observation, tool, tool_labels_str, tool_input, \
                     message_files, created_at::text FROM message_agent_thoughts WHERE message_id = $1::uuid \
                     ORDER BY position",
                )
                .bind(id.to_string())
                .fetch_all(&mut *db)
                .await?
            } else {
                Vec::new()
            };
            data.push(ListedMessage {
                id,
                conversation_id: conversation,
                inputs: row.map("inputs")?,
                query: row.text("query")?,
                answer: row.text("answer")?,
                message_files: files.iter().map(file).collect::<Result<_>>()?,
                feedback: row.maybe_text("rating")?.map(|rating| Feedback { rating }),
                retriever_resources: Vec::new(),
                created_at: row.moment("created_at")?.seconds(),
                agent_thoughts: thoughts.iter().map(|row| thought(id, row)).collect::<Result<_>>()?,
                status: row.text("status")?,
                error: row.maybe_text("error")?,
            });
        }
        Ok(Some(Page { limit, has_more, data }))
    }
}

fn file(row: &sqlx::any::AnyRow) -> Result<ListedFile> {
    Ok(ListedFile {
        id: row.parsed("id")?,
        kind: row.text("type")?,
        url: row.maybe_text("url")?,
        belongs_to: row.maybe_text("belongs_to")?.unwrap_or_else(|| "user".to_owned()),
    })
}

fn thought(message_id: MessageId, row: &sqlx::any::AnyRow) -> Result<ListedThought> {
    let AgentThought { id, position, thought, observation, tool, tool_labels, tool_input, message_files } =
        agent_thought(row)?;
    Ok(ListedThought {
        id,
        message_id,
        position,
        thought,
        tool,
        tool_labels: Value::Object(tool_labels),
        tool_input,
        observation,
        files: message_files,
        created_at: row.moment("created_at")?.seconds(),
    })
}
