//! `guard_*` functions hold a connection across a wait, `model_*` functions send a row into a task. None says so in the
//! plainest way.

pub mod guards;
pub mod models;
mod other;

pub async fn wait() {
    tokio::time::sleep(std::time::Duration::from_secs(1)).await;
}
