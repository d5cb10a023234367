//! async-bb8-diesel: a synchronous connection of diesel behind a lock; each query runs on the blocking pool.
#![letgo::krate(async_bb8_diesel)]
#![letgo::versions("0.3.0")]

pub use async_traits::{AsyncConnection, AsyncRunQueryDsl, AsyncSaveChangesDsl, AsyncSimpleConnection};
pub use connection::Connection;
pub use connection_manager::ConnectionManager;

pub mod connection {
    #[letgo::guard(raw)]
    pub struct Connection<C>;
    impl<C> crate::AsyncConnection<C> for Connection<C> {}
    impl<C> crate::AsyncSimpleConnection<C> for Connection<C> {}
}
pub mod connection_manager {
    pub struct ConnectionManager<T>;
    impl<T> bb8::ManageConnection for ConnectionManager<T> {
        type Connection = crate::Connection<T>;
        type Error = diesel::ConnectionError;
    }
}
pub mod async_traits {
    pub trait AsyncSimpleConnection<C> {
        #[letgo::query]
        async fn batch_execute_async(&self, query: &str) -> Result<(), diesel::result::Error>;
    }
    pub trait AsyncConnection<C>: AsyncSimpleConnection<C> {
        #[letgo::query]
        async fn run<R, E, F>(&self, work: F) -> Result<R, E>
        where
            F: FnOnce(&mut C) -> Result<R, E>;
        #[letgo::query]
        async fn transaction_async<R, E, F, U>(&self, work: F) -> Result<R, E>
        where
            F: FnOnce(crate::Connection<C>) -> U,
            U: Future<Output = Result<R, E>>;
    }
    pub trait AsyncRunQueryDsl<C, A> {
        #[letgo::query]
        async fn execute_async(self, connection: &A) -> Result<usize, diesel::result::Error>;
        #[letgo::query]
        async fn load_async<U>(self, connection: &A) -> Result<Vec<U>, diesel::result::Error>;
        #[letgo::query]
        async fn get_result_async<U>(self, connection: &A) -> Result<U, diesel::result::Error>;
        #[letgo::query]
        async fn get_results_async<U>(self, connection: &A) -> Result<Vec<U>, diesel::result::Error>;
        #[letgo::query]
        async fn first_async<U>(self, connection: &A) -> Result<U, diesel::result::Error>;
    }
    pub trait AsyncSaveChangesDsl<C, A> {
        #[letgo::query]
        async fn save_changes_async<U>(self, connection: &A) -> Result<U, diesel::result::Error>;
    }
}
