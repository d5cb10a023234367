//! `reference-runner load`: many streaming clients on a small pool, against this service and against its naive twin
//! (`test-fixtures/naive-runner`), with the figures side by side.
//!
//! Each service is a process of its own, one after the other, and is asked from here over HTTP as anybody would; what
//! its pool does it tells by `/metrics`. Clients start spread over one answer's time and then ask again and again, so
//! that after that time the load is steady; only what ends in the steady time is counted.

#![allow(
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "counts and times become figures to read"
)]

mod client;
mod metrics;
mod plot;
mod report;
mod server;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use clap::{Args, ValueEnum};
use tokio::sync::mpsc;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::entities::app_invoke_entities::AppMode;
use client::{Asked, Client};
use metrics::Metrics;
use report::{Measured, Progress};
use server::Server;

#[derive(Debug, Clone, Args)]
pub struct Load {
    /// Connections in the pool
    #[arg(long, default_value_t = 4)]
    pool: u32,

    /// Seconds to wait for a connection
    #[arg(long, default_value_t = 10)]
    pool_timeout: u64,

    /// Streaming clients at the same time
    #[arg(long, default_value_t = 500)]
    clients: u32,

    /// Milliseconds that the mock model takes for an answer
    #[arg(long, default_value_t = 8000)]
    latency: u64,

    /// Pieces in which the mock model gives an answer
    #[arg(long, default_value_t = 20)]
    deltas: u32,

    /// Seconds of steady load that are measured
    #[arg(long, default_value_t = 24)]
    seconds: u64,

    /// Seconds over which clients start; as long as an answer takes if absent, 0 for all at once
    #[arg(long)]
    ramp: Option<u64>,

    /// Questions that a client asks in one conversation before it opens the next
    #[arg(long, default_value_t = 3)]
    turns: u32,

    /// Kinds of app to ask; clients take turns
    #[arg(long, value_delimiter = ',', default_value = "chat")]
    mode: Vec<AppMode>,

    /// Measure one of the two
    #[arg(long)]
    only: Option<Which>,

    /// `postgres://…`; new SQLite files if absent
    #[arg(long, env = "DATABASE_URL")]
    database_url: Option<String>,

    /// A built twin, instead of building it here
    #[arg(long)]
    twin_binary: Option<PathBuf>,

    /// Draw connections in use and latency over time
    #[arg(long)]
    plot: Option<PathBuf>,

    /// One line of figures for each service, without a progress line
    #[arg(long)]
    brief: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Which {
    Reference,
    Twin,
}

impl Which {
    fn name(self) -> &'static str {
        match self {
            Self::Reference => "reference",
            Self::Twin => "twin",
        }
    }
}

/// What the pool looked like at a moment.
#[derive(Debug, Clone, Copy)]
struct Sample {
    at: Duration,
    in_use: u64,
}

/// How often the pool is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(200);

impl Load {
    #[allow(clippy::print_stdout, reason = "the table is what the command is for")]
    pub async fn run(&self) -> anyhow::Result<()> {
        crate::install_crypto();
        let both = [Which::Reference, Which::Twin];
        let mut measured = Vec::new();
        for which in both.into_iter().filter(|which| self.only.is_none_or(|only| only == *which)) {
            let server = Server::start(which, self).await?;
            let figures = self.measure(&server).await;
            drop(server);
            let figures = figures.with_context(|| format!("the {} did not last", which.name()))?;
            if self.brief {
                println!("{}", figures.brief());
            }
            measured.push(figures);
        }
        if !self.brief {
            println!("{}", report::table(self, &measured));
        }
        if let Some(file) = &self.plot {
            std::fs::write(file, plot::svg(self, &measured))
                .with_context(|| format!("cannot write `{}`", file.display()))?;
        }
        Ok(())
    }

    fn ramp(&self) -> Duration {
        self.ramp.map_or(Duration::from_millis(self.latency), Duration::from_secs)
    }

    /// Answers a second if nothing but the model took time.
    fn limit(&self) -> f64 {
        f64::from(self.clients) / (self.latency.max(1) as f64 / 1000.0)
    }

    async fn measure(&self, server: &Server) -> anyhow::Result<Measured> {
        let began = Instant::now();
        let steady = began + self.ramp();
        let end = steady + Duration::from_secs(self.seconds);
        let enough = CancellationToken::new();
        let (told, mut answers) = mpsc::unbounded_channel::<Asked>();
        for number in 0..self.clients {
            let client = Client::new(server, self, number)?;
            let starts = began + self.ramp() * number / self.clients.max(1);
            let (enough, told) = (enough.clone(), told.clone());
            tokio::spawn(async move {
                tokio::select! {
                    () = enough.cancelled() => {}
                    () = client.ask_on(began, starts, told) => {}
                }
            });
        }
        drop(told);
        let scraper = reqwest::Client::builder().timeout(Duration::from_secs(5)).no_proxy().build()?;
        let mut figures = Measured::new(server.which, self);
        let mut progress = Progress::default();
        let mut look = tokio::time::interval(LOOK_EVERY);
        look.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        let mut before: Option<Arc<Metrics>> = None;
        let mut latest = Arc::new(Metrics::default());
        while Instant::now() < end {
            tokio::select! {
                _ = look.tick() => {
                    latest = Arc::new(Metrics::scrape(&scraper, &server.metrics).await?);
                    if before.is_none() && Instant::now() >= steady {
                        before = Some(Arc::clone(&latest));
                    }
                    figures.samples.push(Sample { at: began.elapsed(), in_use: latest.in_use });
                    if !self.brief {
                        progress.show(&figures, began.elapsed(), end - began);
                    }
                }
                Some(asked) = answers.recv() => figures.asked.push(asked),
            }
        }
        progress.end();
        enough.cancel();
        let before = before.unwrap_or_default();
        figures.pool = latest.since(&before);
        figures.steady = self.ramp();
        Ok(figures)
    }
}
