//! PostgreSQL and Redis, started from what is installed, one of each for a test run, gone with it.
//!
//! Each runs under a shell that reads its input: when the test process ends, however it ends, the input closes, and the
//! shell takes the server and its folder down.

use std::io::Write;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use super::skipped;

/// A port that nobody listens at now.
pub fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("an address").port()
}

pub struct Postgres {
    port: u16,
    databases: AtomicU32,
    shell: Child,
}

pub struct Redis {
    pub url: String,
    port: u16,
    shell: Child,
}

/// Runs the server in a folder of its own until the input of the shell closes.
fn under_shell(prepare: &str, server: &str) -> Child {
    // PostgreSQL refuses to run as root, so root lets its user do it.
    let script = format!(
        "folder=$(mktemp -d) && cd \"$folder\" || exit 1
        if [ \"$(id -u)\" = 0 ]; then
            as='setpriv --reuid postgres --regid postgres --clear-groups'; chown postgres . || exit 1
        fi
        {prepare}
        exec_server() {{ exec {server}; }}
        exec_server & server=$!
        while read -r word; do
            case $word in
                stop) kill -INT $server; wait $server ;;
                begin) exec_server & server=$! ;;
            esac
        done
        kill -INT $server; wait $server; cd /; rm -rf \"$folder\""
    );
    Command::new("sh")
        .args(["-c", &script])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("a shell")
}

fn wait_for(port: u16) {
    let until = Instant::now() + Duration::from_mins(1);
    while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
        assert!(Instant::now() < until, "no server at port {port}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// Tells the shell to stop the server or to begin it again, and waits until it has.
async fn tell(shell: &mut Child, port: u16, word: &str) {
    writeln!(shell.stdin.as_mut().expect("it is piped"), "{word}").expect("the shell listens");
    while std::net::TcpStream::connect(("127.0.0.1", port)).is_ok() != (word == "begin") {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// The newest `bin` of Debian's packages; elsewhere what is in the path.
fn postgres_programs() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut folders: Vec<PathBuf> = versions.map(|version| version.path().join("bin")).collect();
    folders.sort();
    let path = std::env::var_os("PATH").unwrap_or_default();
    folders.reverse();
    folders.extend(std::env::split_paths(&path));
    folders.into_iter().find(|folder| folder.join("initdb").exists() && folder.join("postgres").exists())
}

impl Postgres {
    /// Whether there is one to test with; says so if not.
    pub fn is_here() -> bool {
        let here = postgres_programs().is_some();
        if !here {
            skipped("PostgreSQL is not installed");
        }
        here
    }

    /// The one that all tests share.
    pub fn shared() -> Option<&'static Self> {
        static SHARED: OnceLock<Option<Postgres>> = OnceLock::new();
        SHARED.get_or_init(|| postgres_programs().map(|programs| Self::start(&programs))).as_ref()
    }

    /// Another one, for a test that takes it down; `None` says that there is none.
    pub fn own() -> Option<Self> {
        Self::is_here().then(|| Self::start(&postgres_programs().expect("it is here")))
    }

    /// Goes away in the middle of whatever it does.
    pub async fn stop(&mut self) {
        tell(&mut self.shell, self.port, "stop").await;
    }

    /// Comes back.
    pub async fn begin(&mut self) {
        tell(&mut self.shell, self.port, "begin").await;
    }

    fn start(programs: &Path) -> Self {
        let (port, bin) = (free_port(), programs.display());
        let prepare = format!("$as {bin}/initdb -D data -A trust -U runner -E UTF8 --no-sync || exit 1");
        let server = format!(
            "$as {bin}/postgres -D data -h 127.0.0.1 -p {port} -k \"$folder\" -F -c max_connections=300"
        );
        let shell = under_shell(&prepare, &server);
        wait_for(port);
        Self { port, databases: AtomicU32::new(0), shell }
    }

    /// The URL of a new, empty database.
    pub async fn new_database(&self) -> String {
        sqlx::any::install_default_drivers();
        let name = format!("test_{}", self.databases.fetch_add(1, Ordering::Relaxed));
        let maintenance = format!("postgres://runner@127.0.0.1:{}/postgres", self.port);
        let options = sqlx::any::AnyPoolOptions::new().max_connections(1);
        let pool = options.connect(&maintenance).await.expect("PostgreSQL answers");
        let created =
            sqlx::query(sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"))).execute(&pool).await;
        created.expect("a database can be created");
        pool.close().await;
        format!("postgres://runner@127.0.0.1:{}/{name}", self.port)
    }
}

impl Redis {
    /// Another one, for a test that takes it down.
    pub fn own() -> Option<Self> {
        Self::start()
    }

    pub async fn stop(&mut self) {
        tell(&mut self.shell, self.port, "stop").await;
    }

    pub async fn begin(&mut self) {
        tell(&mut self.shell, self.port, "begin").await;
    }

    pub fn shared() -> Option<&'static Self> {
        static SHARED: OnceLock<Option<Redis>> = OnceLock::new();
        SHARED.get_or_init(Self::start).as_ref()
    }

    fn start() -> Option<Self> {
        if Command::new("redis-server").arg("--version").output().is_err() {
            skipped("Redis is not installed");
            return None;
        }
        let port = free_port();
        let shell =
            under_shell("", &format!("redis-server --bind 127.0.0.1 --port {port} --save '' --dir ."));
        wait_for(port);
        Some(Self { url: format!("redis://127.0.0.1:{port}"), port, shell })
    }
}
