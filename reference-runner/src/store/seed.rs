//! One app of each mode and a key for it, in a database that has none.

use serde_json::{Value, json};

use super::sql::Columns;
use super::{Result, Store};
use crate::entities::app_invoke_entities::AppMode;
use crate::ids::{AppId, AppModelConfigId, EndUserId, Moment, TenantId, WorkflowId};

/// A seeded app and the key that opens it.
#[derive(Debug, Clone)]
pub struct SeededApp {
    pub mode: AppMode,
    pub key: String,
}

const TENANT: &str = "Reference";

impl Store {
    /// Adds the apps unless the database has some; the keys of those that were added, now or earlier.
    pub async fn seed(&self) -> Result<Vec<SeededApp>> {
        let mut db = self.scope("seed").await?;
        let apps =
            self.query("SELECT COUNT(*) AS apps FROM apps").fetch_one(&mut *db).await?.number("apps")?;
        if apps == 0 {
            let tenant = TenantId::random();
            let now = Moment::now().to_column();
            self.query(
                "INSERT INTO tenants (id, name, plan, status, created_at, updated_at) \
                 VALUES ($1::uuid, $2, 'basic', 'normal', $3::timestamp, $3::timestamp)",
            )
            .bind(tenant.to_string())
            .bind(TENANT)
            .bind(now)
            .execute(&mut *db)
            .await?;
            for mode in AppMode::ALL {
                self.seed_app(&mut db, tenant, mode).await?;
            }
        }
        let rows = self
            .query(
                "SELECT a.mode, k.token FROM api_tokens k JOIN apps a ON a.id = k.app_id \
                 JOIN tenants t ON t.id = a.tenant_id WHERE t.name = $1 AND k.type = 'app' ORDER BY a.created_at, a.mode",
            )
            .bind(TENANT)
            .fetch_all(&mut *db)
            .await?;
        db.commit().await?;
        rows.iter().map(|row| Ok(SeededApp { mode: row.parsed("mode")?, key: row.text("token")? })).collect()
    }

    async fn seed_app(&self, db: &mut sqlx::AnyConnection, tenant: TenantId, mode: AppMode) -> Result<()> {
        let app = AppId::random();
        let now = Moment::now().to_column();
        let (config, workflow) = match mode {
            AppMode::AdvancedChat | AppMode::Workflow => (None, Some(WorkflowId::random())),
            AppMode::Completion | AppMode::Chat | AppMode::AgentChat => {
                (Some(AppModelConfigId::random()), None)
            }
        };
        self.query(
            "INSERT INTO apps (id, tenant_id, name, description, mode, app_model_config_id, workflow_id, status, \
             enable_site, enable_api, api_rpm, api_rph, created_at, updated_at) VALUES ($1::uuid, $2::uuid, $3, '', \
             $3, $4::uuid, $5::uuid, 'normal', $6, $7, 0, 0, $8::timestamp, $8::timestamp)",
        )
        .bind(app.to_string())
        .bind(tenant.to_string())
        .bind(mode.as_str())
        .bind(config.map(|config| config.to_string()))
        .bind(workflow.map(|workflow| workflow.to_string()))
        .bind(false)
        .bind(true)
        .bind(now.clone())
        .execute(&mut *db)
        .await?;
        if let Some(config) = config {
            self.query(
                "INSERT INTO app_model_configs (id, app_id, provider, model_id, model, user_input_form, pre_prompt, \
                 prompt_type, agent_mode, opening_statement, file_upload, created_at, updated_at) \
                 VALUES ($1::uuid, $2::uuid, 'openai', $3, $4, $5, $6, 'simple', $7, $8, $9, $10::timestamp, \
                 $10::timestamp)",
            )
            .bind(config.to_string())
            .bind(app.to_string())
            .bind(MODEL)
            .bind(model().to_string())
            .bind(user_input_form(mode).to_string())
            .bind(pre_prompt(mode))
            .bind(agent_mode(mode).to_string())
            .bind(if mode == AppMode::Chat { "Hello {{name}}, ask me anything." } else { "" })
            .bind(FILE_UPLOAD)
            .bind(now.clone())
            .execute(&mut *db)
            .await?;
        }
        if let Some(workflow) = workflow {
            let (kind, graph) = match mode {
                AppMode::Workflow => ("workflow", workflow_graph()),
                _ => ("chat", chatflow_graph()),
            };
            self.query(
                "INSERT INTO workflows (id, tenant_id, app_id, type, version, graph, features, created_by, created_at) \
                 VALUES ($1::uuid, $2::uuid, $3::uuid, $4, $5, $6, '{}', $7::uuid, $8::timestamp)",
            )
            .bind(workflow.to_string())
            .bind(tenant.to_string())
            .bind(app.to_string())
            .bind(kind)
            .bind(now.clone())
            .bind(graph.to_string())
            .bind(EndUserId::random().to_string())
            .bind(now.clone())
            .execute(&mut *db)
            .await?;
        }
        self.query(
            "INSERT INTO api_tokens (id, app_id, tenant_id, type, token, created_at) \
             VALUES ($1::uuid, $2::uuid, $3::uuid, 'app', $4, $5::timestamp)",
        )
        .bind(AppModelConfigId::random().to_string())
        .bind(app.to_string())
        .bind(tenant.to_string())
        .bind(format!("app-{}", AppId::random().to_string().replace('-', "")))
        .bind(now)
        .execute(&mut *db)
        .await?;
        Ok(())
    }
}

const MODEL: &str = "gpt-3.5-turbo";
const FILE_UPLOAD: &str = r#"{"image": {"enabled": true, "number_limits": 3, "detail": "low", "transfer_methods": ["remote_url"]}}"#;

fn model() -> Value {
    json!({"provider": "openai", "name": MODEL, "mode": "chat", "completion_params": {"temperature": 0.7}})
}

fn user_input_form(mode: AppMode) -> Value {
    match mode {
        AppMode::Completion => {
            json!([{"paragraph": {"label": "Text", "variable": "query", "required": false, "default": ""}}])
        }
        AppMode::Chat => {
            json!([{"text-input": {"label": "Name", "variable": "name", "required": false, "max_length": 48, "default": "friend"}}])
        }
        _ => json!([]),
    }
}

fn pre_prompt(mode: AppMode) -> &'static str {
    match mode {
        AppMode::Completion => "Summarise: {{query}}",
        AppMode::Chat => "You talk with {{name}}. Be brief.",
        _ => "Answer with the help of your tools.",
    }
}

fn agent_mode(mode: AppMode) -> Value {
    let tool = |name: &str| json!({"enabled": true, "provider_type": "builtin", "provider_id": name, "tool_name": name, "tool_parameters": {}});
    match mode {
        AppMode::AgentChat => json!({"enabled": true, "strategy": "function_call", "max_iteration": 5,
            "tools": [tool("calculator"), tool("clock"), tool("web_request")]}),
        _ => json!({"enabled": false}),
    }
}

fn node(id: &str, data: Value) -> Value {
    json!({"id": id, "data": data})
}

fn edge(source: &str, handle: &str, target: &str) -> Value {
    json!({"source": source, "target": target, "sourceHandle": handle, "targetHandle": "target"})
}

fn llm(title: &str, prompt: &str) -> Value {
    json!({"type": "llm", "title": title, "model": model(), "prompt_template": [{"role": "user", "text": prompt}],
        "context": {"enabled": false}, "vision": {"enabled": false}})
}

/// A question, an answer.
fn workflow_graph() -> Value {
    json!({
        "nodes": [
            node("start", json!({"type": "start", "title": "Start", "variables": [
                {"variable": "question", "label": "Question", "type": "text-input", "required": true, "max_length": 256}]})),
            node("llm", llm("LLM", "{{#start.question#}}")),
            node("end", json!({"type": "end", "title": "End", "outputs": [
                {"variable": "answer", "value_selector": ["llm", "text"]}]})),
        ],
        "edges": [edge("start", "source", "llm"), edge("llm", "source", "end")],
    })
}

/// Short questions are greeted by a template, others go to the model.
fn chatflow_graph() -> Value {
    json!({
        "nodes": [
            node("start", json!({"type": "start", "title": "Start", "variables": []})),
            node("branch", json!({"type": "if-else", "title": "Is it a greeting?", "logical_operator": "or", "conditions": [
                {"id": "1", "variable_selector": ["sys", "query"], "comparison_operator": "is", "value": "hi"}]})),
            node("template", json!({"type": "template-transform", "title": "Greeting", "template": "Hello! You said {{ query|upper }}.",
                "variables": [{"variable": "query", "value_selector": ["sys", "query"]}]})),
            node("greet", json!({"type": "answer", "title": "Greet", "answer": "{{#template.output#}}"})),
            node("llm", llm("LLM", "{{#sys.query#}}")),
            node("answer", json!({"type": "answer", "title": "Answer", "answer": "The model answers: {{#llm.text#}}"})),
        ],
        "edges": [
            edge("start", "source", "branch"),
            edge("branch", "true", "template"),
            edge("template", "source", "greet"),
            edge("branch", "false", "llm"),
            edge("llm", "source", "answer"),
        ],
    })
}
