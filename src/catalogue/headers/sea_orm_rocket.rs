//! sea-orm-rocket: `Connection` in a route's parameters is a reference to the pool. Nothing is held.
#![letgo::krate(sea_orm_rocket)]
#![letgo::versions("0.6.0")]

#[letgo::handle]
pub struct Connection<'a, D>;
impl<'a, D> Connection<'a, D> {
    pub fn into_inner(self) -> &'a sea_orm::DatabaseConnection {}
}
