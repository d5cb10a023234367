//! Runs of workflows, the executions of their nodes, and the log of calls.

use serde_json::{Map, Value};

use super::sql::{Columns, storable};
use super::{Result, Store};
use crate::ids::{
    AppId, EndUserId, MessageId, Moment, NodeExecutionId, TaskId, TenantId, WorkflowAppLogId, WorkflowId,
    WorkflowRunId,
};

/// Whose run it is: repeated in the rows of its nodes.
#[derive(Debug, Clone)]
pub struct NewWorkflowRun {
    pub id: WorkflowRunId,
    pub tenant: TenantId,
    pub app: AppId,
    pub workflow: WorkflowId,
    pub user: EndUserId,
    pub task: TaskId,
    /// Whose answer it makes.
    pub message: Option<MessageId>,
    pub inputs: Map<String, Value>,
}

#[derive(Debug, Clone, Copy)]
pub struct StartedRun {
    pub sequence_number: i64,
    pub created_at: Moment,
}

#[derive(Debug, Clone)]
pub struct FinishedRun {
    pub status: &'static str,
    pub outputs: Option<Map<String, Value>>,
    pub error: Option<String>,
    pub elapsed: f64,
    pub total_tokens: u64,
    pub total_steps: u32,
    pub finished_at: Moment,
}

#[derive(Debug, Clone)]
pub struct NewNodeExecution {
    pub run: WorkflowRunId,
    pub index: u32,
    pub predecessor: Option<String>,
    pub node_id: String,
    pub node_type: &'static str,
    pub title: String,
    pub inputs: Option<Map<String, Value>>,
    pub execution_metadata: Option<Map<String, Value>>,
}

#[derive(Debug, Clone, Default)]
pub struct FinishedNode {
    pub status: &'static str,
    pub inputs: Option<Map<String, Value>>,
    pub process_data: Option<Map<String, Value>>,
    pub outputs: Option<Map<String, Value>>,
    pub execution_metadata: Option<Map<String, Value>>,
    pub error: Option<String>,
    pub elapsed: f64,
}

fn json(map: Option<Map<String, Value>>) -> Option<String> {
    map.filter(|map| !map.is_empty()).map(|map| Value::Object(map).to_string())
}

impl Store {
    /// The run with the next number of its app, known to its task and its message. The app's row is locked meanwhile, so
    /// two runs never get the same number.
    pub async fn start_run(&self, new: NewWorkflowRun) -> Result<StartedRun> {
        let created_at = Moment::now();
        let mut db = self.scope("start_run").await?;
        self.query("SELECT id::text FROM apps WHERE id = $1::uuid FOR UPDATE")
            .bind(new.app.to_string())
            .fetch_optional(&mut *db)
            .await?;
        let row = self
            .query(
                "SELECT CAST(COALESCE(MAX(sequence_number), 0) + 1 AS bigint) AS next FROM workflow_runs \
                 WHERE tenant_id = $1::uuid AND app_id = $2::uuid",
            )
            .bind(new.tenant.to_string())
            .bind(new.app.to_string())
            .fetch_one(&mut *db)
            .await?;
        let sequence_number = row.number("next")?;
        self.query(
            "INSERT INTO workflow_runs (id, tenant_id, app_id, sequence_number, workflow_id, type, triggered_from, \
             version, graph, inputs, status, elapsed_time, total_tokens, total_steps, created_by_role, created_by, \
             created_at) SELECT $1::uuid, tenant_id, app_id, $2, id, type, 'app-run', version, graph, $3, 'running', \
             0, 0, 0, 'end_user', $4::uuid, $5::timestamp FROM workflows WHERE id = $6::uuid",
        )
        .bind(new.id.to_string())
        .bind(sequence_number)
        .bind(Value::Object(new.inputs).to_string())
        .bind(new.user.to_string())
        .bind(created_at.to_column())
        .bind(new.workflow.to_string())
        .execute(&mut *db)
        .await?;
        self.query("UPDATE runner_tasks SET workflow_run_id = $2::uuid WHERE id = $1::uuid")
            .bind(new.task.to_string())
            .bind(new.id.to_string())
            .execute(&mut *db)
            .await?;
        if let Some(message) = new.message {
            self.query("UPDATE messages SET workflow_run_id = $2::uuid WHERE id = $1::uuid")
                .bind(message.to_string())
                .bind(new.id.to_string())
                .execute(&mut *db)
                .await?;
        }
        db.commit().await?;
        Ok(StartedRun { sequence_number, created_at })
    }

    pub async fn finish_run(&self, run: WorkflowRunId, finished: FinishedRun) -> Result<()> {
        let mut db = self.lease("finish_run").await?;
        self.query(
            "UPDATE workflow_runs SET status = $2, outputs = $3, error = $4, elapsed_time = $5, total_tokens = $6, \
             total_steps = $7, finished_at = $8::timestamp WHERE id = $1::uuid",
        )
        .bind(run.to_string())
        .bind(finished.status)
        .bind(finished.outputs.map(|outputs| Value::Object(outputs).to_string()))
        .bind(finished.error.map(storable))
        .bind(finished.elapsed)
        .bind(finished.total_tokens.cast_signed())
        .bind(i64::from(finished.total_steps))
        .bind(finished.finished_at.to_column())
        .execute(&mut *db)
        .await?;
        Ok(())
    }

    pub async fn start_node(&self, new: NewNodeExecution) -> Result<(NodeExecutionId, Moment)> {
        let id = NodeExecutionId::random();
        let created_at = Moment::now();
        let mut db = self.lease("start_node").await?;
        self.query(
            "INSERT INTO workflow_node_executions (id, tenant_id, app_id, workflow_id, triggered_from, \
             workflow_run_id, \"index\", predecessor_node_id, node_id, node_type, title, inputs, status, elapsed_time, \
             execution_metadata, created_by_role, created_by, created_at) \
             SELECT $1::uuid, tenant_id, app_id, workflow_id, 'workflow-run', id, $3, $4, $5, $6, $7, $8, 'running', \
             0, $9, created_by_role, created_by, $10::timestamp FROM workflow_runs WHERE id = $2::uuid",
        )
        .bind(id.to_string())
        .bind(new.run.to_string())
        .bind(i64::from(new.index))
        .bind(new.predecessor)
        .bind(new.node_id)
        .bind(new.node_type)
        .bind(new.title)
        .bind(json(new.inputs))
        .bind(json(new.execution_metadata))
        .bind(created_at.to_column())
        .execute(&mut *db)
        .await?;
        Ok((id, created_at))
    }

    pub async fn finish_node(&self, execution: NodeExecutionId, finished: FinishedNode) -> Result<Moment> {
        let finished_at = Moment::now();
        let mut db = self.lease("finish_node").await?;
        self.query(
            "UPDATE workflow_node_executions SET status = $2, inputs = COALESCE($3, inputs), process_data = $4, \
             outputs = $5, execution_metadata = COALESCE($6, execution_metadata), error = $7, elapsed_time = $8, \
             finished_at = $9::timestamp WHERE id = $1::uuid",
        )
        .bind(execution.to_string())
        .bind(finished.status)
        .bind(json(finished.inputs))
        .bind(json(finished.process_data))
        .bind(json(finished.outputs))
        .bind(json(finished.execution_metadata))
        .bind(finished.error.map(storable))
        .bind(finished.elapsed)
        .bind(finished_at.to_column())
        .execute(&mut *db)
        .await?;
        Ok(finished_at)
    }

    /// Where an iteration has got to.
    pub async fn note_iteration(
        &self,
        execution: NodeExecutionId,
        metadata: Map<String, Value>,
    ) -> Result<()> {
        let mut db = self.lease("note_iteration").await?;
        self.query("UPDATE workflow_node_executions SET execution_metadata = $2 WHERE id = $1::uuid")
            .bind(execution.to_string())
            .bind(Value::Object(metadata).to_string())
            .execute(&mut *db)
            .await?;
        Ok(())
    }

    pub async fn log_workflow_call(&self, run: WorkflowRunId) -> Result<()> {
        let mut db = self.lease("log_workflow_call").await?;
        self.query(
            "INSERT INTO workflow_app_logs (id, tenant_id, app_id, workflow_id, workflow_run_id, created_from, \
             created_by_role, created_by, created_at) SELECT $1::uuid, tenant_id, app_id, workflow_id, id, \
             'service-api', created_by_role, created_by, $3::timestamp FROM workflow_runs WHERE id = $2::uuid",
        )
        .bind(WorkflowAppLogId::random().to_string())
        .bind(run.to_string())
        .bind(Moment::now().to_column())
        .execute(&mut *db)
        .await?;
        Ok(())
    }
}
