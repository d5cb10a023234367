//! parking-lot: locks that block the thread.
#![letgo::krate(parking_lot)]
#![letgo::versions("0.12.5")]

#[letgo::unnamed]
#[letgo::shared]
pub struct Mutex<T>;
impl<T> Mutex<T> {
    #[letgo::unnamed]
    pub fn new(value: T) -> Mutex<T> {}
    #[letgo::unnamed]
    pub fn lock(&self) -> MutexGuard<'_, T> {}
    #[letgo::unnamed]
    pub fn into_inner(self) -> T {}
}
#[letgo::unnamed]
#[letgo::locked]
pub struct MutexGuard<'a, T>;
impl<'a, T> std::ops::Deref for MutexGuard<'a, T> {
    type Target = T;
}
impl<'a, T> std::ops::DerefMut for MutexGuard<'a, T> {}
#[letgo::unnamed]
#[letgo::shared]
pub struct RwLock<T>;
impl<T> RwLock<T> {
    #[letgo::unnamed]
    pub fn new(value: T) -> RwLock<T> {}
    #[letgo::unnamed]
    pub fn read(&self) -> RwLockReadGuard<'_, T> {}
    #[letgo::unnamed]
    pub fn write(&self) -> RwLockWriteGuard<'_, T> {}
    #[letgo::unnamed]
    pub fn into_inner(self) -> T {}
}
#[letgo::unnamed]
#[letgo::locked]
pub struct RwLockReadGuard<'a, T>;
impl<'a, T> std::ops::Deref for RwLockReadGuard<'a, T> {
    type Target = T;
}
#[letgo::unnamed]
#[letgo::locked]
pub struct RwLockWriteGuard<'a, T>;
impl<'a, T> std::ops::Deref for RwLockWriteGuard<'a, T> {
    type Target = T;
}
impl<'a, T> std::ops::DerefMut for RwLockWriteGuard<'a, T> {}
