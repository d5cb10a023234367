//! tracing: instrumented futures wait for what is inside.
#![letgo::krate(tracing, tracing_futures)]
#![letgo::versions("0.1")]

pub trait Instrument: Future {
    #[letgo::adapter]
    async fn instrument(self, span: Span) -> <Self as Future>::Output {}
    #[letgo::adapter]
    async fn in_current_span(self) -> <Self as Future>::Output {}
}
impl<F: Future> Instrument for F {}
pub struct Span;
impl Span {
    pub fn current() -> Span {}
    pub fn enter(&self) -> Entered<'_> {}
}
pub struct Entered<'a>;
