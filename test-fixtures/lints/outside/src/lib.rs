//! What is not the database.

use std::pin::Pin;

pub type Promise<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

pub async fn charge(_cents: i64) -> Result<i64, std::io::Error> {
    Ok(1)
}

/// Works on whatever it is given.
pub async fn migrate<E>(_executor: E) -> Result<(), std::io::Error> {
    Ok(())
}

#[derive(Clone, Default)]
pub struct Client;

impl Client {
    pub async fn charge(&self, _cents: i64) -> Result<i64, std::io::Error> {
        Ok(1)
    }
}

pub trait Store: Send + Sync {
    fn put<'a>(&'a self, key: &'a str) -> Promise<'a, Result<(), std::io::Error>>;
}

/// A histogram: gives what the work gives.
pub fn observe<T>(work: impl FnOnce() -> T) -> T {
    work()
}

pub struct Request<B> {
    pub body: B,
}
