//! async-graphql: what a resolver's context gives out is the type that is asked for.
#![letgo::krate(async_graphql)]
#![letgo::versions("7.2.1")]

#[letgo::unnamed]
pub type Result<T, E = Error> = std::result::Result<T, E>;
#[letgo::unnamed]
pub struct Error;
#[letgo::unnamed]
pub type FieldResult<T> = Result<T>;
#[letgo::unnamed]
pub type Context<'a> = context::ContextBase<'a, ()>;
#[letgo::unnamed]
pub mod context {
    #[letgo::opaque]
    pub struct ContextBase<'a, T>;
    impl<'a, T> ContextBase<'a, T> {
        pub fn data<D>(&self) -> crate::Result<&'a D> {}
        pub fn data_unchecked<D>(&self) -> &'a D {}
        pub fn data_opt<D>(&self) -> Option<&'a D> {}
    }
}
pub mod dynamic {
    #[letgo::facade]
    pub struct ResolverContext<'a>;
    impl<'a> std::ops::Deref for ResolverContext<'a> {
        type Target = crate::Context<'a>;
    }
    pub struct FieldFuture<'a>;
    impl<'a> FieldFuture<'a> {
        pub fn new<F>(future: F) -> FieldFuture<'a> {}
    }
    pub struct Field;
    impl Field {
        pub fn new<N, T, F>(name: N, ty: T, resolver_fn: F) -> Field
        where
            F: Fn(ResolverContext<'_>) -> FieldFuture<'_>,
        {
        }
    }
    pub struct SubscriptionFieldFuture<'a>;
    impl<'a> SubscriptionFieldFuture<'a> {
        pub fn new<F>(future: F) -> SubscriptionFieldFuture<'a> {}
    }
    pub struct SubscriptionField;
    impl SubscriptionField {
        pub fn new<N, T, F>(name: N, ty: T, resolver_fn: F) -> SubscriptionField
        where
            F: Fn(ResolverContext<'_>) -> SubscriptionFieldFuture<'_>,
        {
        }
    }
}
