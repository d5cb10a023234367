//! Before the answer: checks, rows, worker, pipeline. On the connection of the request, whatever there is to wait for.

use std::sync::Arc;

use reference_runner::apps::base_app_generator::{check_files, clean_inputs, without_nul};
use reference_runner::apps::base_app_queue_manager::{message_based, open, workflow_based};
use reference_runner::apps::base_app_runner::spawn_worker;
use reference_runner::apps::workflow::app_generator::Published;
use reference_runner::entities::app_config::{ConfigColumns, EasyUiAppConfig, Features, VariableEntity};
use reference_runner::entities::app_invoke_entities::{
    AppGenerateEntity, AppMode, AppRef, EasyUiAppGenerateEntity, EndUser, Inputs, MessageRef, RemoteFile,
    WorkflowAppGenerateEntity,
};
use reference_runner::entities::queue_entities::RunError;
use reference_runner::ids::{AppModelConfigId, ConversationId, Moment, TaskId, WorkflowRunId};
use reference_runner::outside::HttpClient;
use reference_runner::services::GenerateError;
use reference_runner::services::app_generate_service::{Answer, Arguments};
use reference_runner::store::{NewConversation, Result as StoreResult, StoreError};
use reference_runner::workflow::graph::{Graph, NodeData};
use reference_runner::workflow::template::fill_inputs;
use serde_json::Value;
use sqlx::AnyConnection;

use crate::chatflow_pipeline::ChatflowPipeline;
use crate::db::sql;
use crate::models::{Conversation, Message};
use crate::pipeline::Pipeline;
use crate::workflow_pipeline::WorkflowPipeline;
use crate::{State, engine, moderation, runner};

pub async fn generate(
    state: &State,
    conn: &mut AnyConnection,
    app: AppRef,
    user: EndUser,
    arguments: Arguments,
) -> Result<Answer, GenerateError> {
    match app.mode {
        AppMode::Completion | AppMode::Chat | AppMode::AgentChat => {
            easy_ui(state, conn, app, user, arguments).await
        }
        AppMode::AdvancedChat => chatflow(state, conn, app, user, arguments).await,
        AppMode::Workflow => workflow(state, conn, app, user, arguments).await,
    }
}

/// Asks the servers of the images whether they are there.
async fn probe_files(http: &HttpClient, files: &[RemoteFile]) -> Result<(), RunError> {
    for file in files {
        let there = http.is_there(&file.url).await.map_err(|error| RunError::Invalid(error.to_string()))?;
        if !there {
            return Err(RunError::Invalid(format!("{} does not exist", file.url)));
        }
    }
    Ok(())
}

async fn easy_ui(
    state: &State,
    conn: &mut AnyConnection,
    app: AppRef,
    user: EndUser,
    arguments: Arguments,
) -> Result<Answer, GenerateError> {
    let query = without_nul(&arguments.query);
    let completion = app.mode == AppMode::Completion;
    if query.is_empty() && !completion {
        return Err(RunError::Invalid("query is required".to_owned()).into());
    }
    let asked_for = arguments.conversation_id.filter(|_| !completion);
    let continued = continued(conn, app, &user, asked_for).await?;
    let stored = continued.as_ref().and_then(|conversation| conversation.app_model_config_id.clone());
    let (config_id, config) = config(conn, app, stored).await?;
    let inputs = inputs_of(continued.as_ref(), || clean_inputs(&config.variables, &arguments.inputs))?;
    let files = check_files(config.features.file_upload, &arguments.files)?;
    probe_files(&state.service.http, &files).await?; //~ guard_across_await: row 18: the servers of the images, on the connection of the request
    let mode =
        if app.mode == AppMode::Chat && config.agent.is_some() { AppMode::AgentChat } else { app.mode };
    if mode == AppMode::AgentChat && !arguments.stream {
        return Err(RunError::Invalid("Agent Chat App does not support blocking mode".to_owned()).into());
    }
    let is_new = continued.is_none();
    let entity = EasyUiAppGenerateEntity {
        base: AppGenerateEntity {
            task: TaskId::random(),
            app: AppRef { mode, ..app },
            user,
            inputs,
            files,
            stream: arguments.stream,
            call_depth: 0,
        },
        config,
        query,
        conversation: None,
        auto_generate_name: arguments.auto_generate_name && is_new && !completion,
    };
    let model = Some((entity.config.model.provider.clone(), entity.config.model.name.clone()));
    let conversation = match continued {
        Some(conversation) => conversation,
        None => {
            let opening = if completion { "" } else { &entity.config.features.opening_statement };
            let new = NewConversation {
                app: app.id,
                user: entity.base.user.id,
                mode,
                config: Some(config_id),
                model: model.clone(),
                override_configs: None,
                inputs: entity.base.inputs.clone(),
                introduction: fill_inputs(opening, &entity.base.inputs),
            };
            Conversation::create(conn, new).await?
        }
    };
    let agent_based = mode == AppMode::AgentChat;
    let message =
        Message::create(conn, &entity.base, &conversation, model, &entity.query, agent_based).await?;
    let to = message_ref(&conversation, &message)?;
    let settings = state.service.queue_settings();
    let (publisher, listener) = open(&settings, entity.base.task, entity.base.user.id, message_based).await?; //~ guard_across_await: row 18: the task store, on the connection of the request
    begin_task(state, conn, entity.base.task, Some(&message)).await?;
    let said = moderation::Said::default();
    let watch = moderation::watch(state, &conversation.id, said.clone(), publisher.clone());
    let pipeline = Pipeline::new(state, &entity, conversation.clone(), message.clone(), to, listener);
    let events = pipeline.spawn(said, watch);
    let answer = Answer::for_message(&entity.base, to, events);
    let (state, service) = (state.clone(), &state.service);
    if agent_based {
        let run = runner::run_agent(state, publisher.clone(), entity, conversation, message); //~ model_across_task: row 7: the worker reads the ids of both rows, and no more
        spawn_worker(service, publisher, run);
    } else {
        let run = runner::run(state, publisher.clone(), entity, conversation, message); //~ model_across_task: row 7: the worker reads the ids of both rows, and no more
        spawn_worker(service, publisher, run);
    }
    Ok(answer)
}

async fn chatflow(
    state: &State,
    conn: &mut AnyConnection,
    app: AppRef,
    user: EndUser,
    arguments: Arguments,
) -> Result<Answer, GenerateError> {
    let query = without_nul(&arguments.query);
    if query.is_empty() {
        return Err(RunError::Invalid("query is required".to_owned()).into());
    }
    let continued = continued(conn, app, &user, arguments.conversation_id).await?;
    let published = published(conn, app).await?;
    let inputs = inputs_of(continued.as_ref(), || clean_inputs(&published.variables, &arguments.inputs))?;
    let files = check_files(published.features.file_upload, &arguments.files)?;
    probe_files(&state.service.http, &files).await?; //~ guard_across_await: row 18: as above
    let is_new = continued.is_none();
    let entity = WorkflowAppGenerateEntity {
        base: AppGenerateEntity {
            task: TaskId::random(),
            app,
            user,
            inputs,
            files,
            stream: arguments.stream,
            call_depth: 0,
        },
        workflow: published.id,
        graph: published.graph,
        query,
        conversation: None,
        auto_generate_name: arguments.auto_generate_name && is_new,
    };
    let conversation = match continued {
        Some(conversation) => conversation,
        None => {
            let new = NewConversation {
                app: app.id,
                user: entity.base.user.id,
                mode: app.mode,
                config: None,
                model: None,
                override_configs: Some(Value::Object(published.columns).to_string()),
                inputs: entity.base.inputs.clone(),
                introduction: fill_inputs(&published.features.opening_statement, &entity.base.inputs),
            };
            Conversation::create(conn, new).await?
        }
    };
    let message = Message::create(conn, &entity.base, &conversation, None, &entity.query, false).await?;
    let to = message_ref(&conversation, &message)?;
    let settings = state.service.queue_settings();
    let (publisher, listener) = open(&settings, entity.base.task, entity.base.user.id, message_based).await?; //~ guard_across_await: row 18: as above
    begin_task(state, conn, entity.base.task, Some(&message)).await?;
    let run = WorkflowRunId::random();
    let events = ChatflowPipeline::spawn(state, &entity, run, message, to, listener);
    let answer = Answer::for_message(&entity.base, to, events);
    let system = engine::system_variables(&entity, Some(to.conversation));
    let worker = engine::run_workflow(state.clone(), publisher.clone(), entity, system, Some(conversation));
    spawn_worker(&state.service, publisher, worker);
    Ok(answer)
}

async fn workflow(
    state: &State,
    conn: &mut AnyConnection,
    app: AppRef,
    user: EndUser,
    arguments: Arguments,
) -> Result<Answer, GenerateError> {
    let published = published(conn, app).await?;
    let inputs = clean_inputs(&published.variables, &arguments.inputs)?;
    let files = check_files(published.features.file_upload, &arguments.files)?;
    probe_files(&state.service.http, &files).await?; //~ guard_across_await: row 18: as above
    let entity = WorkflowAppGenerateEntity {
        base: AppGenerateEntity {
            task: TaskId::random(),
            app,
            user,
            inputs,
            files,
            stream: arguments.stream,
            call_depth: 0,
        },
        workflow: published.id,
        graph: published.graph,
        query: String::new(),
        conversation: None,
        auto_generate_name: false,
    };
    let run = WorkflowRunId::random();
    let settings = state.service.queue_settings();
    let (publisher, listener) =
        open(&settings, entity.base.task, entity.base.user.id, workflow_based).await?; //~ guard_across_await: row 18: as above
    begin_task(state, conn, entity.base.task, None).await?;
    let events = WorkflowPipeline::spawn(state, &entity, run, listener);
    let answer = Answer::for_run(&entity.base, run, events);
    let system = engine::system_variables(&entity, None);
    let worker = engine::run_workflow(state.clone(), publisher.clone(), entity, system, None);
    spawn_worker(&state.service, publisher, worker);
    Ok(answer)
}

/// The conversation that a request continues; `None` opens one.
async fn continued(
    conn: &mut AnyConnection,
    app: AppRef,
    user: &EndUser,
    conversation: Option<ConversationId>,
) -> Result<Option<Conversation>, GenerateError> {
    let Some(id) = conversation else { return Ok(None) };
    let found = Conversation::of_user(conn, app, user.id, &id.to_string()).await?;
    let found = found.filter(|conversation| conversation.status == "normal");
    found.map(Some).ok_or(GenerateError::ConversationNotExists)
}

/// Stored inputs of a continued conversation win over new ones.
fn inputs_of(
    conversation: Option<&Conversation>,
    cleaned: impl FnOnce() -> Result<Inputs, RunError>,
) -> Result<Inputs, RunError> {
    match conversation {
        Some(conversation) => {
            let stored = conversation.inputs.as_deref().unwrap_or("{}");
            Ok(serde_json::from_str(stored).unwrap_or_default())
        }
        None => cleaned(),
    }
}

fn message_ref(conversation: &Conversation, message: &Message) -> Result<MessageRef, GenerateError> {
    let broken = || RunError::Internal("a row without id".to_owned());
    Ok(MessageRef {
        message: message.id.parse().map_err(|_| broken())?,
        conversation: conversation.id.parse().map_err(|_| broken())?,
        created_at: Moment::from_column(&message.created_at).map_err(|_| broken())?.seconds(),
    })
}

#[derive(sqlx::FromRow)]
struct ModelConfigRow {
    id: String,
    model: Option<String>,
    user_input_form: Option<String>,
    pre_prompt: Option<String>,
    agent_mode: Option<String>,
    opening_statement: Option<String>,
    file_upload: Option<String>,
}

/// The config that the conversation was opened with, or the app's of today.
async fn config(
    conn: &mut AnyConnection,
    app: AppRef,
    stored: Option<String>,
) -> Result<(AppModelConfigId, EasyUiAppConfig), GenerateError> {
    let row: Option<ModelConfigRow> = match stored {
        Some(config) => sqlx::query_as(sql(
            "SELECT id::text, model, user_input_form, pre_prompt, agent_mode, opening_statement, file_upload \
                 FROM app_model_configs WHERE id = $1::uuid",
        ))
        .bind(config)
        .fetch_optional(conn)
        .await,
        None => sqlx::query_as(sql(
            "SELECT c.id::text, c.model, c.user_input_form, c.pre_prompt, c.agent_mode, c.opening_statement, \
                 c.file_upload FROM app_model_configs c JOIN apps a ON a.app_model_config_id = c.id \
                 WHERE a.id = $1::uuid",
        ))
        .bind(app.id.to_string())
        .fetch_optional(conn)
        .await,
    }
    .map_err(StoreError::from)?;
    let row = row.ok_or(GenerateError::AppUnavailable)?;
    let json =
        |text: Option<String>| text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or(Value::Null);
    let columns = ConfigColumns {
        model: json(row.model),
        user_input_form: json(row.user_input_form),
        pre_prompt: row.pre_prompt.unwrap_or_default(),
        agent_mode: json(row.agent_mode),
        opening_statement: row.opening_statement.unwrap_or_default(),
        file_upload: json(row.file_upload),
    };
    let config = EasyUiAppConfig::of(&columns).map_err(|_| GenerateError::AppUnavailable)?;
    Ok((row.id.parse().map_err(|_| GenerateError::AppUnavailable)?, config))
}

#[derive(sqlx::FromRow)]
struct WorkflowRow {
    id: String,
    graph: String,
    features: Option<String>,
}

/// The workflow that callers get, parsed.
async fn published(conn: &mut AnyConnection, app: AppRef) -> Result<Published, GenerateError> {
    let row: Option<WorkflowRow> = sqlx::query_as(sql(
        "SELECT w.id::text, w.graph, w.features FROM workflows w \
         JOIN apps a ON a.workflow_id = w.id AND a.tenant_id = w.tenant_id AND a.id = w.app_id WHERE a.id = $1::uuid",
    ))
    .bind(app.id.to_string())
    .fetch_optional(conn)
    .await
    .map_err(StoreError::from)?;
    let invalid = |error: String| RunError::Invalid(error);
    let row = row.ok_or_else(|| invalid("Workflow not published".to_owned()))?;
    let graph: Value = serde_json::from_str(&row.graph).map_err(|error| invalid(error.to_string()))?;
    let graph = Graph::parse(&graph).map_err(|error| invalid(error.to_string()))?;
    let variables = match graph.start().map(|node| &node.data) {
        Some(NodeData::Start(data)) => VariableEntity::of_start_node(&data.variables),
        _ => Vec::new(),
    };
    let columns: Inputs =
        row.features.and_then(|features| serde_json::from_str(&features).ok()).unwrap_or_default();
    let features = Features::of_workflow(&Value::Object(columns.clone()));
    let id = row.id.parse().map_err(|_| invalid("a workflow without id".to_owned()))?;
    Ok(Published { id, graph: Arc::new(graph), variables, form: Value::Null, features, columns })
}

/// From now on the task is this server's.
async fn begin_task(
    state: &State,
    conn: &mut AnyConnection,
    task: TaskId,
    message: Option<&Message>,
) -> StoreResult<()> {
    sqlx::query(sql("INSERT INTO runner_tasks (id, server_id, message_id, seen_at) \
         VALUES ($1::uuid, $2::uuid, $3::uuid, $4::timestamp)"))
    .bind(task.to_string())
    .bind(state.service.settings.server.to_string())
    .bind(message.map(|message| message.id.clone()))
    .bind(Moment::now().to_column())
    .execute(conn)
    .await?;
    Ok(())
}
