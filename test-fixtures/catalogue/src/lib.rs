//! A file for each crate. `bad_*` functions have findings, `good_*` have none; `//~ lint` stands on the line of the wait.
#![allow(dead_code, unused_variables, unused_mut)]

mod jsonrpsee;
mod mongodb;
mod mysql_async;
mod r2d2;
mod redis;
mod sea_orm;
mod sqlite;
mod tiberius;

pub type AppResult<T = ()> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// Waits for the network.
pub async fn charge(amount: i64) -> AppResult {
    reqwest::get(format!("https://pay.example/{amount}")).await?;
    Ok(())
}
