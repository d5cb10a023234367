//! Chat, before the answer: checks, the conversation's config, rows, worker, pipeline.

use crate::apps::base_app_generator::{check_files, clean_inputs, without_nul};
use crate::apps::base_app_queue_manager::{message_based, open};
use crate::apps::base_app_runner::spawn_worker;
use crate::apps::message_based_app_generator::{RowsFor, continued, create_rows, inputs_of};
use crate::apps::{agent_chat, chat};
use crate::entities::app_config::EasyUiAppConfig;
use crate::entities::app_invoke_entities::{
    AppGenerateEntity, AppMode, AppRef, EasyUiAppGenerateEntity, EndUser,
};
use crate::entities::queue_entities::RunError;
use crate::ids::TaskId;
use crate::services::app_generate_service::{Answer, Arguments, probe_files};
use crate::services::{GenerateError, Service};
use crate::task_pipeline::easy_ui_based_generate_task_pipeline::EasyUiBasedGenerateTaskPipeline;

/// Serves agent-chat as well: only the worker differs.
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
    let record = match conversation.as_ref().and_then(|conversation| conversation.config) {
        Some(config) => service.store.config(config).await?,
        None => service.store.current_config(app.id).await?,
    };
    let record = record.ok_or(GenerateError::AppUnavailable)?;
    let config = EasyUiAppConfig::of(&record.columns).map_err(|_| GenerateError::AppUnavailable)?;
    let inputs = inputs_of(conversation.as_ref(), || clean_inputs(&config.variables, &arguments.inputs))?;
    let files = check_files(config.features.file_upload, &arguments.files)?;
    probe_files(service, &files).await?;
    let mode =
        if app.mode == AppMode::Chat && config.agent.is_some() { AppMode::AgentChat } else { app.mode };
    if mode == AppMode::AgentChat && !arguments.stream {
        return Err(RunError::Invalid("Agent Chat App does not support blocking mode".to_owned()).into());
    }
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
        conversation: conversation.map(|conversation| conversation.id),
        auto_generate_name: arguments.auto_generate_name,
    };
    let rows = RowsFor {
        conversation: entity.conversation,
        config: Some(record.id),
        model: Some(&entity.config.model),
        override_configs: None,
        opening_statement: &entity.config.features.opening_statement,
        query: &entity.query,
        agent_based: mode == AppMode::AgentChat,
    };
    let (publisher, listener) =
        open(&service.queue_settings(), entity.base.task, entity.base.user.id, message_based).await?;
    let message = create_rows(service, &entity.base, rows).await?;
    let events = EasyUiBasedGenerateTaskPipeline::spawn(service, entity.clone(), message, listener);
    let answer = Answer::for_message(&entity.base, message, events);
    if mode == AppMode::AgentChat {
        let run = agent_chat::app_runner::run(service.clone(), publisher.clone(), entity, message);
        spawn_worker(service, publisher, run);
    } else {
        spawn_worker(service, publisher.clone(), chat::app_runner::run(service.clone(), publisher, entity));
    }
    Ok(answer)
}
