//! salvo: what earlier handlers put into the depot.
#![letgo::krate(salvo, salvo_core)]
#![letgo::versions("0.82.0")]

pub use depot::Depot;
pub mod prelude {
    pub use crate::depot::Depot;
}
pub mod depot {
    #[letgo::opaque]
    pub struct Depot;
    impl Depot {
        pub fn obtain<T>(&self) -> Result<&T, Option<&Box<dyn std::any::Any>>> {}
        pub fn obtain_mut<T>(&mut self) -> Result<&mut T, Option<&mut Box<dyn std::any::Any>>> {}
        pub fn get<V>(&self, key: &str) -> Result<&V, Option<&Box<dyn std::any::Any>>> {}
    }
}
