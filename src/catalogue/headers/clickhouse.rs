//! clickhouse: requests over HTTP. A cursor and an insert are one request each, as long as they are open; there is no pool
//! that they keep anybody from.
#![letgo::krate(clickhouse)]
#![letgo::versions("0.15.3")]
#![letgo::waits(database)]

#[letgo::handle]
pub struct Client;
impl Client {
    pub fn query(&self, query: &str) -> query::Query {}
}
impl Clone for Client {}
pub mod error {
    pub enum Error {}
    pub type Result<T, E = Error> = std::result::Result<T, E>;
}
pub mod query {
    pub struct Query;
    impl Query {
        #[letgo::waits(database)]
        pub async fn execute(self) -> crate::error::Result<()> {}
        pub fn fetch<T>(self) -> crate::error::Result<RowCursor<T>> {}
        #[letgo::waits(database)]
        pub async fn fetch_one<T>(self) -> crate::error::Result<T> {}
        #[letgo::waits(database)]
        pub async fn fetch_optional<T>(self) -> crate::error::Result<Option<T>> {}
        #[letgo::waits(database)]
        pub async fn fetch_all<T>(self) -> crate::error::Result<Vec<T>> {}
    }
    #[letgo::opaque]
    pub struct RowCursor<T>;
    impl<T> RowCursor<T> {
        #[letgo::waits(database)]
        #[letgo::unnamed]
        pub async fn next(&mut self) -> crate::error::Result<Option<T>> {}
    }
}
