//! The standard library, as far as it carries values: core, alloc and std are one.
#![letgo::krate(std, core, alloc)]

pub mod option {
    #[letgo::look_through]
    pub enum Option<T> {
        None,
        Some(T),
    }
    impl<T> Option<T> {
        pub fn take(&mut self) -> Option<T> {}
        pub fn unwrap(self) -> T {}
    }
}
