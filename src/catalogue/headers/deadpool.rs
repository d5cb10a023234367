//! deadpool 0.12 and 0.13: managed and unmanaged pools.
#![letgo::krate(deadpool)]
#![letgo::versions("0.12.3", "0.13.1")]

pub mod managed {
    pub trait Manager {
        type Type;
        type Error;
    }
    #[letgo::handle]
    pub struct Pool<M, W = Object<M>>;
    impl<M: Manager, W> Pool<M, W> {
        #[letgo::acquire]
        pub async fn get(&self) -> Result<W, PoolError<<M as Manager>::Error>> {}
        #[letgo::acquire]
        pub async fn timeout_get(&self, timeouts: &Timeouts) -> Result<W, PoolError<<M as Manager>::Error>> {}
        pub fn timeouts(&self) -> Timeouts {}
        pub fn status(&self) -> crate::Status {}
        pub fn resize(&self, size: usize) {}
        pub fn close(&self) {}
        pub fn is_closed(&self) -> bool {}
    }
    impl<M, W> Clone for Pool<M, W> {}
    #[letgo::opaque]
    pub struct WeakPool<M, W = Object<M>>;
    #[letgo::opaque]
    pub struct PoolBuilder<M, W = Object<M>>;
    #[letgo::opaque]
    pub struct Hook<M>;
    pub struct Timeouts;
    pub enum PoolError<E> {
        Timeout(TimeoutType),
        Backend(E),
        Closed,
        NoRuntimeSpecified,
    }
    pub enum TimeoutType {
        Wait,
        Create,
        Recycle,
    }
    #[letgo::guard(pooled)]
    pub struct Object<M>;
    impl<M: Manager> Object<M> {
        #[letgo::detach]
        pub fn take(this: Self) -> <M as Manager>::Type {}
    }
    impl<M: Manager> std::ops::Deref for Object<M> {
        type Target = <M as Manager>::Type;
    }
    impl<M: Manager> std::ops::DerefMut for Object<M> {}
    impl<M: Manager> AsMut<<M as Manager>::Type> for Object<M> {}
    impl<M: Manager> AsRef<<M as Manager>::Type> for Object<M> {}
}

pub mod unmanaged {
    #[letgo::handle]
    pub struct Pool<T>;
    impl<T> Pool<T> {
        #[letgo::acquire]
        pub async fn get(&self) -> Result<Object<T>, PoolError> {}
        #[letgo::acquire]
        pub async fn timeout_get(&self, timeout: Option<std::time::Duration>) -> Result<Object<T>, PoolError> {}
        pub fn try_get(&self) -> Result<Object<T>, PoolError> {}
    }
    impl<T> Clone for Pool<T> {}
    pub struct PoolError;
    #[letgo::guard(pooled)]
    pub struct Object<T>;
    impl<T> Object<T> {
        #[letgo::detach]
        pub fn take(this: Self) -> T {}
    }
    impl<T> std::ops::Deref for Object<T> {
        type Target = T;
    }
    impl<T> std::ops::DerefMut for Object<T> {}
}

pub struct Status;
