//! Advanced chat: a conversation whose answers a workflow makes.

pub mod app_generator;
pub mod app_runner;
pub mod generate_task_pipeline;
pub mod stream_route;
