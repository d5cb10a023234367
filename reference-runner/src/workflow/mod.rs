//! The workflow engine: a graph of nodes, run one at a time. It tells what happens through callbacks and knows nothing
//! of queues, rows of runs, or the wire.

pub mod entities;
pub mod template;
