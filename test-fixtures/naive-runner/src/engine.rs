//! Runs a graph: strictly one node at a time, each told to the pipeline before and after. A node gets a connection of
//! its own, for whatever it does.

use std::collections::HashSet;

use serde_json::{Map, Value, json};
use tokio::time::Instant;

use reference_runner::apps::base_app_queue_manager::Publisher;
use reference_runner::apps::base_app_runner::RunnerError;
pub use reference_runner::apps::workflow::app_runner::system_variables;
use reference_runner::entities::app_invoke_entities::WorkflowAppGenerateEntity;
use reference_runner::entities::queue_entities::{QueueEvent, RunError, TaskStopped};
use reference_runner::workflow::entities::{EngineEvent, IterationRef};
use reference_runner::workflow::graph::{Graph, Node, NodeData};
use reference_runner::workflow::nodes::{
    NodeRunResult, answer, code, end, if_else, iteration, map, start, template_transform, variable_aggregator,
};
use reference_runner::workflow::variable_pool::VariablePool;

use crate::db::Conn;
use crate::models::Conversation;
use crate::{State, nodes};

/// What nodes may reach.
pub struct Surroundings<'a> {
    pub state: &'a State,
    pub publisher: Publisher,
    pub entity: &'a WorkflowAppGenerateEntity,
    /// Whose memory a model is given.
    pub conversation: Option<Conversation>,
}

impl Surroundings<'_> {
    pub fn tell(&self, event: EngineEvent) -> Result<(), TaskStopped> {
        self.publisher.publish(QueueEvent::Workflow(event))
    }
}

/// The rounds of the iteration that is under way.
struct Iteration<'g> {
    node: &'g Node,
    data: &'g iteration::Data,
    items: Vec<Value>,
    round: usize,
    outputs: Vec<Value>,
    ran: HashSet<String>,
}

struct Run<'a, 'g> {
    graph: &'g Graph,
    inputs: &'a Map<String, Value>,
    around: &'a Surroundings<'a>,
    pool: VariablePool,
    index: u32,
    predecessor: Option<String>,
    iteration: Option<Iteration<'g>>,
}

/// Why a run ends before its end.
enum Ended {
    Failed(String),
    Stopped,
}

impl From<TaskStopped> for Ended {
    fn from(TaskStopped: TaskStopped) -> Self {
        Self::Stopped
    }
}

impl From<String> for Ended {
    fn from(error: String) -> Self {
        Self::Failed(error)
    }
}

/// The worker: runs the graph to its end, its failure, or until it is told to stop.
pub async fn run_workflow(
    state: State,
    publisher: Publisher,
    entity: WorkflowAppGenerateEntity,
    system: Map<String, Value>,
    conversation: Option<Conversation>,
) -> Result<(), RunnerError> {
    let most = state.service.settings.max_call_depth;
    if entity.base.call_depth > most {
        return Err(RunError::Invalid(format!("Max workflow call depth {most} reached.")).into());
    }
    let around = Surroundings { state: &state, publisher, entity: &entity, conversation };
    let (graph, inputs) = (&*entity.graph, &entity.base.inputs);
    let pool = VariablePool::new(system);
    let mut all = inputs.clone();
    all.extend(pool.system());
    around.tell(EngineEvent::WorkflowStarted { inputs: all })?;
    let run = Run { graph, inputs, around: &around, pool, index: 0, predecessor: None, iteration: None };
    match run.finish().await {
        Ok(()) => around.tell(EngineEvent::WorkflowSucceeded)?,
        Err(Ended::Failed(error)) => around.tell(EngineEvent::WorkflowFailed { error })?,
        Err(Ended::Stopped) => return Err(TaskStopped.into()),
    }
    Ok(())
}

impl<'g> Run<'_, 'g> {
    async fn finish(mut self) -> Result<(), Ended> {
        let began = Instant::now();
        let mut next =
            Some(self.graph.start().ok_or_else(|| "Start node not found in workflow graph.".to_owned())?);
        while let Some(node) = next {
            self.index += 1;
            if self.index > self.around.state.service.settings.max_execution_steps {
                return Err(format!(
                    "Max steps {} reached.",
                    self.around.state.service.settings.max_execution_steps
                )
                .into());
            }
            if began.elapsed() > self.around.state.service.settings.max_execution_time {
                return Err(format!(
                    "Max execution time {}s reached.",
                    self.around.state.service.settings.max_execution_time.as_secs()
                )
                .into());
            }
            next = match &node.data {
                NodeData::Iteration(data) => self.begin_iteration(node, data)?,
                _ => {
                    let handle = self.run_node(node).await?;
                    if matches!(node.data, NodeData::End(_)) {
                        return Ok(());
                    }
                    let next = self.graph.next(&node.id, handle.as_deref());
                    self.after(next)?
                }
            };
        }
        Ok(())
    }

    /// Runs one node; gives the handle of the edge that it chose.
    async fn run_node(&mut self, node: &Node) -> Result<Option<String>, Ended> {
        let iteration = self.iteration.as_ref().map(Iteration::reference);
        let started = EngineEvent::NodeStarted {
            node: node.reference(),
            index: self.index,
            predecessor: self.predecessor.replace(node.id.clone()),
            iteration: iteration.clone(),
        };
        self.around.tell(started)?;
        if let Some(iteration) = &mut self.iteration {
            iteration.ran.insert(node.id.clone());
        }
        let NodeRunResult { mut outcome, edge_handle } = self.result_of(node).await?;
        if let Some(iteration) = &iteration {
            let metadata = outcome.execution_metadata.get_or_insert_default();
            metadata.insert("iteration_id".to_owned(), json!(iteration.node_id));
            metadata.insert("iteration_index".to_owned(), json!(iteration.round));
        }
        let node_ref = node.reference();
        if let Some(error) = outcome.error.clone() {
            self.around.tell(EngineEvent::NodeFailed {
                node: node_ref,
                iteration,
                outcome: outcome.into(),
            })?;
            return Err(format!("Node {} run failed: {error}", node.title).into());
        }
        if let Some(outputs) = &outcome.outputs {
            self.pool.put(&node.id, outputs.clone());
        }
        self.around.tell(EngineEvent::NodeSucceeded {
            node: node_ref,
            iteration,
            outcome: outcome.into(),
        })?;
        Ok(edge_handle)
    }

    async fn result_of(&self, node: &Node) -> Result<NodeRunResult, Ended> {
        Ok(match &node.data {
            NodeData::Start(_) => start::run(self.inputs, &self.pool),
            NodeData::End(data) => end::run(data, &self.pool),
            NodeData::Answer(data) => answer::run(data, &self.pool),
            NodeData::IfElse(data) => if_else::run(data, &self.pool),
            NodeData::Code(data) => {
                code::run(data, &self.pool, self.around.state.service.code.as_ref()).await
            }
            NodeData::VariableAggregator(data) => variable_aggregator::run(data, &self.pool),
            NodeData::TemplateTransform(data) => template_transform::run(data, &self.pool).await,
            NodeData::HttpRequest(data) => {
                let mut conn = self.connection().await?;
                nodes::http_request(&mut conn, data, &self.pool, self.around).await
            }
            NodeData::Llm(data) => {
                let mut conn = self.connection().await?;
                nodes::llm(&mut conn, &node.id, data, &self.pool, self.around).await?
            }
            // the engine runs its rounds and never the node itself
            NodeData::Iteration(_) => NodeRunResult::default(),
        })
    }

    async fn connection(&self) -> Result<Conn, Ended> {
        self.around.state.db.conn().await.map_err(|error| Ended::Failed(error.to_string()))
    }

    /// The first node of the first round; the node after the iteration if there is nothing to iterate over.
    fn begin_iteration(
        &mut self,
        node: &'g Node,
        data: &'g iteration::Data,
    ) -> Result<Option<&'g Node>, Ended> {
        let items = match self.pool.get(&data.iterator_selector) {
            Some(Value::Array(items)) => items.clone(),
            other => {
                let found = other.unwrap_or(&Value::Null);
                return Err(format!("Node {} run failed: invalid iterator value: {found}", node.title).into());
            }
        };
        let started = EngineEvent::IterationStarted {
            node: node.reference(),
            index: self.index,
            predecessor: self.predecessor.replace(node.id.clone()),
            items: items.clone(),
        };
        self.around.tell(started)?;
        self.iteration =
            Some(Iteration { node, data, items, round: 0, outputs: Vec::new(), ran: HashSet::new() });
        self.begin_round(None)
    }

    /// Tells of the round to come. With no item left the iteration is over.
    fn begin_round(&mut self, output: Option<Value>) -> Result<Option<&'g Node>, Ended> {
        let Some(iteration) = &mut self.iteration else { return Ok(None) };
        let node = iteration.node;
        let item = iteration.items.get(iteration.round).cloned();
        if item.is_some() || iteration.round > 0 {
            let next = EngineEvent::IterationNext {
                node: node.reference(),
                round: iteration.round,
                run_index: self.index + 1,
                item: item.clone(),
                output,
            };
            self.around.tell(next)?;
        }
        let Some(item) = item else { return self.end_iteration() };
        iteration.ran.clear();
        for child in self.graph.nodes.iter().filter(|child| child.iteration.as_ref() == Some(&node.id)) {
            self.pool.forget(&child.id);
        }
        let values = json!({"index": iteration.round, "item": item});
        self.pool.put(&node.id, values.as_object().cloned().unwrap_or_default());
        let first = self.graph.node(&iteration.data.start_node_id);
        let first =
            first.ok_or_else(|| format!("Node {} run failed: its start node is missing", node.title))?;
        Ok(Some(first))
    }

    /// What the last round put out is in; the run goes on behind the iteration.
    fn end_iteration(&mut self) -> Result<Option<&'g Node>, Ended> {
        let Some(iteration) = self.iteration.take() else { return Ok(None) };
        self.pool.put(&iteration.node.id, map("output", iteration.outputs.clone().into()));
        let completed = EngineEvent::IterationCompleted {
            node: iteration.node.reference(),
            run_index: self.index + 1,
            outputs: iteration.outputs,
        };
        self.around.tell(completed)?;
        Ok(self.graph.next(&iteration.node.id, None))
    }

    /// Where the run goes from a node: on, or, at the end of a round, to the next one.
    fn after(&mut self, next: Option<&'g Node>) -> Result<Option<&'g Node>, Ended> {
        let Some(iteration) = &mut self.iteration else { return Ok(next) };
        let inside = next.filter(|next| next.iteration.as_ref() == Some(&iteration.node.id));
        if let Some(next) = inside.filter(|next| !iteration.ran.contains(&next.id)) {
            return Ok(Some(next));
        }
        let output = self.pool.get(&iteration.data.output_selector).cloned();
        iteration.outputs.extend(output.clone().filter(|output| !output.is_null()));
        iteration.round += 1;
        self.begin_round(output)
    }
}

impl Iteration<'_> {
    fn reference(&self) -> IterationRef {
        IterationRef { node_id: self.node.id.clone(), round: self.round }
    }
}
