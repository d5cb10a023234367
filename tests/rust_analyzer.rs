//! A real rust-analyzer over a small project, with letgo in its check slot: what it publishes is what an editor shows.
//!
//! Building one takes a while, so this runs only when it is told where one is; CONTRIBUTING.md says how.
//!
//! ```console
//! $ LETGO_RUST_ANALYZER=target/ra/bin/rust-analyzer cargo test --test rust_analyzer -- --nocapture
//! ```

#![expect(clippy::print_stderr, reason = "a test that is skipped says so")]

#[path = "support/project.rs"]
mod project;

use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use project::Project;
use serde_json::{Value, json};

const LONGEST_WAIT: Duration = Duration::from_mins(3);

struct Client {
    server: Child,
    input: ChildStdin,
    messages: Receiver<Value>,
    last_id: u64,
}

impl Client {
    fn start(program: &Path, root: &Path, check: &Value) -> Self {
        let bin = Path::new(env!("CARGO_BIN_EXE_cargo-letgo")).parent().expect("a folder");
        let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap_or_default());
        let mut server = Command::new(program)
            .current_dir(root)
            .env("PATH", path)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("rust-analyzer runs");
        let (sender, messages) = channel();
        let mut output = BufReader::new(server.stdout.take().expect("piped"));
        std::thread::spawn(move || {
            loop {
                let mut length = 0;
                let mut line = String::new();
                while output.read_line(&mut line).is_ok_and(|read| read > 2) {
                    if let Some(value) = line.trim().strip_prefix("Content-Length: ") {
                        length = value.parse().expect("a number");
                    }
                    line.clear();
                }
                let mut body = vec![0; length];
                if length == 0 || output.read_exact(&mut body).is_err() {
                    return;
                }
                let message = serde_json::from_slice(&body).expect("JSON");
                if sender.send(message).is_err() {
                    return;
                }
            }
        });
        let input = server.stdin.take().expect("piped");
        let mut client = Self { server, input, messages, last_id: 0 };
        client.request(
            "initialize",
            json!({
                "processId": std::process::id(),
                "rootUri": uri(root),
                "workspaceFolders": [{ "uri": uri(root), "name": "shop" }],
                "capabilities": {
                    "textDocument": {
                        "publishDiagnostics": { "relatedInformation": true, "codeDescriptionSupport": true },
                        "codeAction": { "codeActionLiteralSupport": { "codeActionKind": { "valueSet": ["quickfix"] } } },
                    },
                    "experimental": { "colorDiagnosticOutput": true },
                },
                "initializationOptions": { "check": check, "cargo": { "buildScripts": { "enable": false } }, "procMacro": { "enable": false } },
            }),
        );
        client.send(&json!({ "jsonrpc": "2.0", "method": "initialized", "params": {} }));
        client
    }

    fn send(&mut self, message: &Value) {
        let body = message.to_string();
        write!(self.input, "Content-Length: {}\r\n\r\n{body}", body.len()).expect("it listens");
        self.input.flush().expect("it listens");
    }

    /// The result of a request; requests of the server are answered with nothing on the way.
    fn request(&mut self, method: &str, params: Value) -> Value {
        self.last_id += 1;
        let id = self.last_id;
        self.send(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }));
        self.until(|message| {
            (message["id"] == id && message.get("method").is_none()).then(|| message["result"].clone())
        })
    }

    fn until<T>(&mut self, wanted: impl Fn(&Value) -> Option<T>) -> T {
        let start = Instant::now();
        while let Some(left) = LONGEST_WAIT.checked_sub(start.elapsed()) {
            let Ok(message) = self.messages.recv_timeout(left) else { break };
            if let Some(found) = wanted(&message) {
                return found;
            }
            if let (Some(id), Some(method)) = (message.get("id").cloned(), message.get("method")) {
                let result = if method == "workspace/configuration" { json!([null]) } else { Value::Null };
                self.send(&json!({ "jsonrpc": "2.0", "id": id, "result": result }));
            }
        }
        panic!("rust-analyzer did not say what was waited for");
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        drop(self.server.kill());
        drop(self.server.wait());
    }
}

fn uri(path: &Path) -> String {
    format!("file://{}", path.display())
}

const FILES: &str = "//- Cargo.toml
[package]
name = \"shop\"
version = \"0.1.0\"
edition = \"2024\"
[dependencies]
sqlx = { path = \"sqlx\" }
//- sqlx/Cargo.toml
[package]
name = \"sqlx\"
version = \"0.8.0\"
edition = \"2024\"
//- sqlx/src/lib.rs
pub struct PgPool;
pub struct Connection;
pub mod pool { pub struct PoolConnection; }
impl PgPool {
    pub async fn acquire(&self) -> Result<pool::PoolConnection, ()> { Ok(pool::PoolConnection) }
    pub async fn begin(&self) -> Result<Transaction, ()> { Ok(Transaction) }
}
pub struct Transaction;
impl Transaction { pub async fn commit(self) -> Result<(), ()> { Ok(()) } }
//- src/lib.rs
pub async fn f(pool: &sqlx::PgPool) -> Result<(), ()> {
    let conn = pool.acquire().await?;
    touch(&conn);
    let /* ä𝄞 */ tx = pool.begin().await?;
    let unused = 1;
    tx.commit().await
}
fn touch(_: &sqlx::pool::PoolConnection) {}
";

fn published(check: &Value, also: &str) -> (Vec<Value>, Vec<Value>) {
    let Some(program) = std::env::var_os("LETGO_RUST_ANALYZER") else {
        eprintln!("skipped: LETGO_RUST_ANALYZER does not name a rust-analyzer");
        return (Vec::new(), Vec::new());
    };
    let program = Path::new(&program).canonicalize().expect("there is one");
    let project = Project::new(FILES);
    let root = project.root();
    let mut client = Client::start(&program, &root, check);
    let file = uri(&root.join("src/lib.rs"));
    client.send(&json!({ "jsonrpc": "2.0", "method": "textDocument/didOpen", "params": { "textDocument": {
        "uri": file, "languageId": "rust", "version": 1, "text": project.read("src/lib.rs"),
    }}}));
    let diagnostics = client.until(|message| {
        if message["method"] != "textDocument/publishDiagnostics" || message["params"]["uri"] != file.as_str()
        {
            return None;
        }
        let list = message["params"]["diagnostics"].as_array()?;
        let has = |source: &str| list.iter().any(|one| one["source"] == source);
        (has("letgo") && (also.is_empty() || has(also))).then(|| list.clone())
    });
    let found = diagnostics.iter().find(|one| one["code"] == "nested_acquire").expect("the finding").clone();
    let actions = client.request(
        "textDocument/codeAction",
        json!({ "textDocument": { "uri": file }, "range": found["range"], "context": { "diagnostics": [found] } }),
    );
    (diagnostics, actions.as_array().cloned().unwrap_or_default())
}

#[test]
fn letgo_in_the_check_slot() {
    let (diagnostics, actions) = published(&json!({ "command": "letgo" }), "");
    if diagnostics.is_empty() {
        return;
    }
    let found = diagnostics.iter().find(|one| one["code"] == "nested_acquire").expect("the finding");
    assert_eq!(found["source"], "letgo");
    assert_eq!(found["severity"], 1);
    // the word `await`, counted in UTF-16
    let line = FILES
        .lines()
        .find(|line| line.contains("pool.begin().await?;") && line.contains('ä'))
        .expect("it is there");
    let at = line[..line.find("await").expect("it is there")].encode_utf16().count();
    assert_eq!(found["range"]["start"], json!({ "line": 3, "character": at }));
    assert_eq!(found["range"]["end"], json!({ "line": 3, "character": at + 5 }));
    let related = found["relatedInformation"].as_array().expect("labels");
    assert!(related.iter().any(|one| one["message"] == "`conn` is taken here"), "{related:?}");
    let message = found["message"].as_str().expect("a text");
    assert!(message.contains("docs/lints/nested_acquire.md"), "{message}");
    let titles: Vec<&str> = actions.iter().filter_map(|action| action["title"].as_str()).collect();
    assert!(titles.iter().any(|title| title.contains("drop(conn)")), "{titles:?}");
}

#[test]
fn letgo_and_then_the_compiler() {
    let check = json!({ "overrideCommand": [
        "cargo", "letgo", "--then", "check", "--workspace", "--all-targets", "--message-format=json",
    ]});
    let (diagnostics, _) = published(&check, "rustc");
    let of = |source: &str| diagnostics.iter().any(|one| one["source"] == source);
    assert!(diagnostics.is_empty() || of("letgo") && of("rustc"), "{diagnostics:?}");
}
