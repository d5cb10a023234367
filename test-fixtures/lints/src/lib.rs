//! A folder for each lint. `bad_*` functions have findings, `good_*` have none; `//~ lint` stands on the line of the
//! wait, and every lint runs over every file.
#![allow(dead_code, unused_variables, unused_mut)]

mod guard_across_await;
mod guard_across_blocking;
mod model_across_await;
mod model_across_task;
mod model_for_id;
mod model_ref_for_id;
mod nested_acquire;
mod rows;
mod stale_model_write;
mod suppression_without_reason;
mod unused_suppression;

pub type AppResult<T = ()> = Result<T, Box<dyn std::error::Error + Send + Sync>>;
