//! bb8-postgres 0.8 and 0.9.
#![letgo::krate(bb8_postgres)]
#![letgo::versions("0.8.1", "0.9.0")]

pub use bb8;
pub use tokio_postgres;

pub struct PostgresConnectionManager<Tls>;
impl<Tls> bb8::ManageConnection for PostgresConnectionManager<Tls> {
    type Connection = tokio_postgres::Client;
    type Error = tokio_postgres::Error;
}
