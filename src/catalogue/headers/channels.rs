//! Channels that are not a runtime's: async_channel, flume, kanal.
#![letgo::krate(async_channel, flume, kanal)]
#![letgo::versions("2.5.0")]

#[letgo::opaque]
pub struct Sender<T>;
impl<T> Sender<T> {
    #[letgo::waits(channel)]
    #[letgo::sends(channel)]
    pub async fn send(&self, value: T) -> Result<(), SendError<T>> {}
    #[letgo::waits(channel)]
    #[letgo::sends(channel)]
    pub async fn send_async(&self, value: T) -> Result<(), SendError<T>> {}
    #[letgo::sends(channel)]
    pub fn try_send(&self, value: T) -> Result<(), SendError<T>> {}
    #[letgo::blocks(channel)]
    #[letgo::sends(channel)]
    pub fn send_blocking(&self, value: T) -> Result<(), SendError<T>> {}
}
impl<T> Clone for Sender<T> {}
#[letgo::opaque]
pub struct Receiver<T>;
impl<T> Receiver<T> {
    #[letgo::waits(channel)]
    pub async fn recv(&self) -> Result<T, RecvError> {}
    #[letgo::waits(channel)]
    pub async fn recv_async(&self) -> Result<T, RecvError> {}
    pub fn try_recv(&self) -> Result<T, RecvError> {}
    #[letgo::blocks(channel)]
    pub fn recv_blocking(&self) -> Result<T, RecvError> {}
}
impl<T> Clone for Receiver<T> {}
#[letgo::look_through]
pub struct SendError<T>(pub T);
pub struct RecvError;
pub fn bounded<T>(capacity: usize) -> (Sender<T>, Receiver<T>) {}
pub fn unbounded<T>() -> (Sender<T>, Receiver<T>) {}
