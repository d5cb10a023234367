//! anyhow and its relatives: contexts pass values on.
#![letgo::krate(anyhow, eyre, color_eyre)]
#![letgo::versions("1")]

pub type Result<T, E = Error> = std::result::Result<T, E>;
pub struct Error;
impl Error {
    pub fn msg<M>(message: M) -> Error {}
    pub fn context<C>(self, context: C) -> Error {}
}
pub use Error as Report;
pub trait Context<T> {
    fn context<C>(self, context: C) -> Result<T>;
    fn with_context<C, F: FnOnce() -> C>(self, f: F) -> Result<T>;
}
impl<T, E> Context<T> for std::result::Result<T, E> {}
impl<T> Context<T> for Option<T> {}
pub trait WrapErr<T> {
    fn wrap_err<C>(self, context: C) -> Result<T>;
    fn wrap_err_with<C, F: FnOnce() -> C>(self, f: F) -> Result<T>;
}
impl<T, E> WrapErr<T> for std::result::Result<T, E> {}
