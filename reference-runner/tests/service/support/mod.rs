//! What the tests stand on: a server as a process of its own, its databases, a model to talk to, apps to ask.

mod apps;
mod endpoint;
mod events;
mod local_servers;
mod sandbox;
mod server;

pub use apps::{edge, llm, node};
pub use endpoint::{Endpoint, Says};
pub use events::{Event, golden};
pub use local_servers::{Postgres, Redis, free_port};
pub use sandbox::Sandbox;
pub use server::{Reply, Server};

/// Where a server keeps its rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Database {
    Sqlite,
    Postgres,
}

/// Each test once on SQLite and once on PostgreSQL, where it is installed.
#[macro_export]
macro_rules! on_each_database {
    ($($name:ident),+ $(,)?) => {
        mod sqlite {
            use $crate::support::Database;
            $(#[tokio::test]
            async fn $name() {
                super::$name(Database::Sqlite).await;
            })+
        }

        mod postgres {
            use $crate::support::{Database, Postgres};
            $(#[tokio::test]
            async fn $name() {
                if Postgres::is_here() {
                    super::$name(Database::Postgres).await;
                }
            })+
        }
    };
}

/// Says that a test did not run, and why; where everything must be there, that is a failure.
#[allow(clippy::print_stderr, reason = "whoever runs the tests shall see it")]
pub fn skipped(why: &str) {
    assert!(std::env::var_os("CI").is_none(), "{why}, and nothing may be skipped where `CI` is set");
    eprintln!("skipped: {why}");
}
