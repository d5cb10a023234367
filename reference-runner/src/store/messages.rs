//! Messages: created empty, filled once at the end.

use super::sql::{Columns, storable};
use super::{Result, Store};
use crate::entities::app_invoke_entities::{INVOKE_FROM, Inputs};
use crate::entities::task_entities::Metadata;
use crate::ids::{AppId, ConversationId, EndUserId, MessageFileId, MessageId, Moment, ServerId, TaskId};
use crate::model::{PromptMessage, Usage};

#[derive(Debug, Clone)]
pub struct NewMessage {
    pub server: ServerId,
    pub task: TaskId,
    pub app: AppId,
    pub user: EndUserId,
    pub conversation: ConversationId,
    pub model: Option<(String, String)>,
    pub inputs: Inputs,
    pub query: String,
    pub agent_based: bool,
}

#[derive(Debug, Clone)]
pub struct NewMessageFile {
    pub url: String,
}

/// What the end of a run leaves in its message.
#[derive(Debug, Clone)]
pub struct FinishedMessage {
    pub prompt: Vec<PromptMessage>,
    pub answer: String,
    pub usage: Usage,
    pub latency: f64,
    pub metadata: Metadata,
}

/// One earlier question and its answer, for memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exchange {
    pub query: String,
    pub answer: String,
    pub files: Vec<String>,
}

impl Store {
    /// The message with its files and its task; returns its key and when it was created.
    pub async fn create_message(
        &self,
        new: NewMessage,
        files: Vec<NewMessageFile>,
    ) -> Result<(MessageId, Moment)> {
        let id = MessageId::random();
        let now = Moment::now();
        let (provider, model) = new.model.unzip();
        let mut db = self.scope("create_message").await?;
        self.query(
            "INSERT INTO messages (id, app_id, model_provider, model_id, conversation_id, inputs, query, message, \
             message_tokens, message_unit_price, message_price_unit, answer, answer_tokens, answer_unit_price, \
             answer_price_unit, provider_response_latency, total_price, currency, invoke_from, from_source, \
             from_end_user_id, agent_based, status, created_at, updated_at) \
             VALUES ($1::uuid, $2::uuid, $3, $4, $5::uuid, $6::json, $7, '\"\"'::json, 0, $8::numeric, $8::numeric, \
             '', 0, $8::numeric, $8::numeric, 0, $8::numeric, 'USD', $9, 'api', $10::uuid, $11, 'normal', \
             $12::timestamp, $12::timestamp)",
        )
        .bind(id.to_string())
        .bind(new.app.to_string())
        .bind(provider)
        .bind(model)
        .bind(new.conversation.to_string())
        .bind(serde_json::Value::Object(new.inputs).to_string())
        .bind(new.query)
        .bind("0")
        .bind(INVOKE_FROM)
        .bind(new.user.to_string())
        .bind(new.agent_based)
        .bind(now.to_column())
        .execute(&mut *db)
        .await?;
        self.note_task(&mut db, new.server, new.task, Some(id)).await?;
        for file in files {
            self.query(
                "INSERT INTO message_files (id, message_id, type, transfer_method, url, belongs_to, created_by_role, \
                 created_by, created_at) VALUES ($1::uuid, $2::uuid, 'image', 'remote_url', $3, 'user', 'end_user', \
                 $4::uuid, $5::timestamp)",
            )
            .bind(MessageFileId::random().to_string())
            .bind(id.to_string())
            .bind(file.url)
            .bind(new.user.to_string())
            .bind(now.to_column())
            .execute(&mut *db)
            .await?;
        }
        db.commit().await?;
        Ok((id, now))
    }

    pub async fn finish_message(&self, message: MessageId, finished: FinishedMessage) -> Result<()> {
        let usage = finished.usage;
        let prompt = serde_json::to_string(&finished.prompt).unwrap_or_else(|_| "[]".to_owned());
        let mut db = self.lease("finish_message").await?;
        self.query(
            "UPDATE messages SET message = $2::json, message_tokens = $3, message_unit_price = $4::numeric, \
             message_price_unit = $5::numeric, answer = $6, answer_tokens = $7, answer_unit_price = $8::numeric, \
             answer_price_unit = $9::numeric, provider_response_latency = $10, total_price = $11::numeric, \
             currency = $12, message_metadata = $13, updated_at = $14::timestamp WHERE id = $1::uuid",
        )
        .bind(message.to_string())
        .bind(prompt)
        .bind(usage.prompt_tokens.cast_signed())
        .bind(usage.prompt_unit_price.to_string())
        .bind(usage.prompt_price_unit.to_string())
        .bind(storable(finished.answer))
        .bind(usage.completion_tokens.cast_signed())
        .bind(usage.completion_unit_price.to_string())
        .bind(usage.completion_price_unit.to_string())
        .bind(finished.latency)
        .bind(usage.total_price.to_string())
        .bind(usage.currency)
        .bind(serde_json::to_string(&finished.metadata).unwrap_or_else(|_| "{}".to_owned()))
        .bind(Moment::now().to_column())
        .execute(&mut *db)
        .await?;
        Ok(())
    }

    pub async fn fail_message(&self, message: MessageId, error: &str) -> Result<()> {
        let mut db = self.lease("fail_message").await?;
        self.query("UPDATE messages SET status = 'error', error = $2, updated_at = $3::timestamp WHERE id = $1::uuid")
            .bind(message.to_string())
            .bind(storable(error))
            .bind(Moment::now().to_column())
            .execute(&mut *db)
            .await?;
        Ok(())
    }

    /// The latest answered exchanges of a conversation, oldest first.
    pub async fn exchanges(&self, conversation: ConversationId, most: u32) -> Result<Vec<Exchange>> {
        let mut db = self.lease("exchanges").await?;
        let rows = self
            .query(
                "SELECT id::text, query, answer FROM messages WHERE conversation_id = $1::uuid AND answer <> '' \
                 ORDER BY created_at DESC LIMIT $2",
            )
            .bind(conversation.to_string())
            .bind(i64::from(most))
            .fetch_all(&mut *db)
            .await?;
        let mut exchanges = Vec::new();
        for row in rows.iter().rev() {
            let files = self
                .query("SELECT url FROM message_files WHERE message_id = $1::uuid AND url IS NOT NULL ORDER BY created_at")
                .bind(row.text("id")?)
                .fetch_all(&mut *db)
                .await?;
            let files = files.iter().map(|file| file.text("url")).collect::<Result<_>>()?;
            exchanges.push(Exchange { query: row.text("query")?, answer: row.text("answer")?, files });
        }
        Ok(exchanges)
    }
}
