//! rusqlite: synchronous, one connection a file handle; statements and rows borrow it.
#![letgo::krate(rusqlite)]
#![letgo::versions("0.41.1")]

pub type Result<T, E = Error> = std::result::Result<T, E>;
pub enum Error {
    QueryReturnedNoRows,
    ExecuteReturnedResults,
    QueryReturnedMoreThanOneRow,
}
pub struct OpenFlags;
pub enum TransactionBehavior {
    Deferred,
    Immediate,
    Exclusive,
}
pub trait OptionalExtension<T> {
    fn optional(self) -> Result<Option<T>>;
}

#[letgo::guard(raw)]
pub struct Connection;
impl Connection {
    pub fn open<P>(path: P) -> Result<Self> {}
    pub fn open_in_memory() -> Result<Self> {}
    pub fn open_with_flags<P>(path: P, flags: OpenFlags) -> Result<Self> {}
    pub fn execute_batch(&self, sql: &str) -> Result<()> {}
    pub fn execute<P>(&self, sql: &str, params: P) -> Result<usize> {}
    pub fn last_insert_rowid(&self) -> i64 {}
    pub fn changes(&self) -> u64 {}
    pub fn query_row<T, P, F: FnOnce(&Row<'_>) -> Result<T>>(&self, sql: &str, params: P, f: F) -> Result<T> {}
    pub fn query_row_and_then<T, E, P, F: FnOnce(&Row<'_>) -> Result<T, E>>(&self, sql: &str, params: P, f: F) -> Result<T, E> {}
    pub fn prepare(&self, sql: &str) -> Result<Statement<'_>> {}
    pub fn prepare_cached(&self, sql: &str) -> Result<CachedStatement<'_>> {}
    #[letgo::release]
    pub fn close(self) -> Result<(), (Self, Error)> {}
    #[letgo::derive]
    pub fn transaction(&mut self) -> Result<Transaction<'_>> {}
    #[letgo::derive]
    pub fn transaction_with_behavior(&mut self, behavior: TransactionBehavior) -> Result<Transaction<'_>> {}
    #[letgo::derive]
    pub fn unchecked_transaction(&self) -> Result<Transaction<'_>> {}
    #[letgo::derive]
    pub fn savepoint(&mut self) -> Result<Savepoint<'_>> {}
    #[letgo::derive]
    pub fn savepoint_with_name<T>(&mut self, name: T) -> Result<Savepoint<'_>> {}
    pub fn get_interrupt_handle(&self) -> InterruptHandle {}
}
pub struct InterruptHandle;

#[letgo::guard(tx)]
pub struct Transaction<'conn>;
impl Transaction<'_> {
    #[letgo::derive]
    pub fn new(conn: &mut Connection, behavior: TransactionBehavior) -> Result<Transaction<'_>> {}
    #[letgo::release]
    pub fn commit(self) -> Result<()> {}
    #[letgo::release]
    pub fn rollback(self) -> Result<()> {}
    #[letgo::release]
    pub fn finish(self) -> Result<()> {}
    #[letgo::derive]
    pub fn savepoint(&mut self) -> Result<Savepoint<'_>> {}
    #[letgo::derive]
    pub fn savepoint_with_name<T>(&mut self, name: T) -> Result<Savepoint<'_>> {}
}
impl std::ops::Deref for Transaction<'_> {
    type Target = Connection;
}

#[letgo::guard(tx)]
pub struct Savepoint<'conn>;
impl Savepoint<'_> {
    #[letgo::release]
    pub fn commit(self) -> Result<()> {}
    pub fn rollback(&mut self) -> Result<()> {}
    #[letgo::release]
    pub fn finish(self) -> Result<()> {}
    #[letgo::derive]
    pub fn savepoint(&mut self) -> Result<Savepoint<'_>> {}
}
impl std::ops::Deref for Savepoint<'_> {
    type Target = Connection;
}

/// Borrows the connection.
#[letgo::facade]
pub struct Statement<'conn>;
impl Statement<'_> {
    pub fn execute<P>(&mut self, params: P) -> Result<usize> {}
    pub fn insert<P>(&mut self, params: P) -> Result<i64> {}
    pub fn query<P>(&mut self, params: P) -> Result<Rows<'_>> {}
    pub fn query_map<T, P, F>(&mut self, params: P, f: F) -> Result<MappedRows<'_, F>> {}
    pub fn query_row<T, P, F: FnOnce(&Row<'_>) -> Result<T>>(&mut self, params: P, f: F) -> Result<T> {}
    pub fn exists<P>(&mut self, params: P) -> Result<bool> {}
    pub fn finalize(self) -> Result<()> {}
}
#[letgo::facade]
pub struct CachedStatement<'conn>;
impl<'conn> std::ops::Deref for CachedStatement<'conn> {
    type Target = Statement<'conn>;
}
impl<'conn> std::ops::DerefMut for CachedStatement<'conn> {}
#[letgo::guard(stream)]
pub struct Rows<'stmt>;
impl<'stmt> Rows<'stmt> {
    pub fn next(&mut self) -> Result<Option<&Row<'stmt>>> {}
    pub fn mapped<F, B>(self, f: F) -> MappedRows<'stmt, F> {}
}
#[letgo::guard(stream)]
pub struct MappedRows<'stmt, F>;
pub struct Row<'stmt>;
impl<'stmt> Row<'stmt> {
    pub fn get<I, T>(&self, index: I) -> Result<T> {}
    pub fn get_unwrap<I, T>(&self, index: I) -> T {}
}
