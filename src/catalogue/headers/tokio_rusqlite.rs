//! tokio-rusqlite: a handle to a thread that owns the connection. The closures are synchronous.
#![letgo::krate(tokio_rusqlite)]
#![letgo::versions("0.8.0")]

pub use rusqlite;

pub enum Error<E = rusqlite::Error> {
    ConnectionClosed,
    Close((Connection, rusqlite::Error)),
    Error(E),
}
pub type Result<T> = std::result::Result<T, Error>;

#[letgo::handle]
pub struct Connection;
impl Connection {
    #[letgo::waits(database)]
    pub async fn open<P>(path: P) -> std::result::Result<Self, rusqlite::Error> {}
    #[letgo::waits(database)]
    pub async fn open_in_memory() -> std::result::Result<Self, rusqlite::Error> {}
    #[letgo::waits(database)]
    pub async fn open_with_flags<P>(path: P, flags: rusqlite::OpenFlags) -> std::result::Result<Self, rusqlite::Error> {}
    #[letgo::query]
    pub async fn call<F: FnOnce(&mut rusqlite::Connection) -> std::result::Result<R, E>, R, E>(&self, function: F) -> std::result::Result<R, Error<E>> {}
    #[letgo::query]
    pub async fn call_raw<F: FnOnce(&mut rusqlite::Connection) -> R, R>(&self, function: F) -> Result<R> {}
    #[letgo::query]
    pub async fn call_unwrap<F: FnOnce(&mut rusqlite::Connection) -> R, R>(&self, function: F) -> R {}
    #[letgo::waits(database)]
    pub async fn close(self) -> Result<()> {}
}
impl Clone for Connection {}
