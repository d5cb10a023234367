//! tikv-client: a pessimistic transaction locks rows until it commits. `commit` and `rollback` take `&mut self`.
#![letgo::krate(tikv_client)]
#![letgo::versions("0.4.0")]
#![letgo::waits(database)]

pub use transaction::Client as TransactionClient;
pub use transaction::Transaction;

#[letgo::unnamed]
pub type Result<T> = std::result::Result<T, Error>;
#[letgo::unnamed]
pub struct Error;
#[letgo::unnamed]
pub struct Value;

pub mod transaction {
    #[letgo::handle]
    pub struct Client;
    impl Client {
        #[letgo::acquire]
        pub async fn begin_optimistic(&self) -> crate::Result<Transaction> {}
        #[letgo::acquire]
        pub async fn begin_pessimistic(&self) -> crate::Result<Transaction> {}
        #[letgo::acquire]
        pub async fn begin_with_options<O>(&self, options: O) -> crate::Result<Transaction> {}
    }
    impl Clone for Client {}
    #[letgo::guard(tx)]
    pub struct Transaction<P = Pd>;
    impl<P> Transaction<P> {
        #[letgo::query]
        pub async fn get<K>(&mut self, key: K) -> crate::Result<Option<crate::Value>> {}
        #[letgo::query]
        pub async fn get_for_update<K>(&mut self, key: K) -> crate::Result<Option<crate::Value>> {}
        #[letgo::query]
        pub async fn put<K, V>(&mut self, key: K, value: V) -> crate::Result<()> {}
        #[letgo::query]
        pub async fn insert<K, V>(&mut self, key: K, value: V) -> crate::Result<()> {}
        #[letgo::query]
        pub async fn delete<K>(&mut self, key: K) -> crate::Result<()> {}
        #[letgo::query]
        pub async fn lock_keys<K>(&mut self, keys: K) -> crate::Result<()> {}
        #[letgo::release]
        pub async fn commit(&mut self) -> crate::Result<Option<Timestamp>> {}
        #[letgo::release]
        pub async fn rollback(&mut self) -> crate::Result<()> {}
    }
    #[letgo::unnamed]
    pub struct Pd;
    #[letgo::unnamed]
    pub struct Timestamp;
}
