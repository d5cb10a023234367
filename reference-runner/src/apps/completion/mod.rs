//! Completion: one question, one answer, no conversation to speak of.

pub mod app_generator;
pub mod app_runner;
pub mod generate_response_converter;
