//! A file for each way to a handle. `bad_*` functions have findings, `good_*` have none.
#![allow(dead_code, unused_variables, unused_mut)]

mod derives;
mod errors;
mod requests;
mod statics;
mod traits_in_scope;
mod wrappers;

pub type AppResult<T = ()> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

pub async fn soon() {
    tokio::time::sleep(std::time::Duration::from_secs(1)).await;
}
