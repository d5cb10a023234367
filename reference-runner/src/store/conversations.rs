//! Conversations: opened with their first message, continued by id, named, deleted softly.

use super::sql::{Columns, storable};
use super::{Result, Store};
use crate::entities::app_invoke_entities::{AppMode, INVOKE_FROM, Inputs};
use crate::ids::{AppId, AppModelConfigId, ConversationId, EndUserId, Moment};

/// What a continued conversation brings along.
#[derive(Debug, Clone)]
pub struct Conversation {
    pub id: ConversationId,
    pub config: Option<AppModelConfigId>,
    pub inputs: Inputs,
    pub status: String,
}

/// What a new one starts with.
#[derive(Debug, Clone)]
pub struct NewConversation {
    pub app: AppId,
    pub user: EndUserId,
    pub mode: AppMode,
    pub config: Option<AppModelConfigId>,
    pub model: Option<(String, String)>,
    pub override_configs: Option<String>,
    pub inputs: Inputs,
    pub introduction: String,
}

/// As a list shows it.
#[derive(Debug, Clone, serde::Serialize)]
pub struct ListedConversation {
    pub id: ConversationId,
    pub name: String,
    pub inputs: Inputs,
    pub status: String,
    pub introduction: String,
    pub created_at: i64,
}

pub(super) fn listed(row: &sqlx::any::AnyRow) -> Result<ListedConversation> {
    Ok(ListedConversation {
        id: row.parsed("id")?,
        name: row.text("name")?,
        inputs: row.map("inputs")?,
        status: row.text("status")?,
        introduction: row.maybe_text("introduction")?.unwrap_or_default(),
        created_at: row.moment("created_at")?.seconds(),
    })
}

impl Store {
    pub async fn create_conversation(&self, new: NewConversation) -> Result<ConversationId> {
        let id = ConversationId::random();
        let (provider, model) = new.model.unzip();
        let mut db = self.lease("create_conversation").await?;
        self.query(
            "INSERT INTO conversations (id, app_id, app_model_config_id, model_provider, override_model_configs, \
             model_id, mode, name, inputs, introduction, system_instruction, system_instruction_tokens, status, \
             invoke_from, from_source, from_end_user_id, is_deleted, created_at, updated_at) \
             VALUES ($1::uuid, $2::uuid, $3::uuid, $4, $5, $6, $7, 'New conversation', $8::json, $9, '', 0, 'normal', \
             $10, 'api', $11::uuid, $12, $13::timestamp, $13::timestamp)",
        )
        .bind(id.to_string())
        .bind(new.app.to_string())
        .bind(new.config.map(|config| config.to_string()))
        .bind(provider)
        .bind(new.override_configs)
        .bind(model)
        .bind(new.mode.as_str())
        .bind(serde_json::Value::Object(new.inputs).to_string())
        .bind(new.introduction)
        .bind(INVOKE_FROM)
        .bind(new.user.to_string())
        .bind(false)
        .bind(Moment::now().to_column())
        .execute(&mut *db)
        .await?;
        Ok(id)
    }

    /// The user's own conversation with this app, unless it is deleted.
    pub async fn conversation(
        &self,
        app: AppId,
        user: EndUserId,
        conversation: ConversationId,
    ) -> Result<Option<Conversation>> {
        let mut db = self.lease("conversation").await?;
        let row = self
            .query(
                "SELECT app_model_config_id::text, inputs::text, status FROM conversations WHERE id = $1::uuid \
                 AND app_id = $2::uuid AND from_end_user_id = $3::uuid AND from_source = 'api' AND NOT is_deleted",
            )
            .bind(conversation.to_string())
            .bind(app.to_string())
            .bind(user.to_string())
            .fetch_optional(&mut *db)
            .await?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some(Conversation {
            id: conversation,
            config: row.maybe_parsed("app_model_config_id")?,
            inputs: row.map("inputs")?,
            status: row.text("status")?,
        }))
    }

    pub async fn rename_conversation(&self, conversation: ConversationId, name: &str) -> Result<()> {
        let mut db = self.lease("rename_conversation").await?;
        self.query("UPDATE conversations SET name = $2, updated_at = $3::timestamp WHERE id = $1::uuid")
            .bind(conversation.to_string())
            .bind(storable(name))
            .bind(Moment::now().to_column())
            .execute(&mut *db)
            .await?;
        Ok(())
    }

    pub async fn delete_conversation(&self, conversation: ConversationId) -> Result<()> {
        let mut db = self.lease("delete_conversation").await?;
        self.query(
            "UPDATE conversations SET is_deleted = $2, updated_at = $3::timestamp WHERE id = $1::uuid",
        )
        .bind(conversation.to_string())
        .bind(true)
        .bind(Moment::now().to_column())
        .execute(&mut *db)
        .await?;
        Ok(())
    }

    pub async fn listed_conversation(
        &self,
        conversation: ConversationId,
    ) -> Result<Option<ListedConversation>> {
        let mut db = self.lease("listed_conversation").await?;
        let row = self
            .query(
                "SELECT id::text, name, inputs::text, status, introduction, created_at::text FROM conversations \
                 WHERE id = $1::uuid",
            )
            .bind(conversation.to_string())
            .fetch_optional(&mut *db)
            .await?;
        row.map(|row| listed(&row)).transpose()
    }

    /// What was asked first: the title is made from it.
    pub async fn first_query(&self, conversation: ConversationId) -> Result<Option<String>> {
        let mut db = self.lease("first_query").await?;
        let row = self
            .query("SELECT query FROM messages WHERE conversation_id = $1::uuid ORDER BY created_at LIMIT 1")
            .bind(conversation.to_string())
            .fetch_optional(&mut *db)
            .await?;
        row.map(|row| row.text("query")).transpose()
    }
}
