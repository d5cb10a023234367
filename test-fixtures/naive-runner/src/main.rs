//! The naive twin of the reference runner: the same routes and the same answers, written the way one writes a service
//! on a Friday. It works, as long as the pool is large.
//!
//! Lines marked `//~ lint: row N: …` are hazards that `cargo letgo` must find, and it must find nothing else. The rows
//! are those of the table in `HAZARDS.md`.

mod agent;
mod chatflow_pipeline;
mod db;
mod engine;
mod generate;
mod models;
mod moderation;
mod naming;
mod nodes;
mod pipeline;
mod runner;
mod server;
mod workflow_pipeline;

use clap::Parser;
use reference_runner::config::Serve;
use reference_runner::services::Service;
use reference_runner::start::over;

use crate::db::Db;
use crate::moderation::Moderation;

/// The reference runner, written the tempting way.
#[derive(Debug, Parser)]
#[command(name = "naive-runner")]
struct Cli {
    #[command(flatten)]
    serve: Serve,

    /// An endpoint that is asked whether a question or an answer is fit to be shown
    #[arg(long, env = "MODERATION_URL")]
    moderation_url: Option<String>,
}

/// Everything that a request needs.
#[derive(Clone)]
pub struct State {
    pub db: Db,
    pub service: Service,
    pub moderation: Option<Moderation>,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let cli = Cli::parse();
    let filter = tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "info".into());
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let (db, store) = Db::open(&cli.serve).await?;
    let ready = over(&cli.serve, store).await?;
    println!("listening on http://{}/v1", ready.listener.local_addr()?);
    for app in &ready.apps {
        println!("{:<14} {}", app.mode, app.key);
    }
    let moderation = cli.moderation_url.map(Moderation::new);
    let state = State { db, service: ready.service.clone(), moderation };
    ready.serve_routes(server::router(state), told_to_stop()).await
}

async fn told_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    let terminated = async {
        match signal(SignalKind::terminate()) {
            Ok(mut signal) => drop(signal.recv().await),
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        () = terminated => {}
    }
}
