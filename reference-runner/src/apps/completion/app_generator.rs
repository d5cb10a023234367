//! Completion, before the answer: checks, rows, worker, pipeline.

use crate::apps::base_app_generator::{check_files, clean_inputs, without_nul};
use crate::apps::base_app_queue_manager::{message_based, open};
use crate::apps::base_app_runner::spawn_worker;
use crate::apps::completion::app_runner;
use crate::apps::message_based_app_generator::{RowsFor, create_rows};
use crate::entities::app_config::EasyUiAppConfig;
use crate::entities::app_invoke_entities::{AppGenerateEntity, AppRef, EasyUiAppGenerateEntity, EndUser};
use crate::ids::TaskId;
use crate::services::app_generate_service::{Answer, Arguments, probe_files};
use crate::services::{GenerateError, Service};
use crate::task_pipeline::easy_ui_based_generate_task_pipeline::EasyUiBasedGenerateTaskPipeline;

pub async fn generate(
    service: &Service,
    app: AppRef,
    user: EndUser,
    arguments: Arguments,
) -> Result<Answer, GenerateError> {
    let record = service.store.current_config(app.id).await?.ok_or(GenerateError::AppUnavailable)?;
    let config = EasyUiAppConfig::of(&record.columns).map_err(|_| GenerateError::AppUnavailable)?;
    let inputs = clean_inputs(&config.variables, &arguments.inputs)?;
    let files = check_files(config.features.file_upload, &arguments.files)?;
    probe_files(service, &files).await?;
    let entity = EasyUiAppGenerateEntity {
        base: AppGenerateEntity {
            task: TaskId::random(),
            app,
            user,
            inputs,
            files,
            stream: arguments.stream,
            call_depth: 0,
        },
        config,
        query: without_nul(&arguments.query),
        conversation: None,
        auto_generate_name: false,
    };
    let rows = RowsFor {
        config: Some(record.id),
        model: Some(&entity.config.model),
        query: &entity.query,
        ..RowsFor::default()
    };
    let (publisher, listener) =
        open(&service.queue_settings(), entity.base.task, entity.base.user.id, message_based).await?;
    let message = create_rows(service, &entity.base, rows).await?;
    let events = EasyUiBasedGenerateTaskPipeline::spawn(service, entity.clone(), message, listener);
    let answer = Answer::for_message(&entity.base, message, events);
    spawn_worker(service, publisher.clone(), app_runner::run(service.clone(), publisher, entity));
    Ok(answer)
}
