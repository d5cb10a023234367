//! qorb: a pool of connections of any kind, spread over the backends of a service.
#![letgo::krate(qorb)]
#![letgo::versions("0.4.1")]

pub mod pool {
    #[letgo::handle]
    pub struct Pool<C>;
    impl<C> Pool<C> {
        #[letgo::acquire]
        pub async fn claim(&self) -> Result<crate::claim::Handle<C>, Error> {}
    }
    pub enum Error {}
}
pub mod claim {
    #[letgo::guard(pooled)]
    pub struct Handle<C>;
    impl<C> std::ops::Deref for Handle<C> {
        type Target = C;
    }
    impl<C> std::ops::DerefMut for Handle<C> {}
}
pub mod backend {
    pub trait Connector {
        type Connection;
    }
}
