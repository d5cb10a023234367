//! axum-sea-orm-tx: a transaction as an extractor; the middleware commits it after the response.
#![letgo::krate(axum_sea_orm_tx)]
#![letgo::versions("0.1.0")]

#[letgo::guard(tx)]
pub struct Tx;
impl std::ops::Deref for Tx {
    type Target = sea_orm::DatabaseTransaction;
}
