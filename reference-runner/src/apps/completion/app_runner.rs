//! The worker of a completion: prompt, model.

use crate::apps::base_app_queue_manager::Publisher;
use crate::apps::base_app_runner::{RunnerError, answer, simple_prompt};
use crate::entities::app_invoke_entities::EasyUiAppGenerateEntity;
use crate::services::Service;

pub async fn run(
    service: Service,
    publisher: Publisher,
    entity: EasyUiAppGenerateEntity,
) -> Result<(), RunnerError> {
    let messages = simple_prompt(&entity, Vec::new());
    answer(&service, &publisher, &entity, messages).await
}
