//! sqlxmq: a job holds no connection, only the pool; two of its methods take a transaction and end it.
#![letgo::krate(sqlxmq)]
#![letgo::versions("0.6.0")]

#[letgo::handle]
pub struct CurrentJob;
impl CurrentJob {
    #[letgo::query]
    pub async fn complete(&mut self) -> Result<(), sqlx::Error> {}
    #[letgo::release]
    pub async fn complete_with_transaction(&mut self, tx: sqlx::Transaction<'_, sqlx::Postgres>) -> Result<(), sqlx::Error> {}
    #[letgo::release]
    pub async fn checkpoint_with_transaction(
        &mut self,
        tx: sqlx::Transaction<'_, sqlx::Postgres>,
        checkpoint: &Checkpoint<'_>,
    ) -> Result<(), sqlx::Error> {
    }
    #[letgo::query]
    pub async fn checkpoint(&mut self, checkpoint: &Checkpoint<'_>) -> Result<(), sqlx::Error> {}
    pub fn pool(&self) -> &sqlx::Pool<sqlx::Postgres> {}
}
pub struct Checkpoint<'a>;
pub struct JobBuilder<'a>;
impl<'a> JobBuilder<'a> {
    #[letgo::query]
    pub async fn spawn<E>(&self, executor: E) -> Result<JobId, sqlx::Error> {}
}
#[letgo::unnamed]
pub struct JobId;
