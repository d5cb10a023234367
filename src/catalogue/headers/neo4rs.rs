//! neo4rs: a pool behind `Graph`; a transaction and a detached stream of rows own a connection of it.
#![letgo::krate(neo4rs)]
#![letgo::versions("0.9.0-rc.11")]

#[letgo::unnamed]
pub use graph::Graph;
#[letgo::unnamed]
pub use stream::{DetachedRowStream, RowStream};
#[letgo::unnamed]
pub use txn::Txn;

#[letgo::unnamed]
pub type Result<T> = std::result::Result<T, Error>;
#[letgo::unnamed]
pub struct Error;
#[letgo::unnamed]
pub struct Row;
#[letgo::unnamed]
pub struct Done;

pub mod graph {
    #[letgo::handle]
    pub struct Graph;
    impl Graph {
        #[letgo::acquire]
        pub async fn start_txn(&self) -> crate::Result<crate::Txn> {}
        #[letgo::acquire]
        pub async fn start_txn_on<D>(&self, db: D) -> crate::Result<crate::Txn> {}
        #[letgo::query]
        pub async fn run<Q>(&self, query: Q) -> crate::Result<crate::Done> {}
        #[letgo::acquire]
        pub async fn execute<Q>(&self, query: Q) -> crate::Result<crate::DetachedRowStream> {}
    }
    impl Clone for Graph {}
}
pub mod txn {
    #[letgo::guard(tx)]
    pub struct Txn;
    impl Txn {
        #[letgo::query]
        pub async fn run<Q>(&mut self, query: Q) -> crate::Result<crate::Done> {}
        #[letgo::query]
        pub async fn run_queries<Q>(&mut self, queries: Q) -> crate::Result<crate::Done> {}
        #[letgo::query]
        pub async fn execute<Q>(&mut self, query: Q) -> crate::Result<crate::RowStream> {}
        #[letgo::release]
        pub async fn commit(self) -> crate::Result<()> {}
        #[letgo::release]
        pub async fn rollback(self) -> crate::Result<()> {}
    }
}
pub mod stream {
    #[letgo::guard(stream)]
    pub struct DetachedRowStream;
    impl DetachedRowStream {
        #[letgo::query]
        pub async fn next(&mut self) -> crate::Result<Option<crate::Row>> {}
    }
    #[letgo::facade]
    pub struct RowStream;
    impl RowStream {
        #[letgo::query]
        pub async fn next<H>(&mut self, handle: H) -> crate::Result<Option<crate::Row>> {}
    }
}
