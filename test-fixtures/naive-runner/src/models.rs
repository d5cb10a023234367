//! The rows, each with what it can do.

use reference_runner::apps::base_app_generator::without_nul;
use reference_runner::entities::app_invoke_entities::{AppGenerateEntity, AppRef, INVOKE_FROM};
use reference_runner::ids::{AgentThoughtId, ConversationId, EndUserId, MessageFileId, MessageId, Moment};
use reference_runner::model::Usage;
use reference_runner::store::{FinishedMessage, NewConversation, Result, ThoughtProgress};
use sqlx::AnyConnection;

use crate::db::{Db, sql};

#[derive(Debug, Clone, sqlx::FromRow)]
pub struct App {
    pub id: String,
    pub tenant_id: String,
    pub mode: String,
    pub status: String,
    pub enable_api: i64,
    pub tenant_status: String,
}

#[derive(Debug, Clone, sqlx::FromRow)]
pub struct User {
    pub id: String,
    pub session_id: String,
}

#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Conversation {
    pub id: String,
    pub app_model_config_id: Option<String>,
    pub name: String,
    pub inputs: Option<String>,
    pub introduction: Option<String>,
    pub status: String,
    pub deleted: i64,
}

#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Message {
    pub id: String,
    pub conversation_id: String,
    pub query: String,
    pub answer: String,
    pub status: String,
    pub error: Option<String>,
    pub created_at: String,
}

#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Thought {
    pub id: String,
    pub position: i64,
    pub thought: Option<String>,
    pub observation: Option<String>,
    pub tool: Option<String>,
    pub tool_labels_str: String,
    pub tool_input: Option<String>,
    pub message_files: Option<String>,
}

/// A new id of a kind that has no type here.
fn random() -> String {
    MessageFileId::random().to_string()
}

impl App {
    /// Notes the use of the token.
    pub async fn of_token(conn: &mut AnyConnection, token: &str) -> Result<Option<App>> {
        sqlx::query(sql(
            "UPDATE api_tokens SET last_used_at = $2::timestamp WHERE token = $1 AND type = 'app'",
        ))
        .bind(token.to_owned())
        .bind(Moment::now().to_column())
        .execute(&mut *conn)
        .await?;
        let app = sqlx::query_as(sql(
            "SELECT a.id::text, a.tenant_id::text, a.mode, a.status, CAST(a.enable_api AS integer) AS enable_api, \
             t.status AS tenant_status FROM api_tokens k JOIN apps a ON a.id = k.app_id \
             JOIN tenants t ON t.id = a.tenant_id WHERE k.token = $1 AND k.type = 'app'",
        ))
        .bind(token.to_owned())
        .fetch_optional(conn)
        .await?;
        Ok(app)
    }
}

impl User {
    pub async fn of_session(conn: &mut AnyConnection, app: AppRef, session: &str) -> Result<User> {
        let found = sqlx::query_as(sql(
            "SELECT id::text, session_id FROM end_users WHERE session_id = $1 AND app_id = $2::uuid \
             AND tenant_id = $3::uuid AND type = 'service_api' ORDER BY created_at LIMIT 1",
        ))
        .bind(session.to_owned())
        .bind(app.id.to_string())
        .bind(app.tenant.to_string())
        .fetch_optional(&mut *conn)
        .await?;
        if let Some(user) = found {
            return Ok(user);
        }
        let user = User { id: EndUserId::random().to_string(), session_id: session.to_owned() };
        sqlx::query(sql(
            "INSERT INTO end_users (id, tenant_id, app_id, type, is_anonymous, session_id, created_at, updated_at) \
             VALUES ($1::uuid, $2::uuid, $3::uuid, 'service_api', $4, $5, $6::timestamp, $6::timestamp)",
        ))
        .bind(user.id.clone())
        .bind(app.tenant.to_string())
        .bind(app.id.to_string())
        .bind(session == "DEFAULT-USER")
        .bind(session.to_owned())
        .bind(Moment::now().to_column())
        .execute(conn)
        .await?;
        Ok(user)
    }

    /// Who started the run.
    pub async fn of_run(db: &Db, run: String) -> Result<Option<User>> {
        let mut conn = db.conn().await?;
        let user = sqlx::query_as(sql(
            "SELECT u.id::text, u.session_id FROM end_users u JOIN workflow_runs r ON r.created_by = u.id \
             WHERE r.id = $1::uuid",
        ))
        .bind(run)
        .fetch_optional(&mut *conn)
        .await?;
        Ok(user)
    }
}

impl Conversation {
    pub async fn find(conn: &mut AnyConnection, id: &str) -> Result<Option<Conversation>> {
        let found = sqlx::query_as(sql(
            "SELECT id::text, app_model_config_id::text, name, inputs::text, introduction, status, \
             CAST(is_deleted AS integer) AS deleted FROM conversations WHERE id = $1::uuid",
        ))
        .bind(id.to_owned())
        .fetch_optional(conn)
        .await?;
        Ok(found)
    }

    /// The user's own.
    pub async fn of_user(
        conn: &mut AnyConnection,
        app: AppRef,
        user: EndUserId,
        id: &str,
    ) -> Result<Option<Conversation>> {
        let found = sqlx::query_as(sql(
            "SELECT id::text, app_model_config_id::text, name, inputs::text, introduction, status, \
             CAST(is_deleted AS integer) AS deleted FROM conversations WHERE id = $1::uuid AND app_id = $2::uuid \
             AND from_end_user_id = $3::uuid AND from_source = 'api' AND NOT is_deleted",
        ))
        .bind(id.to_owned())
        .bind(app.id.to_string())
        .bind(user.to_string())
        .fetch_optional(conn)
        .await?;
        Ok(found)
    }

    pub async fn create(conn: &mut AnyConnection, new: NewConversation) -> Result<Conversation> {
        let id = ConversationId::random().to_string();
        let (provider, model) = new.model.unzip();
        sqlx::query(sql(
            "INSERT INTO conversations (id, app_id, app_model_config_id, model_provider, override_model_configs, \
             model_id, mode, name, inputs, introduction, system_instruction, system_instruction_tokens, status, \
             invoke_from, from_source, from_end_user_id, is_deleted, created_at, updated_at) \
             VALUES ($1::uuid, $2::uuid, $3::uuid, $4, $5, $6, $7, 'New conversation', $8::json, $9, '', 0, 'normal', \
             $10, 'api', $11::uuid, $12, $13::timestamp, $13::timestamp)",
        ))
        .bind(id.clone())
        .bind(new.app.to_string())
        .bind(new.config.map(|config| config.to_string()))
        .bind(provider)
        .bind(new.override_configs)
        .bind(model)
        .bind(new.mode.as_str())
        .bind(serde_json::Value::Object(new.inputs.clone()).to_string())
        .bind(new.introduction.clone())
        .bind(INVOKE_FROM)
        .bind(new.user.to_string())
        .bind(false)
        .bind(Moment::now().to_column())
        .execute(conn)
        .await?;
        Ok(Conversation {
            id,
            app_model_config_id: new.config.map(|config| config.to_string()),
            name: "New conversation".to_owned(),
            inputs: Some(serde_json::Value::Object(new.inputs).to_string()),
            introduction: Some(new.introduction),
            status: "normal".to_owned(),
            deleted: 0,
        })
    }

    /// Writes every column back.
    pub async fn save(&self, conn: &mut AnyConnection) -> Result<()> {
        sqlx::query(sql(
            "UPDATE conversations SET app_model_config_id = $2::uuid, name = $3, inputs = $4::json, \
             introduction = $5, status = $6, is_deleted = $7, updated_at = $8::timestamp WHERE id = $1::uuid",
        ))
        .bind(self.id.clone())
        .bind(self.app_model_config_id.clone())
        .bind(self.name.clone())
        .bind(self.inputs.clone())
        .bind(self.introduction.clone())
        .bind(self.status.clone())
        .bind(self.deleted != 0)
        .bind(Moment::now().to_column())
        .execute(conn)
        .await?;
        Ok(())
    }

    /// What was asked first.
    pub async fn first_query(&self, conn: &mut AnyConnection) -> Result<String> {
        let first: Option<(String,)> = sqlx::query_as(sql(
            "SELECT query FROM messages WHERE conversation_id = $1::uuid ORDER BY created_at LIMIT 1",
        ))
        .bind(self.id.clone())
        .fetch_optional(conn)
        .await?;
        Ok(first.unwrap_or_default().0)
    }
}

/// Something was said in it.
pub async fn touch(conn: &mut AnyConnection, conversation: &str) -> Result<()> {
    sqlx::query(sql("UPDATE conversations SET updated_at = $2::timestamp WHERE id = $1::uuid"))
        .bind(conversation.to_owned())
        .bind(Moment::now().to_column())
        .execute(conn)
        .await?;
    Ok(())
}

impl Message {
    pub async fn create(
        conn: &mut AnyConnection,
        entity: &AppGenerateEntity,
        conversation: &Conversation,
        model: Option<(String, String)>,
        query: &str,
        agent_based: bool,
    ) -> Result<Message> {
        let id = MessageId::random().to_string();
        let now = Moment::now().to_column();
        let (provider, model) = model.unzip();
        sqlx::query(sql(
            "INSERT INTO messages (id, app_id, model_provider, model_id, conversation_id, inputs, query, message, \
             message_tokens, message_unit_price, message_price_unit, answer, answer_tokens, answer_unit_price, \
             answer_price_unit, provider_response_latency, total_price, currency, invoke_from, from_source, \
             from_end_user_id, agent_based, status, created_at, updated_at) \
             VALUES ($1::uuid, $2::uuid, $3, $4, $5::uuid, $6::json, $7, '\"\"'::json, 0, $8::numeric, $8::numeric, \
             '', 0, $8::numeric, $8::numeric, 0, $8::numeric, 'USD', $9, 'api', $10::uuid, $11, 'normal', \
             $12::timestamp, $12::timestamp)",
        ))
        .bind(id.clone())
        .bind(entity.app.id.to_string())
        .bind(provider)
        .bind(model)
        .bind(conversation.id.clone())
        .bind(serde_json::Value::Object(entity.inputs.clone()).to_string())
        .bind(query.to_owned())
        .bind("0")
        .bind(INVOKE_FROM)
        .bind(entity.user.id.to_string())
        .bind(agent_based)
        .bind(now.clone())
        .execute(&mut *conn)
        .await?;
        for file in &entity.files {
            sqlx::query(sql(
                "INSERT INTO message_files (id, message_id, type, transfer_method, url, belongs_to, created_by_role, \
                 created_by, created_at) VALUES ($1::uuid, $2::uuid, 'image', 'remote_url', $3, 'user', 'end_user', \
                 $4::uuid, $5::timestamp)",
            ))
            .bind(random())
            .bind(id.clone())
            .bind(file.url.clone())
            .bind(entity.user.id.to_string())
            .bind(now.clone())
            .execute(&mut *conn)
            .await?;
        }
        Ok(Message {
            id,
            conversation_id: conversation.id.clone(),
            query: query.to_owned(),
            answer: String::new(),
            status: "normal".to_owned(),
            error: None,
            created_at: now,
        })
    }

    /// The latest answered ones, newest first.
    pub async fn recent(conn: &mut AnyConnection, conversation: &str, most: u32) -> Result<Vec<Message>> {
        let messages = sqlx::query_as(sql(
            "SELECT id::text, conversation_id::text, query, answer, status, error, created_at::text FROM messages \
             WHERE conversation_id = $1::uuid AND answer <> '' ORDER BY created_at DESC LIMIT $2",
        ))
        .bind(conversation.to_owned())
        .bind(i64::from(most))
        .fetch_all(conn)
        .await?;
        Ok(messages)
    }

    /// The images that came with it.
    pub async fn files(&self, db: &Db) -> Result<Vec<String>> {
        let mut conn = db.conn().await?;
        let files: Vec<(String,)> = sqlx::query_as(sql(
            "SELECT url FROM message_files WHERE message_id = $1::uuid AND url IS NOT NULL ORDER BY created_at",
        ))
        .bind(self.id.clone())
        .fetch_all(&mut *conn)
        .await?;
        Ok(files.into_iter().map(|(url,)| url).collect())
    }

    /// Writes every column back.
    pub async fn save(&self, conn: &mut AnyConnection) -> Result<()> {
        sqlx::query(sql(
            "UPDATE messages SET conversation_id = $2::uuid, query = $3, answer = $4, status = $5, error = $6, \
             created_at = $7::timestamp, updated_at = $8::timestamp WHERE id = $1::uuid",
        ))
        .bind(self.id.clone())
        .bind(self.conversation_id.clone())
        .bind(self.query.clone())
        .bind(without_nul(&self.answer))
        .bind(self.status.clone())
        .bind(self.error.clone())
        .bind(self.created_at.clone())
        .bind(Moment::now().to_column())
        .execute(conn)
        .await?;
        Ok(())
    }

    /// What it took.
    pub async fn save_usage(&self, conn: &mut AnyConnection, finished: &FinishedMessage) -> Result<()> {
        let usage = &finished.usage;
        sqlx::query(sql(
            "UPDATE messages SET message = $2::json, message_tokens = $3, message_unit_price = $4::numeric, \
             message_price_unit = $5::numeric, answer_tokens = $6, answer_unit_price = $7::numeric, \
             answer_price_unit = $8::numeric, provider_response_latency = $9, total_price = $10::numeric, \
             currency = $11, message_metadata = $12 WHERE id = $1::uuid",
        ))
        .bind(self.id.clone())
        .bind(serde_json::to_string(&finished.prompt).unwrap_or_else(|_| "[]".to_owned()))
        .bind(usage.prompt_tokens.cast_signed())
        .bind(usage.prompt_unit_price.to_string())
        .bind(usage.prompt_price_unit.to_string())
        .bind(usage.completion_tokens.cast_signed())
        .bind(usage.completion_unit_price.to_string())
        .bind(usage.completion_price_unit.to_string())
        .bind(finished.latency)
        .bind(usage.total_price.to_string())
        .bind(usage.currency)
        .bind(serde_json::to_string(&finished.metadata).unwrap_or_else(|_| "{}".to_owned()))
        .execute(conn)
        .await?;
        Ok(())
    }
}

impl Thought {
    pub async fn find(conn: &mut AnyConnection, id: AgentThoughtId) -> Result<Option<Thought>> {
        let found = sqlx::query_as(sql(
            "SELECT id::text, position, thought, observation, tool, tool_labels_str, tool_input, message_files \
             FROM message_agent_thoughts WHERE id = $1::uuid",
        ))
        .bind(id.to_string())
        .fetch_optional(conn)
        .await?;
        Ok(found)
    }

    /// An empty one in the next position of its message.
    pub async fn create(
        conn: &mut AnyConnection,
        message: &Message,
        user: EndUserId,
    ) -> Result<AgentThoughtId> {
        let id = AgentThoughtId::random();
        sqlx::query(sql(
            "INSERT INTO message_agent_thoughts (id, message_id, position, thought, tool, tool_labels_str, \
             tool_meta_str, tool_input, observation, message, message_token, message_unit_price, message_price_unit, \
             message_files, answer, answer_token, answer_unit_price, answer_price_unit, tokens, total_price, currency, \
             latency, created_by_role, created_by, created_at) \
             SELECT $1::uuid, $2::uuid, COALESCE(MAX(position), 0) + 1, '', '', '{}', '{}', '', '', '', 0, \
             $3::numeric, $4::numeric, '[]', '', 0, $3::numeric, $4::numeric, 0, $3::numeric, 'USD', 0, 'account', \
             $5::uuid, $6::timestamp FROM message_agent_thoughts WHERE message_id = $2::uuid",
        ))
        .bind(id.to_string())
        .bind(message.id.clone())
        .bind("0")
        .bind("0.001")
        .bind(user.to_string())
        .bind(Moment::now().to_column())
        .execute(conn)
        .await?;
        Ok(id)
    }

    pub async fn update(
        conn: &mut AnyConnection,
        id: AgentThoughtId,
        progress: ThoughtProgress,
    ) -> Result<()> {
        let usage: Option<Usage> = progress.usage;
        sqlx::query(sql(
            "UPDATE message_agent_thoughts SET thought = COALESCE($2, thought), tool = COALESCE($3, tool), \
             tool_labels_str = COALESCE($4, tool_labels_str), tool_meta_str = COALESCE($5, tool_meta_str), \
             tool_input = COALESCE($6, tool_input), observation = COALESCE($7, observation), \
             answer = COALESCE($8, answer), message_token = COALESCE($9, message_token), \
             answer_token = COALESCE($10, answer_token), tokens = COALESCE($11, tokens), \
             total_price = COALESCE($12::numeric, total_price), latency = COALESCE($13, latency) WHERE id = $1::uuid",
        ))
        .bind(id.to_string())
        .bind(progress.thought.as_deref().map(without_nul))
        .bind(progress.tool)
        .bind(progress.tool_labels)
        .bind(progress.tool_meta)
        .bind(progress.tool_input)
        .bind(progress.observation)
        .bind(progress.answer.as_deref().map(without_nul))
        .bind(usage.as_ref().map(|usage| usage.prompt_tokens.cast_signed()))
        .bind(usage.as_ref().map(|usage| usage.completion_tokens.cast_signed()))
        .bind(usage.as_ref().map(|usage| usage.total_tokens.cast_signed()))
        .bind(usage.as_ref().map(|usage| usage.total_price.to_string()))
        .bind(usage.as_ref().map(|usage| usage.latency))
        .execute(conn)
        .await?;
        Ok(())
    }
}
