//! One module per app mode, and what they share: generators (before the answer), runners (the worker), queue managers
//! (between worker and pipeline), response converters (the wire).

pub mod advanced_chat;
pub mod agent_chat;
pub mod base_app_generate_response_converter;
pub mod base_app_generator;
pub mod base_app_queue_manager;
pub mod base_app_runner;
pub mod chat;
pub mod completion;
pub mod message_based_app_generator;
pub mod workflow;
pub mod workflow_event_trigger_callback;
pub mod workflow_logging_callback;
