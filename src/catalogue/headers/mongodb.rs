//! mongodb 3: clients and cursors are handles; a session keeps a transaction open on the server. Every call
//! gives a builder that is awaited.
#![letgo::krate(mongodb)]
#![letgo::versions("3.9.1")]
#![letgo::store(mongodb)]
#![letgo::waits(database)]

pub use error::{Error, Result};
pub mod error {
    pub struct Error;
    pub type Result<T> = std::result::Result<T, Error>;
}
pub mod results {
    pub struct InsertOneResult;
    pub struct InsertManyResult;
    pub struct UpdateResult;
    pub struct DeleteResult;
}
/// An open transaction holds locks on the server, for a minute at most.
#[letgo::guard(tx)]
pub struct ClientSession;
impl ClientSession {
    pub fn start_transaction(&mut self) -> action::StartTransaction<&mut Self> {}
    pub fn commit_transaction(&mut self) -> action::CommitTransaction<'_> {}
    pub fn abort_transaction(&mut self) -> action::AbortTransaction<'_> {}
    pub fn client(&self) -> Client {}
}
#[letgo::handle]
pub struct Client;
impl Client {
    #[letgo::waits(database)]
    pub async fn with_uri_str<U>(uri: U) -> Result<Self> {}
    pub fn with_options<O>(options: O) -> Result<Self> {}
    pub fn database(&self, name: &str) -> Database {}
    pub fn default_database(&self) -> Option<Database> {}
    pub fn start_session(&self) -> action::StartSession<'_> {}
}
impl Clone for Client {}
#[letgo::handle]
pub struct Database;
impl Database {
    pub fn collection<T>(&self, name: &str) -> Collection<T> {}
    pub fn name(&self) -> &str {}
}
impl Clone for Database {}
#[letgo::handle]
pub struct Collection<T>;
impl<T> Collection<T> {
    pub fn insert_one<D>(&self, doc: D) -> action::InsertOne<'_> {}
    pub fn insert_many<D>(&self, docs: D) -> action::InsertMany<'_> {}
    pub fn find<D>(&self, filter: D) -> action::Find<'_, T> {}
    pub fn find_one<D>(&self, filter: D) -> action::FindOne<'_, T> {}
    pub fn find_one_and_update<D, U>(&self, filter: D, update: U) -> action::FindOneAndUpdate<'_, T> {}
    pub fn find_one_and_replace<D, U>(&self, filter: D, replacement: U) -> action::FindOneAndReplace<'_, T> {}
    pub fn find_one_and_delete<D>(&self, filter: D) -> action::FindOneAndDelete<'_, T> {}
    pub fn update_one<D, U>(&self, query: D, update: U) -> action::Update<'_> {}
    pub fn update_many<D, U>(&self, query: D, update: U) -> action::Update<'_> {}
    pub fn replace_one<D, U>(&self, query: D, replacement: U) -> action::ReplaceOne<'_> {}
    pub fn delete_one<D>(&self, query: D) -> action::Delete<'_> {}
    pub fn delete_many<D>(&self, query: D) -> action::Delete<'_> {}
    pub fn count_documents<D>(&self, filter: D) -> action::CountDocuments<'_> {}
    pub fn estimated_document_count(&self) -> action::EstimatedDocumentCount<'_> {}
}
impl<T> Clone for Collection<T> {}
/// Not bound to a connection.
#[letgo::opaque]
pub struct Cursor<T>;
impl<T> Cursor<T> {
    #[letgo::waits(database)]
    pub async fn advance(&mut self) -> Result<bool> {}
}
impl<T> futures::Stream for Cursor<T> {
    type Item = Result<T>;
}

/// What the calls give: nothing happens before they are awaited.
pub mod action {
    use crate::{ClientSession, Cursor, Result, results};

    #[letgo::waits(database)]
    pub struct StartTransaction<S>;
    impl<'a> StartTransaction<&'a mut ClientSession> {
        #[letgo::query]
        pub async fn and_run<R, C, F>(self, context: C, callback: F) -> Result<R>
        where
            F: FnMut(&mut ClientSession, &mut C) -> std::pin::Pin<Box<dyn Future<Output = Result<R>>>>,
        {
        }
        #[letgo::query]
        pub async fn and_run2<R, F: AsyncFnMut(&mut ClientSession) -> Result<R>>(self, callback: F) -> Result<R> {}
    }
    impl<S> IntoFuture for StartTransaction<S> {
        type Output = Result<()>;
    }
    #[letgo::waits(database)]
    pub struct Find<'a, T>;
    impl<'a, T> Find<'a, T> {
        #[letgo::unnamed]
        pub fn sort<D>(self, sort: D) -> Self {}
        #[letgo::unnamed]
        pub fn limit(self, limit: i64) -> Self {}
        #[letgo::unnamed]
        pub fn skip(self, skip: u64) -> Self {}
        #[letgo::unnamed]
        pub fn projection<D>(self, projection: D) -> Self {}
    }
    impl<'a, T> IntoFuture for Find<'a, T> {
        type Output = Result<Cursor<T>>;
    }
    #[letgo::waits(database)]
    pub struct StartSession<'a>;
    impl<'a> IntoFuture for StartSession<'a> {
        type Output = Result<ClientSession>;
    }
    #[letgo::waits(database)]
    pub struct InsertOne<'a>;
    impl<'a> InsertOne<'a> {
        pub fn session<S>(self, session: S) -> Self {}
    }
    impl<'a> IntoFuture for InsertOne<'a> {
        type Output = Result<results::InsertOneResult>;
    }
    #[letgo::waits(database)]
    pub struct InsertMany<'a>;
    impl<'a> InsertMany<'a> {
        pub fn session<S>(self, session: S) -> Self {}
    }
    impl<'a> IntoFuture for InsertMany<'a> {
        type Output = Result<results::InsertManyResult>;
    }
    #[letgo::waits(database)]
    pub struct FindOne<'a, T>;
    impl<'a, T> FindOne<'a, T> {
        pub fn session<S>(self, session: S) -> Self {}
    }
    impl<'a, T> IntoFuture for FindOne<'a, T> {
        type Output = Result<Option<T>>;
    }
    #[letgo::waits(database)]
    pub struct FindOneAndUpdate<'a, T>;
    impl<'a, T> FindOneAndUpdate<'a, T> {
        pub fn session<S>(self, session: S) -> Self {}
    }
    impl<'a, T> IntoFuture for FindOneAndUpdate<'a, T> {
        type Output = Result<Option<T>>;
    }
    #[letgo::waits(database)]
    pub struct FindOneAndReplace<'a, T>;
    impl<'a, T> FindOneAndReplace<'a, T> {
        pub fn session<S>(self, session: S) -> Self {}
    }
    impl<'a, T> IntoFuture for FindOneAndReplace<'a, T> {
        type Output = Result<Option<T>>;
    }
    #[letgo::waits(database)]
    pub struct FindOneAndDelete<'a, T>;
    impl<'a, T> FindOneAndDelete<'a, T> {
        pub fn session<S>(self, session: S) -> Self {}
    }
    impl<'a, T> IntoFuture for FindOneAndDelete<'a, T> {
        type Output = Result<Option<T>>;
    }
    #[letgo::waits(database)]
    pub struct Update<'a>;
    impl<'a> Update<'a> {
        pub fn session<S>(self, session: S) -> Self {}
    }
    impl<'a> IntoFuture for Update<'a> {
        type Output = Result<results::UpdateResult>;
    }
    #[letgo::waits(database)]
    pub struct ReplaceOne<'a>;
    impl<'a> ReplaceOne<'a> {
        pub fn session<S>(self, session: S) -> Self {}
    }
    impl<'a> IntoFuture for ReplaceOne<'a> {
        type Output = Result<results::UpdateResult>;
    }
    #[letgo::waits(database)]
    pub struct Delete<'a>;
    impl<'a> Delete<'a> {
        pub fn session<S>(self, session: S) -> Self {}
    }
    impl<'a> IntoFuture for Delete<'a> {
        type Output = Result<results::DeleteResult>;
    }
    #[letgo::waits(database)]
    pub struct CountDocuments<'a>;
    impl<'a> CountDocuments<'a> {
        pub fn session<S>(self, session: S) -> Self {}
    }
    impl<'a> IntoFuture for CountDocuments<'a> {
        type Output = Result<u64>;
    }
    #[letgo::waits(database)]
    pub struct EstimatedDocumentCount<'a>;
    impl<'a> IntoFuture for EstimatedDocumentCount<'a> {
        type Output = Result<u64>;
    }
    #[letgo::waits(database)]
    pub struct CommitTransaction<'a>;
    impl<'a> IntoFuture for CommitTransaction<'a> {
        type Output = Result<()>;
    }
    #[letgo::waits(database)]
    pub struct AbortTransaction<'a>;
    impl<'a> IntoFuture for AbortTransaction<'a> {
        type Output = Result<()>;
    }
}
