//! The same keys in Redis, over one connection that all tasks share and that comes back by itself.

use std::time::Duration;

use redis::AsyncCommands;
use redis::aio::{ConnectionManager, ConnectionManagerConfig};

use super::TaskStoreError;

#[derive(Clone)]
pub struct RedisTasks {
    connection: ConnectionManager,
}

impl std::fmt::Debug for RedisTasks {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RedisTasks")
    }
}

impl From<redis::RedisError> for TaskStoreError {
    fn from(error: redis::RedisError) -> Self {
        Self(error.to_string())
    }
}

impl RedisTasks {
    pub async fn connect(url: &str) -> Result<Self, TaskStoreError> {
        let patience = Some(Duration::from_secs(5));
        let config =
            ConnectionManagerConfig::new().set_connection_timeout(patience).set_response_timeout(patience);
        let connection = ConnectionManager::new_with_config(redis::Client::open(url)?, config).await?;
        Ok(Self { connection })
    }

    pub(super) async fn set(
        &self,
        key: String,
        value: String,
        lifetime: Duration,
    ) -> Result<(), TaskStoreError> {
        let mut connection = self.connection.clone();
        Ok(connection.set_ex::<_, _, ()>(key, value, lifetime.as_secs()).await?)
    }

    pub(super) async fn get(&self, key: String) -> Result<Option<String>, TaskStoreError> {
        let mut connection = self.connection.clone();
        Ok(connection.get(key).await?)
    }
}
