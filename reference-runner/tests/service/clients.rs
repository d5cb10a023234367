//! The clients that are published for the original drive the server: every call that they have for what is served.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use crate::support::{Database, Server, skipped};

const PYTHON: &str = "dify-client==0.1.10";
const NODE: &str = "dify-client@2.3.2";

/// A folder that is kept between runs.
fn kept(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::create_dir_all(&folder).expect("a folder");
    folder
}

fn runs(command: &mut Command) -> bool {
    command.output().is_ok_and(|output| output.status.success())
}

/// Where pip has put the package and what it needs.
fn python() -> Option<PathBuf> {
    static INSTALLED: OnceLock<Option<PathBuf>> = OnceLock::new();
    let install = || {
        let folder = kept("python");
        let mut pip = Command::new("python3");
        pip.args(["-m", "pip", "install", "--quiet", "--target"]).arg(&folder).arg(PYTHON);
        (folder.join("dify_client").exists() || runs(&mut pip)).then_some(folder)
    };
    let installed = INSTALLED.get_or_init(install).clone();
    if installed.is_none() {
        skipped("`python3 -m pip` cannot install dify-client");
    }
    installed
}

/// Where npm has put it. A script finds packages beside itself, so it is copied there.
fn node() -> Option<PathBuf> {
    static INSTALLED: OnceLock<Option<PathBuf>> = OnceLock::new();
    let install = || {
        let folder = kept("node");
        let mut npm = Command::new("npm");
        npm.args(["install", "--silent", "--no-audit", "--no-fund", "--prefix"]).arg(&folder).arg(NODE);
        (folder.join("node_modules/dify-client").exists() || runs(&mut npm)).then_some(folder)
    };
    let installed = INSTALLED.get_or_init(install).clone();
    if installed.is_none() {
        skipped("`npm` cannot install dify-client");
    }
    installed
}

async fn drive(mut client: Command, server: &Server) {
    client.arg(format!("{}/v1", server.url));
    client
        .args(["completion", "chat", "agent-chat", "advanced-chat", "workflow"].map(|mode| server.key(mode)));
    let output = tokio::process::Command::from(client).output().await.expect("the client runs");
    let said = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    assert!(said.trim_end().ends_with("all calls answered"), "{said}");
}

async fn the_python_client(on: Database) {
    let Some(packages) = python() else { return };
    let server = Server::start(on, &[]).await;
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/service/clients/client.py");
    let mut client = Command::new("python3");
    client.arg(script).env("PYTHONPATH", packages).env("NO_PROXY", "127.0.0.1");
    drive(client, &server).await;
}

async fn the_node_client(on: Database) {
    let Some(packages) = node() else { return };
    let server = Server::start(on, &[]).await;
    let script = packages.join(if on == Database::Sqlite { "sqlite.mjs" } else { "postgres.mjs" });
    std::fs::write(&script, include_str!("clients/client.mjs")).expect("it can be written");
    let mut client = Command::new("node");
    client.arg(script).env("NO_PROXY", "127.0.0.1");
    drive(client, &server).await;
}

crate::on_each_database!(the_python_client, the_node_client);
