//! redb: an embedded store. Its write transaction is the only writer; nothing in it is awaited.
#![letgo::krate(redb)]
#![letgo::versions("4.5.0")]

#[letgo::handle]
pub struct Database;
impl Database {
    pub fn begin_write(&self) -> Result<WriteTransaction, TransactionError> {}
    #[letgo::unnamed]
    pub fn begin_read(&self) -> Result<ReadTransaction, TransactionError> {}
}
#[letgo::since("3.0")]
pub trait ReadableDatabase {
    #[letgo::since("3.0")]
    fn begin_read(&self) -> Result<ReadTransaction, TransactionError>;
}
#[letgo::guard(write_lock)]
pub struct WriteTransaction;
impl WriteTransaction {
    pub fn commit(self) -> Result<(), CommitError> {}
    #[letgo::unnamed]
    pub fn abort(self) -> Result<(), StorageError> {}
}
/// A snapshot: keeps nobody waiting.
#[letgo::facade]
pub struct ReadTransaction;
pub enum TransactionError {}
pub enum CommitError {}
pub enum StorageError {}
