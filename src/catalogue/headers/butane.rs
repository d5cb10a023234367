//! butane: connections that belong to no pool of its own; a transaction borrows one.
#![letgo::krate(butane, butane_core)]
#![letgo::versions("0.8.1")]

pub type Result<T> = std::result::Result<T, Error>;
#[letgo::unnamed]
pub struct Error;

pub mod db {
    #[letgo::guard(raw)]
    pub struct Connection;
    #[letgo::unnamed]
    #[letgo::guard(raw)]
    pub struct ConnectionAsync;
    impl ConnectionAsync {
        #[letgo::unnamed]
        #[letgo::derive]
        pub async fn transaction(&mut self) -> crate::Result<TransactionAsync<'_>> {}
    }
    #[letgo::guard(tx)]
    pub struct Transaction<'c>;
    #[letgo::unnamed]
    #[letgo::guard(tx)]
    pub struct TransactionAsync<'c>;
    impl<'c> TransactionAsync<'c> {
        #[letgo::unnamed]
        #[letgo::release]
        pub async fn commit(self) -> crate::Result<()> {}
        #[letgo::unnamed]
        #[letgo::release]
        pub async fn rollback(self) -> crate::Result<()> {}
    }
    pub struct ConnectionSpec;
    #[letgo::waits(database)]
    pub async fn connect_async(spec: &ConnectionSpec) -> crate::Result<ConnectionAsync> {}
}
