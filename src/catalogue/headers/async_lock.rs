//! async-lock: locks that are awaited.
#![letgo::krate(async_lock)]
#![letgo::versions("3.4.1")]

#[letgo::shared]
pub struct Mutex<T>;
impl<T> Mutex<T> {
    #[letgo::unnamed]
    pub fn new(value: T) -> Mutex<T> {}
    #[letgo::waits(lock)]
    #[letgo::unnamed]
    pub async fn lock(&self) -> MutexGuard<'_, T> {}
    pub fn into_inner(self) -> T {}
}
#[letgo::locked]
pub struct MutexGuard<'a, T>;
impl<'a, T> std::ops::Deref for MutexGuard<'a, T> {
    type Target = T;
}
impl<'a, T> std::ops::DerefMut for MutexGuard<'a, T> {}
#[letgo::shared]
pub struct RwLock<T>;
impl<T> RwLock<T> {
    #[letgo::unnamed]
    pub fn new(value: T) -> RwLock<T> {}
    #[letgo::waits(lock)]
    #[letgo::unnamed]
    pub async fn read(&self) -> RwLockReadGuard<'_, T> {}
    #[letgo::waits(lock)]
    #[letgo::unnamed]
    pub async fn write(&self) -> RwLockWriteGuard<'_, T> {}
    pub fn into_inner(self) -> T {}
}
#[letgo::locked]
pub struct RwLockReadGuard<'a, T>;
impl<'a, T> std::ops::Deref for RwLockReadGuard<'a, T> {
    type Target = T;
}
#[letgo::locked]
pub struct RwLockWriteGuard<'a, T>;
impl<'a, T> std::ops::Deref for RwLockWriteGuard<'a, T> {
    type Target = T;
}
impl<'a, T> std::ops::DerefMut for RwLockWriteGuard<'a, T> {}
