//! deadpool-sync 0.2: a blocking object behind a pool of threads.
#![letgo::krate(deadpool_sync)]
#![letgo::versions("0.2.0")]

pub struct SyncWrapper<T>;
impl<T> SyncWrapper<T> {
    #[letgo::query]
    pub async fn interact<F: FnOnce(&mut T) -> R, R>(&self, f: F) -> Result<R, InteractError> {}
    pub fn is_mutex_poisoned(&self) -> bool {}
    pub fn lock(&self) -> Result<SyncGuard<'_, T>, std::sync::PoisonError<_>> {}
    pub fn try_lock(&self) -> Result<SyncGuard<'_, T>, std::sync::TryLockError<_>> {}
}
pub enum InteractError {
    Panic(()),
    Aborted,
}
#[letgo::guard(lock)]
pub struct SyncGuard<'a, T>;
impl<'a, T> std::ops::Deref for SyncGuard<'a, T> {
    type Target = T;
}
impl<'a, T> std::ops::DerefMut for SyncGuard<'a, T> {}
