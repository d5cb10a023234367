//! bb8-rusqlite: pooled connections of rusqlite.
#![letgo::krate(bb8_rusqlite)]
#![letgo::versions("0.1.0")]

pub struct RusqliteConnectionManager;
impl bb8::ManageConnection for RusqliteConnectionManager {
    type Connection = rusqlite::Connection;
    type Error = Error;
}
#[letgo::unnamed]
pub struct Error;
