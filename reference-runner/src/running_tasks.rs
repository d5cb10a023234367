//! The tasks that this server runs now: counted, kept alive in the database, and taken over from servers that died.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::ids::{Moment, TaskId};
use crate::services::Service;

#[derive(Debug, Clone, Default)]
pub struct RunningTasks {
    running: Arc<Mutex<HashSet<TaskId>>>,
}

/// Counts a task for as long as it lives.
#[derive(Debug)]
pub struct Running {
    tasks: RunningTasks,
    task: TaskId,
}

impl RunningTasks {
    fn set(&self) -> MutexGuard<'_, HashSet<TaskId>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    #[must_use]
    pub fn enter(&self, task: TaskId) -> Running {
        self.set().insert(task);
        Running { tasks: self.clone(), task }
    }

    pub fn count(&self) -> usize {
        self.set().len()
    }

    fn all(&self) -> Vec<TaskId> {
        self.set().iter().copied().collect()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.tasks.set().remove(&self.task);
    }
}

/// How long a task may go without a sign of life before another server finishes its rows.
const LOST_AFTER: u32 = 3;

/// Gives signs of life every `every`, and finishes what others have left. Runs until it is dropped.
pub async fn keep(service: Service, every: Duration) {
    loop {
        if let Err(error) = round(&service, every).await {
            tracing::warn!(%error, "running tasks not kept");
        }
        tokio::time::sleep(every).await;
    }
}

async fn round(service: &Service, every: Duration) -> crate::store::Result<()> {
    let running = service.running.all();
    if !running.is_empty() {
        service.store.keep_tasks(service.settings.server, running).await?;
    }
    let lost = every * LOST_AFTER;
    let recovered = service.store.recover_tasks(Moment::now().minus_seconds(lost.as_secs().max(1))).await?;
    if recovered.tasks > 0 {
        tracing::info!(tasks = recovered.tasks, "finished what another server left");
    }
    Ok(())
}
