//! dropshot: the server's context is shared by all requests.
#![letgo::krate(dropshot)]
#![letgo::versions("0.16.4")]

/// Its requests share what is in it.
#[letgo::opaque]
pub struct RequestContext<C>;
impl<C> RequestContext<C> {
    pub fn context(&self) -> &C {}
}
