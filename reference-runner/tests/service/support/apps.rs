//! Apps beyond the seeded ones, written into the database as the original's console would.

use serde_json::{Value, json};
use uuid::Uuid;

use super::Server;

pub fn node(id: &str, data: Value) -> Value {
    json!({"id": id, "data": data})
}

pub fn edge(source: &str, target: &str) -> Value {
    json!({"source": source, "target": target, "sourceHandle": "source", "targetHandle": "target"})
}

pub fn llm(prompt: &str) -> Value {
    let model =
        json!({"provider": "openai", "name": "gpt-3.5-turbo", "mode": "chat", "completion_params": {}});
    json!({"type": "llm", "title": "LLM", "model": model, "prompt_template": [{"role": "user", "text": prompt}],
        "context": {"enabled": false}, "vision": {"enabled": false}})
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

impl Server {
    /// A workflow app over this graph; its key.
    pub async fn workflow_app(&self, graph: &Value) -> String {
        self.graph_app("workflow", "workflow", graph).await
    }

    pub async fn chatflow_app(&self, graph: &Value) -> String {
        self.graph_app("advanced-chat", "chat", graph).await
    }

    async fn graph_app(&self, mode: &str, kind: &str, graph: &Value) -> String {
        let workflow = Uuid::new_v4();
        let (app, tenant, key) = self.app(mode, "NULL", &quoted(&workflow.to_string())).await;
        self.execute(&format!(
            "INSERT INTO workflows (id, tenant_id, app_id, type, version, graph, features, created_by, created_at) \
             VALUES ('{workflow}', '{tenant}', '{app}', '{kind}', '1', {}, '{{}}', '{app}', '2024-06-05 00:00:00')",
            quoted(&graph.to_string()),
        ))
        .await;
        key
    }

    /// An easy-UI app; `config` may have `user_input_form`, `pre_prompt`, `agent_mode`, `file_upload`, `model`.
    pub async fn easy_app(&self, mode: &str, config: &Value) -> String {
        let id = Uuid::new_v4();
        let (app, _, key) = self.app(mode, &quoted(&id.to_string()), "NULL").await;
        let model =
            json!({"provider": "openai", "name": "gpt-3.5-turbo", "mode": "chat", "completion_params": {}});
        let column = |name: &str| match config.get(name) {
            None => "NULL".to_owned(),
            Some(Value::String(text)) => quoted(text),
            Some(other) => quoted(&other.to_string()),
        };
        self.execute(&format!(
            "INSERT INTO app_model_configs (id, app_id, provider, model_id, model, user_input_form, pre_prompt, \
             prompt_type, agent_mode, opening_statement, file_upload, created_at, updated_at) VALUES ('{id}', '{app}', \
             'openai', 'gpt-3.5-turbo', {}, {}, {}, 'simple', {}, {}, {}, '2024-06-05 00:00:00', '2024-06-05 00:00:00')",
            quoted(&config.get("model").unwrap_or(&model).to_string()),
            column("user_input_form"),
            column("pre_prompt"),
            column("agent_mode"),
            column("opening_statement"),
            column("file_upload"),
        ))
        .await;
        key
    }

    async fn app(&self, mode: &str, config: &str, workflow: &str) -> (Uuid, String, String) {
        let (app, token) = (Uuid::new_v4(), Uuid::new_v4());
        let tenant = self.text("SELECT CAST(id AS text) FROM tenants").await;
        let key = format!("app-{}", token.simple());
        self.execute(&format!(
            "INSERT INTO apps (id, tenant_id, name, description, mode, app_model_config_id, workflow_id, status, \
             enable_site, enable_api, api_rpm, api_rph, created_at, updated_at) VALUES ('{app}', '{tenant}', 'test', '', \
             '{mode}', {config}, {workflow}, 'normal', false, true, 0, 0, '2024-06-05 00:00:00', '2024-06-05 00:00:00')"
        ))
        .await;
        self.execute(&format!(
            "INSERT INTO api_tokens (id, app_id, tenant_id, type, token, created_at) VALUES ('{token}', '{app}', \
             '{tenant}', 'app', '{key}', '2024-06-05 00:00:00')"
        ))
        .await;
        (app, tenant, key)
    }
}
