//! sqlx
#![letgo::krate(sqlx, sqlx_core)]
#![letgo::versions("0.7", "0.8", "0.9")]

pub mod pool {
    #[letgo::guard(pooled)]
    pub struct PoolConnection<DB>;
}
