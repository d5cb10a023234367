//! Which server answers which task, and the end of those whose server died: no row stays `running` for ever.

use sqlx::AnyConnection;

use super::sql::Columns;
use super::{Result, Store};
use crate::ids::{MessageId, Moment, ServerId, TaskId, WorkflowRunId};

/// Rows that were left behind and now have their final state.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Recovered {
    pub tasks: u64,
}

const DIED: &str = "The server that answered this has gone away.";

impl Store {
    /// Before the worker of a workflow starts: from now on the task is this server's. A message brings its task along.
    pub async fn begin_task(&self, server: ServerId, task: TaskId) -> Result<()> {
        let mut db = self.lease("begin_task").await?;
        self.note_task(&mut db, server, task, None).await
    }

    /// In the scope that writes what the task is about: there is never one without the other.
    pub(super) async fn note_task(
        &self,
        db: &mut AnyConnection,
        server: ServerId,
        task: TaskId,
        message: Option<MessageId>,
    ) -> Result<()> {
        self.query(
            "INSERT INTO runner_tasks (id, server_id, message_id, seen_at) \
             VALUES ($1::uuid, $2::uuid, $3::uuid, $4::timestamp)",
        )
        .bind(task.to_string())
        .bind(server.to_string())
        .bind(message.map(|message| message.to_string()))
        .bind(Moment::now().to_column())
        .execute(db)
        .await?;
        Ok(())
    }

    /// After the last row has its final state.
    pub async fn end_task(&self, task: TaskId) -> Result<()> {
        let mut db = self.lease("end_task").await?;
        self.query("DELETE FROM runner_tasks WHERE id = $1::uuid")
            .bind(task.to_string())
            .execute(&mut *db)
            .await?;
        Ok(())
    }

    /// Sign of life for the tasks that still run here: one statement, however many they are.
    pub async fn keep_tasks(&self, server: ServerId, running: Vec<TaskId>) -> Result<()> {
        let running: Vec<String> = running.iter().map(ToString::to_string).collect();
        let mut db = self.lease("keep_tasks").await?;
        self.query(
            "UPDATE runner_tasks SET seen_at = $1::timestamp WHERE server_id = $2::uuid \
             AND $3 LIKE '%' || id::text || '%'",
        )
        .bind(Moment::now().to_column())
        .bind(server.to_string())
        .bind(running.join(","))
        .execute(&mut *db)
        .await?;
        Ok(())
    }

    /// Finishes what nobody has given a sign of life for since `unseen_since`.
    pub async fn recover_tasks(&self, unseen_since: Moment) -> Result<Recovered> {
        let mut db = self.scope("recover_tasks").await?;
        let left = self
            .query(
                "DELETE FROM runner_tasks WHERE seen_at < $1::timestamp \
                 RETURNING message_id::text, workflow_run_id::text",
            )
            .bind(unseen_since.to_column())
            .fetch_all(&mut *db)
            .await?;
        let now = Moment::now().to_column();
        for row in &left {
            if let Some(run) = row.maybe_parsed::<WorkflowRunId>("workflow_run_id")? {
                self.query(
                    "UPDATE workflow_node_executions SET status = 'failed', error = $2, finished_at = $3::timestamp \
                     WHERE workflow_run_id = $1::uuid AND status = 'running'",
                )
                .bind(run.to_string())
                .bind(DIED)
                .bind(now.clone())
                .execute(&mut *db)
                .await?;
                self.query(
                    "UPDATE workflow_runs SET status = 'failed', error = $2, finished_at = $3::timestamp \
                     WHERE id = $1::uuid AND status = 'running'",
                )
                .bind(run.to_string())
                .bind(DIED)
                .bind(now.clone())
                .execute(&mut *db)
                .await?;
            }
            if let Some(message) = row.maybe_parsed::<MessageId>("message_id")? {
                self.query(
                    "UPDATE messages SET status = 'error', error = $2, updated_at = $3::timestamp \
                     WHERE id = $1::uuid AND status = 'normal' AND answer = ''",
                )
                .bind(message.to_string())
                .bind(DIED)
                .bind(now.clone())
                .execute(&mut *db)
                .await?;
            }
        }
        db.commit().await?;
        Ok(Recovered { tasks: left.len() as u64 })
    }
}
