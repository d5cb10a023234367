//! The database: every statement of the service, and nothing but statements.
//!
//! The rule of this service is kept here by construction. A *scope* is one short function on [`Store`]: it takes a
//! connection, runs its statements, gives the connection back and returns plain owned values. The connection's types
//! ([`lease::Lease`], [`lease::Scope`]) are private to this module, no row type leaves it, and it imports nothing that
//! waits on the outside. So there is no way to hold a connection over a model call, a stop flag or a slow client.

mod agent_thoughts;
mod apps;
mod conversations;
mod feedbacks;
mod history;
mod lease;
mod messages;
mod runner_tasks;
mod seed;
#[cfg(feature = "shared-pool")]
pub mod shared_pool;
mod sql;
mod workflow_runs;

use std::sync::Arc;
use std::time::{Duration, Instant};

use sqlx::any::AnyPoolOptions;
use sqlx::{Any, AnyPool, Executor};

pub use agent_thoughts::{AgentThought, ThoughtProgress};
pub use apps::{EasyUiRecord, PublishedWorkflow, TokenOpens};
pub use conversations::{Conversation, NewConversation};
pub use feedbacks::Rated;
pub use history::{ConversationPage, MessagePage, Page};
pub use lease::{BUCKETS, Loan, Loans, Site, nothing_held};
pub use messages::{Exchange, FinishedMessage, NewMessage, NewMessageFile};
pub use runner_tasks::Recovered;
pub use seed::SeededApp;
pub use sql::Dialect;
pub use workflow_runs::{FinishedNode, FinishedRun, NewNodeExecution, NewWorkflowRun, StartedRun};

use lease::{InHand, Lease, Scope};

/// What can go wrong in a scope.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("database: {0}")]
    Database(#[from] sqlx::Error),
    #[error("column `{column}` does not hold what it should: {detail}")]
    Column { column: &'static str, detail: String },
}

pub type Result<T, E = StoreError> = std::result::Result<T, E>;

/// A handle on the database; cheap to clone, never a connection.
#[derive(Debug, Clone)]
pub struct Store {
    pool: AnyPool,
    dialect: Dialect,
    loans: Arc<Loans>,
}

/// A pool whose database has all tables.
async fn connect(url: &str, connections: u32, patience: Duration) -> Result<(AnyPool, Dialect)> {
    sqlx::any::install_default_drivers();
    let dialect = Dialect::of(url);
    let pool = AnyPoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(patience)
        .after_connect(move |connection, _| {
            Box::pin(async move {
                connection.execute(dialect.session()).await?;
                Ok(())
            })
        })
        .connect(url)
        .await?;
    sqlx::raw_sql(dialect.schema()).execute(&pool).await?;
    Ok((pool, dialect))
}

impl Store {
    /// Connects, creates what is missing.
    pub async fn open(url: &str, connections: u32, patience: Duration) -> Result<Self> {
        let (pool, dialect) = connect(url, connections, patience).await?;
        Ok(Self::over(pool, dialect))
    }

    fn over(pool: AnyPool, dialect: Dialect) -> Self {
        Self { pool, dialect, loans: Arc::default() }
    }

    /// The account of connections by call site.
    pub fn loans(&self) -> &Arc<Loans> {
        &self.loans
    }

    /// Connections that are open, in use or not.
    pub fn connections_open(&self) -> u32 {
        self.pool.size()
    }

    pub async fn close(&self) {
        self.pool.close().await;
    }

    /// A connection for the statements of one function, each its own transaction.
    async fn lease(&self, site: &'static str) -> Result<Lease> {
        let asked = Instant::now();
        let connection = self.pool.acquire().await.inspect_err(|_| self.loans.gave_up(site, asked))?;
        Ok(Lease { connection, _loan: self.loans.begin(site, asked), _hand: InHand::new() })
    }

    /// A connection for the statements of one function, all or nothing.
    async fn scope(&self, site: &'static str) -> Result<Scope> {
        let asked = Instant::now();
        let transaction = self.pool.begin_with(self.dialect.begin()).await;
        let transaction = transaction.inspect_err(|_| self.loans.gave_up(site, asked))?;
        Ok(Scope { transaction, _loan: self.loans.begin(site, asked), _hand: InHand::new() })
    }

    /// The statement in the words of this database.
    fn query(&self, text: &'static str) -> sqlx::query::Query<'static, Any, sqlx::any::AnyArguments> {
        sqlx::query(self.dialect.statement(text))
    }
}
