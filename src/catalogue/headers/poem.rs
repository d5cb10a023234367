//! poem 3: application data is in the request.
#![letgo::krate(poem)]
#![letgo::versions("3.1.12")]

pub use request::Request;
pub mod web {
    #[letgo::look_through]
    pub struct Data<T>(pub T);
    impl<T> std::ops::Deref for Data<T> {
        type Target = T;
    }
}
pub mod request {
    #[letgo::opaque]
    pub struct Request;
    impl Request {
        pub fn data<T>(&self) -> Option<&T> {}
    }
}
