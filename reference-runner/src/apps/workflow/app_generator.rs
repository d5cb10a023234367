//! Workflow, before the answer: checks, worker, pipeline. The run's row is the pipeline's.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::app_runner;
use super::generate_task_pipeline::WorkflowAppGenerateTaskPipeline;
use crate::apps::base_app_generator::{check_files, clean_inputs};
use crate::apps::base_app_queue_manager::{open, workflow_based};
use crate::apps::base_app_runner::spawn_worker;
use crate::entities::app_config::{Features, VariableEntity};
use crate::entities::app_invoke_entities::{AppGenerateEntity, AppRef, EndUser, WorkflowAppGenerateEntity};
use crate::entities::queue_entities::RunError;
use crate::ids::{TaskId, WorkflowId, WorkflowRunId};
use crate::services::app_generate_service::{Answer, Arguments, probe_files};
use crate::services::{GenerateError, Service};
use crate::workflow::graph::{Graph, NodeData};

pub async fn generate(
    service: &Service,
    app: AppRef,
    user: EndUser,
    arguments: Arguments,
) -> Result<Answer, GenerateError> {
    let published = published(service, app).await?;
    let inputs = clean_inputs(&published.variables, &arguments.inputs)?;
    let files = check_files(published.features.file_upload, &arguments.files)?;
    probe_files(service, &files).await?;
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
    let (publisher, listener) =
        open(&service.queue_settings(), entity.base.task, entity.base.user.id, workflow_based).await?;
    service.store.begin_task(service.settings.server, entity.base.task).await?;
    let events = WorkflowAppGenerateTaskPipeline::spawn(service, &entity, run, listener);
    let answer = Answer::for_run(&entity.base, run, events);
    spawn_worker(service, publisher.clone(), app_runner::run(service.clone(), publisher, entity));
    Ok(answer)
}

/// The workflow that callers get, parsed.
#[derive(Debug, Clone)]
pub struct Published {
    pub id: WorkflowId,
    pub graph: Arc<Graph>,
    pub variables: Vec<VariableEntity>,
    /// The variables in the form of an easy-UI app.
    pub form: Value,
    pub features: Features,
    /// The features as they are stored.
    pub columns: Map<String, Value>,
}

pub async fn published(service: &Service, app: AppRef) -> Result<Published, GenerateError> {
    let record = service.store.published_workflow(app.id).await?;
    let record = record.ok_or_else(|| RunError::Invalid("Workflow not published".to_owned()))?;
    let graph = Graph::parse(&record.columns.graph).map_err(|error| RunError::Invalid(error.to_string()))?;
    let (variables, form) = match graph.start().map(|node| &node.data) {
        Some(NodeData::Start(data)) => {
            (VariableEntity::of_start_node(&data.variables), form(&data.variables))
        }
        _ => (Vec::new(), Value::Array(Vec::new())),
    };
    let columns = record.columns.features;
    let features = Features::of_workflow(&Value::Object(columns.clone()));
    Ok(Published { id: record.id, graph: Arc::new(graph), variables, form, features, columns })
}

fn form(variables: &Value) -> Value {
    let entries = variables.as_array().into_iter().flatten();
    entries
        .filter_map(|variable| {
            let kind = variable.get("type")?.as_str()?.to_owned();
            Some(Value::Object(Map::from_iter([(kind, variable.clone())])))
        })
        .collect()
}
