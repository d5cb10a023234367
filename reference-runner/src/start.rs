//! From the command line to a running server, and its end: requests first, then what they started.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::code_sandbox::CodeSandbox;
use crate::config::Serve;
use crate::ids::ServerId;
use crate::model::{MockModel, ModelClient, OpenAiModel, Pace};
use crate::outside::HttpClient;
use crate::running_tasks::{RunningTasks, keep};
use crate::server::router;
use crate::services::{Service, Settings};
use crate::store::{SeededApp, Store};
use crate::task_store::{MemoryTasks, RedisTasks, TaskStore};

/// A server that is ready: its apps' keys, and what has to run.
pub struct Ready {
    pub service: Service,
    pub apps: Vec<SeededApp>,
    pub listener: TcpListener,
    keep_every: Duration,
    grace: Duration,
}

pub async fn ready(serve: &Serve) -> anyhow::Result<Ready> {
    let url = serve.database();
    let store = Store::open(&url, serve.pool, Duration::from_secs(serve.pool_timeout))
        .await
        .context("cannot open the database")?;
    over(serve, store).await
}

/// The same over a store that is open already.
pub async fn over(serve: &Serve, store: Store) -> anyhow::Result<Ready> {
    crate::install_crypto();
    let apps = store.seed().await.context("cannot seed the database")?;
    let tasks = match &serve.redis_url {
        Some(url) => TaskStore::Redis(RedisTasks::connect(url).await.context("cannot reach Redis")?),
        None => TaskStore::Memory(MemoryTasks::default()),
    };
    let model = match &serve.model_url {
        Some(url) => {
            let silence = Duration::from_secs(serve.model_timeout);
            ModelClient::OpenAi(OpenAiModel::new(
                url,
                serve.model_key.clone(),
                serve.model_name.clone(),
                silence,
            )?)
        }
        None => ModelClient::Mock(MockModel::new(Pace {
            whole: Duration::from_millis(serve.mock_latency),
            deltas: serve.mock_deltas,
        })),
    };
    let service = Service {
        store,
        tasks,
        model,
        http: HttpClient::new(serve.allow_inside)?,
        code: match &serve.code_endpoint {
            Some(endpoint) => Some(CodeSandbox::new(endpoint, &serve.code_key)?),
            None => None,
        },
        running: RunningTasks::default(),
        settings: Arc::new(Settings {
            server: ServerId::random(),
            limit: Duration::from_secs(serve.max_run),
            max_execution_steps: serve.max_steps,
            max_execution_time: Duration::from_secs(serve.max_workflow),
            max_call_depth: serve.max_depth,
            debug: serve.debug,
        }),
        shutdown: CancellationToken::new(),
        spawned: TaskTracker::new(),
    };
    let listener = TcpListener::bind(&serve.listen)
        .await
        .with_context(|| format!("cannot listen on {}", serve.listen))?;
    let keep_every = Duration::from_secs(serve.keep_every.max(1));
    Ok(Ready { service, apps, listener, keep_every, grace: serve.grace() })
}

impl Ready {
    /// Serves until `stop` resolves. Runs get the grace period to end by themselves, then they are stopped; either way
    /// their rows are final before the database is closed.
    pub async fn serve(self, stop: impl Future<Output = ()> + Send + 'static) -> anyhow::Result<()> {
        let routes = router(self.service.clone());
        self.serve_routes(routes, stop).await
    }

    /// The same with other routes.
    pub async fn serve_routes(
        self,
        routes: axum::Router,
        stop: impl Future<Output = ()> + Send + 'static,
    ) -> anyhow::Result<()> {
        let Self { service, listener, keep_every, grace, .. } = self;
        let keeper = tokio::spawn(keep(service.clone(), keep_every));
        let stopping = service.clone();
        let stop = async move {
            stop.await;
            let shutdown = stopping.shutdown.clone();
            tokio::spawn(async move {
                tokio::time::sleep(grace).await;
                shutdown.cancel();
            });
        };
        axum::serve(listener, routes).with_graceful_shutdown(stop).await?;
        service.spawned.close();
        service.spawned.wait().await;
        keeper.abort();
        service.store.close().await;
        Ok(())
    }
}
