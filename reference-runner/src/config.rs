//! The command line and the environment.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Parser, Subcommand};

/// An app runner and task pipeline that keeps no database connection while it waits.
#[derive(Debug, Parser)]
#[command(name = "reference-runner", version, args_conflicts_with_subcommands = true)]
pub struct Cli {
    #[command(flatten)]
    pub serve: Serve,

    #[command(subcommand)]
    pub command: Option<Command>,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Put load on this service and on its naive twin, and show the figures side by side
    Load(Box<crate::load::Load>),
}

#[derive(Debug, Clone, Args)]
pub struct Serve {
    /// Address to listen on
    #[arg(long, default_value = "127.0.0.1:5001")]
    pub listen: String,

    /// `postgres://…`, or `sqlite://FILE`; a file in the temporary folder if absent
    #[arg(long, env = "DATABASE_URL")]
    pub database_url: Option<String>,

    /// Connections in the pool
    #[arg(long, default_value_t = 10)]
    pub pool: u32,

    /// Seconds to wait for a connection
    #[arg(long, default_value_t = 30)]
    pub pool_timeout: u64,

    /// Redis for task ownership and stop flags, so that many servers share them
    #[arg(long, env = "REDIS_URL")]
    pub redis_url: Option<String>,

    /// An OpenAI-compatible endpoint (`https://host/v1`) instead of the built-in mock model
    #[arg(long, env = "MODEL_URL")]
    pub model_url: Option<String>,

    /// Key for the model's endpoint
    #[arg(long, env = "MODEL_KEY", hide_env_values = true)]
    pub model_key: Option<String>,

    /// Model to ask for instead of what the apps name
    #[arg(long, env = "MODEL_NAME")]
    pub model_name: Option<String>,

    /// Seconds that the model's endpoint may say nothing
    #[arg(long, default_value_t = 60)]
    pub model_timeout: u64,

    /// Milliseconds that the mock model takes for an answer
    #[arg(long, default_value_t = 1000)]
    pub mock_latency: u64,

    /// Pieces in which the mock model gives an answer
    #[arg(long, default_value_t = 20)]
    pub mock_deltas: u32,

    /// The sandbox service that runs code of workflows (`http://host:8194`); no code without it
    #[arg(long, env = "CODE_EXECUTION_ENDPOINT")]
    pub code_endpoint: Option<String>,

    /// Key for the sandbox service
    #[arg(long, env = "CODE_EXECUTION_API_KEY", hide_env_values = true, default_value = "dify-sandbox")]
    pub code_key: String,

    /// Seconds that a run may be listened to
    #[arg(long, env = "APP_MAX_EXECUTION_TIME", default_value_t = 600)]
    pub max_run: u64,

    /// Nodes that a workflow may run
    #[arg(long, env = "WORKFLOW_MAX_EXECUTION_STEPS", default_value_t = 500)]
    pub max_steps: u32,

    /// Seconds that a workflow may run
    #[arg(long, env = "WORKFLOW_MAX_EXECUTION_TIME", default_value_t = 1200)]
    pub max_workflow: u64,

    /// Workflows that may be nested
    #[arg(long, env = "WORKFLOW_CALL_MAX_DEPTH", default_value_t = 5)]
    pub max_depth: u32,

    /// Let workflows, agents and image checks reach addresses inside the own network
    #[arg(long)]
    pub allow_inside: bool,

    /// Seconds between signs of life for running tasks; after three a task counts as left behind
    #[arg(long, default_value_t = 10)]
    pub keep_every: u64,

    /// Seconds that running tasks may take to end when the server is told to
    #[arg(long, default_value_t = 10)]
    pub grace: u64,

    /// Show workflow runs on the console
    #[arg(long, env = "DEBUG", num_args = 0..=1, default_missing_value = "true", default_value_t = false)]
    pub debug: bool,
}

impl Serve {
    /// The database to open; a new file where none is named.
    pub fn database(&self) -> String {
        match &self.database_url {
            Some(url) if url.starts_with("sqlite") && !url.contains('?') => format!("{url}?mode=rwc"),
            Some(url) => url.clone(),
            None => {
                let file: PathBuf = std::env::temp_dir().join("reference-runner-0.6.10.sqlite");
                format!("sqlite://{}?mode=rwc", file.display())
            }
        }
    }

    pub fn grace(&self) -> Duration {
        Duration::from_secs(self.grace)
    }
}
