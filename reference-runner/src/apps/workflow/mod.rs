//! Workflow: inputs in, outputs out, no conversation.

pub mod app_generator;
pub mod app_runner;
pub mod generate_response_converter;
pub mod generate_task_pipeline;
pub mod stream_route;
