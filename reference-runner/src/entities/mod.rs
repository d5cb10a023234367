//! Data that the parts pass to each other: plain owned values and ids, never a row, never a connection.

pub mod app_config;
pub mod app_invoke_entities;
pub mod queue_entities;
pub mod task_entities;
