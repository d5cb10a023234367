//! surrealdb: one connection for all; 3.0 brings transactions that the client holds.
#![letgo::krate(surrealdb)]
#![letgo::versions("3.3.5")]
#![letgo::waits(database)]

#[letgo::handle]
pub struct Surreal<C>;
impl<C> Surreal<C> {
    #[letgo::since("3.0")]
    #[letgo::acquire]
    pub fn begin(self) -> method::Begin<C> {}
    pub fn query<Q>(&self, query: Q) -> method::Query<'_, C> {}
}
impl<C> Clone for Surreal<C> {}

pub mod method {
    #[letgo::unnamed]
    pub struct Begin<C>;
    impl<C> std::future::IntoFuture for Begin<C> {
        type Output = Result<Transaction<C>, crate::Error>;
    }
    #[letgo::since("3.0")]
    #[letgo::guard(tx)]
    pub struct Transaction<C>;
    impl<C> Transaction<C> {
        #[letgo::since("3.0")]
        #[letgo::release]
        pub fn commit(self) -> Finish<C> {}
        #[letgo::since("3.0")]
        #[letgo::release]
        pub fn cancel(self) -> Finish<C> {}
        #[letgo::since("3.0")]
        #[letgo::query]
        pub fn query<Q>(&self, query: Q) -> Query<'_, C> {}
    }
    #[letgo::unnamed]
    pub struct Finish<C>;
    impl<C> std::future::IntoFuture for Finish<C> {
        type Output = Result<crate::Surreal<C>, crate::Error>;
    }
    #[letgo::facade]
    pub struct Query<'r, C>;
    impl<'r, C> Query<'r, C> {
        pub fn bind<V>(self, value: V) -> Self {}
    }
    impl<'r, C> std::future::IntoFuture for Query<'r, C> {
        type Output = Result<query::Response, crate::Error>;
    }
    #[letgo::unnamed]
    pub mod query {
        #[letgo::unnamed]
        pub struct Response;
    }
}
#[letgo::unnamed]
pub struct Error;
