//! A service under load: built if it must be, started as a process of its own, stopped at the end.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, bail};

use super::{Load, Which};
use crate::entities::app_invoke_entities::AppMode;

pub(super) struct Server {
    pub(super) which: Which,
    /// `http://…/v1`
    pub(super) base: String,
    pub(super) metrics: String,
    /// For all clients: they share nothing but idle connections.
    pub(super) http: reqwest::Client,
    keys: BTreeMap<String, String>,
    _process: Process,
}

/// Ends with its owner; its rows go with its files, and PostgreSQL ends what it was told when the connection breaks.
struct Process {
    child: Child,
    files: Option<PathBuf>,
}

impl Drop for Process {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
        if let Some(folder) = &self.files {
            drop(std::fs::remove_dir_all(folder));
        }
    }
}

/// Building aside, a service is ready at once.
const READY_WITHIN: Duration = Duration::from_mins(1);

impl Server {
    pub(super) async fn start(which: Which, load: &Load) -> anyhow::Result<Self> {
        let program = match which {
            Which::Reference => std::env::current_exe().context("cannot tell this program's file")?,
            Which::Twin => match &load.twin_binary {
                Some(binary) => binary.clone(),
                None => tokio::task::spawn_blocking(build_twin).await??,
            },
        };
        let mut files = None;
        let url = load.database_url.clone().unwrap_or_else(|| {
            let name = format!("reference-runner-load-{}-{}", which.name(), std::process::id());
            let folder = std::env::temp_dir().join(name);
            files = Some(folder.clone());
            format!("sqlite://{}", folder.join("load.sqlite").display())
        });
        if let Some(folder) = &files {
            std::fs::create_dir_all(folder).context("cannot make a folder for the database")?;
        }
        let mut command = Command::new(&program);
        command
            .args(["--listen", "127.0.0.1:0", "--database-url", &url])
            .args(["--pool", &load.pool.to_string(), "--pool-timeout", &load.pool_timeout.to_string()])
            .args(["--mock-latency", &load.latency.to_string(), "--mock-deltas", &load.deltas.to_string()])
            .args(["--grace", "0"])
            .env("RUST_LOG", "off")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        for variable in ["MODEL_URL", "REDIS_URL", "DEBUG", "DATABASE_URL", "MODERATION_URL"] {
            command.env_remove(variable);
        }
        let child = command.spawn().with_context(|| format!("cannot start `{}`", program.display()))?;
        let mut process = Process { child, files };
        let output = process.child.stdout.take().context("its output is piped")?;
        let ready = tokio::time::timeout(READY_WITHIN, tokio::task::spawn_blocking(|| announced(output)));
        let (base, keys) = ready.await.context("it was not ready in a minute")???;
        let http = reqwest::Client::builder().pool_max_idle_per_host(usize::MAX).no_proxy().build()?;
        let metrics = base.trim_end_matches("/v1").to_owned() + "/metrics";
        Ok(Self { which, base, metrics, http, keys, _process: process })
    }

    pub(super) fn key(&self, mode: AppMode) -> anyhow::Result<&str> {
        let key = self.keys.get(mode.as_str());
        key.map(String::as_str).with_context(|| format!("no app of mode {mode} is seeded in this database"))
    }
}

/// Its address, then a key for each app.
fn announced(output: ChildStdout) -> anyhow::Result<(String, BTreeMap<String, String>)> {
    let mut base = None;
    let mut keys = BTreeMap::new();
    for line in BufReader::new(output).lines() {
        let line = line?;
        if let Some(address) = line.strip_prefix("listening on ") {
            base = Some(address.trim().to_owned());
        } else if let Some((mode, key)) = line.split_once(' ') {
            keys.insert(mode.to_owned(), key.trim().to_owned());
        }
        if let Some(base) = base.take_if(|_| keys.len() == AppMode::ALL.len()) {
            return Ok((base, keys));
        }
    }
    bail!("it ended before it was ready")
}

/// `cargo build` in the twin's own workspace, with what this program was built from: profile and target folder.
fn build_twin() -> anyhow::Result<PathBuf> {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("../test-fixtures/naive-runner/Cargo.toml");
    let own = std::env::current_exe()?;
    let profile = own.parent().context("a program is in a folder")?;
    let target = profile.parent().context("a profile's folder is in a target folder")?;
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(["build", "--locked", "--bin", "naive-runner", "--manifest-path"]).arg(&manifest);
    command.arg("--target-dir").arg(target);
    if !cfg!(debug_assertions) {
        command.arg("--release");
    }
    let status = command.status().context("cannot run cargo to build the twin")?;
    if !status.success() {
        bail!("the twin (`{}`) cannot be built; `--twin-binary` names one that is", manifest.display());
    }
    Ok(profile.join("naive-runner"))
}
