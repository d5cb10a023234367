//! loco-rs: the context of an application, whose `db` is sea-orm's pool. Nothing is held.
#![letgo::krate(loco_rs)]
#![letgo::versions("1.2.0")]

pub mod app {
    pub struct AppContext {
        pub db: sea_orm::DatabaseConnection,
    }
    impl Clone for AppContext {}
}
pub mod prelude {
    pub use crate::app::AppContext;
    #[letgo::unnamed]
    pub use sea_orm::prelude::*;
    #[letgo::unnamed]
    pub use sea_orm::{DatabaseConnection, TransactionTrait};
    #[letgo::unnamed]
    pub use axum::extract::{Path, Query, State};
}
