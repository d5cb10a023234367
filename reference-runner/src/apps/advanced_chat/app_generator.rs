//! Advanced chat, before the answer: checks, rows, worker, pipeline.

use super::app_runner;
use super::generate_task_pipeline::AdvancedChatAppGenerateTaskPipeline;
use crate::apps::base_app_generator::{check_files, clean_inputs, without_nul};
use crate::apps::base_app_queue_manager::{message_based, open};
use crate::apps::base_app_runner::spawn_worker;
use crate::apps::message_based_app_generator::{RowsFor, continued, create_rows, inputs_of};
use crate::apps::workflow::app_generator::published;
use crate::entities::app_invoke_entities::{AppGenerateEntity, AppRef, EndUser, WorkflowAppGenerateEntity};
use crate::entities::queue_entities::RunError;
use crate::ids::{TaskId, WorkflowRunId};
use crate::services::app_generate_service::{Answer, Arguments, probe_files};
use crate::services::{GenerateError, Service};

/// Always with the workflow that is published now, also when a conversation goes on.
pub async fn generate(
    service: &Service,
    app: AppRef,
    user: EndUser,
    arguments: Arguments,
) -> Result<Answer, GenerateError> {
    let query = without_nul(&arguments.query);
    if query.is_empty() {
        return Err(RunError::Invalid("query is required".to_owned()).into());
    }
    let conversation = continued(service, app, &user, arguments.conversation_id).await?;
    let published = published(service, app).await?;
    let inputs = inputs_of(conversation.as_ref(), || clean_inputs(&published.variables, &arguments.inputs))?;
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
        query,
        conversation: conversation.map(|conversation| conversation.id),
        auto_generate_name: arguments.auto_generate_name,
    };
    let rows = RowsFor {
        conversation: entity.conversation,
        override_configs: Some(serde_json::Value::Object(published.columns).to_string()),
        opening_statement: &published.features.opening_statement,
        query: &entity.query,
        ..RowsFor::default()
    };
    let (publisher, listener) =
        open(&service.queue_settings(), entity.base.task, entity.base.user.id, message_based).await?;
    let message = create_rows(service, &entity.base, rows).await?;
    let run = WorkflowRunId::random();
    let events = AdvancedChatAppGenerateTaskPipeline::spawn(service, &entity, run, message, listener);
    let answer = Answer::for_message(&entity.base, message, events);
    spawn_worker(service, publisher.clone(), app_runner::run(service.clone(), publisher, entity, message));
    Ok(answer)
}
