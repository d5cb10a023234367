//! sentry: futures that carry a hub wait for what is inside.
#![letgo::krate(sentry, sentry_core)]
#![letgo::versions("0.42.0")]

pub struct Hub;
impl Hub {
    pub fn current() -> std::sync::Arc<Hub> {}
    pub fn run<F: FnOnce() -> R, R>(hub: std::sync::Arc<Hub>, f: F) -> R {}
}
pub trait SentryFutureExt: Future {
    #[letgo::adapter]
    async fn bind_hub<H>(self, hub: H) -> <Self as Future>::Output {}
}
impl<F: Future> SentryFutureExt for F {}
