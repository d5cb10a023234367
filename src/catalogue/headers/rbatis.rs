//! rbatis: a pool under the mapper; a transaction keeps its pooled connection until it is dropped, also after `commit(&self)`.
#![letgo::krate(rbatis)]
#![letgo::versions("4.9.8")]

pub use executor::Executor;
pub use rbatis::RBatis;

pub mod rbatis {
    use crate::executor::{RBatisConnExecutor, RBatisTxExecutor};
    use crate::{Error, ExecResult, Value};

    #[letgo::handle]
    pub struct RBatis;
    impl RBatis {
        #[letgo::acquire]
        pub async fn acquire(&self) -> Result<RBatisConnExecutor, Error> {}
        #[letgo::acquire]
        pub async fn try_acquire(&self) -> Result<RBatisConnExecutor, Error> {}
        #[letgo::acquire]
        pub async fn try_acquire_timeout(&self, limit: std::time::Duration) -> Result<RBatisConnExecutor, Error> {}
        #[letgo::acquire]
        pub async fn acquire_begin(&self) -> Result<RBatisTxExecutor, Error> {}
        #[letgo::acquire]
        pub async fn try_acquire_begin(&self) -> Result<RBatisTxExecutor, Error> {}
        #[letgo::query]
        pub async fn exec(&self, sql: &str, args: Vec<Value>) -> Result<ExecResult, Error> {}
        #[letgo::query]
        pub async fn query(&self, sql: &str, args: Vec<Value>) -> Result<Value, Error> {}
        #[letgo::query]
        pub async fn exec_decode<T>(&self, sql: &str, args: Vec<Value>) -> Result<T, Error> {}
    }
    impl Clone for RBatis {}
}

pub mod executor {
    use crate::{Error, ExecResult, Value};

    /// The pool, a connection or a transaction: decided by the caller.
    #[letgo::executor]
    pub trait Executor {
        #[letgo::query]
        fn exec(&self, sql: &str, args: Vec<Value>) -> std::pin::Pin<Box<dyn Future<Output = Result<ExecResult, Error>>>>;
        #[letgo::query]
        fn query(&self, sql: &str, args: Vec<Value>) -> std::pin::Pin<Box<dyn Future<Output = Result<Value, Error>>>>;
    }
    impl Executor for crate::RBatis {}
    impl Executor for RBatisConnExecutor {}
    impl Executor for RBatisTxExecutor {}
    impl Executor for RBatisTxExecutorGuard {}

    #[letgo::guard(pooled)]
    pub struct RBatisConnExecutor;
    impl RBatisConnExecutor {
        #[letgo::derive]
        pub fn begin(self) -> std::pin::Pin<Box<dyn Future<Output = Result<RBatisTxExecutor, Error>>>> {}
        #[letgo::query]
        pub fn commit(&self) -> std::pin::Pin<Box<dyn Future<Output = Result<(), Error>>>> {}
        #[letgo::query]
        pub fn rollback(&self) -> std::pin::Pin<Box<dyn Future<Output = Result<(), Error>>>> {}
        #[letgo::query]
        pub async fn exec(&self, sql: &str, args: Vec<Value>) -> Result<ExecResult, Error> {}
        #[letgo::query]
        pub async fn query(&self, sql: &str, args: Vec<Value>) -> Result<Value, Error> {}
        #[letgo::query]
        pub async fn exec_decode<T>(&self, sql: &str, args: Vec<Value>) -> Result<T, Error> {}
    }
    impl Clone for RBatisConnExecutor {}
    #[letgo::guard(tx)]
    pub struct RBatisTxExecutor;
    impl RBatisTxExecutor {
        #[letgo::query]
        pub fn commit(&self) -> std::pin::Pin<Box<dyn Future<Output = Result<(), Error>>>> {}
        #[letgo::query]
        pub fn rollback(&self) -> std::pin::Pin<Box<dyn Future<Output = Result<(), Error>>>> {}
        pub fn defer_async<F>(&self, callback: fn(RBatisTxExecutor) -> F) -> RBatisTxExecutorGuard {}
        #[letgo::query]
        pub async fn exec(&self, sql: &str, args: Vec<Value>) -> Result<ExecResult, Error> {}
        #[letgo::query]
        pub async fn query(&self, sql: &str, args: Vec<Value>) -> Result<Value, Error> {}
        #[letgo::query]
        pub async fn exec_decode<T>(&self, sql: &str, args: Vec<Value>) -> Result<T, Error> {}
    }
    impl Clone for RBatisTxExecutor {}
    #[letgo::guard(tx)]
    pub struct RBatisTxExecutorGuard;
    impl RBatisTxExecutorGuard {
        #[letgo::query]
        pub async fn commit(&self) -> Result<(), Error> {}
        #[letgo::query]
        pub async fn rollback(&self) -> Result<(), Error> {}
    }
}
#[letgo::unnamed]
pub struct Error;
#[letgo::unnamed]
pub struct Value;
#[letgo::unnamed]
pub struct ExecResult;
