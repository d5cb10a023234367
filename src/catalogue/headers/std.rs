//! The standard library, as far as it carries values or waits: core, alloc and std are one.
#![letgo::krate(std, core, alloc)]

pub mod prelude {
    pub use crate::borrow::ToOwned;
    pub use crate::boxed::Box;
    pub use crate::clone::Clone;
    pub use crate::convert::{AsMut, AsRef, From, Into, TryFrom, TryInto};
    pub use crate::default::Default;
    pub use crate::future::{Future, IntoFuture};
    pub use crate::iter::{DoubleEndedIterator, ExactSizeIterator, Extend, FromIterator, IntoIterator, Iterator};
    pub use crate::mem::drop;
    pub use crate::ops::{AsyncFn, AsyncFnMut, AsyncFnOnce, Drop, Fn, FnMut, FnOnce};
    pub use crate::option::Option::{self, None, Some};
    pub use crate::result::Result::{self, Err, Ok};
    pub use crate::string::{String, ToString};
    pub use crate::vec::Vec;
    pub use crate::marker::{Copy, Send, Sized, Sync, Unpin};
    pub mod v1 {
        pub use super::*;
    }
    pub mod rust_2021 {
        pub use super::*;
    }
    pub mod rust_2024 {
        pub use super::*;
    }
}

pub mod marker {
    pub trait Copy {}
    pub trait Send {}
    pub trait Sync {}
    pub trait Sized {}
    pub trait Unpin {}
    #[letgo::opaque]
    pub struct PhantomData<T>;
}

pub mod option {
    #[letgo::look_through]
    pub enum Option<T> {
        None,
        Some(T),
    }
    impl<T> Option<T> {
        pub fn is_some(&self) -> bool {}
        pub fn is_none(&self) -> bool {}
        pub fn is_some_and(self, f: impl FnOnce(T) -> bool) -> bool {}
        pub fn is_none_or(self, f: impl FnOnce(T) -> bool) -> bool {}
        pub fn as_ref(&self) -> Option<&T> {}
        pub fn as_mut(&mut self) -> Option<&mut T> {}
        pub fn as_deref(&self) -> Option<&<T as Deref>::Target> where T: Deref {}
        pub fn as_deref_mut(&mut self) -> Option<&mut <T as Deref>::Target> where T: Deref {}
        pub fn expect(self, message: &str) -> T {}
        pub fn unwrap(self) -> T {}
        pub fn unwrap_or(self, default: T) -> T {}
        pub fn unwrap_or_else<F: FnOnce() -> T>(self, f: F) -> T {}
        pub fn unwrap_or_default(self) -> T {}
        pub fn map<U, F: FnOnce(T) -> U>(self, f: F) -> Option<U> {}
        pub fn inspect<F: FnOnce(&T)>(self, f: F) -> Option<T> {}
        pub fn map_or<U, F: FnOnce(T) -> U>(self, default: U, f: F) -> U {}
        pub fn map_or_else<U, D: FnOnce() -> U, F: FnOnce(T) -> U>(self, default: D, f: F) -> U {}
        pub fn ok_or<E>(self, error: E) -> Result<T, E> {}
        pub fn ok_or_else<E, F: FnOnce() -> E>(self, f: F) -> Result<T, E> {}
        pub fn and<U>(self, other: Option<U>) -> Option<U> {}
        pub fn and_then<U, F: FnOnce(T) -> Option<U>>(self, f: F) -> Option<U> {}
        pub fn filter<P: FnOnce(&T) -> bool>(self, predicate: P) -> Option<T> {}
        pub fn or(self, other: Option<T>) -> Option<T> {}
        pub fn or_else<F: FnOnce() -> Option<T>>(self, f: F) -> Option<T> {}
        pub fn xor(self, other: Option<T>) -> Option<T> {}
        pub fn insert(&mut self, value: T) -> &mut T {}
        pub fn get_or_insert(&mut self, value: T) -> &mut T {}
        pub fn get_or_insert_with<F: FnOnce() -> T>(&mut self, f: F) -> &mut T {}
        #[letgo::empties]
        pub fn take(&mut self) -> Option<T> {}
        pub fn take_if<P: FnOnce(&mut T) -> bool>(&mut self, predicate: P) -> Option<T> {}
        #[letgo::empties]
        pub fn replace(&mut self, value: T) -> Option<T> {}
        pub fn zip<U>(self, other: Option<U>) -> Option<(T, U)> {}
        pub fn iter(&self) -> crate::slice::Iter<T> {}
    }
    impl<T> Option<&T> {
        pub fn cloned(self) -> Option<T> {}
        pub fn copied(self) -> Option<T> {}
    }
    impl<T, E> Option<Result<T, E>> {
        pub fn transpose(self) -> Result<Option<T>, E> {}
    }
    impl<T> Option<Option<T>> {
        pub fn flatten(self) -> Option<T> {}
    }
    impl<T, U> Option<(T, U)> {
        pub fn unzip(self) -> (Option<T>, Option<U>) {}
    }
    impl<T: Clone> Clone for Option<T> {}
    impl<T> Default for Option<T> {}
    impl<T> IntoIterator for Option<T> {
        type Item = T;
    }
    use crate::ops::Deref;
}

pub mod result {
    #[letgo::look_through]
    pub enum Result<T, E> {
        Ok(T),
        Err(E),
    }
    impl<T, E> Result<T, E> {
        pub fn is_ok(&self) -> bool {}
        pub fn is_err(&self) -> bool {}
        pub fn is_ok_and(self, f: impl FnOnce(T) -> bool) -> bool {}
        pub fn is_err_and(self, f: impl FnOnce(E) -> bool) -> bool {}
        pub fn ok(self) -> Option<T> {}
        pub fn err(self) -> Option<E> {}
        pub fn as_ref(&self) -> Result<&T, &E> {}
        pub fn as_mut(&mut self) -> Result<&mut T, &mut E> {}
        pub fn as_deref(&self) -> Result<&<T as crate::ops::Deref>::Target, &E> {}
        pub fn as_deref_mut(&mut self) -> Result<&mut <T as crate::ops::Deref>::Target, &mut E> {}
        pub fn map<U, F: FnOnce(T) -> U>(self, f: F) -> Result<U, E> {}
        pub fn map_or<U, F: FnOnce(T) -> U>(self, default: U, f: F) -> U {}
        pub fn map_or_else<U, D: FnOnce(E) -> U, F: FnOnce(T) -> U>(self, default: D, f: F) -> U {}
        #[letgo::computes]
        pub fn map_err<F, O: FnOnce(E) -> F>(self, op: O) -> Result<T, F> {}
        pub fn inspect<F: FnOnce(&T)>(self, f: F) -> Result<T, E> {}
        #[letgo::computes]
        pub fn inspect_err<F: FnOnce(&E)>(self, f: F) -> Result<T, E> {}
        pub fn and<U>(self, other: Result<U, E>) -> Result<U, E> {}
        pub fn and_then<U, F: FnOnce(T) -> Result<U, E>>(self, f: F) -> Result<U, E> {}
        pub fn or<F>(self, other: Result<T, F>) -> Result<T, F> {}
        pub fn or_else<F, O: FnOnce(E) -> Result<T, F>>(self, op: O) -> Result<T, F> {}
        pub fn unwrap(self) -> T {}
        pub fn expect(self, message: &str) -> T {}
        pub fn unwrap_err(self) -> E {}
        pub fn expect_err(self, message: &str) -> E {}
        pub fn unwrap_or(self, default: T) -> T {}
        pub fn unwrap_or_else<F: FnOnce(E) -> T>(self, f: F) -> T {}
        pub fn unwrap_or_default(self) -> T {}
        pub fn iter(&self) -> crate::slice::Iter<T> {}
    }
    impl<T, E> Result<Option<T>, E> {
        pub fn transpose(self) -> Option<Result<T, E>> {}
    }
    impl<T, E> Result<&T, E> {
        pub fn cloned(self) -> Result<T, E> {}
        pub fn copied(self) -> Result<T, E> {}
    }
    impl<T: Clone, E: Clone> Clone for Result<T, E> {}
    impl<T, E> IntoIterator for Result<T, E> {
        type Item = T;
    }
}

pub mod boxed {
    #[letgo::look_through]
    pub struct Box<T>;
    impl<T> Box<T> {
        pub fn new(value: T) -> Box<T> {}
        pub fn pin(value: T) -> crate::pin::Pin<Box<T>> {}
        #[letgo::leaks]
        pub fn leak(value: Box<T>) -> &'static mut T {}
        pub fn into_pin(value: Box<T>) -> crate::pin::Pin<Box<T>> {}
    }
    impl<T> crate::ops::Deref for Box<T> {
        type Target = T;
    }
    impl<T: Clone> Clone for Box<T> {}
    impl<T> AsRef<T> for Box<T> {}
    impl<T> AsMut<T> for Box<T> {}
}

pub mod rc {
    #[letgo::look_through]
    pub struct Rc<T>;
    impl<T> Rc<T> {
        pub fn new(value: T) -> Rc<T> {}
        pub fn clone(this: &Rc<T>) -> Rc<T> {}
        pub fn downgrade(this: &Rc<T>) -> Weak<T> {}
        pub fn try_unwrap(this: Rc<T>) -> Result<T, Rc<T>> {}
        pub fn into_inner(this: Rc<T>) -> Option<T> {}
        pub fn get_mut(this: &mut Rc<T>) -> Option<&mut T> {}
    }
    impl<T> crate::ops::Deref for Rc<T> {
        type Target = T;
    }
    impl<T> Clone for Rc<T> {}
    impl<T> AsRef<T> for Rc<T> {}
    #[letgo::opaque]
    pub struct Weak<T>;
    impl<T> Weak<T> {
        pub fn upgrade(&self) -> Option<Rc<T>> {}
    }
    impl<T> Clone for Weak<T> {}
}

pub mod sync {
    #[letgo::look_through]
    pub struct Arc<T>;
    impl<T> Arc<T> {
        pub fn new(value: T) -> Arc<T> {}
        pub fn downgrade(this: &Arc<T>) -> Weak<T> {}
        pub fn try_unwrap(this: Arc<T>) -> Result<T, Arc<T>> {}
        pub fn into_inner(this: Arc<T>) -> Option<T> {}
        pub fn get_mut(this: &mut Arc<T>) -> Option<&mut T> {}
        pub fn strong_count(this: &Arc<T>) -> usize {}
        pub fn ptr_eq(this: &Arc<T>, other: &Arc<T>) -> bool {}
    }
    impl<T> crate::ops::Deref for Arc<T> {
        type Target = T;
    }
    impl<T> Clone for Arc<T> {}
    impl<T> AsRef<T> for Arc<T> {}
    #[letgo::opaque]
    pub struct Weak<T>;
    impl<T> Weak<T> {
        pub fn upgrade(&self) -> Option<Arc<T>> {}
    }
    impl<T> Clone for Weak<T> {}

    #[letgo::shared]
    pub struct Mutex<T>;
    impl<T> Mutex<T> {
        pub fn new(value: T) -> Mutex<T> {}
        pub fn lock(&self) -> Result<MutexGuard<T>, PoisonError<MutexGuard<T>>> {}
        pub fn try_lock(&self) -> Result<MutexGuard<T>, PoisonError<MutexGuard<T>>> {}
        pub fn into_inner(self) -> Result<T, PoisonError<T>> {}
        pub fn get_mut(&mut self) -> Result<&mut T, PoisonError<T>> {}
    }
    #[letgo::locked]
    pub struct MutexGuard<'a, T>;
    impl<'a, T> crate::ops::Deref for MutexGuard<'a, T> {
        type Target = T;
    }
    #[letgo::shared]
    pub struct RwLock<T>;
    impl<T> RwLock<T> {
        pub fn new(value: T) -> RwLock<T> {}
        pub fn read(&self) -> Result<RwLockReadGuard<T>, PoisonError<RwLockReadGuard<T>>> {}
        pub fn write(&self) -> Result<RwLockWriteGuard<T>, PoisonError<RwLockWriteGuard<T>>> {}
        pub fn into_inner(self) -> Result<T, PoisonError<T>> {}
    }
    #[letgo::locked]
    pub struct RwLockReadGuard<'a, T>;
    impl<'a, T> crate::ops::Deref for RwLockReadGuard<'a, T> {
        type Target = T;
    }
    #[letgo::locked]
    pub struct RwLockWriteGuard<'a, T>;
    impl<'a, T> crate::ops::Deref for RwLockWriteGuard<'a, T> {
        type Target = T;
    }
    #[letgo::opaque]
    pub struct PoisonError<T>;
    impl<T> PoisonError<T> {
        pub fn into_inner(self) -> T {}
    }
    #[letgo::look_through]
    pub struct OnceLock<T>;
    impl<T> OnceLock<T> {
        pub fn new() -> OnceLock<T> {}
        pub fn get(&self) -> Option<&T> {}
        pub fn set(&self, value: T) -> Result<(), T> {}
        pub fn get_or_init<F: FnOnce() -> T>(&self, f: F) -> &T {}
        #[letgo::empties]
        pub fn take(&mut self) -> Option<T> {}
        pub fn into_inner(self) -> Option<T> {}
    }
    #[letgo::look_through]
    pub struct LazyLock<T, F>;
    impl<T, F> crate::ops::Deref for LazyLock<T, F> {
        type Target = T;
    }
    pub struct Barrier;
    impl Barrier {
        #[letgo::blocks(lock)]
        pub fn wait(&self) {}
    }
    pub struct Condvar;
    pub mod mpsc {
        #[letgo::opaque]
        pub struct Sender<T>;
        impl<T> Sender<T> {
            #[letgo::sends(channel)]
            pub fn send(&self, value: T) -> Result<(), SendError<T>> {}
        }
        impl<T> Clone for Sender<T> {}
        #[letgo::opaque]
        pub struct SyncSender<T>;
        impl<T> SyncSender<T> {
            #[letgo::blocks(channel)]
            #[letgo::sends(channel)]
            pub fn send(&self, value: T) -> Result<(), SendError<T>> {}
        }
        #[letgo::opaque]
        pub struct Receiver<T>;
        impl<T> Receiver<T> {
            #[letgo::blocks(channel)]
            pub fn recv(&self) -> Result<T, RecvError> {}
            #[letgo::blocks(channel)]
            pub fn recv_timeout(&self, timeout: crate::time::Duration) -> Result<T, RecvError> {}
            pub fn try_recv(&self) -> Result<T, RecvError> {}
        }
        pub struct RecvError;
        pub struct SendError<T>;
        pub fn channel<T>() -> (Sender<T>, Receiver<T>) {}
        pub fn sync_channel<T>(bound: usize) -> (SyncSender<T>, Receiver<T>) {}
    }
    pub mod atomic {
        pub struct AtomicBool;
        pub struct AtomicUsize;
        pub struct AtomicU64;
        pub struct AtomicI64;
        pub struct AtomicU32;
    }
}

pub mod cell {
    #[letgo::look_through]
    pub struct Cell<T>;
    impl<T> Cell<T> {
        pub fn new(value: T) -> Cell<T> {}
        pub fn get(&self) -> T {}
        #[letgo::empties]
        pub fn set(&self, value: T) {}
        #[letgo::empties]
        pub fn take(&self) -> T {}
        #[letgo::empties]
        pub fn replace(&self, value: T) -> T {}
        pub fn into_inner(self) -> T {}
    }
    #[letgo::look_through]
    pub struct RefCell<T>;
    impl<T> RefCell<T> {
        pub fn new(value: T) -> RefCell<T> {}
        pub fn borrow(&self) -> Ref<T> {}
        pub fn borrow_mut(&self) -> RefMut<T> {}
        pub fn into_inner(self) -> T {}
        #[letgo::empties]
        pub fn take(&self) -> T {}
        #[letgo::empties]
        pub fn replace(&self, value: T) -> T {}
    }
    #[letgo::facade]
    pub struct Ref<'a, T>;
    impl<'a, T> crate::ops::Deref for Ref<'a, T> {
        type Target = T;
    }
    #[letgo::facade]
    pub struct RefMut<'a, T>;
    impl<'a, T> crate::ops::Deref for RefMut<'a, T> {
        type Target = T;
    }
    #[letgo::look_through]
    pub struct OnceCell<T>;
    impl<T> OnceCell<T> {
        pub fn new() -> OnceCell<T> {}
        pub fn get(&self) -> Option<&T> {}
        pub fn set(&self, value: T) -> Result<(), T> {}
        pub fn get_or_init<F: FnOnce() -> T>(&self, f: F) -> &T {}
        #[letgo::empties]
        pub fn take(&mut self) -> Option<T> {}
        pub fn into_inner(self) -> Option<T> {}
    }
}

pub mod pin {
    #[letgo::look_through]
    pub struct Pin<P>;
    impl<P: crate::ops::Deref> Pin<P> {
        pub fn new(pointer: P) -> Pin<P> {}
        pub fn as_mut(&mut self) -> Pin<&mut <P as crate::ops::Deref>::Target> {}
        pub fn as_ref(&self) -> Pin<&<P as crate::ops::Deref>::Target> {}
        pub fn get_mut(self) -> P {}
    }
    impl<P: crate::ops::Deref> crate::ops::Deref for Pin<P> {
        type Target = <P as crate::ops::Deref>::Target;
    }
}

pub mod ops {
    pub trait Deref {
        type Target;
        fn deref(&self) -> &Self::Target;
    }
    pub trait DerefMut: Deref {
        fn deref_mut(&mut self) -> &mut Self::Target;
    }
    impl<T> DerefMut for crate::boxed::Box<T> {}
    impl<'a, T> DerefMut for crate::sync::MutexGuard<'a, T> {}
    impl<'a, T> DerefMut for crate::sync::RwLockWriteGuard<'a, T> {}
    impl<'a, T> DerefMut for crate::cell::RefMut<'a, T> {}
    pub trait FnOnce<Args> {
        type Output;
    }
    pub trait FnMut<Args>: FnOnce<Args> {}
    pub trait Fn<Args>: FnMut<Args> {}
    pub trait AsyncFnOnce<Args> {
        type Output;
    }
    pub trait AsyncFnMut<Args>: AsyncFnOnce<Args> {}
    pub trait AsyncFn<Args>: AsyncFnMut<Args> {}
    pub trait Drop {
        fn drop(&mut self);
    }
    pub trait Index<Idx> {
        type Output;
    }
    pub struct Range<T>;
    impl<T> Iterator for Range<T> {
        type Item = T;
    }
    #[letgo::look_through]
    pub enum ControlFlow<B, C> {
        Continue(C),
        Break(B),
    }
    #[letgo::look_through]
    pub enum Bound<T> {
        Included(T),
        Excluded(T),
        Unbounded,
    }
}

pub mod future {
    pub trait Future {
        type Output;
        fn poll(self: crate::pin::Pin<&mut Self>, cx: &mut crate::task::Context) -> crate::task::Poll<Self::Output>;
    }
    pub trait IntoFuture {
        type Output;
        fn into_future(self) -> impl Future<Output = Self::Output>;
    }
    impl<F: Future> Future for crate::boxed::Box<F> {
        type Output = <F as Future>::Output;
    }
    impl<F: Future> Future for &mut F {
        type Output = <F as Future>::Output;
    }
    #[letgo::ready]
    pub async fn ready<T>(value: T) -> T {}
    pub async fn pending<T>() -> T {}
    pub async fn poll_fn<T, F: FnMut(&mut crate::task::Context) -> crate::task::Poll<T>>(f: F) -> T {}
}

pub mod task {
    #[letgo::look_through]
    pub enum Poll<T> {
        Ready(T),
        Pending,
    }
    pub struct Context<'a>;
    pub struct Waker;
}

pub mod mem {
    pub fn drop<T>(value: T) {}
    #[letgo::leaks]
    pub fn forget<T>(value: T) {}
    #[letgo::empties]
    pub fn take<T>(place: &mut T) -> T {}
    #[letgo::empties]
    pub fn replace<T>(place: &mut T, value: T) -> T {}
    #[letgo::swaps]
    pub fn swap<T>(a: &mut T, b: &mut T) {}
    #[letgo::look_through]
    #[letgo::undropped]
    pub struct ManuallyDrop<T>;
    impl<T> ManuallyDrop<T> {
        pub fn new(value: T) -> ManuallyDrop<T> {}
        pub fn into_inner(slot: ManuallyDrop<T>) -> T {}
        #[letgo::empties]
        pub fn drop(slot: &mut ManuallyDrop<T>) {}
        #[letgo::empties]
        pub fn take(slot: &mut ManuallyDrop<T>) -> T {}
    }
    #[letgo::look_through]
    #[letgo::undropped]
    pub struct MaybeUninit<T>;
    impl<T> MaybeUninit<T> {
        pub fn new(value: T) -> MaybeUninit<T> {}
        pub fn uninit() -> MaybeUninit<T> {}
        pub fn write(&mut self, value: T) -> &mut T {}
        pub fn assume_init(self) -> T {}
    }
    impl<T> crate::ops::Deref for ManuallyDrop<T> {
        type Target = T;
    }
}

pub mod clone {
    pub trait Clone {
        fn clone(&self) -> Self;
    }
    impl<T> Clone for &T {}
}

pub mod default {
    pub trait Default {
        fn default() -> Self;
    }
}

pub mod convert {
    pub trait From<T> {
        fn from(value: T) -> Self;
    }
    pub trait Into<T> {
        fn into(self) -> T;
    }
    impl<T, U> Into<U> for T {}
    pub trait TryFrom<T> {
        type Error;
        fn try_from(value: T) -> Result<Self, Self::Error>;
    }
    pub trait TryInto<T> {
        fn try_into(self) -> Result<T, ()>;
    }
    pub trait AsRef<T> {
        fn as_ref(&self) -> &T;
    }
    pub trait AsMut<T> {
        fn as_mut(&mut self) -> &mut T;
    }
    pub enum Infallible {}
}

pub mod borrow {
    #[letgo::look_through]
    pub enum Cow<'a, T> {
        Borrowed(&'a T),
        Owned(T),
    }
    impl<'a, T> crate::ops::Deref for Cow<'a, T> {
        type Target = T;
    }
    pub trait ToOwned {
        type Owned;
        fn to_owned(&self) -> Self::Owned;
    }
    impl ToOwned for str {
        type Owned = crate::string::String;
    }
    impl<T> ToOwned for [T] {
        type Owned = crate::vec::Vec<T>;
    }
    pub trait Borrow<T> {
        fn borrow(&self) -> &T;
    }
}

pub mod string {
    pub struct String;
    impl String {
        pub fn new() -> String {}
        pub fn with_capacity(capacity: usize) -> String {}
        pub fn from_utf8(bytes: Vec<u8>) -> Result<String, FromUtf8Error> {}
        pub fn from_utf8_lossy(bytes: &[u8]) -> crate::borrow::Cow<'static, str> {}
        pub fn as_str(&self) -> &str {}
        pub fn push_str(&mut self, text: &str) {}
        pub fn push(&mut self, c: char) {}
        pub fn len(&self) -> usize {}
        pub fn is_empty(&self) -> bool {}
        pub fn into_bytes(self) -> Vec<u8> {}
        pub fn clear(&mut self) {}
    }
    impl crate::ops::Deref for String {
        type Target = str;
    }
    impl Clone for String {}
    impl Default for String {}
    impl From<&str> for String {}
    pub struct FromUtf8Error;
    pub trait ToString {
        fn to_string(&self) -> String;
    }
    impl ToString for str {}
    impl ToString for String {}
    impl ToString for i32 {}
}

pub mod str {
    pub fn from_utf8(bytes: &[u8]) -> Result<&str, Utf8Error> {}
    pub struct Utf8Error;
}

impl str {
    pub fn len(&self) -> usize {}
    pub fn is_empty(&self) -> bool {}
    pub fn trim(&self) -> &str {}
    pub fn to_lowercase(&self) -> string::String {}
    pub fn to_uppercase(&self) -> string::String {}
    pub fn starts_with(&self, pattern: &str) -> bool {}
    pub fn ends_with(&self, pattern: &str) -> bool {}
    pub fn contains(&self, pattern: &str) -> bool {}
    pub fn replace(&self, from: &str, to: &str) -> string::String {}
    pub fn split(&self, pattern: &str) -> iter::Boxed<&str> {}
    pub fn lines(&self) -> iter::Boxed<&str> {}
    pub fn chars(&self) -> iter::Boxed<char> {}
    pub fn split_whitespace(&self) -> iter::Boxed<&str> {}
    pub fn split_once(&self, pattern: &str) -> option::Option<(&str, &str)> {}
    pub fn strip_prefix(&self, pattern: &str) -> option::Option<&str> {}
    pub fn strip_suffix(&self, pattern: &str) -> option::Option<&str> {}
    pub fn as_bytes(&self) -> &[u8] {}
    pub fn as_str(&self) -> &str {}
    pub fn parse<F>(&self) -> result::Result<F, ()> {}
}

impl bool {
    pub fn then<T, F: FnOnce() -> T>(self, f: F) -> option::Option<T> {}
    pub fn then_some<T>(self, value: T) -> option::Option<T> {}
}

pub mod vec {
    #[letgo::look_through]
    pub struct Vec<T>;
    impl<T> Vec<T> {
        pub fn new() -> Vec<T> {}
        pub fn with_capacity(capacity: usize) -> Vec<T> {}
        pub fn from(items: [T]) -> Vec<T> {}
        pub fn push(&mut self, value: T) {}
        #[letgo::last]
        pub fn pop(&mut self) -> Option<T> {}
        pub fn insert(&mut self, index: usize, value: T) {}
        pub fn remove(&mut self, index: usize) -> T {}
        pub fn swap_remove(&mut self, index: usize) -> T {}
        #[letgo::empties]
        pub fn clear(&mut self) {}
        #[letgo::empties(all)]
        pub fn drain<R>(&mut self, range: R) -> IntoIter<T> {}
        #[letgo::drains]
        pub fn append(&mut self, other: &mut Vec<T>) {}
        pub fn extend<I: IntoIterator<Item = T>>(&mut self, items: I) {}
        pub fn extend_from_slice(&mut self, items: &[T]) {}
        pub fn truncate(&mut self, len: usize) {}
        pub fn retain<F: FnMut(&T) -> bool>(&mut self, f: F) {}
        pub fn as_slice(&self) -> &[T] {}
        pub fn into_boxed_slice(self) -> Box<[T]> {}
        pub fn split_off(&mut self, at: usize) -> Vec<T> {}
        #[letgo::empties(all)]
        pub fn splice<R, I: IntoIterator<Item = T>>(&mut self, range: R, items: I) -> IntoIter<T> {}
        pub fn pop_if<P: FnOnce(&mut T) -> bool>(&mut self, predicate: P) -> Option<T> {}
        pub fn resize_with<F: FnMut() -> T>(&mut self, len: usize, f: F) {}
        pub fn len(&self) -> usize {}
        pub fn is_empty(&self) -> bool {}
        pub fn dedup(&mut self) {}
    }
    impl<T> crate::ops::Deref for Vec<T> {
        type Target = [T];
    }
    impl<T: Clone> Clone for Vec<T> {}
    impl<T> Default for Vec<T> {}
    impl<T> IntoIterator for Vec<T> {
        type Item = T;
    }
    impl<T> IntoIterator for &Vec<T> {
        type Item = &T;
    }
    impl<T> IntoIterator for &mut Vec<T> {
        type Item = &mut T;
    }
    impl<T> FromIterator<T> for Vec<T> {}
    #[letgo::look_through]
    pub struct IntoIter<T>;
    impl<T> Iterator for IntoIter<T> {
        type Item = T;
    }
}

impl<T> [T] {
    pub fn len(&self) -> usize {}
    pub fn is_empty(&self) -> bool {}
    pub fn iter(&self) -> slice::Iter<T> {}
    pub fn iter_mut(&mut self) -> slice::IterMut<T> {}
    pub fn first(&self) -> option::Option<&T> {}
    pub fn first_mut(&mut self) -> option::Option<&mut T> {}
    pub fn last(&self) -> option::Option<&T> {}
    pub fn last_mut(&mut self) -> option::Option<&mut T> {}
    pub fn get(&self, index: usize) -> option::Option<&T> {}
    pub fn get_mut(&mut self, index: usize) -> option::Option<&mut T> {}
    pub fn chunks(&self, size: usize) -> iter::Boxed<&[T]> {}
    pub fn windows(&self, size: usize) -> iter::Boxed<&[T]> {}
    pub fn contains(&self, value: &T) -> bool {}
    pub fn sort(&mut self) {}
    pub fn sort_by<F>(&mut self, f: F) {}
    pub fn sort_by_key<F>(&mut self, f: F) {}
    pub fn to_vec(&self) -> vec::Vec<T> {}
    pub fn into_iter(self) -> vec::IntoIter<T> {}
    pub fn join<S>(&self, separator: S) -> string::String {}
    pub fn concat(&self) -> string::String {}
    pub fn map<U, F: FnMut(T) -> U>(self, f: F) -> [U] {}
    pub fn split_first(&self) -> option::Option<(&T, &[T])> {}
    pub fn split_last(&self) -> option::Option<(&T, &[T])> {}
    pub fn split_first_mut(&mut self) -> option::Option<(&mut T, &mut [T])> {}
    pub fn try_from<I>(items: I) -> result::Result<[T], I> {}
}

pub mod slice {
    pub struct Iter<'a, T>;
    impl<'a, T> Iterator for Iter<'a, T> {
        type Item = &'a T;
    }
    pub struct IterMut<'a, T>;
    impl<'a, T> Iterator for IterMut<'a, T> {
        type Item = &'a mut T;
    }
}

pub mod collections {
    /// Of either map.
    pub mod hash_map {
        pub struct Entry<'a, K, V>;
        impl<'a, K, V> Entry<'a, K, V> {
            pub fn or_insert(self, value: V) -> &'a mut V {}
            pub fn or_insert_with<F: FnOnce() -> V>(self, f: F) -> &'a mut V {}
            pub fn or_insert_with_key<F: FnOnce(&K) -> V>(self, f: F) -> &'a mut V {}
            pub fn or_default(self) -> &'a mut V {}
            pub fn and_modify<F: FnOnce(&mut V)>(self, f: F) -> Entry<'a, K, V> {}
            pub fn key(&self) -> &K {}
        }
    }
    pub mod btree_map {
        pub use super::hash_map::Entry;
    }
    #[letgo::look_through]
    pub struct HashMap<K, V, S>;
    impl<K, V, S> HashMap<K, V, S> {
        pub fn new() -> HashMap<K, V, S> {}
        pub fn from(items: [(K, V)]) -> HashMap<K, V, S> {}
        pub fn entry(&mut self, key: K) -> hash_map::Entry<K, V> {}
        pub fn remove_entry<Q>(&mut self, key: &Q) -> Option<(K, V)> {}
        pub fn retain<F: FnMut(&K, &mut V) -> bool>(&mut self, f: F) {}
        pub fn with_capacity(capacity: usize) -> HashMap<K, V, S> {}
        pub fn insert(&mut self, key: K, value: V) -> Option<V> {}
        pub fn get<Q>(&self, key: &Q) -> Option<&V> {}
        pub fn get_mut<Q>(&mut self, key: &Q) -> Option<&mut V> {}
        pub fn remove<Q>(&mut self, key: &Q) -> Option<V> {}
        pub fn contains_key<Q>(&self, key: &Q) -> bool {}
        pub fn iter(&self) -> crate::iter::Boxed<(&K, &V)> {}
        pub fn keys(&self) -> crate::iter::Boxed<&K> {}
        pub fn values(&self) -> crate::iter::Boxed<&V> {}
        pub fn values_mut(&mut self) -> crate::iter::Boxed<&mut V> {}
        pub fn into_values(self) -> crate::iter::Boxed<V> {}
        pub fn into_keys(self) -> crate::iter::Boxed<K> {}
        pub fn len(&self) -> usize {}
        pub fn is_empty(&self) -> bool {}
        #[letgo::empties]
        pub fn clear(&mut self) {}
        #[letgo::empties]
        pub fn drain(&mut self) -> crate::iter::Boxed<(K, V)> {}
        pub fn extend<I>(&mut self, items: I) {}
    }
    impl<K, V, S> IntoIterator for HashMap<K, V, S> {
        type Item = (K, V);
    }
    impl<K, V, S> IntoIterator for &HashMap<K, V, S> {
        type Item = (&K, &V);
    }
    impl<K, V, S> crate::ops::Index<&K> for HashMap<K, V, S> {
        type Output = V;
    }
    impl<K, V, S> Clone for HashMap<K, V, S> {}
    impl<K, V, S> Default for HashMap<K, V, S> {}
    #[letgo::look_through]
    pub struct BTreeMap<K, V>;
    impl<K, V> BTreeMap<K, V> {
        pub fn new() -> BTreeMap<K, V> {}
        pub fn from(items: [(K, V)]) -> BTreeMap<K, V> {}
        pub fn entry(&mut self, key: K) -> btree_map::Entry<K, V> {}
        pub fn retain<F: FnMut(&K, &mut V) -> bool>(&mut self, f: F) {}
        pub fn values_mut(&mut self) -> crate::iter::Boxed<&mut V> {}
        pub fn into_keys(self) -> crate::iter::Boxed<K> {}
        #[letgo::last]
        pub fn pop_first(&mut self) -> Option<(K, V)> {}
        #[letgo::last]
        pub fn pop_last(&mut self) -> Option<(K, V)> {}
        #[letgo::empties]
        pub fn clear(&mut self) {}
        #[letgo::drains]
        pub fn append(&mut self, other: &mut BTreeMap<K, V>) {}
        pub fn insert(&mut self, key: K, value: V) -> Option<V> {}
        pub fn get<Q>(&self, key: &Q) -> Option<&V> {}
        pub fn get_mut<Q>(&mut self, key: &Q) -> Option<&mut V> {}
        pub fn remove<Q>(&mut self, key: &Q) -> Option<V> {}
        pub fn iter(&self) -> crate::iter::Boxed<(&K, &V)> {}
        pub fn keys(&self) -> crate::iter::Boxed<&K> {}
        pub fn values(&self) -> crate::iter::Boxed<&V> {}
        pub fn into_values(self) -> crate::iter::Boxed<V> {}
        pub fn len(&self) -> usize {}
        pub fn is_empty(&self) -> bool {}
        pub fn contains_key<Q>(&self, key: &Q) -> bool {}
    }
    impl<K, V> IntoIterator for BTreeMap<K, V> {
        type Item = (K, V);
    }
    impl<K, V> IntoIterator for &BTreeMap<K, V> {
        type Item = (&K, &V);
    }
    impl<K, V> crate::ops::Index<&K> for BTreeMap<K, V> {
        type Output = V;
    }
    impl<K, V> Clone for BTreeMap<K, V> {}
    impl<K, V> Default for BTreeMap<K, V> {}
    #[letgo::look_through]
    pub struct HashSet<T, S>;
    impl<T, S> HashSet<T, S> {
        pub fn new() -> HashSet<T, S> {}
        pub fn insert(&mut self, value: T) -> bool {}
        pub fn contains<Q>(&self, value: &Q) -> bool {}
        pub fn remove<Q>(&mut self, value: &Q) -> bool {}
        pub fn iter(&self) -> crate::slice::Iter<T> {}
        pub fn len(&self) -> usize {}
        pub fn is_empty(&self) -> bool {}
    }
    impl<T, S> IntoIterator for HashSet<T, S> {
        type Item = T;
    }
    impl<T, S> IntoIterator for &HashSet<T, S> {
        type Item = &T;
    }
    #[letgo::look_through]
    pub struct BTreeSet<T>;
    impl<T> BTreeSet<T> {
        pub fn new() -> BTreeSet<T> {}
        pub fn insert(&mut self, value: T) -> bool {}
        pub fn iter(&self) -> crate::slice::Iter<T> {}
    }
    impl<T> IntoIterator for BTreeSet<T> {
        type Item = T;
    }
    impl<T> IntoIterator for &BTreeSet<T> {
        type Item = &T;
    }
    #[letgo::look_through]
    pub struct VecDeque<T>;
    impl<T> VecDeque<T> {
        pub fn new() -> VecDeque<T> {}
        pub fn with_capacity(capacity: usize) -> VecDeque<T> {}
        pub fn from(items: [T]) -> VecDeque<T> {}
        pub fn front(&self) -> Option<&T> {}
        pub fn front_mut(&mut self) -> Option<&mut T> {}
        pub fn back(&self) -> Option<&T> {}
        pub fn back_mut(&mut self) -> Option<&mut T> {}
        pub fn get_mut(&mut self, index: usize) -> Option<&mut T> {}
        pub fn iter_mut(&mut self) -> crate::slice::IterMut<T> {}
        #[letgo::empties(all)]
        pub fn drain<R>(&mut self, range: R) -> crate::vec::IntoIter<T> {}
        #[letgo::drains]
        pub fn append(&mut self, other: &mut VecDeque<T>) {}
        pub fn extend<I: IntoIterator<Item = T>>(&mut self, items: I) {}
        pub fn retain<F: FnMut(&T) -> bool>(&mut self, f: F) {}
        pub fn remove(&mut self, index: usize) -> Option<T> {}
        pub fn truncate(&mut self, len: usize) {}
        pub fn rotate_left(&mut self, n: usize) {}
        pub fn push_back(&mut self, value: T) {}
        pub fn push_front(&mut self, value: T) {}
        #[letgo::last]
        pub fn pop_front(&mut self) -> Option<T> {}
        #[letgo::last]
        pub fn pop_back(&mut self) -> Option<T> {}
        pub fn iter(&self) -> crate::slice::Iter<T> {}
        pub fn len(&self) -> usize {}
        pub fn is_empty(&self) -> bool {}
        #[letgo::empties]
        pub fn clear(&mut self) {}
    }
    impl<T> IntoIterator for VecDeque<T> {
        type Item = T;
    }
    impl<T> IntoIterator for &VecDeque<T> {
        type Item = &T;
    }
    impl<T> Default for VecDeque<T> {}
}

pub mod iter {
    pub trait Iterator {
        type Item;
        #[letgo::last]
        fn next(&mut self) -> Option<Self::Item>;
        fn count(self) -> usize {}
        fn last(self) -> Option<Self::Item> {}
        fn nth(&mut self, n: usize) -> Option<Self::Item> {}
        fn step_by(self, step: usize) -> Adaptor<Self, Self::Item> {}
        fn chain<U: IntoIterator<Item = Self::Item>>(self, other: U) -> Adaptor<(Self, U), Self::Item> {}
        fn zip<U: IntoIterator>(self, other: U) -> Adaptor<(Self, U), (Self::Item, <U as IntoIterator>::Item)> {}
        fn map<B, F: FnMut(Self::Item) -> B>(self, f: F) -> Adaptor<(Self, F), B> {}
        fn for_each<F: FnMut(Self::Item)>(self, f: F) {}
        fn filter<P: FnMut(&Self::Item) -> bool>(self, predicate: P) -> Adaptor<(Self, P), Self::Item> {}
        fn filter_map<B, F: FnMut(Self::Item) -> Option<B>>(self, f: F) -> Adaptor<(Self, F), B> {}
        fn enumerate(self) -> Adaptor<Self, (usize, Self::Item)> {}
        fn peekable(self) -> Peekable<Self, Self::Item> {}
        fn skip_while<P: FnMut(&Self::Item) -> bool>(self, predicate: P) -> Adaptor<(Self, P), Self::Item> {}
        fn take_while<P: FnMut(&Self::Item) -> bool>(self, predicate: P) -> Adaptor<(Self, P), Self::Item> {}
        fn skip(self, n: usize) -> Adaptor<Self, Self::Item> {}
        fn take(self, n: usize) -> Adaptor<Self, Self::Item> {}
        fn flat_map<U: IntoIterator, F: FnMut(Self::Item) -> U>(self, f: F) -> Adaptor<(Self, F), <U as IntoIterator>::Item> {}
        fn flatten(self) -> Adaptor<Self, <Self::Item as IntoIterator>::Item> {}
        fn inspect<F: FnMut(&Self::Item)>(self, f: F) -> Adaptor<(Self, F), Self::Item> {}
        fn by_ref(&mut self) -> &mut Self {}
        fn collect<B: FromIterator<Self::Item>>(self) -> B {}
        fn partition<B: FromIterator<Self::Item>, F: FnMut(&Self::Item) -> bool>(self, f: F) -> (B, B) {}
        fn fold<B, F: FnMut(B, Self::Item) -> B>(self, init: B, f: F) -> B {}
        fn try_fold<B, F: FnMut(B, Self::Item) -> B>(&mut self, init: B, f: F) -> B {}
        fn all<F: FnMut(Self::Item) -> bool>(&mut self, f: F) -> bool {}
        fn any<F: FnMut(Self::Item) -> bool>(&mut self, f: F) -> bool {}
        fn find<P: FnMut(&Self::Item) -> bool>(&mut self, predicate: P) -> Option<Self::Item> {}
        fn find_map<B, F: FnMut(Self::Item) -> Option<B>>(&mut self, f: F) -> Option<B> {}
        fn position<P: FnMut(Self::Item) -> bool>(&mut self, predicate: P) -> Option<usize> {}
        fn max(self) -> Option<Self::Item> {}
        fn min(self) -> Option<Self::Item> {}
        fn max_by_key<B, F: FnMut(&Self::Item) -> B>(self, f: F) -> Option<Self::Item> {}
        fn min_by_key<B, F: FnMut(&Self::Item) -> B>(self, f: F) -> Option<Self::Item> {}
        fn rev(self) -> Adaptor<Self, Self::Item> {}
        fn unzip<A, B>(self) -> (A, B) {}
        fn cycle(self) -> Adaptor<Self, Self::Item> {}
        fn sum<S>(self) -> S {}
        fn product<S>(self) -> S {}
    }
    impl<T> Boxed<&T> {
        pub fn cloned(self) -> Boxed<T> {}
        pub fn copied(self) -> Boxed<T> {}
    }
    impl<S, T> Adaptor<S, &T> {
        pub fn cloned(self) -> Adaptor<S, T> {}
        pub fn copied(self) -> Adaptor<S, T> {}
    }
    impl<T> crate::slice::Iter<'_, T> {
        pub fn cloned(self) -> Boxed<T> {}
        pub fn copied(self) -> Boxed<T> {}
    }
    pub trait DoubleEndedIterator: Iterator {
        fn next_back(&mut self) -> Option<Self::Item>;
    }
    pub trait ExactSizeIterator: Iterator {}
    pub trait IntoIterator {
        type Item;
        fn into_iter(self) -> Boxed<Self::Item> {}
    }
    impl<I: Iterator> IntoIterator for I {
        type Item = <I as Iterator>::Item;
    }
    impl<I: Iterator> Iterator for &mut I {
        type Item = <I as Iterator>::Item;
    }
    pub trait FromIterator<T> {}
    pub trait Extend<T> {}
    /// Stands for every iterator that owns its items.
    #[letgo::look_through]
    pub struct Boxed<T>;
    impl<T> Iterator for Boxed<T> {
        type Item = T;
    }
    /// Stands for every adaptor: it owns what it was made of, and makes its items when somebody asks for them.
    #[letgo::lazy]
    pub struct Adaptor<S, T>;
    impl<S, T> Iterator for Adaptor<S, T> {
        type Item = T;
    }
    #[letgo::lazy]
    pub struct Peekable<S, T>;
    impl<S, T> Peekable<S, T> {
        pub fn peek(&mut self) -> Option<&T> {}
        pub fn peek_mut(&mut self) -> Option<&mut T> {}
        pub fn next_if<P: FnOnce(&T) -> bool>(&mut self, predicate: P) -> Option<T> {}
    }
    impl<S, T> Iterator for Peekable<S, T> {
        type Item = T;
    }
    pub fn once<T>(value: T) -> Boxed<T> {}
    pub fn repeat<T>(value: T) -> Boxed<T> {}
    pub fn empty<T>() -> Boxed<T> {}
    pub fn repeat_with<T, F: FnMut() -> T>(f: F) -> Adaptor<(F,), T> {}
    pub fn successors<T, F: FnMut(&T) -> Option<T>>(first: Option<T>, f: F) -> Boxed<T> {}
    pub fn from_fn<T, F: FnMut() -> Option<T>>(f: F) -> Adaptor<(F,), T> {}
    pub fn zip<A: IntoIterator, B: IntoIterator>(a: A, b: B) -> Adaptor<(A, B), (<A as IntoIterator>::Item, <B as IntoIterator>::Item)> {}
}

pub mod thread {
    #[letgo::blocks(timer)]
    pub fn sleep(duration: crate::time::Duration) {}
    #[letgo::spawn]
    pub fn spawn<F: FnOnce() -> T, T>(f: F) -> JoinHandle<T> {}
    #[letgo::opaque]
    pub struct JoinHandle<T>;
    impl<T> JoinHandle<T> {
        #[letgo::blocks(task)]
        pub fn join(self) -> Result<T, ()> {}
    }
    pub fn yield_now() {}
}

pub mod time {
    pub struct Duration;
    impl Duration {
        pub fn from_secs(secs: u64) -> Duration {}
        pub fn from_millis(millis: u64) -> Duration {}
        pub fn as_secs(&self) -> u64 {}
    }
    pub struct Instant;
    impl Instant {
        pub fn now() -> Instant {}
        pub fn elapsed(&self) -> Duration {}
    }
    pub struct SystemTime;
    impl SystemTime {
        pub fn now() -> SystemTime {}
    }
}

pub mod fs {
    #[letgo::blocks(file)]
    pub fn read<P>(path: P) -> crate::io::Result<Vec<u8>> {}
    #[letgo::blocks(file)]
    pub fn read_to_string<P>(path: P) -> crate::io::Result<String> {}
    #[letgo::blocks(file)]
    pub fn write<P, C>(path: P, contents: C) -> crate::io::Result<()> {}
    #[letgo::blocks(file)]
    pub fn copy<P, Q>(from: P, to: Q) -> crate::io::Result<u64> {}
    #[letgo::blocks(file)]
    pub fn remove_file<P>(path: P) -> crate::io::Result<()> {}
    #[letgo::blocks(file)]
    pub fn create_dir_all<P>(path: P) -> crate::io::Result<()> {}
    pub struct File;
}

pub mod io {
    pub type Result<T> = crate::result::Result<T, Error>;
    pub struct Error;
    pub enum ErrorKind {
        NotFound,
        Other,
    }
    pub trait Read {}
    pub trait Write {}
}

pub mod process {
    pub struct Command;
    impl Command {
        pub fn new<S>(program: S) -> Command {}
        pub fn arg<S>(&mut self, arg: S) -> &mut Command {}
        pub fn args<S>(&mut self, args: S) -> &mut Command {}
        #[letgo::blocks(process)]
        pub fn output(&mut self) -> crate::io::Result<Output> {}
        #[letgo::blocks(process)]
        pub fn status(&mut self) -> crate::io::Result<ExitStatus> {}
        pub fn spawn(&mut self) -> crate::io::Result<Child> {}
    }
    pub struct Output;
    pub struct ExitStatus;
    pub struct Child;
    impl Child {
        #[letgo::blocks(process)]
        pub fn wait(&mut self) -> crate::io::Result<ExitStatus> {}
    }
    pub fn exit(code: i32) -> ! {}
    pub fn abort() -> ! {}
}

pub mod error {
    pub trait Error {}
}
pub mod fmt {
    pub trait Debug {}
    pub trait Display {}
    pub struct Formatter<'a>;
    pub struct Error;
    pub type Result = crate::result::Result<(), Error>;
}
pub mod hash {
    pub trait Hash {}
}
pub mod cmp {
    pub trait PartialEq {}
    pub trait Eq {}
    pub trait PartialOrd {}
    pub trait Ord {}
    pub enum Ordering {
        Less,
        Equal,
        Greater,
    }
}
pub mod any {
    pub trait Any {}
}
pub mod path {
    pub struct Path;
    pub struct PathBuf;
    impl crate::ops::Deref for PathBuf {
        type Target = Path;
    }
}
pub mod env {
    pub fn var<K>(key: K) -> Result<String, VarError> {}
    pub struct VarError;
}
pub mod net {
    pub struct SocketAddr;
    pub struct IpAddr;
    pub struct TcpListener;
    pub struct TcpStream;
}
pub mod num {
    pub struct ParseIntError;
}
