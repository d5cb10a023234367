//! tokio: tasks, time, channels, locks, files, processes, sockets.
#![letgo::krate(tokio, tokio_util, tokio_stream)]
#![letgo::versions("1")]

pub use task::spawn;

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
        pub fn into_inner(self) -> T {}
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
            pub fn try_recv(&mut self) -> Result<T, error::TryRecvError> {}
        }
        #[letgo::opaque]
        pub struct Permit<'a, T>;
        pub fn channel<T>(buffer: usize) -> (Sender<T>, Receiver<T>) {}
        pub fn unbounded_channel<T>() -> (UnboundedSender<T>, UnboundedReceiver<T>) {}
        pub mod error {
            #[letgo::look_through]
            pub struct SendError<T>(pub T);
            pub struct TrySendError<T>;
            pub struct TryRecvError;
        }
    }
    pub mod oneshot {
        #[letgo::opaque]
        pub struct Sender<T>;
        impl<T> Sender<T> {
            pub fn send(self, value: T) -> Result<(), T> {}
        }
        #[letgo::opaque]
        #[letgo::waits(channel)]
        pub struct Receiver<T>;
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
            pub async fn changed(&mut self) -> Result<(), RecvError> {}
        }
        impl<T> Clone for Receiver<T> {}
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
    pub struct File;
    impl File {
        #[letgo::waits(file)]
        pub async fn open<P>(path: P) -> std::io::Result<File> {}
        #[letgo::waits(file)]
        pub async fn create<P>(path: P) -> std::io::Result<File> {}
        #[letgo::waits(file)]
        pub async fn sync_all(&self) -> std::io::Result<()> {}
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
    impl AsyncReadExt for crate::fs::File {}
    impl AsyncWriteExt for crate::fs::File {}
    impl AsyncReadExt for crate::net::TcpStream {}
    impl AsyncWriteExt for crate::net::TcpStream {}
    #[letgo::waits(network)]
    pub async fn copy<R, W>(reader: &mut R, writer: &mut W) -> std::io::Result<u64> {}
}

pub mod net {
    pub struct TcpStream;
    impl TcpStream {
        #[letgo::waits(network)]
        pub async fn connect<A>(addr: A) -> std::io::Result<TcpStream> {}
    }
    pub struct TcpListener;
    impl TcpListener {
        #[letgo::ready]
        pub async fn bind<A>(addr: A) -> std::io::Result<TcpListener> {}
        #[letgo::waits(client)]
        pub async fn accept(&self) -> std::io::Result<(TcpStream, std::net::SocketAddr)> {}
    }
    pub struct UdpSocket;
    #[letgo::waits(network)]
    pub async fn lookup_host<A>(host: A) -> std::io::Result<Vec<std::net::SocketAddr>> {}
}

pub mod process {
    pub struct Command;
    impl Command {
        pub fn new<S>(program: S) -> Command {}
        pub fn arg<S>(&mut self, arg: S) -> &mut Command {}
        pub fn args<S>(&mut self, args: S) -> &mut Command {}
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
    }
    impl Clone for Handle {}
}
