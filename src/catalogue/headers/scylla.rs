//! scylla: a session multiplexes, and a pager fetches page after page without owning a connection. Nothing is held.
#![letgo::krate(scylla)]
#![letgo::versions("1.9.0")]
#![letgo::waits(database)]

pub mod client {
    pub mod session {
        #[letgo::since("1.0")]
        #[letgo::handle]
        pub struct Session;
        impl Session {
            #[letgo::since("1.0")]
            #[letgo::waits(database)]
            pub async fn query_unpaged<S, V>(&self, statement: S, values: V) -> Result<crate::QueryResult, crate::Error> {}
            #[letgo::since("1.0")]
            #[letgo::waits(database)]
            pub async fn execute_unpaged<V>(&self, prepared: &crate::Prepared, values: V) -> Result<crate::QueryResult, crate::Error> {}
            #[letgo::since("1.0")]
            #[letgo::waits(database)]
            pub async fn query_iter<S, V>(&self, statement: S, values: V) -> Result<super::pager::QueryPager, crate::Error> {}
            #[letgo::since("1.0")]
            #[letgo::waits(database)]
            pub async fn execute_iter<P, V>(&self, prepared: P, values: V) -> Result<super::pager::QueryPager, crate::Error> {}
        }
    }
    pub mod caching_session {
        #[letgo::since("1.0")]
        #[letgo::handle]
        pub struct CachingSession;
    }
    pub mod pager {
        #[letgo::since("1.0")]
        pub struct QueryPager;
    }
}
#[letgo::unnamed]
pub struct QueryResult;
#[letgo::unnamed]
pub struct Prepared;
#[letgo::unnamed]
pub struct Error;
