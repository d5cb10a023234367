//! One server: a process with a database of its own, asked over HTTP.

use std::collections::BTreeMap;
use std::process::Stdio;
use std::time::Duration;

use serde_json::Value;
use sqlx::{AnyPool, AssertSqlSafe, Row};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use super::events::Events;
use super::local_servers::Postgres;
use super::{Database, free_port};

pub struct Server {
    process: Child,
    arguments: Vec<String>,
    client: reqwest::Client,
    pub url: String,
    pub database_url: String,
    keys: BTreeMap<String, String>,
    _folder: tempfile::TempDir,
}

/// A whole answer.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub headers: reqwest::header::HeaderMap,
    pub text: String,
}

impl Reply {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

/// Longer than anything here may take, shorter than anybody's patience.
pub const PATIENCE: Duration = Duration::from_mins(2);

impl Server {
    /// With a new database and these arguments besides; the mock model is quick unless they say otherwise.
    pub async fn start(database: Database, arguments: &[&str]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let url = match database {
            Database::Sqlite => format!("sqlite://{}/runner.sqlite", folder.path().display()),
            Database::Postgres => Postgres::shared().expect("asked before").new_database().await,
        };
        Self::start_on(&url, folder, arguments).await
    }

    /// A further node on the database of another.
    pub async fn join(&self, arguments: &[&str]) -> Self {
        Self::start_on(&self.database_url, tempfile::tempdir().expect("a folder"), arguments).await
    }

    pub async fn start_on(database_url: &str, folder: tempfile::TempDir, given: &[&str]) -> Self {
        let listen = format!("127.0.0.1:{}", free_port());
        let mut arguments: Vec<String> =
            ["--listen", &listen, "--database-url", database_url].map(str::to_owned).to_vec();
        for (name, value) in [("--mock-latency", "30"), ("--mock-deltas", "3")] {
            if !given.contains(&name) {
                arguments.extend([name.to_owned(), value.to_owned()]);
            }
        }
        arguments.extend(given.iter().map(|argument| (*argument).to_owned()));
        let (process, keys) = spawn(&arguments).await;
        sqlx::any::install_default_drivers();
        reference_runner::install_crypto();
        let client = reqwest::Client::builder().no_proxy().timeout(PATIENCE).build().expect("a client");
        Self {
            process,
            arguments,
            client,
            url: format!("http://{listen}"),
            database_url: database_url.to_owned(),
            keys,
            _folder: folder,
        }
    }

    /// `kill -9`.
    pub async fn kill(&mut self) {
        self.process.kill().await.expect("it can be killed");
    }

    /// `kill`: asks it to end.
    pub fn terminate(&self) {
        let id = self.process.id().expect("it runs").to_string();
        let sent = std::process::Command::new("kill").arg(id).status().expect("kill is there");
        assert!(sent.success());
    }

    /// Waits until it has ended; whether it ended well.
    pub async fn ended(&mut self) -> bool {
        let ended = tokio::time::timeout(PATIENCE, self.process.wait()).await.expect("it ends in time");
        ended.expect("it can be waited for").success()
    }

    /// Starts again on the same database and address, after it has ended.
    pub async fn restart(&mut self) {
        (self.process, self.keys) = spawn(&self.arguments).await;
    }

    /// The key of the seeded app of this mode.
    pub fn key(&self, mode: &str) -> &str {
        self.keys.get(mode).unwrap_or_else(|| panic!("no app of mode {mode}: {:?}", self.keys))
    }

    pub fn request(&self, method: reqwest::Method, key: &str, path: &str) -> reqwest::RequestBuilder {
        self.client.request(method, format!("{}/v1{path}", self.url)).bearer_auth(key)
    }

    pub async fn send(&self, request: reqwest::RequestBuilder) -> Reply {
        let response = request.send().await.expect("the server answers");
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Reply { status, headers, text: response.text().await.expect("the answer is whole") }
    }

    pub async fn post(&self, key: &str, path: &str, body: &Value) -> Reply {
        self.send(self.request(reqwest::Method::POST, key, path).json(body)).await
    }

    pub async fn get(&self, key: &str, path: &str) -> Reply {
        self.send(self.request(reqwest::Method::GET, key, path)).await
    }

    /// Asks for a stream and gives it as soon as it begins.
    pub async fn stream(&self, key: &str, path: &str, body: &Value) -> Events {
        let request = self.request(reqwest::Method::POST, key, path).json(body);
        let response = request.send().await.expect("the server answers");
        assert_eq!(response.status().as_u16(), 200, "{:?}", response.text().await);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        Events::new(response)
    }

    /// The longest time that any call site had a connection, in seconds.
    pub async fn longest_hold(&self) -> f64 {
        let text = self.metrics().await;
        let holds = text.lines().filter(|line| line.starts_with("runner_connection_hold_seconds_max{"));
        let seconds = holds.map(|line| line.rsplit_once(' ').expect("a value").1.parse().expect("a number"));
        seconds.fold(0.0, f64::max)
    }

    async fn metrics(&self) -> String {
        let response =
            self.client.get(format!("{}/metrics", self.url)).send().await.expect("the server answers");
        response.text().await.expect("the answer is whole")
    }

    /// A number out of `/metrics`; sums up over labels.
    pub async fn metric(&self, name: &str) -> f64 {
        let text = self.metrics().await;
        let of = |line: &str| {
            let (left, value) = line.rsplit_once(' ')?;
            (left.split('{').next() == Some(name)).then(|| value.parse::<f64>().expect("a number"))
        };
        text.lines().filter_map(of).sum()
    }

    pub async fn database(&self) -> AnyPool {
        sqlx::any::AnyPoolOptions::new()
            .max_connections(1)
            .connect(&self.database_url)
            .await
            .expect("a database")
    }

    /// The rows of a query whose columns are texts.
    pub async fn rows(&self, query: &str) -> Vec<Vec<Option<String>>> {
        let pool = self.database().await;
        let rows = sqlx::query(AssertSqlSafe(query.to_owned())).fetch_all(&pool).await;
        let rows = rows.unwrap_or_else(|error| panic!("{query}: {error}"));
        pool.close().await;
        let texts = |row: &sqlx::any::AnyRow| (0..row.len()).map(|at| row.get(at)).collect();
        rows.iter().map(texts).collect()
    }

    /// The one text that a query gives.
    pub async fn text(&self, query: &str) -> String {
        let rows = self.rows(query).await;
        assert_eq!(rows.len(), 1, "{query}: {rows:?}");
        rows[0][0].clone().unwrap_or_default()
    }

    pub async fn execute(&self, statement: &str) {
        let pool = self.database().await;
        let done = sqlx::query(AssertSqlSafe(statement.to_owned())).execute(&pool).await;
        done.unwrap_or_else(|error| panic!("{statement}: {error}"));
        pool.close().await;
    }

    /// Waits until the query gives this text.
    pub async fn becomes(&self, query: &str, text: &str) {
        let until = tokio::time::Instant::now() + PATIENCE;
        loop {
            let found = self.text(query).await;
            if found == text {
                return;
            }
            assert!(tokio::time::Instant::now() < until, "{query}: still {found}, not {text}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Rows that say that something still runs, and tasks that are not ended.
    pub async fn unfinished(&self) -> String {
        self.text(UNFINISHED).await
    }

    pub async fn becomes_finished(&self) {
        self.becomes(UNFINISHED, "0").await;
    }
}

const UNFINISHED: &str = "SELECT CAST((SELECT COUNT(*) FROM workflow_runs WHERE status = 'running') \
    + (SELECT COUNT(*) FROM workflow_node_executions WHERE status = 'running') \
    + (SELECT COUNT(*) FROM messages WHERE status = 'normal' AND answer = '') AS text)";

/// The program under test, once it listens, and the keys that it prints.
async fn spawn(arguments: &[String]) -> (Child, BTreeMap<String, String>) {
    let binary = std::env::var("RUNNER_BINARY").unwrap_or(env!("CARGO_BIN_EXE_reference-runner").to_owned());
    let mut process = Command::new(&binary)
        .args(arguments)
        .env_remove("DATABASE_URL")
        .env_remove("REDIS_URL")
        .env("RUST_LOG", std::env::var("RUST_LOG").unwrap_or("error".to_owned()))
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap_or_else(|error| panic!("{binary}: {error}"));
    let mut lines = BufReader::new(process.stdout.take().expect("it is piped")).lines();
    let mut keys = BTreeMap::new();
    let read = async {
        while keys.len() < 5 {
            let line = lines.next_line().await.expect("lines").expect("the server says where it listens");
            if let Some((mode, key)) = line.split_once(' ').filter(|(_, key)| key.trim().starts_with("app-"))
            {
                keys.insert(mode.to_owned(), key.trim().to_owned());
            }
        }
    };
    tokio::time::timeout(PATIENCE, read).await.expect("the server starts in time");
    (process, keys)
}
