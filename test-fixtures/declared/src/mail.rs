//! Mail.

pub async fn send(to: i64) {}
