//! Who owns a task and whether it shall stop: shared by all servers through Redis, or kept by one in memory.
//!
//! Keys and lifetimes are the original's: `generate_task_belong:{task}` for 1800 s, `generate_task_stopped:{task}` for
//! 600 s. A stop may be sent to any server; the one that runs the task sees the flag within a second.

mod memory;
mod redis;

use std::time::Duration;

pub use memory::MemoryTasks;
pub use redis::RedisTasks;

use crate::ids::{EndUserId, TaskId};

const OWNED_FOR: Duration = Duration::from_mins(30);
const STOPPED_FOR: Duration = Duration::from_mins(10);

#[derive(Debug, thiserror::Error)]
#[error("task store: {0}")]
pub struct TaskStoreError(String);

#[derive(Debug, Clone)]
pub enum TaskStore {
    Memory(MemoryTasks),
    Redis(RedisTasks),
}

fn belongs(task: TaskId) -> String {
    format!("generate_task_belong:{task}")
}

fn stopped(task: TaskId) -> String {
    format!("generate_task_stopped:{task}")
}

/// Accounts would have a prefix of their own; behind the service API everybody is an end user.
fn owner(user: EndUserId) -> String {
    format!("end-user-{user}")
}

impl TaskStore {
    pub async fn own(&self, task: TaskId, user: EndUserId) -> Result<(), TaskStoreError> {
        self.set(belongs(task), owner(user), OWNED_FOR).await
    }

    /// Raises the stop flag if the task is the user's; says nothing if it is not.
    pub async fn stop(&self, task: TaskId, user: EndUserId) -> Result<(), TaskStoreError> {
        if self.get(belongs(task)).await? == Some(owner(user)) {
            self.set(stopped(task), "1".to_owned(), STOPPED_FOR).await?;
        }
        Ok(())
    }

    pub async fn is_stopped(&self, task: TaskId) -> Result<bool, TaskStoreError> {
        Ok(self.get(stopped(task)).await?.is_some())
    }

    async fn set(&self, key: String, value: String, lifetime: Duration) -> Result<(), TaskStoreError> {
        crate::store::nothing_held("the task store");
        match self {
            Self::Memory(tasks) => tasks.set(key, value, lifetime),
            Self::Redis(tasks) => tasks.set(key, value, lifetime).await?,
        }
        Ok(())
    }

    async fn get(&self, key: String) -> Result<Option<String>, TaskStoreError> {
        crate::store::nothing_held("the task store");
        match self {
            Self::Memory(tasks) => Ok(tasks.get(&key)),
            Self::Redis(tasks) => tasks.get(key).await,
        }
    }
}
