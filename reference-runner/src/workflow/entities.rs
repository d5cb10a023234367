//! Kinds of nodes, and what the engine tells its callbacks.

use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NodeType {
    Start,
    End,
    Answer,
    Llm,
    IfElse,
    HttpRequest,
    TemplateTransform,
    #[serde(alias = "variable-assigner")]
    VariableAggregator,
    Iteration,
}

impl NodeType {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::End => "end",
            Self::Answer => "answer",
            Self::Llm => "llm",
            Self::IfElse => "if-else",
            Self::HttpRequest => "http-request",
            Self::TemplateTransform => "template-transform",
            Self::VariableAggregator => "variable-aggregator",
            Self::Iteration => "iteration",
        }
    }
}
