//! sea-orm-migration: a migration gets its connection from the manager; `begin` on it opens a transaction.
#![letgo::krate(sea_orm_migration)]
#![letgo::versions("2.0.4")]

pub use manager::SchemaManager;
#[letgo::unnamed]
pub use sea_orm;

pub mod manager {
    #[letgo::facade]
    pub struct SchemaManager<'c>;
    impl<'c> SchemaManager<'c> {
        #[letgo::unnamed]
        pub fn get_connection(&self) -> &SchemaManagerConnection<'c> {}
    }
    #[letgo::unnamed]
    #[letgo::handle]
    pub struct SchemaManagerConnection<'c>;
    impl<'c> sea_orm::ConnectionTrait for SchemaManagerConnection<'c> {}
    impl<'c> sea_orm::TransactionTrait for SchemaManagerConnection<'c> {}
}
pub mod prelude {
    pub use crate::manager::SchemaManager;
    #[letgo::unnamed]
    pub use sea_orm::{self, ConnectionTrait, DbErr, TransactionTrait};
}
