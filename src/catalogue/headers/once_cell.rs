//! once_cell: cells that are filled once, mostly statics; what is in them is reached through them.
#![letgo::krate(once_cell)]
#![letgo::versions("1.21.3")]

pub mod sync {
    #[letgo::look_through]
    pub struct OnceCell<T>;
    impl<T> OnceCell<T> {
        pub fn new() -> OnceCell<T> {}
        pub fn get(&self) -> Option<&T> {}
        pub fn get_mut(&mut self) -> Option<&mut T> {}
        #[letgo::blocks(lock)]
        pub fn wait(&self) -> &T {}
        pub fn set(&self, value: T) -> Result<(), T> {}
        pub fn get_or_init<F: FnOnce() -> T>(&self, f: F) -> &T {}
        pub fn get_or_try_init<F: FnOnce() -> Result<T, E>, E>(&self, f: F) -> Result<&T, E> {}
        #[letgo::empties]
        pub fn take(&mut self) -> Option<T> {}
        pub fn into_inner(self) -> Option<T> {}
    }
    #[letgo::look_through]
    pub struct Lazy<T, F>;
    impl<T, F> Lazy<T, F> {
        pub fn new(f: F) -> Lazy<T, F> {}
        pub fn force(this: &Lazy<T, F>) -> &T {}
    }
    impl<T, F> std::ops::Deref for Lazy<T, F> {
        type Target = T;
    }
}
pub mod unsync {
    #[letgo::look_through]
    pub struct OnceCell<T>;
    impl<T> OnceCell<T> {
        pub fn new() -> OnceCell<T> {}
        pub fn get(&self) -> Option<&T> {}
        pub fn get_mut(&mut self) -> Option<&mut T> {}
        pub fn set(&self, value: T) -> Result<(), T> {}
        pub fn get_or_init<F: FnOnce() -> T>(&self, f: F) -> &T {}
        #[letgo::empties]
        pub fn take(&mut self) -> Option<T> {}
        pub fn into_inner(self) -> Option<T> {}
    }
    #[letgo::look_through]
    pub struct Lazy<T, F>;
    impl<T, F> std::ops::Deref for Lazy<T, F> {
        type Target = T;
    }
}
