//! deadpool-r2d2: connections of any r2d2 manager; work runs in closures on the blocking pool, which the slot waits for.
#![letgo::krate(deadpool_r2d2)]
#![letgo::versions("0.4.2")]

pub struct Manager<M>;
impl<M: r2d2::ManageConnection> deadpool::managed::Manager for Manager<M> {
    type Type = deadpool_sync::SyncWrapper<<M as r2d2::ManageConnection>::Connection>;
    type Error = Error;
}
#[letgo::unnamed]
pub struct Error;
