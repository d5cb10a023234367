//! The reference runner: app runners and task pipelines for five kinds of app, written so that no task keeps a
//! database connection while it waits for anything but its own query.
//!
//! An answer's way: `server` authenticates → `services::app_generate_service` picks the app mode →
//! `apps::<mode>::app_generator` checks the arguments and writes the rows → a worker (`apps::<mode>::app_runner`) asks
//! the model or runs the workflow and publishes events → the queue (`apps::base_app_queue_manager`) adds pings, the
//! stop flag and the time limit → a pipeline (`task_pipeline`) turns events into rows and stream responses → a
//! converter (`apps::<mode>::generate_response_converter`) puts them on the wire.
//!
//! Worker and pipeline are tasks of their own. What passes between them and into them is ids and plain values.
//!
//! - `store` alone names sqlx. A scope is one function there: in with ids, out with values, connection given back.
//! - `model`, `outside`, `code_sandbox` and `task_store` are the outside; they assert in debug builds that nothing is
//!   held.
//! - `load` is not part of the service: it starts it, and its naive twin, and measures both.
//! - `workflow` is the engine, `agent` the agent; both are given handles, never a connection.

pub mod agent;
pub mod apps;
pub mod code_sandbox;
pub mod config;
pub mod entities;
pub mod ids;
pub mod load;
pub mod model;
pub mod outside;
pub mod running_tasks;
pub mod server;
pub mod services;
pub mod start;
pub mod store;
pub mod task_pipeline;
pub mod task_store;
pub mod workflow;

/// The provider of cryptography for all TLS clients; a second call does nothing.
pub fn install_crypto() {
    drop(rustls::crypto::ring::default_provider().install_default());
}
