//! Keys with a lifetime in this process.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

#[derive(Debug, Clone, Default)]
pub struct MemoryTasks {
    keys: Arc<Mutex<HashMap<String, (String, Instant)>>>,
}

impl MemoryTasks {
    fn keys(&self) -> MutexGuard<'_, HashMap<String, (String, Instant)>> {
        self.keys.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn set(&self, key: String, value: String, lifetime: Duration) {
        let now = Instant::now();
        let mut keys = self.keys();
        // Each new task sweeps, so what is dead never outnumbers what came in one lifetime.
        keys.retain(|_, (_, until)| *until > now);
        keys.insert(key, (value, now + lifetime));
    }

    pub(super) fn get(&self, key: &str) -> Option<String> {
        self.keys().get(key).filter(|(_, until)| *until > Instant::now()).map(|(value, _)| value.clone())
    }
}
