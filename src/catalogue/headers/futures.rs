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
        #[letgo::adapter]
        async fn flatten(self) -> <Self::Output as Future>::Output {}
        #[letgo::adapter]
        fn flatten_stream(self) -> crate::stream::Adapter<(Self, Self::Output), <Self::Output as crate::Stream>::Item> {}
        #[letgo::adapter]
        fn into_stream(self) -> crate::stream::Adapter<Self, Self::Output> {}
        #[letgo::adapter]
        async fn left_future<B>(self) -> Self::Output {}
        #[letgo::adapter]
        async fn right_future<A>(self) -> Self::Output {}
        #[letgo::adapter]
        async fn unit_error(self) -> Result<Self::Output, ()> {}
        #[letgo::adapter]
        async fn never_error(self) -> Result<Self::Output, std::convert::Infallible> {}
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
        #[letgo::adapter]
        async fn map_ok_or_else<T, E: FnOnce(<Self::Output as TryOutput>::Error) -> T, F: FnOnce(<Self::Output as TryOutput>::Ok) -> T>(self, e: E, f: F) -> T {}
        #[letgo::adapter]
        async fn into_future(self) -> Self::Output {}
        #[letgo::adapter]
        async fn try_flatten(self) -> <<Self::Output as TryOutput>::Ok as Future>::Output {}
        #[letgo::adapter]
        fn try_flatten_stream(self) -> crate::stream::Adapter<(Self, <Self::Output as TryOutput>::Ok), <<Self::Output as TryOutput>::Ok as crate::Stream>::Item> {}
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
        fn filter<Fut: Future, F: FnMut(&Self::Item) -> Fut>(self, f: F) -> Adapter<(Self, F), Self::Item> {}
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
        fn take(self, n: usize) -> Cut<Self, Self::Item> {}
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
        #[letgo::adapter]
        fn flatten(self) -> Adapter<(Self, Self::Item), <Self::Item as Stream>::Item> {}
        #[letgo::adapter]
        fn flatten_unordered<L>(self, limit: L) -> Adapter<(Self, Self::Item), <Self::Item as Stream>::Item> {}
        #[letgo::adapter]
        fn flat_map<U: Stream, F: FnMut(Self::Item) -> U>(self, f: F) -> Adapter<(Self, F, U), <U as Stream>::Item> {}
        #[letgo::adapter]
        fn flat_map_unordered<U: Stream, L, F: FnMut(Self::Item) -> U>(self, limit: L, f: F) -> Adapter<(Self, F, U), <U as Stream>::Item> {}
        #[letgo::adapter]
        fn scan<S, B, Fut: Future<Output = Option<B>>, F: FnMut(&mut S, Self::Item) -> Fut>(self, state: S, f: F) -> Cut<(Self, S, F), B> {}
        #[letgo::adapter]
        fn skip_while<Fut: Future, F: FnMut(&Self::Item) -> Fut>(self, f: F) -> Adapter<(Self, F), Self::Item> {}
        #[letgo::adapter]
        fn take_while<Fut: Future, F: FnMut(&Self::Item) -> Fut>(self, f: F) -> Cut<(Self, F), Self::Item> {}
        #[letgo::adapter]
        fn take_until<Fut: Future>(self, fut: Fut) -> Cut<(Self, Fut), Self::Item> {}
        #[letgo::adapter]
        fn inspect<F: FnMut(&Self::Item)>(self, f: F) -> Adapter<(Self, F), Self::Item> {}
        #[letgo::adapter]
        fn zip<St: Stream>(self, other: St) -> Cut<(Self, St), (Self::Item, <St as Stream>::Item)> {}
        #[letgo::adapter]
        fn chain<St: Stream>(self, other: St) -> Adapter<(Self, St), Self::Item> {}
        #[letgo::adapter]
        fn cycle(self) -> Adapter<Self, Self::Item> {}
        #[letgo::adapter]
        fn left_stream<B>(self) -> Adapter<Self, Self::Item> {}
        #[letgo::adapter]
        fn right_stream<B>(self) -> Adapter<Self, Self::Item> {}
        #[letgo::adapter]
        fn catch_unwind(self) -> Adapter<Self, Result<Self::Item, ()>> {}
        #[letgo::adapter]
        async fn into_future(self) -> (Option<Self::Item>, Self) {}
        #[letgo::adapter]
        async fn select_next_some(&mut self) -> Self::Item {}
        #[letgo::adapter]
        async fn any<Fut: Future, F: FnMut(Self::Item) -> Fut>(self, f: F) -> bool {}
        #[letgo::adapter]
        async fn all<Fut: Future, F: FnMut(Self::Item) -> Fut>(self, f: F) -> bool {}
        #[letgo::adapter]
        async fn unzip<A, B, FromA, FromB>(self) -> (FromA, FromB) {}
        #[letgo::waits(channel)]
        async fn forward<S>(self, sink: S) -> Result<(), ()> {}
    }
    impl<S: Stream> StreamExt for S {}

    pub trait TryStreamExt: Stream {
        #[letgo::adapter]
        #[letgo::last]
        async fn try_next(&mut self) -> <Self::Item as Flip>::Output {}
        #[letgo::adapter]
        fn map_ok<U, F: FnMut(<Self::Item as TryOutput>::Ok) -> U>(self, f: F) -> Adapter<(Self, F), Result<U, <Self::Item as TryOutput>::Error>> {}
        #[letgo::adapter]
        #[letgo::computes]
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
        fn try_filter<Fut: Future, F: FnMut(&<Self::Item as TryOutput>::Ok) -> Fut>(self, f: F) -> Adapter<(Self, F), Self::Item> {}
        #[letgo::adapter]
        fn try_filter_map<Fut: Future, F: FnMut(<Self::Item as TryOutput>::Ok) -> Fut>(self, f: F) -> Adapter<(Self, F), Self::Item> {}
        #[letgo::adapter]
        fn try_buffered(self, n: usize) -> Adapter<Self, Self::Item> {}
        #[letgo::adapter]
        fn try_buffer_unordered(self, n: usize) -> Adapter<Self, Self::Item> {}
        #[letgo::adapter]
        fn try_chunks(self, n: usize) -> Adapter<Self, Self::Item> {}
        #[letgo::adapter]
        fn try_ready_chunks(self, n: usize) -> Adapter<Self, Self::Item> {}
        #[letgo::adapter]
        fn or_else<Fut: Future, F: FnMut(<Self::Item as TryOutput>::Error) -> Fut>(self, f: F) -> Adapter<(Self, F), <Fut as Future>::Output> {}
        #[letgo::adapter]
        fn inspect_ok<F: FnMut(&<Self::Item as TryOutput>::Ok)>(self, f: F) -> Adapter<(Self, F), Self::Item> {}
        #[letgo::adapter]
        fn inspect_err<F: FnMut(&<Self::Item as TryOutput>::Error)>(self, f: F) -> Adapter<(Self, F), Self::Item> {}
        #[letgo::adapter]
        fn into_stream(self) -> Adapter<Self, Self::Item> {}
        #[letgo::adapter]
        fn try_skip_while<Fut: Future, F: FnMut(&<Self::Item as TryOutput>::Ok) -> Fut>(self, f: F) -> Adapter<(Self, F), Self::Item> {}
        #[letgo::adapter]
        fn try_take_while<Fut: Future, F: FnMut(&<Self::Item as TryOutput>::Ok) -> Fut>(self, f: F) -> Cut<(Self, F), Self::Item> {}
        #[letgo::adapter]
        fn try_flatten(self) -> Adapter<(Self, <Self::Item as TryOutput>::Ok), <<Self::Item as TryOutput>::Ok as Stream>::Item> {}
        #[letgo::adapter]
        fn try_flatten_unordered<L>(self, limit: L) -> Adapter<(Self, <Self::Item as TryOutput>::Ok), <<Self::Item as TryOutput>::Ok as Stream>::Item> {}
        #[letgo::adapter]
        async fn try_all<Fut: Future, F: FnMut(<Self::Item as TryOutput>::Ok) -> Fut>(self, f: F) -> Result<bool, <Self::Item as TryOutput>::Error> {}
        #[letgo::adapter]
        async fn try_any<Fut: Future, F: FnMut(<Self::Item as TryOutput>::Ok) -> Fut>(self, f: F) -> Result<bool, <Self::Item as TryOutput>::Error> {}
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

    /// Stands for adaptors that may end before their stream.
    #[letgo::lazy]
    #[letgo::cuts]
    pub struct Cut<S, T>;
    impl<S, T> Stream for Cut<S, T> {
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
    pub fn try_unfold<T, F: FnMut(T) -> Fut, Fut: Future<Output = Result<Option<(Item, T)>, E>>, Item, E>(init: T, f: F) -> Adapter<(T, F), Result<Item, E>> {}
    pub fn repeat<T>(item: T) -> Adapter<T, T> {}
    pub fn repeat_with<A, F: FnMut() -> A>(repeater: F) -> Adapter<F, A> {}
    pub fn pending<T>() -> Adapter<(), T> {}
    pub fn select<A: Stream, B: Stream>(a: A, b: B) -> Adapter<(A, B), <A as Stream>::Item> {}
    pub fn select_all<I: IntoIterator>(streams: I) -> SelectAll<<I as IntoIterator>::Item> {}
    /// Many streams as one.
    #[letgo::look_through]
    pub struct SelectAll<S>;
    impl<S: Stream> SelectAll<S> {
        pub fn new() -> SelectAll<S> {}
        pub fn push(&mut self, stream: S) {}
        pub fn len(&self) -> usize {}
        pub fn is_empty(&self) -> bool {}
        pub fn clear(&mut self) {}
    }
    impl<S: Stream> Stream for SelectAll<S> {
        type Item = <S as Stream>::Item;
    }
}

pub mod sink {
    pub trait Sink {}
    pub trait SinkExt {
        #[letgo::waits(channel)]
        async fn send<T>(&mut self, item: T) -> Result<(), ()> {}
        #[letgo::waits(channel)]
        async fn send_all<St>(&mut self, stream: &mut St) -> Result<(), ()> {}
        #[letgo::waits(channel)]
        async fn feed<T>(&mut self, item: T) -> Result<(), ()> {}
        #[letgo::waits(channel)]
        async fn flush(&mut self) -> Result<(), ()> {}
        #[letgo::waits(channel)]
        async fn close(&mut self) -> Result<(), ()> {}
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
