//! From queue events to rows and to what the client reads.
//!
//! A pipeline is a task of its own: it goes on when the client has gone, so that every row reaches its final state.

pub mod based_generate_task_pipeline;
pub mod easy_ui_based_generate_task_pipeline;
pub mod message_cycle_manage;
pub mod workflow_cycle_manage;
pub mod workflow_cycle_state_manager;
pub mod workflow_iteration_cycle_manage;
