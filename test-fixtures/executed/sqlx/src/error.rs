#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    RowNotFound,
    PoolTimedOut,
    Protocol(String),
}

pub type Result<T, E = Error> = std::result::Result<T, E>;

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{self:?}")
    }
}

impl std::error::Error for Error {}
