//! The thoughts of an agent: one row a round, written three times as it grows.

use serde_json::{Map, Value};

use super::sql::{Columns, storable};
use super::{Result, Store};
use crate::ids::{AgentThoughtId, EndUserId, MessageId, Moment};
use crate::model::Usage;

/// A thought as the client sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct AgentThought {
    pub id: AgentThoughtId,
    pub position: i64,
    pub thought: Option<String>,
    pub observation: Option<String>,
    pub tool: Option<String>,
    pub tool_labels: Map<String, Value>,
    pub tool_input: Option<String>,
    pub message_files: Vec<String>,
}

/// What a round has come to; an absent part stays as it was.
#[derive(Debug, Clone, Default)]
pub struct ThoughtProgress {
    pub thought: Option<String>,
    pub tool: Option<String>,
    pub tool_labels: Option<String>,
    pub tool_meta: Option<String>,
    pub tool_input: Option<String>,
    pub observation: Option<String>,
    pub answer: Option<String>,
    pub prompt: Option<String>,
    pub usage: Option<Usage>,
}

impl Store {
    /// An empty thought in the next position of its message.
    pub async fn create_thought(&self, message: MessageId, user: EndUserId) -> Result<AgentThoughtId> {
        let id = AgentThoughtId::random();
        let mut db = self.lease("create_thought").await?;
        self.query(
            "INSERT INTO message_agent_thoughts (id, message_id, position, thought, tool, tool_labels_str, \
             tool_meta_str, tool_input, observation, message, message_token, message_unit_price, message_price_unit, \
             message_files, answer, answer_token, answer_unit_price, answer_price_unit, tokens, total_price, currency, \
             latency, created_by_role, created_by, created_at) \
             SELECT $1::uuid, $2::uuid, COALESCE(MAX(position), 0) + 1, '', '', '{}', '{}', '', '', '', 0, \
             $3::numeric, $4::numeric, '[]', '', 0, $3::numeric, $4::numeric, 0, $3::numeric, 'USD', 0, 'account', \
             $5::uuid, $6::timestamp FROM message_agent_thoughts WHERE message_id = $2::uuid",
        )
        .bind(id.to_string())
        .bind(message.to_string())
        .bind("0")
        .bind("0.001")
        .bind(user.to_string())
        .bind(Moment::now().to_column())
        .execute(&mut *db)
        .await?;
        Ok(id)
    }

    pub async fn save_thought(&self, thought: AgentThoughtId, progress: ThoughtProgress) -> Result<()> {
        let usage = progress.usage;
        let mut db = self.lease("save_thought").await?;
        self.query(
            "UPDATE message_agent_thoughts SET thought = COALESCE($2, thought), tool = COALESCE($3, tool), \
             tool_labels_str = COALESCE($4, tool_labels_str), tool_meta_str = COALESCE($5, tool_meta_str), \
             tool_input = COALESCE($6, tool_input), observation = COALESCE($7, observation), \
             answer = COALESCE($8, answer), message = COALESCE($9, message), \
             message_token = COALESCE($10, message_token), answer_token = COALESCE($11, answer_token), \
             tokens = COALESCE($12, tokens), total_price = COALESCE($13::numeric, total_price), \
             latency = COALESCE($14::float8, latency) WHERE id = $1::uuid",
        )
        .bind(thought.to_string())
        .bind(progress.thought.map(storable))
        .bind(progress.tool.map(storable))
        .bind(progress.tool_labels)
        .bind(progress.tool_meta)
        .bind(progress.tool_input)
        .bind(progress.observation)
        .bind(progress.answer.map(storable))
        .bind(progress.prompt)
        .bind(usage.as_ref().map(|usage| usage.prompt_tokens.cast_signed()))
        .bind(usage.as_ref().map(|usage| usage.completion_tokens.cast_signed()))
        .bind(usage.as_ref().map(|usage| usage.total_tokens.cast_signed()))
        .bind(usage.as_ref().map(|usage| usage.total_price.to_string()))
        // As text: the driver declares an absent double as a single, and keeps that for the statement's next use.
        .bind(usage.as_ref().map(|usage| usage.latency.to_string()))
        .execute(&mut *db)
        .await?;
        Ok(())
    }

    pub async fn thought(&self, thought: AgentThoughtId) -> Result<Option<AgentThought>> {
        let mut db = self.lease("thought").await?;
        let row = self
            .query(
                "SELECT id::text, position, thought, observation, tool, tool_labels_str, tool_input, message_files \
                 FROM message_agent_thoughts WHERE id = $1::uuid",
            )
            .bind(thought.to_string())
            .fetch_optional(&mut *db)
            .await?;
        row.map(|row| agent_thought(&row)).transpose()
    }
}

pub(super) fn agent_thought(row: &sqlx::any::AnyRow) -> Result<AgentThought> {
    let files = row.json("message_files")?;
    Ok(AgentThought {
        id: row.parsed("id")?,
        position: row.number("position")?,
        thought: row.maybe_text("thought")?,
        observation: row.maybe_text("observation")?,
        tool: row.maybe_text("tool")?,
        tool_labels: row.map("tool_labels_str")?,
        tool_input: row.maybe_text("tool_input")?,
        message_files: serde_json::from_value(files).unwrap_or_default(),
    })
}
