//! futures: combinators and streams. Adapters wait for what they were made of.
#![letgo::krate(futures, futures_util, futures_core, futures_lite)]
#![letgo::versions("0.3")]

pub use future::{FutureExt, TryFutureExt};
pub use stream::{Stream, StreamExt, TryStream, TryStreamExt};
pub use sink::{Sink, SinkExt};
pub use std::future::Future;

pub mod prelude {
    pub use crate::{Future, FutureExt, Sink, SinkExt, Stream, StreamExt, TryFutureExt, TryStreamExt};
}

pub mod future {
    pub use std::future::{Future, IntoFuture};
    pub type BoxFuture<'a, T> = std::pin::Pin<Box<dyn Future<Output = T>>>;
    pub type LocalBoxFuture<'a, T> = std::pin::Pin<Box<dyn Future<Output = T>>>;

    pub trait FutureExt: Future {
        #[letgo::adapter]
        async fn map<U, F: FnOnce(Self::Output) -> U>(self, f: F) -> U {}
        #[letgo::adapter]
        async fn then<Fut: Future, F: FnOnce(Self::Output) -> Fut>(self, f: F) -> <Fut as Future>::Output {}
        #[letgo::adapter]
        async fn inspect<F: FnOnce(&Self::Output)>(self, f: F) -> Self::Output {}
        #[letgo::adapter]
        async fn fuse(self) -> Self::Output {}
        #[letgo::adapter]
        async fn boxed(self) -> Self::Output {}
        #[letgo::adapter]
        async fn boxed_local(self) -> Self::Output {}
        #[letgo::adapter]
        async fn shared(self) -> Self::Output {}
        #[letgo::adapter]
        async fn catch_unwind(self) -> Result<Self::Output, ()> {}
        fn now_or_never(self) -> Option<Self::Output> {}
    }
    impl<F: Future> FutureExt for F {}

    pub trait TryFutureExt: Future {
        #[letgo::adapter]
        async fn map_ok<U, F: FnOnce(<Self::Output as TryOutput>::Ok) -> U>(self, f: F) -> Result<U, <Self::Output as TryOutput>::Error> {}
        #[letgo::adapter]
        async fn map_err<E, F: FnOnce(<Self::Output as TryOutput>::Error) -> E>(self, f: F) -> Result<<Self::Output as TryOutput>::Ok, E> {}
        #[letgo::adapter]
        async fn err_into<E>(self) -> Result<<Self::Output as TryOutput>::Ok, E> {}
        #[letgo::adapter]
        async fn and_then<Fut: Future, F: FnOnce(<Self::Output as TryOutput>::Ok) -> Fut>(self, f: F) -> <Fut as Future>::Output {}
        #[letgo::adapter]
        async fn or_else<Fut: Future, F: FnOnce(<Self::Output as TryOutput>::Error) -> Fut>(self, f: F) -> <Fut as Future>::Output {}
        #[letgo::adapter]
        async fn inspect_ok<F: FnOnce(&<Self::Output as TryOutput>::Ok)>(self, f: F) -> Self::Output {}
        #[letgo::adapter]
        async fn inspect_err<F: FnOnce(&<Self::Output as TryOutput>::Error)>(self, f: F) -> Self::Output {}
        #[letgo::adapter]
        async fn unwrap_or_else<F: FnOnce(<Self::Output as TryOutput>::Error) -> <Self::Output as TryOutput>::Ok>(self, f: F) -> <Self::Output as TryOutput>::Ok {}
    }
    impl<F: Future> TryFutureExt for F {}

    /// What is in a `Result<T, E>`.
    #[letgo::unnamed]
    pub trait TryOutput {
        type Ok;
        type Error;
    }
    impl<T, E> TryOutput for Result<T, E> {
        type Ok = T;
        type Error = E;
    }

    #[letgo::ready]
    pub async fn ready<T>(value: T) -> T {}
    #[letgo::ready]
    pub async fn ok<T, E>(value: T) -> Result<T, E> {}
    #[letgo::ready]
    pub async fn err<T, E>(value: E) -> Result<T, E> {}
    pub async fn pending<T>() -> T {}
    #[letgo::adapter]
    pub async fn join_all<I: IntoIterator>(futures: I) -> Vec<<<I as IntoIterator>::Item as Future>::Output> {}
    #[letgo::adapter]
    pub async fn try_join_all<I: IntoIterator>(futures: I) -> Result<Vec<<<<I as IntoIterator>::Item as Future>::Output as TryOutput>::Ok>, <<<I as IntoIterator>::Item as Future>::Output as TryOutput>::Error> {}
    #[letgo::adapter]
    pub async fn join<A: Future, B: Future>(a: A, b: B) -> (<A as Future>::Output, <B as Future>::Output) {}
    #[letgo::adapter]
    pub async fn try_join<A: Future, B: Future>(a: A, b: B) -> Result<(<<A as Future>::Output as TryOutput>::Ok, <<B as Future>::Output as TryOutput>::Ok), <<A as Future>::Output as TryOutput>::Error> {}
    #[letgo::adapter]
    pub async fn select<A: Future, B: Future>(a: A, b: B) -> Either<<A as Future>::Output, <B as Future>::Output> {}
    #[letgo::adapter]
    pub async fn select_all<I: IntoIterator>(futures: I) -> (<<I as IntoIterator>::Item as Future>::Output, usize, Vec<<I as IntoIterator>::Item>) {}
    pub enum Either<A, B> {
        Left(A),
        Right(B),
    }
    #[letgo::adapter]
    pub async fn lazy<T, F>(f: F) -> T {}
    pub use std::future::poll_fn;
}

pub mod stream {
    use super::future::TryOutput;
    pub trait Stream {
        type Item;
    }
    pub trait TryStream: Stream {}
    impl<S: Stream> Stream for &mut S {
        type Item = <S as Stream>::Item;
    }
    impl<S: Stream> Stream for Box<S> {
        type Item = <S as Stream>::Item;
    }
    impl<P: std::ops::Deref> Stream for std::pin::Pin<P> {
        type Item = <<P as std::ops::Deref>::Target as Stream>::Item;
    }
    pub type BoxStream<'a, T> = std::pin::Pin<Box<dyn Stream<Item = T>>>;
    pub type LocalBoxStream<'a, T> = std::pin::Pin<Box<dyn Stream<Item = T>>>;

    pub trait StreamExt: Stream {
        #[letgo::adapter]
        #[letgo::last]
        async fn next(&mut self) -> Option<Self::Item> {}
        #[letgo::adapter]
        fn map<T, F: FnMut(Self::Item) -> T>(self, f: F) -> Adapter<(Self, F), T> {}
        #[letgo::adapter]
        fn then<Fut: Future, F: FnMut(Self::Item) -> Fut>(self, f: F) -> Adapter<(Self, F), <Fut as Future>::Output> {}
        #[letgo::adapter]
        fn filter<Fut, F: FnMut(&Self::Item) -> Fut>(self, f: F) -> Adapter<(Self, F), Self::Item> {}
        #[letgo::adapter]
        fn filter_map<Fut: Future<Output = Option<T>>, T, F: FnMut(Self::Item) -> Fut>(self, f: F) -> Adapter<(Self, F), T> {}
        #[letgo::adapter]
        async fn for_each<Fut: Future, F: FnMut(Self::Item) -> Fut>(self, f: F) {}
        #[letgo::adapter]
        async fn for_each_concurrent<L, Fut: Future, F: FnMut(Self::Item) -> Fut>(self, limit: L, f: F) {}
        #[letgo::adapter]
        async fn collect<C: FromIterator<Self::Item>>(self) -> C {}
        #[letgo::adapter]
        async fn concat(self) -> Self::Item {}
        #[letgo::adapter]
        async fn fold<T, Fut: Future<Output = T>, F: FnMut(T, Self::Item) -> Fut>(self, init: T, f: F) -> T {}
        #[letgo::adapter]
        async fn count(self) -> usize {}
        #[letgo::adapter]
        fn take(self, n: usize) -> Adapter<Self, Self::Item> {}
        #[letgo::adapter]
        fn skip(self, n: usize) -> Adapter<Self, Self::Item> {}
        #[letgo::adapter]
        fn chunks(self, n: usize) -> Adapter<Self, Vec<Self::Item>> {}
        #[letgo::adapter]
        fn ready_chunks(self, n: usize) -> Adapter<Self, Vec<Self::Item>> {}
        #[letgo::adapter]
        fn enumerate(self) -> Adapter<Self, (usize, Self::Item)> {}
        #[letgo::adapter]
        fn buffered(self, n: usize) -> Adapter<Self, <Self::Item as Future>::Output> {}
        #[letgo::adapter]
        fn buffer_unordered(self, n: usize) -> Adapter<Self, <Self::Item as Future>::Output> {}
        #[letgo::adapter]
        fn boxed(self) -> Adapter<Self, Self::Item> {}
        #[letgo::adapter]
        fn boxed_local(self) -> Adapter<Self, Self::Item> {}
        #[letgo::adapter]
        fn fuse(self) -> Adapter<Self, Self::Item> {}
        #[letgo::adapter]
        fn peekable(self) -> Adapter<Self, Self::Item> {}
        #[letgo::adapter]
        fn by_ref(&mut self) -> &mut Self {}
    }
    impl<S: Stream> StreamExt for S {}

    pub trait TryStreamExt: Stream {
        #[letgo::adapter]
        async fn try_next(&mut self) -> <Self::Item as Flip>::Output {}
        #[letgo::adapter]
        fn map_ok<U, F: FnMut(<Self::Item as TryOutput>::Ok) -> U>(self, f: F) -> Adapter<(Self, F), Result<U, <Self::Item as TryOutput>::Error>> {}
        #[letgo::adapter]
        fn map_err<E, F: FnMut(<Self::Item as TryOutput>::Error) -> E>(self, f: F) -> Adapter<(Self, F), Result<<Self::Item as TryOutput>::Ok, E>> {}
        #[letgo::adapter]
        fn err_into<E>(self) -> Adapter<Self, Self::Item> {}
        #[letgo::adapter]
        fn and_then<Fut: Future, F: FnMut(<Self::Item as TryOutput>::Ok) -> Fut>(self, f: F) -> Adapter<(Self, F), <Fut as Future>::Output> {}
        #[letgo::adapter]
        async fn try_for_each<Fut: Future, F: FnMut(<Self::Item as TryOutput>::Ok) -> Fut>(self, f: F) -> <Fut as Future>::Output {}
        #[letgo::adapter]
        async fn try_for_each_concurrent<L, Fut: Future, F: FnMut(<Self::Item as TryOutput>::Ok) -> Fut>(self, limit: L, f: F) -> <Fut as Future>::Output {}
        #[letgo::adapter]
        async fn try_collect<C: FromIterator<<Self::Item as TryOutput>::Ok>>(self) -> Result<C, <Self::Item as TryOutput>::Error> {}
        #[letgo::adapter]
        async fn try_fold<T, Fut: Future, F: FnMut(T, <Self::Item as TryOutput>::Ok) -> Fut>(self, init: T, f: F) -> <Fut as Future>::Output {}
        #[letgo::adapter]
        async fn try_concat(self) -> Self::Item {}
        #[letgo::adapter]
        fn try_filter<Fut, F: FnMut(&<Self::Item as TryOutput>::Ok) -> Fut>(self, f: F) -> Adapter<(Self, F), Self::Item> {}
        #[letgo::adapter]
        fn try_filter_map<Fut, F: FnMut(<Self::Item as TryOutput>::Ok) -> Fut>(self, f: F) -> Adapter<(Self, F), Self::Item> {}
        #[letgo::adapter]
        fn try_buffered(self, n: usize) -> Adapter<Self, Self::Item> {}
        #[letgo::adapter]
        fn try_buffer_unordered(self, n: usize) -> Adapter<Self, Self::Item> {}
        #[letgo::adapter]
        fn try_chunks(self, n: usize) -> Adapter<Self, Self::Item> {}
    }
    impl<S: Stream> TryStreamExt for S {}

    /// `Result<T, E>` of a stream's item becomes `Result<Option<T>, E>`.
    pub trait Flip {
        type Output;
    }
    impl<T, E> Flip for Result<T, E> {
        type Output = Result<Option<T>, E>;
    }

    /// Stands for every adaptor: it owns the stream that it was made of.
    #[letgo::lazy]
    pub struct Adapter<S, T>;
    impl<S, T> Stream for Adapter<S, T> {
        type Item = T;
    }

    #[letgo::look_through]
    pub struct FuturesUnordered<F>;
    impl<F: Future> FuturesUnordered<F> {
        pub fn new() -> FuturesUnordered<F> {}
        pub fn push(&self, future: F) {}
        pub fn len(&self) -> usize {}
        pub fn is_empty(&self) -> bool {}
    }
    impl<F: Future> Stream for FuturesUnordered<F> {
        type Item = <F as Future>::Output;
    }
    pub use FuturesUnordered as FuturesOrdered;
    pub fn iter<I: IntoIterator>(items: I) -> Adapter<I, <I as IntoIterator>::Item> {}
    pub fn once<F: Future>(future: F) -> Adapter<F, <F as Future>::Output> {}
    pub fn empty<T>() -> Adapter<(), T> {}
    pub fn unfold<S, T, Fut: Future<Output = Option<(T, S)>>, F: FnMut(S) -> Fut>(init: S, f: F) -> Adapter<(S, F), T> {}
}

pub mod sink {
    pub trait Sink {}
    pub trait SinkExt {
        #[letgo::waits(channel)]
        async fn send<T>(&mut self, item: T) -> Result<(), ()> {}
    }
}

pub mod lock {
    #[letgo::shared]
    pub struct Mutex<T>;
    impl<T> Mutex<T> {
        pub fn new(value: T) -> Mutex<T> {}
        #[letgo::waits(lock)]
        pub async fn lock(&self) -> MutexGuard<'_, T> {}
    }
    #[letgo::locked]
    pub struct MutexGuard<'a, T>;
    impl<'a, T> std::ops::Deref for MutexGuard<'a, T> {
        type Target = T;
    }
}

pub mod executor {
    #[letgo::blocks(task)]
    pub fn block_on<F: Future>(future: F) -> <F as Future>::Output {}
}
