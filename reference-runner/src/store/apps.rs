//! Apps, their tokens and users, their configs and workflows.

use serde_json::{Map, Value};
use sqlx::AnyConnection;

use super::sql::Columns;
use super::{Result, Store};
use crate::entities::app_config::{ConfigColumns, WorkflowColumns};
use crate::entities::app_invoke_entities::{AppRef, EndUser};
use crate::ids::{AppId, AppModelConfigId, EndUserId, Moment, TenantId, WorkflowId};

/// What a token opens.
#[derive(Debug, Clone, Copy)]
pub enum TokenOpens {
    Nothing,
    /// The app, its API or its tenant is not in order, or its mode is not served.
    ClosedApp,
    App(AppRef),
}

/// The config of an easy-UI app and its key.
#[derive(Debug, Clone)]
pub struct EasyUiRecord {
    pub id: AppModelConfigId,
    pub columns: ConfigColumns,
}

/// The workflow that callers get.
#[derive(Debug, Clone)]
pub struct PublishedWorkflow {
    pub id: WorkflowId,
    pub version: String,
    pub kind: String,
    pub columns: WorkflowColumns,
}

impl Store {
    /// Notes the use of the token and finds its app.
    pub async fn app_of_token(&self, token: &str) -> Result<TokenOpens> {
        let mut db = self.lease("app_of_token").await?;
        let used = self
            .query("UPDATE api_tokens SET last_used_at = $2::timestamp WHERE token = $1 AND type = 'app' RETURNING app_id::text")
            .bind(token.to_owned())
            .bind(Moment::now().to_column())
            .fetch_optional(&mut *db)
            .await?;
        let Some(used) = used else { return Ok(TokenOpens::Nothing) };
        let Some(app) = used.maybe_parsed::<AppId>("app_id")? else { return Ok(TokenOpens::ClosedApp) };
        let row = self
            .query(
                "SELECT a.tenant_id::text, a.mode, a.status, CAST(a.enable_api AS integer) AS enable_api, \
                 t.status AS tenant_status FROM apps a JOIN tenants t ON t.id = a.tenant_id WHERE a.id = $1::uuid",
            )
            .bind(app.to_string())
            .fetch_optional(&mut *db)
            .await?;
        let Some(row) = row else { return Ok(TokenOpens::ClosedApp) };
        let open = row.text("status")? == "normal"
            && row.number("enable_api")? != 0
            && row.text("tenant_status")? != "archive";
        match row.text("mode")?.parse() {
            Ok(mode) if open => {
                Ok(TokenOpens::App(AppRef { id: app, tenant: row.parsed("tenant_id")?, mode }))
            }
            _ => Ok(TokenOpens::ClosedApp),
        }
    }

    /// Finds the caller's user, or makes one at the first call.
    pub async fn end_user(&self, tenant: TenantId, app: AppId, session: &str) -> Result<EndUser> {
        let mut db = self.scope("end_user").await?;
        let mut found = self.find_end_user(&mut db, tenant, app, session).await?;
        if found.is_none() {
            // Two first calls at once make one user: the second waits for the first, and looks again.
            self.query("SELECT id::text FROM apps WHERE id = $1::uuid FOR UPDATE")
                .bind(app.to_string())
                .fetch_optional(&mut *db)
                .await?;
            found = self.find_end_user(&mut db, tenant, app, session).await?;
        }
        let id = match found {
            Some(id) => id,
            None => {
                let id = EndUserId::random();
                let now = Moment::now().to_column();
                self.query(
                    "INSERT INTO end_users (id, tenant_id, app_id, type, is_anonymous, session_id, created_at, updated_at) \
                     VALUES ($1::uuid, $2::uuid, $3::uuid, 'service_api', $4, $5, $6::timestamp, $6::timestamp)",
                )
                .bind(id.to_string())
                .bind(tenant.to_string())
                .bind(app.to_string())
                .bind(session == "DEFAULT-USER")
                .bind(session.to_owned())
                .bind(now)
                .execute(&mut *db)
                .await?;
                id
            }
        };
        db.commit().await?;
        Ok(EndUser { id, session: session.to_owned() })
    }

    async fn find_end_user(
        &self,
        db: &mut AnyConnection,
        tenant: TenantId,
        app: AppId,
        session: &str,
    ) -> Result<Option<EndUserId>> {
        let found = self
            .query(
                "SELECT id::text FROM end_users WHERE session_id = $1 AND app_id = $2::uuid AND tenant_id = $3::uuid \
                 AND type = 'service_api' ORDER BY created_at LIMIT 1",
            )
            .bind(session.to_owned())
            .bind(app.to_string())
            .bind(tenant.to_string())
            .fetch_optional(db)
            .await?;
        found.map(|row| row.parsed("id")).transpose()
    }

    /// The config that the app has now.
    pub async fn current_config(&self, app: AppId) -> Result<Option<EasyUiRecord>> {
        let mut db = self.lease("current_config").await?;
        let row = self
            .query(
                "SELECT c.id::text, c.model, c.user_input_form, c.pre_prompt, c.agent_mode, c.opening_statement, \
                 c.file_upload FROM app_model_configs c JOIN apps a ON a.app_model_config_id = c.id WHERE a.id = $1::uuid",
            )
            .bind(app.to_string())
            .fetch_optional(&mut *db)
            .await?;
        row.map(|row| config_record(&row)).transpose()
    }

    /// The config that a conversation was opened with.
    pub async fn config(&self, config: AppModelConfigId) -> Result<Option<EasyUiRecord>> {
        let mut db = self.lease("config").await?;
        let row = self
            .query(
                "SELECT id::text, model, user_input_form, pre_prompt, agent_mode, opening_statement, file_upload \
                 FROM app_model_configs WHERE id = $1::uuid",
            )
            .bind(config.to_string())
            .fetch_optional(&mut *db)
            .await?;
        row.map(|row| config_record(&row)).transpose()
    }

    /// What an easy-UI app is set up with, by the names of the columns.
    pub async fn parameters(&self, app: AppId) -> Result<Option<Map<String, Value>>> {
        let mut db = self.lease("parameters").await?;
        let row = self
            .query(
                "SELECT c.opening_statement, c.suggested_questions, c.suggested_questions_after_answer, \
                 c.speech_to_text, c.text_to_speech, c.retriever_resource, c.more_like_this, c.user_input_form, \
                 c.sensitive_word_avoidance, c.file_upload FROM app_model_configs c \
                 JOIN apps a ON a.app_model_config_id = c.id WHERE a.id = $1::uuid",
            )
            .bind(app.to_string())
            .fetch_optional(&mut *db)
            .await?;
        let Some(row) = row else { return Ok(None) };
        let mut parameters = Map::new();
        parameters.insert("opening_statement".to_owned(), row.maybe_text("opening_statement")?.into());
        for column in [
            "suggested_questions",
            "suggested_questions_after_answer",
            "speech_to_text",
            "text_to_speech",
            "retriever_resource",
            "more_like_this",
            "user_input_form",
            "sensitive_word_avoidance",
            "file_upload",
        ] {
            parameters.insert(column.to_owned(), row.json(column)?);
        }
        Ok(Some(parameters))
    }

    /// The workflow that the app has published, if it has.
    pub async fn published_workflow(&self, app: AppId) -> Result<Option<PublishedWorkflow>> {
        let mut db = self.lease("published_workflow").await?;
        let row = self
            .query(
                "SELECT w.id::text, w.version, w.type, w.graph, w.features FROM workflows w \
                 JOIN apps a ON a.workflow_id = w.id AND a.tenant_id = w.tenant_id AND a.id = w.app_id \
                 WHERE a.id = $1::uuid",
            )
            .bind(app.to_string())
            .fetch_optional(&mut *db)
            .await?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some(PublishedWorkflow {
            id: row.parsed("id")?,
            version: row.text("version")?,
            kind: row.text("type")?,
            columns: WorkflowColumns { graph: row.json("graph")?, features: row.map("features")? },
        }))
    }
}

fn config_record(row: &sqlx::any::AnyRow) -> Result<EasyUiRecord> {
    Ok(EasyUiRecord {
        id: row.parsed("id")?,
        columns: ConfigColumns {
            model: row.json("model")?,
            user_input_form: row.json("user_input_form")?,
            pre_prompt: row.maybe_text("pre_prompt")?.unwrap_or_default(),
            agent_mode: row.json("agent_mode")?,
            opening_statement: row.maybe_text("opening_statement")?.unwrap_or_default(),
            file_upload: row.json("file_upload")?,
        },
    })
}
