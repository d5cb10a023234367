//! tokio-postgres 0.7: one client, its transactions, portals and row streams.
#![letgo::krate(tokio_postgres)]
#![letgo::versions("0.7.18")]

pub struct Error;
pub struct Row;
impl Row {
    pub fn get<I, T>(&self, index: I) -> T {}
    pub fn try_get<I, T>(&self, index: I) -> Result<T, Error> {}
    pub fn len(&self) -> usize {}
    pub fn is_empty(&self) -> bool {}
}
pub struct Statement;
pub struct NoTls;
pub struct Config;
impl Config {
    #[letgo::waits(database)]
    pub async fn connect<T>(&self, tls: T) -> Result<(Client, Connection), Error> {}
}
/// The future that drives the socket.
#[letgo::waits(database)]
pub struct Connection;
#[letgo::waits(database)]
pub async fn connect<T>(config: &str, tls: T) -> Result<(Client, Connection), Error> {}

#[letgo::guard(raw)]
pub struct Client;
impl Client {
    #[letgo::query]
    pub async fn prepare(&self, query: &str) -> Result<Statement, Error> {}
    #[letgo::query]
    pub async fn prepare_typed<T>(&self, query: &str, types: T) -> Result<Statement, Error> {}
    #[letgo::query]
    pub async fn query<T, P>(&self, statement: &T, params: P) -> Result<Vec<Row>, Error> {}
    #[letgo::query]
    pub async fn query_one<T, P>(&self, statement: &T, params: P) -> Result<Row, Error> {}
    #[letgo::query]
    pub async fn query_opt<T, P>(&self, statement: &T, params: P) -> Result<Option<Row>, Error> {}
    #[letgo::derive]
    pub async fn query_raw<T, P>(&self, statement: &T, params: P) -> Result<RowStream, Error> {}
    #[letgo::query]
    pub async fn query_typed<P>(&self, query: &str, params: P) -> Result<Vec<Row>, Error> {}
    #[letgo::derive]
    pub async fn query_typed_raw<P>(&self, query: &str, params: P) -> Result<RowStream, Error> {}
    #[letgo::query]
    pub async fn execute<T, P>(&self, statement: &T, params: P) -> Result<u64, Error> {}
    #[letgo::query]
    pub async fn execute_raw<T, P>(&self, statement: &T, params: P) -> Result<u64, Error> {}
    #[letgo::query]
    pub async fn execute_typed<P>(&self, query: &str, params: P) -> Result<u64, Error> {}
    #[letgo::query]
    pub async fn simple_query(&self, query: &str) -> Result<Vec<SimpleQueryMessage>, Error> {}
    #[letgo::derive]
    pub async fn simple_query_raw(&self, query: &str) -> Result<SimpleQueryStream, Error> {}
    #[letgo::query]
    pub async fn batch_execute(&self, query: &str) -> Result<(), Error> {}
    #[letgo::query]
    pub async fn check_connection(&self) -> Result<(), Error> {}
    #[letgo::derive]
    pub async fn copy_in<T>(&self, statement: &T) -> Result<CopyInSink, Error> {}
    #[letgo::derive]
    pub async fn copy_out<T>(&self, statement: &T) -> Result<CopyOutStream, Error> {}
    #[letgo::derive]
    pub async fn transaction(&mut self) -> Result<Transaction<'_>, Error> {}
    pub fn build_transaction(&mut self) -> TransactionBuilder<'_> {}
    pub fn cancel_token(&self) -> CancelToken {}
    pub fn is_closed(&self) -> bool {}
}
pub struct CancelToken;
pub struct SimpleQueryMessage;

#[letgo::guard(tx)]
pub struct Transaction<'a>;
impl<'a> Transaction<'a> {
    #[letgo::release]
    pub async fn commit(self) -> Result<(), Error> {}
    #[letgo::release]
    pub async fn rollback(self) -> Result<(), Error> {}
    #[letgo::query]
    pub async fn prepare(&self, query: &str) -> Result<Statement, Error> {}
    #[letgo::query]
    pub async fn prepare_typed<T>(&self, query: &str, types: T) -> Result<Statement, Error> {}
    #[letgo::query]
    pub async fn query<T, P>(&self, statement: &T, params: P) -> Result<Vec<Row>, Error> {}
    #[letgo::query]
    pub async fn query_one<T, P>(&self, statement: &T, params: P) -> Result<Row, Error> {}
    #[letgo::query]
    pub async fn query_opt<T, P>(&self, statement: &T, params: P) -> Result<Option<Row>, Error> {}
    #[letgo::derive]
    pub async fn query_raw<T, P>(&self, statement: &T, params: P) -> Result<RowStream, Error> {}
    #[letgo::query]
    pub async fn query_typed<P>(&self, query: &str, params: P) -> Result<Vec<Row>, Error> {}
    #[letgo::derive]
    pub async fn query_typed_raw<P>(&self, query: &str, params: P) -> Result<RowStream, Error> {}
    #[letgo::query]
    pub async fn execute<T, P>(&self, statement: &T, params: P) -> Result<u64, Error> {}
    #[letgo::query]
    pub async fn execute_raw<T, P>(&self, statement: &T, params: P) -> Result<u64, Error> {}
    #[letgo::query]
    pub async fn execute_typed<P>(&self, query: &str, params: P) -> Result<u64, Error> {}
    #[letgo::query]
    pub async fn simple_query(&self, query: &str) -> Result<Vec<SimpleQueryMessage>, Error> {}
    #[letgo::query]
    pub async fn batch_execute(&self, query: &str) -> Result<(), Error> {}
    #[letgo::derive]
    pub async fn bind<T, P>(&self, statement: &T, params: P) -> Result<Portal, Error> {}
    #[letgo::query]
    pub async fn query_portal(&self, portal: &Portal, max_rows: i32) -> Result<Vec<Row>, Error> {}
    #[letgo::derive]
    pub async fn query_portal_raw(&self, portal: &Portal, max_rows: i32) -> Result<RowStream, Error> {}
    #[letgo::derive]
    pub async fn copy_in<T>(&self, statement: &T) -> Result<CopyInSink, Error> {}
    #[letgo::derive]
    pub async fn copy_out<T>(&self, statement: &T) -> Result<CopyOutStream, Error> {}
    #[letgo::derive]
    pub async fn transaction(&mut self) -> Result<Transaction<'_>, Error> {}
    #[letgo::derive]
    pub async fn savepoint<S>(&mut self, name: S) -> Result<Transaction<'_>, Error> {}
    pub fn client(&self) -> &Client {}
    pub fn cancel_token(&self) -> CancelToken {}
}
#[letgo::facade]
pub struct TransactionBuilder<'a>;
impl<'a> TransactionBuilder<'a> {
    pub fn isolation_level<L>(self, level: L) -> Self {}
    pub fn read_only(self, value: bool) -> Self {}
    pub fn deferrable(self, value: bool) -> Self {}
    #[letgo::derive]
    pub async fn start(self) -> Result<Transaction<'a>, Error> {}
}
#[letgo::guard(stream)]
pub struct RowStream;
impl futures::Stream for RowStream {
    type Item = Result<Row, Error>;
}
#[letgo::guard(stream)]
pub struct SimpleQueryStream;
impl futures::Stream for SimpleQueryStream {
    type Item = Result<SimpleQueryMessage, Error>;
}
#[letgo::guard(stream)]
pub struct CopyOutStream;
impl futures::Stream for CopyOutStream {
    type Item = Result<Vec<u8>, Error>;
}
#[letgo::guard(copy)]
pub struct CopyInSink;
impl CopyInSink {
    #[letgo::release]
    pub async fn finish(self: std::pin::Pin<&mut Self>) -> Result<u64, Error> {}
}
#[letgo::facade]
pub struct Portal;

/// A client or a transaction: decided by the caller.
#[letgo::guard(raw)]
pub trait GenericClient {
    #[letgo::query]
    async fn execute<T, P>(&self, query: &T, params: P) -> Result<u64, Error>;
    #[letgo::query]
    async fn query<T, P>(&self, query: &T, params: P) -> Result<Vec<Row>, Error>;
    #[letgo::query]
    async fn query_one<T, P>(&self, query: &T, params: P) -> Result<Row, Error>;
    #[letgo::query]
    async fn query_opt<T, P>(&self, query: &T, params: P) -> Result<Option<Row>, Error>;
    #[letgo::derive]
    async fn query_raw<T, P>(&self, query: &T, params: P) -> Result<RowStream, Error>;
    #[letgo::query]
    async fn prepare(&self, query: &str) -> Result<Statement, Error>;
    #[letgo::query]
    async fn batch_execute(&self, query: &str) -> Result<(), Error>;
    #[letgo::derive]
    async fn transaction(&mut self) -> Result<Transaction<'_>, Error>;
    fn client(&self) -> &Client;
}
impl GenericClient for Client {}
impl<'a> GenericClient for Transaction<'a> {}
