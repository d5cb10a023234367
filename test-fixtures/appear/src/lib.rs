//! `guard_*` functions hold a connection across a wait; `model_*` functions do with a row what a lint reports. None says so
//! in the plainest way. What other functions say is part of some finding.

pub mod guards;
pub mod models;
mod other;

pub async fn wait() {
    tokio::time::sleep(std::time::Duration::from_secs(1)).await;
}
