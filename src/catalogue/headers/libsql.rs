//! libsql: cheap connections, transactions that own one.
#![letgo::krate(libsql)]
#![letgo::versions("0.9.30", "0.10.0")]
#![letgo::waits(database)]

pub type Result<T> = std::result::Result<T, errors::Error>;
pub use errors::Error;
pub mod errors {
    pub enum Error {}
}
pub struct Builder<T>;
#[letgo::handle]
pub struct Database;
impl Database {
    pub fn connect(&self) -> Result<Connection> {}
}
/// Cloned for the asking: nothing is kept busy by it.
#[letgo::handle]
pub struct Connection;
impl Connection {
    #[letgo::waits(database)]
    pub async fn execute<P>(&self, sql: &str, params: P) -> Result<u64> {}
    #[letgo::waits(database)]
    pub async fn execute_batch(&self, sql: &str) -> Result<BatchRows> {}
    #[letgo::waits(database)]
    pub async fn execute_transactional_batch(&self, sql: &str) -> Result<BatchRows> {}
    #[letgo::waits(database)]
    pub async fn query<P>(&self, sql: &str, params: P) -> Result<Rows> {}
    #[letgo::waits(database)]
    pub async fn prepare(&self, sql: &str) -> Result<Statement> {}
    #[letgo::waits(database)]
    pub async fn transaction(&self) -> Result<Transaction> {}
    #[letgo::waits(database)]
    pub async fn transaction_with_behavior(&self, behavior: TransactionBehavior) -> Result<Transaction> {}
    pub fn last_insert_rowid(&self) -> i64 {}
    pub fn changes(&self) -> u64 {}
}
impl Clone for Connection {}
pub enum TransactionBehavior {
    Deferred,
    Immediate,
    Exclusive,
    ReadOnly,
}
pub struct BatchRows;
#[letgo::guard(tx)]
pub struct Transaction;
impl Transaction {
    #[letgo::release]
    pub async fn commit(self) -> Result<()> {}
    #[letgo::release]
    pub async fn rollback(self) -> Result<()> {}
}
impl std::ops::Deref for Transaction {
    type Target = Connection;
}
pub struct Statement;
impl Statement {
    #[letgo::waits(database)]
    pub async fn execute<P>(&self, params: P) -> Result<usize> {}
    #[letgo::waits(database)]
    pub async fn query<P>(&self, params: P) -> Result<Rows> {}
}
pub struct Rows;
impl Rows {
    #[letgo::waits(database)]
    pub async fn next(&mut self) -> Result<Option<Row>> {}
}
pub struct Row;
impl Row {
    pub fn get<T>(&self, index: i32) -> Result<T> {}
}
