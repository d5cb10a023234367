//! What an app is set up to do, read from its JSON columns.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::model::ModelConfig;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum VariableKind {
    TextInput,
    Select,
    Paragraph,
    Number,
}

/// One input that an app asks for.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct VariableEntity {
    #[serde(rename = "type")]
    pub kind: VariableKind,
    pub variable: String,
    #[serde(default)]
    pub required: bool,
    #[serde(default)]
    pub max_length: Option<usize>,
    #[serde(default)]
    pub options: Vec<String>,
    #[serde(default)]
    pub default: Option<Value>,
}

impl VariableEntity {
    /// `user_input_form`: a list of `{"text-input": {"variable": …}}`. Other kinds of form are not inputs.
    pub fn of_form(form: &Value) -> Vec<Self> {
        let entries = form.as_array().into_iter().flatten().filter_map(Value::as_object);
        entries
            .flat_map(|entry| entry.iter().filter_map(|(kind, settings)| Self::of_entry(kind, settings)))
            .collect()
    }

    fn of_entry(kind: &str, settings: &Value) -> Option<Self> {
        let mut settings = settings.as_object()?.clone();
        settings.insert("type".to_owned(), Value::String(kind.to_owned()));
        serde_json::from_value(Value::Object(settings)).ok()
    }

    /// The `variables` of a start node.
    pub fn of_start_node(variables: &Value) -> Vec<Self> {
        let entries = variables.as_array().into_iter().flatten();
        entries.filter_map(|entry| serde_json::from_value(entry.clone()).ok()).collect()
    }
}

/// Images that may come with a request; `None`: the feature is off and files are dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileUpload {
    pub number_limits: usize,
    pub remote_url: bool,
}

impl FileUpload {
    fn of(file_upload: &Value) -> Option<Self> {
        let image = file_upload.get("image")?;
        image.get("enabled")?.as_bool().filter(|enabled| *enabled)?;
        let methods = image.get("transfer_methods").and_then(Value::as_array);
        let number_limits = image.get("number_limits").and_then(Value::as_u64).unwrap_or(3);
        Some(Self {
            number_limits: usize::try_from(number_limits).unwrap_or(usize::MAX),
            remote_url: methods.is_none_or(|methods| methods.iter().any(|method| method == "remote_url")),
        })
    }
}

/// What both kinds of app can have switched on.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Features {
    pub opening_statement: String,
    pub file_upload: Option<FileUpload>,
}

impl Features {
    /// The `features` column of a workflow.
    pub fn of_workflow(features: &Value) -> Self {
        Self {
            opening_statement: features
                .get("opening_statement")
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_owned(),
            file_upload: features.get("file_upload").and_then(FileUpload::of),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AgentStrategy {
    FunctionCalling,
    ChainOfThought,
}

#[derive(Debug, Clone, PartialEq)]
pub struct AgentConfig {
    pub strategy: AgentStrategy,
    /// Names of built-in tools that are switched on.
    pub tools: Vec<String>,
    pub prompt: String,
    pub max_iteration: u32,
}

impl AgentConfig {
    /// `None`: no agent. An unknown strategy means function calling for OpenAI's models, reasoning in text otherwise.
    pub fn of(agent_mode: &Value, provider: &str) -> Option<Self> {
        agent_mode.get("enabled")?.as_bool().filter(|enabled| *enabled)?;
        let strategy = match agent_mode.get("strategy").and_then(Value::as_str).unwrap_or_default() {
            "router" | "react_router" => return None,
            "function_call" => AgentStrategy::FunctionCalling,
            "cot" | "react" => AgentStrategy::ChainOfThought,
            _ if provider == "openai" => AgentStrategy::FunctionCalling,
            _ => AgentStrategy::ChainOfThought,
        };
        let tools = agent_mode.get("tools").and_then(Value::as_array).into_iter().flatten();
        let tools = tools.filter(|tool| tool.get("enabled").and_then(Value::as_bool).unwrap_or(true));
        let most = agent_mode.get("max_iteration").and_then(Value::as_u64).unwrap_or(5).min(5);
        Some(Self {
            strategy,
            tools: tools.filter_map(|tool| Some(tool.get("tool_name")?.as_str()?.to_owned())).collect(),
            prompt: agent_mode.get("prompt").and_then(Value::as_str).unwrap_or_default().to_owned(),
            max_iteration: u32::try_from(most).unwrap_or(5),
        })
    }
}

/// The config of a chat, agent-chat or completion app.
#[derive(Debug, Clone, PartialEq)]
pub struct EasyUiAppConfig {
    pub model: ModelConfig,
    pub variables: Vec<VariableEntity>,
    pub pre_prompt: String,
    pub agent: Option<AgentConfig>,
    pub features: Features,
}

/// The columns of `app_model_configs` that matter, still as JSON.
#[derive(Debug, Clone, Default)]
pub struct ConfigColumns {
    pub model: Value,
    pub user_input_form: Value,
    pub pre_prompt: String,
    pub agent_mode: Value,
    pub opening_statement: String,
    pub file_upload: Value,
}

impl EasyUiAppConfig {
    pub fn of(columns: &ConfigColumns) -> Result<Self, serde_json::Error> {
        let model: ModelConfig = serde_json::from_value(columns.model.clone())?;
        let agent = AgentConfig::of(&columns.agent_mode, &model.provider);
        Ok(Self {
            variables: VariableEntity::of_form(&columns.user_input_form),
            pre_prompt: columns.pre_prompt.clone(),
            agent,
            features: Features {
                opening_statement: columns.opening_statement.clone(),
                file_upload: FileUpload::of(&columns.file_upload),
            },
            model,
        })
    }

    /// The memory's size in tokens comes from here where the model has none.
    pub fn max_tokens(&self) -> Option<u64> {
        self.model.completion_params.get("max_tokens").and_then(Value::as_u64)
    }
}

/// The JSON columns of a workflow.
#[derive(Debug, Clone)]
pub struct WorkflowColumns {
    pub graph: Value,
    pub features: Map<String, Value>,
}
