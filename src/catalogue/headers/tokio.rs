//! tokio: tasks, time, channels, locks, files, processes, sockets.
#![letgo::krate(tokio, tokio_util, tokio_stream, madsim_tokio)]
#![letgo::versions("1")]

pub use task::spawn;
pub use futures::stream::{Stream, StreamExt};
pub use futures::stream::iter;
pub use futures::stream::once;
pub use futures::stream::empty;

/// tokio_stream
pub mod wrappers {
    #[letgo::waits(channel)]
    pub struct ReceiverStream<T>;
    impl<T> ReceiverStream<T> {
        pub fn new(receiver: crate::sync::mpsc::Receiver<T>) -> Self {}
    }
    impl<T> futures::Stream for ReceiverStream<T> {
        type Item = T;
    }
    #[letgo::waits(channel)]
    pub struct UnboundedReceiverStream<T>;
    impl<T> UnboundedReceiverStream<T> {
        pub fn new(receiver: crate::sync::mpsc::UnboundedReceiver<T>) -> Self {}
    }
    impl<T> futures::Stream for UnboundedReceiverStream<T> {
        type Item = T;
    }
    #[letgo::waits(channel)]
    pub struct BroadcastStream<T>;
    impl<T> BroadcastStream<T> {
        pub fn new(receiver: crate::sync::broadcast::Receiver<T>) -> Self {}
    }
    impl<T> futures::Stream for BroadcastStream<T> {
        type Item = Result<T, ()>;
    }
    #[letgo::waits(timer)]
    pub struct IntervalStream;
    impl IntervalStream {
        pub fn new(interval: crate::time::Interval) -> Self {}
    }
    impl futures::Stream for IntervalStream {
        type Item = crate::time::Instant;
    }
}

pub mod task {
    #[letgo::spawn]
    pub fn spawn<F: Future>(future: F) -> JoinHandle<<F as Future>::Output> {}
    #[letgo::spawn]
    pub fn spawn_local<F: Future>(future: F) -> JoinHandle<<F as Future>::Output> {}
    #[letgo::spawn]
    #[letgo::waits(blocking)]
    pub fn spawn_blocking<F: FnOnce() -> R, R>(f: F) -> JoinHandle<R> {}
    pub fn block_in_place<F: FnOnce() -> R, R>(f: F) -> R {}
    #[letgo::ready]
    pub async fn yield_now() {}
    #[letgo::opaque]
    #[letgo::waits(task)]
    pub struct JoinHandle<T>;
    impl<T> JoinHandle<T> {
        pub fn abort(&self) {}
        pub fn is_finished(&self) -> bool {}
    }
    impl<T> Future for JoinHandle<T> {
        type Output = Result<T, JoinError>;
    }
    pub struct JoinError;
    #[letgo::opaque]
    pub struct JoinSet<T>;
    impl<T> JoinSet<T> {
        pub fn new() -> JoinSet<T> {}
        #[letgo::spawn]
        pub fn spawn<F: Future<Output = T>>(&mut self, future: F) -> AbortHandle {}
        #[letgo::spawn]
        pub fn spawn_blocking<F: FnOnce() -> T>(&mut self, f: F) -> AbortHandle {}
        #[letgo::waits(task)]
        pub async fn join_next(&mut self) -> Option<Result<T, JoinError>> {}
        #[letgo::waits(task)]
        pub async fn join_all(self) -> Vec<T> {}
        #[letgo::waits(task)]
        pub async fn shutdown(&mut self) {}
        pub fn abort_all(&mut self) {}
        pub fn len(&self) -> usize {}
        pub fn is_empty(&self) -> bool {}
    }
    pub struct AbortHandle;
    pub struct LocalSet;
    impl LocalSet {
        pub fn new() -> LocalSet {}
        #[letgo::adapter]
        pub async fn run_until<F: Future>(&self, future: F) -> <F as Future>::Output {}
    }
    #[letgo::adapter]
    pub async fn unconstrained<F: Future>(future: F) -> <F as Future>::Output {}
    #[letgo::ready]
    pub async fn consume_budget() {}
    /// tokio_util
    pub struct TaskTracker;
    impl TaskTracker {
        #[letgo::spawn]
        pub fn spawn<F: Future>(&self, future: F) -> JoinHandle<<F as Future>::Output> {}
        #[letgo::waits(task)]
        pub async fn wait(&self) {}
    }
}

pub mod time {
    #[letgo::waits(timer)]
    pub async fn sleep(duration: Duration) {}
    #[letgo::waits(timer)]
    pub async fn sleep_until(deadline: Instant) {}
    #[letgo::bounded]
    pub async fn timeout<F: Future>(duration: Duration, future: F) -> Result<<F as Future>::Output, error::Elapsed> {}
    #[letgo::bounded]
    pub async fn timeout_at<F: Future>(deadline: Instant, future: F) -> Result<<F as Future>::Output, error::Elapsed> {}
    pub fn interval(period: Duration) -> Interval {}
    pub fn interval_at(start: Instant, period: Duration) -> Interval {}
    pub struct Interval;
    impl Interval {
        #[letgo::waits(timer)]
        pub async fn tick(&mut self) -> Instant {}
    }
    pub struct Sleep;
    pub struct Instant;
    impl Instant {
        pub fn now() -> Instant {}
        pub fn elapsed(&self) -> Duration {}
    }
    pub use std::time::Duration;
    pub mod error {
        pub struct Elapsed;
    }
}

pub mod sync {
    #[letgo::shared]
    pub struct Mutex<T>;
    impl<T> Mutex<T> {
        pub fn new(value: T) -> Mutex<T> {}
        #[letgo::waits(lock)]
        pub async fn lock(&self) -> MutexGuard<'_, T> {}
        #[letgo::waits(lock)]
        pub async fn lock_owned(self: std::sync::Arc<Self>) -> OwnedMutexGuard<T> {}
        pub fn try_lock(&self) -> Result<MutexGuard<'_, T>, TryLockError> {}
        #[letgo::blocks(lock)]
        pub fn blocking_lock(&self) -> MutexGuard<'_, T> {}
        pub fn into_inner(self) -> T {}
        pub fn get_mut(&mut self) -> &mut T {}
    }
    pub struct TryLockError;
    #[letgo::locked]
    pub struct MutexGuard<'a, T>;
    impl<'a, T> std::ops::Deref for MutexGuard<'a, T> {
        type Target = T;
    }
    #[letgo::locked]
    pub struct OwnedMutexGuard<T>;
    impl<T> std::ops::Deref for OwnedMutexGuard<T> {
        type Target = T;
    }
    #[letgo::shared]
    pub struct RwLock<T>;
    impl<T> RwLock<T> {
        pub fn new(value: T) -> RwLock<T> {}
        #[letgo::waits(lock)]
        pub async fn read(&self) -> RwLockReadGuard<'_, T> {}
        #[letgo::waits(lock)]
        pub async fn write(&self) -> RwLockWriteGuard<'_, T> {}
        #[letgo::waits(lock)]
        pub async fn read_owned(self: std::sync::Arc<Self>) -> OwnedRwLockReadGuard<T> {}
        #[letgo::waits(lock)]
        pub async fn write_owned(self: std::sync::Arc<Self>) -> OwnedRwLockWriteGuard<T> {}
        pub fn try_read(&self) -> Result<RwLockReadGuard<'_, T>, TryLockError> {}
        pub fn try_write(&self) -> Result<RwLockWriteGuard<'_, T>, TryLockError> {}
        #[letgo::blocks(lock)]
        pub fn blocking_read(&self) -> RwLockReadGuard<'_, T> {}
        #[letgo::blocks(lock)]
        pub fn blocking_write(&self) -> RwLockWriteGuard<'_, T> {}
        pub fn into_inner(self) -> T {}
    }
    #[letgo::locked]
    pub struct OwnedRwLockReadGuard<T>;
    impl<T> std::ops::Deref for OwnedRwLockReadGuard<T> {
        type Target = T;
    }
    #[letgo::locked]
    pub struct OwnedRwLockWriteGuard<T>;
    impl<T> std::ops::Deref for OwnedRwLockWriteGuard<T> {
        type Target = T;
    }
    #[letgo::locked]
    pub struct RwLockReadGuard<'a, T>;
    impl<'a, T> std::ops::Deref for RwLockReadGuard<'a, T> {
        type Target = T;
    }
    #[letgo::locked]
    pub struct RwLockWriteGuard<'a, T>;
    impl<'a, T> std::ops::Deref for RwLockWriteGuard<'a, T> {
        type Target = T;
    }
    pub struct Semaphore;
    impl Semaphore {
        pub fn new(permits: usize) -> Semaphore {}
        #[letgo::waits(lock)]
        pub async fn acquire(&self) -> Result<SemaphorePermit<'_>, AcquireError> {}
        #[letgo::waits(lock)]
        pub async fn acquire_many(&self, n: u32) -> Result<SemaphorePermit<'_>, AcquireError> {}
        #[letgo::waits(lock)]
        pub async fn acquire_owned(self: std::sync::Arc<Self>) -> Result<OwnedSemaphorePermit, AcquireError> {}
        #[letgo::waits(lock)]
        pub async fn acquire_many_owned(self: std::sync::Arc<Self>, n: u32) -> Result<OwnedSemaphorePermit, AcquireError> {}
        pub fn try_acquire(&self) -> Result<SemaphorePermit<'_>, AcquireError> {}
    }
    pub struct SemaphorePermit<'a>;
    pub struct OwnedSemaphorePermit;
    pub struct AcquireError;
    pub struct Notify;
    impl Notify {
        pub fn new() -> Notify {}
        #[letgo::waits(channel)]
        pub async fn notified(&self) {}
        pub fn notify_one(&self) {}
        pub fn notify_waiters(&self) {}
    }
    /// tokio_util
    pub struct CancellationToken;
    impl CancellationToken {
        pub fn new() -> CancellationToken {}
        pub fn cancel(&self) {}
        pub fn child_token(&self) -> CancellationToken {}
        pub fn is_cancelled(&self) -> bool {}
        #[letgo::waits(channel)]
        #[letgo::signal]
        pub async fn cancelled(&self) {}
        #[letgo::waits(channel)]
        #[letgo::signal]
        pub async fn cancelled_owned(self) {}
        #[letgo::bounded]
        pub async fn run_until_cancelled<F: Future>(&self, future: F) -> Option<<F as Future>::Output> {}
    }
    impl Clone for CancellationToken {}
    pub struct Barrier;
    impl Barrier {
        #[letgo::waits(lock)]
        pub async fn wait(&self) -> BarrierWaitResult {}
    }
    pub struct BarrierWaitResult;
    #[letgo::look_through]
    pub struct OnceCell<T>;
    impl<T> OnceCell<T> {
        pub fn new() -> OnceCell<T> {}
        #[letgo::adapter]
        pub async fn get_or_init<F: FnOnce() -> Fut, Fut: Future<Output = T>>(&self, f: F) -> &T {}
        #[letgo::adapter]
        pub async fn get_or_try_init<E, F: FnOnce() -> Fut, Fut: Future<Output = Result<T, E>>>(&self, f: F) -> Result<&T, E> {}
        pub fn get(&self) -> Option<&T> {}
    }
    pub mod mpsc {
        #[letgo::opaque]
        pub struct Sender<T>;
        impl<T> Sender<T> {
            #[letgo::waits(channel)]
            #[letgo::sends(channel)]
            pub async fn send(&self, value: T) -> Result<(), error::SendError<T>> {}
            #[letgo::waits(channel)]
            #[letgo::sends(channel)]
            pub async fn send_timeout(&self, value: T, timeout: std::time::Duration) -> Result<(), error::SendTimeoutError<T>> {}
            #[letgo::waits(channel)]
            pub async fn reserve_owned(self) -> Result<OwnedPermit<T>, error::SendError<()>> {}
            #[letgo::waits(channel)]
            pub async fn reserve_many(&self, n: usize) -> Result<PermitIterator<'_, T>, error::SendError<()>> {}
            pub fn is_closed(&self) -> bool {}
            pub fn capacity(&self) -> usize {}
            #[letgo::sends(channel)]
            pub fn try_send(&self, value: T) -> Result<(), error::TrySendError<T>> {}
            #[letgo::blocks(channel)]
            #[letgo::sends(channel)]
            pub fn blocking_send(&self, value: T) -> Result<(), error::SendError<T>> {}
            #[letgo::waits(channel)]
            pub async fn reserve(&self) -> Result<Permit<'_, T>, error::SendError<()>> {}
            #[letgo::waits(channel)]
            pub async fn closed(&self) {}
            pub fn downgrade(&self) -> WeakSender<T> {}
        }
        impl<T> Clone for Sender<T> {}
        #[letgo::opaque]
        pub struct WeakSender<T>;
        impl<T> WeakSender<T> {
            pub fn upgrade(&self) -> Option<Sender<T>> {}
        }
        #[letgo::opaque]
        pub struct WeakUnboundedSender<T>;
        impl<T> WeakUnboundedSender<T> {
            pub fn upgrade(&self) -> Option<UnboundedSender<T>> {}
        }
        #[letgo::opaque]
        pub struct UnboundedSender<T>;
        impl<T> UnboundedSender<T> {
            #[letgo::sends(channel)]
            pub fn send(&self, value: T) -> Result<(), error::SendError<T>> {}
            pub fn downgrade(&self) -> WeakUnboundedSender<T> {}
        }
        impl<T> Clone for UnboundedSender<T> {}
        #[letgo::opaque]
        pub struct Receiver<T>;
        impl<T> Receiver<T> {
            #[letgo::waits(channel)]
            pub async fn recv(&mut self) -> Option<T> {}
            #[letgo::waits(channel)]
            pub async fn recv_many(&mut self, buffer: &mut Vec<T>, limit: usize) -> usize {}
            #[letgo::blocks(channel)]
            pub fn blocking_recv(&mut self) -> Option<T> {}
            pub fn try_recv(&mut self) -> Result<T, error::TryRecvError> {}
            pub fn close(&mut self) {}
        }
        #[letgo::opaque]
        pub struct UnboundedReceiver<T>;
        impl<T> UnboundedReceiver<T> {
            #[letgo::waits(channel)]
            pub async fn recv(&mut self) -> Option<T> {}
            #[letgo::waits(channel)]
            pub async fn recv_many(&mut self, buffer: &mut Vec<T>, limit: usize) -> usize {}
            #[letgo::blocks(channel)]
            pub fn blocking_recv(&mut self) -> Option<T> {}
            pub fn try_recv(&mut self) -> Result<T, error::TryRecvError> {}
        }
        #[letgo::opaque]
        pub struct Permit<'a, T>;
        impl<'a, T> Permit<'a, T> {
            #[letgo::sends(channel)]
            pub fn send(self, value: T) {}
        }
        #[letgo::opaque]
        pub struct OwnedPermit<T>;
        impl<T> OwnedPermit<T> {
            #[letgo::sends(channel)]
            pub fn send(self, value: T) -> Sender<T> {}
        }
        #[letgo::opaque]
        pub struct PermitIterator<'a, T>;
        pub fn channel<T>(buffer: usize) -> (Sender<T>, Receiver<T>) {}
        pub fn unbounded_channel<T>() -> (UnboundedSender<T>, UnboundedReceiver<T>) {}
        pub mod error {
            #[letgo::look_through]
            pub struct SendError<T>(pub T);
            #[letgo::look_through]
            pub struct TrySendError<T>(pub T);
            #[letgo::look_through]
            pub enum SendTimeoutError<T> {
                Timeout(T),
                Closed(T),
            }
            pub struct TryRecvError;
        }
    }
    pub mod oneshot {
        #[letgo::opaque]
        pub struct Sender<T>;
        impl<T> Sender<T> {
            pub fn send(self, value: T) -> Result<(), T> {}
            #[letgo::waits(channel)]
            pub async fn closed(&mut self) {}
            pub fn is_closed(&self) -> bool {}
        }
        #[letgo::opaque]
        #[letgo::waits(channel)]
        pub struct Receiver<T>;
        impl<T> Receiver<T> {
            #[letgo::blocks(channel)]
            pub fn blocking_recv(self) -> Result<T, error::RecvError> {}
            pub fn try_recv(&mut self) -> Result<T, error::RecvError> {}
        }
        impl<T> Future for Receiver<T> {
            type Output = Result<T, error::RecvError>;
        }
        pub fn channel<T>() -> (Sender<T>, Receiver<T>) {}
        pub mod error {
            pub struct RecvError;
        }
    }
    pub mod broadcast {
        #[letgo::opaque]
        pub struct Sender<T>;
        impl<T> Sender<T> {
            #[letgo::sends(channel)]
            pub fn send(&self, value: T) -> Result<usize, SendError<T>> {}
            pub fn subscribe(&self) -> Receiver<T> {}
        }
        impl<T> Clone for Sender<T> {}
        #[letgo::opaque]
        pub struct Receiver<T>;
        impl<T> Receiver<T> {
            #[letgo::waits(channel)]
            pub async fn recv(&mut self) -> Result<T, RecvError> {}
        }
        pub struct SendError<T>;
        pub struct RecvError;
        pub fn channel<T>(capacity: usize) -> (Sender<T>, Receiver<T>) {}
    }
    pub mod watch {
        #[letgo::opaque]
        pub struct Sender<T>;
        impl<T> Sender<T> {
            #[letgo::sends(channel)]
            pub fn send(&self, value: T) -> Result<(), SendError<T>> {}
        }
        #[letgo::opaque]
        pub struct Receiver<T>;
        impl<T> Receiver<T> {
            #[letgo::waits(channel)]
            #[letgo::signal]
            pub async fn changed(&mut self) -> Result<(), RecvError> {}
            #[letgo::waits(channel)]
            pub async fn wait_for<F: FnMut(&T) -> bool>(&mut self, f: F) -> Result<Ref<'_, T>, RecvError> {}
            pub fn borrow(&self) -> Ref<'_, T> {}
            pub fn borrow_and_update(&mut self) -> Ref<'_, T> {}
        }
        impl<T> Clone for Receiver<T> {}
        #[letgo::facade]
        pub struct Ref<'a, T>;
        impl<'a, T> std::ops::Deref for Ref<'a, T> {
            type Target = T;
        }
        pub struct SendError<T>;
        pub struct RecvError;
        pub fn channel<T>(value: T) -> (Sender<T>, Receiver<T>) {}
    }
}

pub mod fs {
    #[letgo::waits(file)]
    pub async fn read<P>(path: P) -> std::io::Result<Vec<u8>> {}
    #[letgo::waits(file)]
    pub async fn read_to_string<P>(path: P) -> std::io::Result<String> {}
    #[letgo::waits(file)]
    pub async fn write<P, C>(path: P, contents: C) -> std::io::Result<()> {}
    #[letgo::waits(file)]
    pub async fn copy<P, Q>(from: P, to: Q) -> std::io::Result<u64> {}
    #[letgo::waits(file)]
    pub async fn rename<P, Q>(from: P, to: Q) -> std::io::Result<()> {}
    #[letgo::waits(file)]
    pub async fn remove_file<P>(path: P) -> std::io::Result<()> {}
    #[letgo::waits(file)]
    pub async fn create_dir_all<P>(path: P) -> std::io::Result<()> {}
    #[letgo::waits(file)]
    pub async fn metadata<P>(path: P) -> std::io::Result<()> {}
    #[letgo::waits(file)]
    pub async fn create_dir<P>(path: P) -> std::io::Result<()> {}
    #[letgo::waits(file)]
    pub async fn remove_dir<P>(path: P) -> std::io::Result<()> {}
    #[letgo::waits(file)]
    pub async fn remove_dir_all<P>(path: P) -> std::io::Result<()> {}
    #[letgo::waits(file)]
    pub async fn try_exists<P>(path: P) -> std::io::Result<bool> {}
    #[letgo::waits(file)]
    pub async fn canonicalize<P>(path: P) -> std::io::Result<std::path::PathBuf> {}
    #[letgo::waits(file)]
    pub async fn hard_link<P, Q>(from: P, to: Q) -> std::io::Result<()> {}
    #[letgo::waits(file)]
    pub async fn symlink<P, Q>(from: P, to: Q) -> std::io::Result<()> {}
    #[letgo::waits(file)]
    pub async fn symlink_metadata<P>(path: P) -> std::io::Result<()> {}
    #[letgo::waits(file)]
    pub async fn read_dir<P>(path: P) -> std::io::Result<ReadDir> {}
    pub struct ReadDir;
    impl ReadDir {
        #[letgo::waits(file)]
        pub async fn next_entry(&mut self) -> std::io::Result<Option<DirEntry>> {}
    }
    pub struct DirEntry;
    impl DirEntry {
        #[letgo::waits(file)]
        pub async fn metadata(&self) -> std::io::Result<()> {}
        #[letgo::waits(file)]
        pub async fn file_type(&self) -> std::io::Result<()> {}
    }
    pub struct OpenOptions;
    impl OpenOptions {
        pub fn new() -> OpenOptions {}
        pub fn read(&mut self, on: bool) -> &mut OpenOptions {}
        pub fn write(&mut self, on: bool) -> &mut OpenOptions {}
        pub fn create(&mut self, on: bool) -> &mut OpenOptions {}
        pub fn append(&mut self, on: bool) -> &mut OpenOptions {}
        pub fn truncate(&mut self, on: bool) -> &mut OpenOptions {}
        #[letgo::waits(file)]
        pub async fn open<P>(&self, path: P) -> std::io::Result<File> {}
    }
    pub struct File;
    impl File {
        #[letgo::waits(file)]
        pub async fn open<P>(path: P) -> std::io::Result<File> {}
        #[letgo::waits(file)]
        pub async fn create<P>(path: P) -> std::io::Result<File> {}
        #[letgo::waits(file)]
        pub async fn sync_all(&self) -> std::io::Result<()> {}
        #[letgo::waits(file)]
        pub async fn sync_data(&self) -> std::io::Result<()> {}
        #[letgo::waits(file)]
        pub async fn set_len(&self, len: u64) -> std::io::Result<()> {}
        #[letgo::waits(file)]
        pub async fn metadata(&self) -> std::io::Result<()> {}
        #[letgo::waits(file)]
        pub async fn try_clone(&self) -> std::io::Result<File> {}
    }
}

pub mod io {
    pub trait AsyncReadExt {
        #[letgo::waits(file)]
        async fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize>;
        #[letgo::waits(file)]
        async fn read_to_end(&mut self, buffer: &mut Vec<u8>) -> std::io::Result<usize>;
        #[letgo::waits(file)]
        async fn read_to_string(&mut self, buffer: &mut String) -> std::io::Result<usize>;
        #[letgo::waits(file)]
        async fn read_exact(&mut self, buffer: &mut [u8]) -> std::io::Result<usize>;
        #[letgo::waits(file)]
        async fn read_buf<B>(&mut self, buffer: &mut B) -> std::io::Result<usize>;
        #[letgo::waits(file)]
        async fn read_u8(&mut self) -> std::io::Result<u8>;
        #[letgo::waits(file)]
        async fn read_u32(&mut self) -> std::io::Result<u32>;
        #[letgo::waits(file)]
        async fn read_u64(&mut self) -> std::io::Result<u64>;
        fn take(self, limit: u64) -> Take<Self>;
    }
    pub trait AsyncWriteExt {
        #[letgo::waits(file)]
        async fn write_all(&mut self, buffer: &[u8]) -> std::io::Result<()>;
        #[letgo::waits(file)]
        async fn write(&mut self, buffer: &[u8]) -> std::io::Result<usize>;
        #[letgo::waits(file)]
        async fn flush(&mut self) -> std::io::Result<()>;
        #[letgo::waits(file)]
        async fn shutdown(&mut self) -> std::io::Result<()>;
    }
    pub trait AsyncRead {
        fn poll_read(self: std::pin::Pin<&mut Self>);
    }
    pub struct Take<R>;
    impl<R> AsyncRead for Take<R> {}
    pub trait AsyncBufRead: AsyncRead {}
    pub trait AsyncWrite {
        fn poll_flush(self: std::pin::Pin<&mut Self>);
    }
    pub trait AsyncSeek {}
    impl<R: AsyncRead> AsyncReadExt for R {}
    impl<W: AsyncWrite> AsyncWriteExt for W {}
    impl<R: AsyncBufRead> AsyncBufReadExt for R {}
    impl AsyncRead for crate::fs::File {}
    impl AsyncWrite for crate::fs::File {}
    impl AsyncRead for crate::net::TcpStream {}
    impl AsyncWrite for crate::net::TcpStream {}
    impl<R: AsyncRead> AsyncRead for &mut R {}
    impl<W: AsyncWrite> AsyncWrite for &mut W {}
    impl<P: std::ops::Deref> AsyncRead for std::pin::Pin<P> {}
    impl<P: std::ops::Deref> AsyncWrite for std::pin::Pin<P> {}
    pub struct BufReader<R>;
    impl<R> BufReader<R> {
        pub fn new(reader: R) -> BufReader<R> {}
    }
    impl<R> AsyncRead for BufReader<R> {}
    impl<R> AsyncBufRead for BufReader<R> {}
    pub struct BufWriter<W>;
    impl<W> BufWriter<W> {
        pub fn new(writer: W) -> BufWriter<W> {}
    }
    impl<W> AsyncWrite for BufWriter<W> {}
    pub struct Lines<R>;
    impl<R> Lines<R> {
        #[letgo::waits(file)]
        pub async fn next_line(&mut self) -> std::io::Result<Option<String>> {}
    }
    pub trait AsyncBufReadExt {
        #[letgo::waits(file)]
        async fn read_line(&mut self, line: &mut String) -> std::io::Result<usize>;
        #[letgo::waits(file)]
        async fn read_until(&mut self, byte: u8, buffer: &mut Vec<u8>) -> std::io::Result<usize>;
        fn lines(self) -> Lines<Self>;
    }
    #[letgo::waits(network)]
    pub async fn copy_bidirectional<A, B>(a: &mut A, b: &mut B) -> std::io::Result<(u64, u64)> {}
    #[letgo::waits(network)]
    pub async fn copy_buf<R, W>(reader: &mut R, writer: &mut W) -> std::io::Result<u64> {}
    pub struct Stdin;
    pub struct Stdout;
    impl AsyncRead for Stdin {}
    impl AsyncWrite for Stdout {}
    pub fn stdin() -> Stdin {}
    pub fn stdout() -> Stdout {}
    #[letgo::waits(network)]
    pub async fn copy<R, W>(reader: &mut R, writer: &mut W) -> std::io::Result<u64> {}
}

pub mod net {
    pub struct TcpStream;
    impl TcpStream {
        #[letgo::waits(network)]
        pub async fn connect<A>(addr: A) -> std::io::Result<TcpStream> {}
        #[letgo::waits(network)]
        pub async fn readable(&self) -> std::io::Result<()> {}
        #[letgo::waits(network)]
        pub async fn writable(&self) -> std::io::Result<()> {}
        #[letgo::waits(network)]
        pub async fn peek(&self, buffer: &mut [u8]) -> std::io::Result<usize> {}
    }
    pub struct UnixStream;
    impl UnixStream {
        #[letgo::waits(network)]
        pub async fn connect<P>(path: P) -> std::io::Result<UnixStream> {}
    }
    impl crate::io::AsyncRead for UnixStream {}
    impl crate::io::AsyncWrite for UnixStream {}
    pub struct UnixListener;
    impl UnixListener {
        #[letgo::waits(client)]
        pub async fn accept(&self) -> std::io::Result<(UnixStream, std::net::SocketAddr)> {}
    }
    pub struct TcpListener;
    impl TcpListener {
        #[letgo::ready]
        pub async fn bind<A>(addr: A) -> std::io::Result<TcpListener> {}
        #[letgo::waits(client)]
        pub async fn accept(&self) -> std::io::Result<(TcpStream, std::net::SocketAddr)> {}
    }
    pub struct UdpSocket;
    impl UdpSocket {
        #[letgo::waits(network)]
        pub async fn bind<A>(addr: A) -> std::io::Result<UdpSocket> {}
        #[letgo::waits(network)]
        pub async fn connect<A>(&self, addr: A) -> std::io::Result<()> {}
        #[letgo::waits(network)]
        pub async fn send(&self, buffer: &[u8]) -> std::io::Result<usize> {}
        #[letgo::waits(network)]
        pub async fn send_to<A>(&self, buffer: &[u8], to: A) -> std::io::Result<usize> {}
        #[letgo::waits(network)]
        pub async fn recv(&self, buffer: &mut [u8]) -> std::io::Result<usize> {}
        #[letgo::waits(network)]
        pub async fn recv_from(&self, buffer: &mut [u8]) -> std::io::Result<(usize, std::net::SocketAddr)> {}
    }
    #[letgo::waits(network)]
    pub async fn lookup_host<A>(host: A) -> std::io::Result<Vec<std::net::SocketAddr>> {}
}

pub mod process {
    pub struct Command;
    impl Command {
        pub fn new<S>(program: S) -> Command {}
        pub fn arg<S>(&mut self, arg: S) -> &mut Command {}
        pub fn args<S>(&mut self, args: S) -> &mut Command {}
        pub fn env<K, V>(&mut self, key: K, value: V) -> &mut Command {}
        pub fn envs<V>(&mut self, vars: V) -> &mut Command {}
        pub fn current_dir<P>(&mut self, path: P) -> &mut Command {}
        pub fn stdin<S>(&mut self, to: S) -> &mut Command {}
        pub fn stdout<S>(&mut self, to: S) -> &mut Command {}
        pub fn stderr<S>(&mut self, to: S) -> &mut Command {}
        pub fn kill_on_drop(&mut self, on: bool) -> &mut Command {}
        pub fn spawn(&mut self) -> std::io::Result<Child> {}
        #[letgo::waits(process)]
        pub async fn output(&mut self) -> std::io::Result<std::process::Output> {}
        #[letgo::waits(process)]
        pub async fn status(&mut self) -> std::io::Result<std::process::ExitStatus> {}
    }
    pub struct Child;
    impl Child {
        #[letgo::waits(process)]
        pub async fn wait(&mut self) -> std::io::Result<std::process::ExitStatus> {}
        #[letgo::waits(process)]
        pub async fn wait_with_output(self) -> std::io::Result<std::process::Output> {}
        #[letgo::waits(process)]
        pub async fn kill(&mut self) -> std::io::Result<()> {}
    }
}

pub mod signal {
    #[letgo::waits(process)]
    #[letgo::signal]
    pub async fn ctrl_c() -> std::io::Result<()> {}
}

pub mod runtime {
    pub struct Runtime;
    impl Runtime {
        pub fn new() -> std::io::Result<Runtime> {}
        #[letgo::blocks(task)]
        pub fn block_on<F: Future>(&self, future: F) -> <F as Future>::Output {}
        #[letgo::spawn]
        pub fn spawn<F: Future>(&self, future: F) -> crate::task::JoinHandle<<F as Future>::Output> {}
    }
    pub struct Handle;
    impl Handle {
        pub fn current() -> Handle {}
        #[letgo::blocks(task)]
        pub fn block_on<F: Future>(&self, future: F) -> <F as Future>::Output {}
        #[letgo::spawn]
        pub fn spawn<F: Future>(&self, future: F) -> crate::task::JoinHandle<<F as Future>::Output> {}
        #[letgo::spawn]
        #[letgo::waits(blocking)]
        pub fn spawn_blocking<F: FnOnce() -> R, R>(&self, f: F) -> crate::task::JoinHandle<R> {}
    }
    impl Clone for Handle {}
    pub struct Builder;
    impl Builder {
        pub fn new_current_thread() -> Builder {}
        pub fn new_multi_thread() -> Builder {}
        pub fn enable_all(&mut self) -> &mut Builder {}
        pub fn build(&mut self) -> std::io::Result<Runtime> {}
    }
}
