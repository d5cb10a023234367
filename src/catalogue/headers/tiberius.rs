//! tiberius (SQL Server): one unpooled client; transactions are a state of it, not a value.
#![letgo::krate(tiberius)]
#![letgo::versions("0.12.3", "0.13.0")]

pub type Result<T> = std::result::Result<T, error::Error>;
pub mod error {
    pub enum Error {}
}
pub struct Config;
impl Config {
    pub fn new() -> Self {}
}
pub struct Row;
impl Row {
    pub fn get<'a, R, I>(&'a self, index: I) -> Option<R> {}
    pub fn try_get<'a, R, I>(&'a self, index: I) -> Result<Option<R>> {}
}
pub struct ExecuteResult;
impl ExecuteResult {
    pub fn rows_affected(&self) -> &[u64] {}
    pub fn total(self) -> u64 {}
}

#[letgo::guard(raw)]
pub struct Client<S>;
impl<S> Client<S> {
    #[letgo::waits(database)]
    pub async fn connect(config: Config, stream: S) -> Result<Client<S>> {}
    #[letgo::query]
    pub async fn execute<Q>(&mut self, query: Q, params: &[&dyn ToSql]) -> Result<ExecuteResult> {}
    #[letgo::derive]
    pub async fn query<'a, Q>(&'a mut self, query: Q, params: &[&dyn ToSql]) -> Result<QueryStream<'a>> {}
    #[letgo::derive]
    pub async fn simple_query<'a, Q>(&'a mut self, query: Q) -> Result<QueryStream<'a>> {}
    #[letgo::derive]
    pub async fn bulk_insert<'a>(&'a mut self, table: &'a str) -> Result<BulkLoadRequest<'a, S>> {}
    #[letgo::release]
    pub async fn close(self) -> Result<()> {}
    #[letgo::since("0.13")]
    #[letgo::query]
    pub async fn begin_transaction(&mut self) -> Result<()> {}
    #[letgo::since("0.13")]
    #[letgo::query]
    pub async fn commit_transaction(&mut self) -> Result<()> {}
    #[letgo::since("0.13")]
    #[letgo::query]
    pub async fn rollback_transaction(&mut self) -> Result<()> {}
}
pub trait ToSql {}

pub struct Query<'a>;
impl<'a> Query<'a> {
    pub fn new<T>(sql: T) -> Self {}
    pub fn bind<T>(&mut self, param: T) {}
    #[letgo::query]
    pub async fn execute<S>(self, client: &mut Client<S>) -> Result<ExecuteResult> {}
    #[letgo::derive]
    pub async fn query<'b, S>(self, client: &'b mut Client<S>) -> Result<QueryStream<'b>> {}
}

#[letgo::guard(stream)]
pub struct QueryStream<'a>;
impl<'a> QueryStream<'a> {
    #[letgo::release]
    pub async fn into_results(self) -> Result<Vec<Vec<Row>>> {}
    #[letgo::release]
    pub async fn into_first_result(self) -> Result<Vec<Row>> {}
    #[letgo::release]
    pub async fn into_row(self) -> Result<Option<Row>> {}
    #[letgo::derive]
    pub fn into_row_stream(self) -> RowStream<'a> {}
}
impl<'a> futures::Stream for QueryStream<'a> {
    type Item = Result<QueryItem>;
}
pub struct QueryItem;
impl QueryItem {
    pub fn as_row(&self) -> Option<&Row> {}
    pub fn into_row(self) -> Option<Row> {}
}
/// What `into_row_stream` gives: a boxed stream.
#[letgo::unnamed]
#[letgo::guard(stream)]
pub struct RowStream<'a>;
impl<'a> futures::Stream for RowStream<'a> {
    type Item = Result<Row>;
}
#[letgo::guard(copy)]
pub struct BulkLoadRequest<'a, S>;
impl<'a, S> BulkLoadRequest<'a, S> {
    #[letgo::query]
    pub async fn send<R>(&mut self, row: R) -> Result<()> {}
    #[letgo::release]
    pub async fn finalize(self) -> Result<ExecuteResult> {}
}
