//! Chat: a conversation with memory.

pub mod app_generator;
pub mod app_runner;
pub mod generate_response_converter;
