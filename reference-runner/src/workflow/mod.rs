//! The workflow engine: a graph of nodes, run one at a time. It tells what happens through callbacks and knows nothing
//! of queues, rows of runs, or the wire.

pub mod engine;
pub mod entities;
pub mod graph;
pub mod nodes;
pub mod template;
pub mod variable_pool;
