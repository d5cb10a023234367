//! triomphe: a shared pointer.
#![letgo::krate(triomphe)]
#![letgo::versions("0.1.16")]

#[letgo::look_through]
pub struct Arc<T>;
impl<T> Arc<T> {
    pub fn new(value: T) -> Arc<T> {}
}
impl<T> Clone for Arc<T> {}
impl<T> std::ops::Deref for Arc<T> {
    type Target = T;
}
