//! ormlite: sqlx under its own names. Nothing of its own is held.
#![letgo::krate(ormlite)]
#![letgo::versions("0.25.0")]

#[letgo::unnamed]
pub use sqlx::{Acquire, Connection, Executor, Pool};
#[letgo::unnamed]
pub mod postgres {
    pub use sqlx::postgres::*;
}
#[letgo::unnamed]
pub mod mysql {
    pub use sqlx::mysql::*;
}
#[letgo::unnamed]
pub mod sqlite {
    pub use sqlx::sqlite::*;
}
