//! redis: multiplexed connections and connection managers are handles; the synchronous connection, pub/sub and monitors are
//! a socket each. Another database than the caller's, whoever waits for it.
#![letgo::krate(redis)]
#![letgo::versions("0.32.7", "1.8.1")]
#![letgo::store(redis)]
#![letgo::waits(database)]

pub use commands::AsyncCommands;

pub type RedisResult<T> = Result<T, RedisError>;
pub struct RedisError;
pub struct Msg;
#[letgo::handle]
pub struct Client;
impl Client {
    pub fn open<T>(params: T) -> RedisResult<Self> {}
    #[letgo::blocks(database)]
    pub fn get_connection(&self) -> RedisResult<Connection> {}
    #[letgo::waits(database)]
    pub async fn get_multiplexed_async_connection(&self) -> RedisResult<aio::MultiplexedConnection> {}
    #[letgo::waits(database)]
    pub async fn get_connection_manager(&self) -> RedisResult<aio::ConnectionManager> {}
    #[letgo::waits(database)]
    pub async fn get_async_pubsub(&self) -> RedisResult<aio::PubSub> {}
    #[letgo::waits(database)]
    pub async fn get_async_monitor(&self) -> RedisResult<aio::Monitor> {}
}
impl Clone for Client {}
#[letgo::guard(raw)]
pub struct Connection;

pub fn cmd(name: &str) -> Cmd {}
pub fn pipe() -> Pipeline {}
pub struct Cmd;
impl Cmd {
    pub fn new() -> Cmd {}
    pub fn arg<T>(&mut self, arg: T) -> &mut Cmd {}
    #[letgo::waits(database)]
    pub async fn query_async<T>(&self, con: &mut impl aio::ConnectionLike) -> RedisResult<T> {}
    #[letgo::waits(database)]
    pub async fn exec_async(&self, con: &mut impl aio::ConnectionLike) -> RedisResult<()> {}
    #[letgo::waits(database)]
    pub async fn iter_async<'a, C, T>(self, con: &'a mut C) -> RedisResult<AsyncIter<'a, T>> {}
}
pub struct AsyncIter<'a, T>;
impl<'a, T> futures::Stream for AsyncIter<'a, T> {
    type Item = RedisResult<T>;
}
pub struct Pipeline;
impl Pipeline {
    pub fn new() -> Self {}
    pub fn atomic(&mut self) -> &mut Self {}
    #[letgo::unnamed]
    pub fn cmd(&mut self, name: &str) -> &mut Self {}
    #[letgo::unnamed]
    pub fn arg<T>(&mut self, arg: T) -> &mut Self {}
    #[letgo::unnamed]
    pub fn ignore(&mut self) -> &mut Self {}
    #[letgo::waits(database)]
    pub async fn query_async<T>(&self, con: &mut impl aio::ConnectionLike) -> RedisResult<T> {}
    #[letgo::waits(database)]
    pub async fn exec_async(&self, con: &mut impl aio::ConnectionLike) -> RedisResult<()> {}
}
pub struct Script;
impl Script {
    pub fn new(code: &str) -> Self {}
    pub fn key<T>(&self, key: T) -> ScriptInvocation<'_> {}
    pub fn arg<T>(&self, arg: T) -> ScriptInvocation<'_> {}
    pub fn prepare_invoke(&self) -> ScriptInvocation<'_> {}
    #[letgo::waits(database)]
    pub async fn invoke_async<C, T>(&self, con: &mut C) -> RedisResult<T> {}
}
pub struct ScriptInvocation<'a>;
impl<'a> ScriptInvocation<'a> {
    pub fn key<T>(&mut self, key: T) -> &mut Self {}
    pub fn arg<T>(&mut self, arg: T) -> &mut Self {}
    #[letgo::waits(database)]
    pub async fn invoke_async<T>(&self, con: &mut impl aio::ConnectionLike) -> RedisResult<T> {}
}

pub mod aio {
    use crate::{Msg, RedisResult};

    /// A handle, or a pooled connection behind its `Deref`.
    #[letgo::executor]
    pub trait ConnectionLike {
        fn get_db(&self) -> i64;
    }
    #[letgo::handle]
    pub struct MultiplexedConnection;
    impl Clone for MultiplexedConnection {}
    impl ConnectionLike for MultiplexedConnection {}
    #[letgo::handle]
    pub struct ConnectionManager;
    impl ConnectionManager {
        #[letgo::waits(database)]
        pub async fn new(client: crate::Client) -> RedisResult<Self> {}
        #[letgo::waits(database)]
        pub async fn new_with_config<C>(client: crate::Client, config: C) -> RedisResult<Self> {}
    }
    impl Clone for ConnectionManager {}
    impl ConnectionLike for ConnectionManager {}

    #[letgo::guard(raw)]
    pub struct PubSub;
    impl PubSub {
        #[letgo::waits(database)]
        pub async fn subscribe<C>(&mut self, channel: C) -> RedisResult<()> {}
        #[letgo::waits(database)]
        pub async fn unsubscribe<C>(&mut self, channel: C) -> RedisResult<()> {}
        #[letgo::waits(database)]
        pub async fn psubscribe<C>(&mut self, pattern: C) -> RedisResult<()> {}
        #[letgo::derive]
        pub fn on_message(&mut self) -> MessageStream<'_> {}
        #[letgo::derive]
        pub fn into_on_message(self) -> PubSubStream {}
        pub fn split(self) -> (PubSubSink, PubSubStream) {}
    }
    #[letgo::guard(raw)]
    pub struct PubSubSink;
    #[letgo::guard(raw)]
    pub struct PubSubStream;
    impl futures::Stream for PubSubStream {
        type Item = Msg;
    }
    /// What `on_message` gives: `impl Stream`, borrowing the subscription.
    #[letgo::unnamed]
    #[letgo::guard(raw)]
    pub struct MessageStream<'a>;
    impl<'a> futures::Stream for MessageStream<'a> {
        type Item = Msg;
    }
    #[letgo::guard(raw)]
    pub struct Monitor;
}

pub mod commands {
    use crate::RedisResult;

    /// On anything that is a connection.
    #[letgo::executor]
    pub trait AsyncCommands: crate::aio::ConnectionLike {
        #[letgo::waits(database)]
        async fn get<K, RV>(&mut self, key: K) -> RedisResult<RV>;
        #[letgo::waits(database)]
        async fn mget<K, RV>(&mut self, key: K) -> RedisResult<RV>;
        #[letgo::waits(database)]
        async fn keys<K, RV>(&mut self, key: K) -> RedisResult<RV>;
        #[letgo::waits(database)]
        async fn set<K, V, RV>(&mut self, key: K, value: V) -> RedisResult<RV>;
        #[letgo::waits(database)]
        async fn set_ex<K, V, RV>(&mut self, key: K, value: V, seconds: u64) -> RedisResult<RV>;
        #[letgo::waits(database)]
        async fn set_nx<K, V, RV>(&mut self, key: K, value: V) -> RedisResult<RV>;
        #[letgo::waits(database)]
        async fn getset<K, V, RV>(&mut self, key: K, value: V) -> RedisResult<RV>;
        #[letgo::waits(database)]
        async fn del<K, RV>(&mut self, key: K) -> RedisResult<RV>;
        #[letgo::waits(database)]
        async fn exists<K, RV>(&mut self, key: K) -> RedisResult<RV>;
        #[letgo::waits(database)]
        async fn expire<K, RV>(&mut self, key: K, seconds: i64) -> RedisResult<RV>;
        #[letgo::waits(database)]
        async fn ttl<K, RV>(&mut self, key: K) -> RedisResult<RV>;
        #[letgo::waits(database)]
        async fn persist<K, RV>(&mut self, key: K) -> RedisResult<RV>;
        #[letgo::waits(database)]
        async fn incr<K, V, RV>(&mut self, key: K, delta: V) -> RedisResult<RV>;
        #[letgo::waits(database)]
        async fn decr<K, V, RV>(&mut self, key: K, delta: V) -> RedisResult<RV>;
        #[letgo::waits(database)]
        async fn hget<K, F, RV>(&mut self, key: K, field: F) -> RedisResult<RV>;
        #[letgo::waits(database)]
        async fn hset<K, F, V, RV>(&mut self, key: K, field: F, value: V) -> RedisResult<RV>;
        #[letgo::waits(database)]
        async fn hset_multiple<K, I, RV>(&mut self, key: K, items: I) -> RedisResult<RV>;
        #[letgo::waits(database)]
        async fn hdel<K, F, RV>(&mut self, key: K, field: F) -> RedisResult<RV>;
        #[letgo::waits(database)]
        async fn hgetall<K, RV>(&mut self, key: K) -> RedisResult<RV>;
        #[letgo::waits(database)]
        async fn hexists<K, F, RV>(&mut self, key: K, field: F) -> RedisResult<RV>;
        #[letgo::waits(database)]
        async fn hkeys<K, RV>(&mut self, key: K) -> RedisResult<RV>;
        #[letgo::waits(database)]
        async fn hvals<K, RV>(&mut self, key: K) -> RedisResult<RV>;
        #[letgo::waits(database)]
        async fn hlen<K, RV>(&mut self, key: K) -> RedisResult<RV>;
        #[letgo::waits(database)]
        async fn hincr<K, F, D, RV>(&mut self, key: K, field: F, delta: D) -> RedisResult<RV>;
        #[letgo::waits(database)]
        async fn lpush<K, V, RV>(&mut self, key: K, value: V) -> RedisResult<RV>;
        #[letgo::waits(database)]
        async fn rpush<K, V, RV>(&mut self, key: K, value: V) -> RedisResult<RV>;
        #[letgo::waits(database)]
        async fn lpop<K, RV>(&mut self, key: K, count: Option<usize>) -> RedisResult<RV>;
        #[letgo::waits(database)]
        async fn rpop<K, RV>(&mut self, key: K, count: Option<usize>) -> RedisResult<RV>;
        #[letgo::waits(database)]
        async fn lrange<K, RV>(&mut self, key: K, start: isize, stop: isize) -> RedisResult<RV>;
        #[letgo::waits(database)]
        async fn llen<K, RV>(&mut self, key: K) -> RedisResult<RV>;
        #[letgo::waits(database)]
        async fn blpop<K, RV>(&mut self, key: K, timeout: f64) -> RedisResult<RV>;
        #[letgo::waits(database)]
        async fn brpop<K, RV>(&mut self, key: K, timeout: f64) -> RedisResult<RV>;
        #[letgo::waits(database)]
        async fn sadd<K, M, RV>(&mut self, key: K, member: M) -> RedisResult<RV>;
        #[letgo::waits(database)]
        async fn srem<K, M, RV>(&mut self, key: K, member: M) -> RedisResult<RV>;
        #[letgo::waits(database)]
        async fn smembers<K, RV>(&mut self, key: K) -> RedisResult<RV>;
        #[letgo::waits(database)]
        async fn sismember<K, M, RV>(&mut self, key: K, member: M) -> RedisResult<RV>;
        #[letgo::waits(database)]
        async fn zadd<K, S, M, RV>(&mut self, key: K, member: M, score: S) -> RedisResult<RV>;
        #[letgo::waits(database)]
        async fn zrange<K, RV>(&mut self, key: K, start: isize, stop: isize) -> RedisResult<RV>;
        #[letgo::waits(database)]
        async fn zrem<K, M, RV>(&mut self, key: K, members: M) -> RedisResult<RV>;
        #[letgo::waits(database)]
        async fn publish<C, E, RV>(&mut self, channel: C, message: E) -> RedisResult<RV>;
        #[letgo::waits(database)]
        async fn xadd<K, I, F, RV>(&mut self, key: K, id: I, items: F) -> RedisResult<RV>;
        #[letgo::waits(database)]
        async fn xread<K, I, RV>(&mut self, keys: K, ids: I) -> RedisResult<RV>;
    }
    impl<T: crate::aio::ConnectionLike> AsyncCommands for T {}
}
