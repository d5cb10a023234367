//! bb8-tiberius.
#![letgo::krate(bb8_tiberius)]
#![letgo::versions("0.16.0")]

pub enum Error {
    Tiberius(tiberius::error::Error),
    Io(std::io::Error),
}
pub mod rt {
    /// On tokio's or async-std's socket.
    pub type Client = tiberius::Client<()>;
}
pub struct ConnectionManager;
impl ConnectionManager {
    pub fn new(config: tiberius::Config) -> Self {}
    pub fn build<I>(config: I) -> Result<Self, Error> {}
    pub fn using_named_connection(self) -> Self {}
}
impl bb8::ManageConnection for ConnectionManager {
    type Connection = rt::Client;
    type Error = Error;
}
