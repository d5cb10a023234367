//! fred: clients and pools multiplex commands of all tasks over their connections, and a transaction is a local buffer of
//! commands: nothing of it is held. Only a client of an exclusive pool is somebody's alone.
#![letgo::krate(fred)]
#![letgo::versions("10.1.0")]
#![letgo::waits(database)]

pub mod clients {
    #[letgo::handle]
    pub struct Client;
    impl Clone for Client {}
    #[letgo::handle]
    pub struct Pool;
    impl Clone for Pool {}
    #[letgo::handle]
    pub struct ExclusivePool;
    impl ExclusivePool {
        #[letgo::acquire]
        pub async fn acquire(&self) -> ExclusiveClient {}
    }
    impl Clone for ExclusivePool {}
    /// An `OwnedMutexGuard<Client>`.
    #[letgo::unnamed]
    #[letgo::guard(pooled)]
    pub struct ExclusiveClient;
    impl std::ops::Deref for ExclusiveClient {
        type Target = Client;
    }
    pub struct Transaction;
    pub struct Pipeline<C>;
    pub struct Replicas<C>;
}
pub mod prelude {
    pub use crate::clients::{Client, Pool};
}
