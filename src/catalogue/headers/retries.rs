//! Retries: they run what they are given, perhaps with pauses in between.
#![letgo::krate(backon, tokio_retry, tokio_retry2, backoff, again)]
#![letgo::versions("1")]

pub struct ExponentialBuilder;
pub struct ConstantBuilder;
pub trait Retryable<B, T, E, Fut, F> {
    #[letgo::adapter]
    fn retry(self, builder: B) -> Retry<B, T, E, Fut, F>;
}
impl<B, T, E, Fut: Future<Output = Result<T, E>>, F: FnMut() -> Fut> Retryable<B, T, E, Fut, F> for F {}
#[letgo::look_through]
pub struct Retry<B, T, E, Fut, F>;
impl<B, T, E, Fut: Future, F> Retry<B, T, E, Fut, F> {
    #[letgo::adapter]
    pub fn when<P>(self, condition: P) -> Self {}
    #[letgo::adapter]
    pub fn notify<N>(self, notify: N) -> Self {}
    #[letgo::adapter]
    pub fn sleep<S>(self, sleep: S) -> Self {}
}
impl<B, T, E, Fut: Future, F> Future for Retry<B, T, E, Fut, F> {
    type Output = <Fut as Future>::Output;
}
impl Retry<(), (), (), (), ()> {
    #[letgo::adapter]
    pub async fn spawn<S, Fut: Future, A: FnMut() -> Fut>(strategy: S, action: A) -> <Fut as Future>::Output {}
    #[letgo::adapter]
    pub async fn start<S, Fut: Future, A: FnMut() -> Fut>(strategy: S, action: A) -> <Fut as Future>::Output {}
}
pub mod future {
    #[letgo::adapter]
    pub async fn retry<B, Fut: Future, F: FnMut() -> Fut>(backoff: B, operation: F) -> <Fut as Future>::Output {}
    #[letgo::adapter]
    pub async fn retry_notify<B, Fut: Future, F: FnMut() -> Fut, N>(backoff: B, operation: F, notify: N) -> <Fut as Future>::Output {}
}
#[letgo::adapter]
pub async fn retry<Fut: Future, F: FnMut() -> Fut>(operation: F) -> <Fut as Future>::Output {}
