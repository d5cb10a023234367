//! The worker of an agent's answer: memory, strategy, then rounds of model and tools.

use crate::agent::base_agent_runner::BaseAgentRunner;
use crate::agent::{cot_agent_runner, fc_agent_runner};
use crate::apps::base_app_queue_manager::Publisher;
use crate::apps::base_app_runner::{RunnerError, memory};
use crate::entities::app_config::AgentStrategy;
use crate::entities::app_invoke_entities::{EasyUiAppGenerateEntity, MessageRef};
use crate::entities::queue_entities::RunError;
use crate::services::Service;

pub async fn run(
    service: Service,
    publisher: Publisher,
    entity: EasyUiAppGenerateEntity,
    message: MessageRef,
) -> Result<(), RunnerError> {
    let agent = entity.config.agent.clone();
    let agent = agent.ok_or_else(|| RunError::Invalid("Agent mode is not enabled".to_owned()))?;
    let memory = memory(&service, entity.conversation, None).await?;
    let calls_tools = service.model.calls_tools(&entity.config.model);
    let strategy = if calls_tools { AgentStrategy::FunctionCalling } else { agent.strategy };
    let runner = BaseAgentRunner { service, publisher, entity, agent, message: message.message, memory };
    match strategy {
        AgentStrategy::FunctionCalling => fc_agent_runner::run(runner).await,
        AgentStrategy::ChainOfThought => cot_agent_runner::run(runner).await,
    }
}
