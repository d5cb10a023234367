//! actix-web 4: application data is shared, extractors own what they extract; payloads wait for the client.
#![letgo::krate(actix_web)]
#![letgo::versions("4.11.0")]

pub mod web {
    /// An `Arc` of application data.
    #[letgo::look_through]
    pub struct Data<T>;
    impl<T> Data<T> {
        pub fn new(value: T) -> Data<T> {}
        pub fn get_ref(&self) -> &T {}
        pub fn into_inner(self) -> std::sync::Arc<T> {}
    }
    impl<T> std::ops::Deref for Data<T> {
        type Target = std::sync::Arc<T>;
    }
    impl<T> Clone for Data<T> {}
    #[letgo::look_through]
    pub struct ReqData<T>;
    impl<T> ReqData<T> {
        pub fn into_inner(self) -> T {}
    }
    impl<T> std::ops::Deref for ReqData<T> {
        type Target = T;
    }
    #[letgo::look_through]
    pub struct Json<T>(pub T);
    impl<T> Json<T> {
        pub fn into_inner(self) -> T {}
    }
    impl<T> std::ops::Deref for Json<T> {
        type Target = T;
    }
    #[letgo::look_through]
    pub struct Form<T>(pub T);
    impl<T> Form<T> {
        pub fn into_inner(self) -> T {}
    }
    impl<T> std::ops::Deref for Form<T> {
        type Target = T;
    }
    #[letgo::look_through]
    pub struct Path<T>;
    impl<T> Path<T> {
        pub fn into_inner(self) -> T {}
    }
    impl<T> std::ops::Deref for Path<T> {
        type Target = T;
    }
    #[letgo::look_through]
    pub struct Query<T>(pub T);
    impl<T> Query<T> {
        pub fn into_inner(self) -> T {}
    }
    impl<T> std::ops::Deref for Query<T> {
        type Target = T;
    }
    /// Runs on the blocking pool; what goes in is worked on there.
    #[letgo::waits(blocking)]
    pub async fn block<R, F: FnOnce() -> R>(f: F) -> Result<R, crate::error::BlockingError> {}
}

pub mod error {
    pub struct BlockingError;
}
