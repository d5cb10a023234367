//! The agent: a model that thinks in rounds and may ask for tools in each. Every round is a row of its own.

pub mod base_agent_runner;
pub mod cot_agent_runner;
pub mod cot_output_parser;
pub mod fc_agent_runner;
pub mod tools;
