//! How long an editor waits: 200 edits in a file with findings, each until its diagnostics are there.
//!
//! ```text
//! cargo bench --bench editor -- DIR
//! ```
//!
//! Prints the median, the slowest of twenty, and the server's memory at the start and at the end.
#![expect(clippy::print_stdout, reason = "the figures are what it is for")]

use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use lsp_server::{Message, Notification, Request, RequestId, Response};
use serde_json::{Value, json};

const EDITS: usize = 200;

struct Server {
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    process: Child,
    requests: i32,
}

impl Server {
    fn start(folder: &Path) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_cargo-letgo"))
            .args(["letgo", "lsp"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("it starts");
        let mut server = Self {
            input: process.stdin.take().expect("piped"),
            output: BufReader::new(process.stdout.take().expect("piped")),
            process,
            requests: 0,
        };
        let capabilities = json!({
            "textDocument": { "diagnostic": {} },
            "workspace": { "didChangeWatchedFiles": { "dynamicRegistration": true } },
        });
        let folders = json!([{ "uri": format!("file://{}", folder.display()), "name": "bench" }]);
        let params = json!({
            "processId": null, "rootUri": null, "capabilities": capabilities, "workspaceFolders": folders,
        });
        server.request("initialize", params);
        server.notify("initialized", json!({}));
        server
    }

    fn notify(&mut self, method: &str, params: Value) {
        let message = Message::Notification(Notification::new(method.to_owned(), params));
        message.write(&mut self.input).expect("it listens");
    }

    fn request(&mut self, method: &str, params: Value) -> Value {
        self.requests += 1;
        let id = RequestId::from(self.requests);
        let message = Message::Request(Request::new(id.clone(), method.to_owned(), params));
        message.write(&mut self.input).expect("it listens");
        loop {
            match Message::read(&mut self.output).expect("readable").expect("it speaks") {
                Message::Response(response) if response.id == id => {
                    return response.response_result.expect("an answer");
                }
                Message::Request(request) => {
                    let answer = Message::Response(Response::new_ok(request.id, Value::Null));
                    answer.write(&mut self.input).expect("it listens");
                }
                _ => {}
            }
        }
    }

    /// Resident memory in MiB, where the system tells.
    fn memory(&self) -> u64 {
        let status =
            std::fs::read_to_string(format!("/proc/{}/status", self.process.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let size = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
        size.unwrap_or_default() / 1024
    }
}

fn main() {
    let folder = std::env::args().skip(1).find(|argument| !argument.starts_with("--"));
    let folder =
        folder.unwrap_or_else(|| concat!(env!("CARGO_MANIFEST_DIR"), "/test-fixtures/example").to_owned());
    let folder = PathBuf::from(folder).canonicalize().expect("a folder");
    let mut server = Server::start(&folder);
    let start = Instant::now();
    let all = server.request("workspace/diagnostic", json!({ "previousResultIds": [] }));
    println!("first answer after {:.0} ms", start.elapsed().as_secs_f64() * 1000.0);
    let file = all["items"][0]["uri"].as_str().expect("a file with findings").to_owned();
    let line = &all["items"][0]["items"][0]["range"]["start"]["line"];
    let text = std::fs::read_to_string(file.trim_start_matches("file://")).expect("readable");
    let document = json!({ "uri": file, "languageId": "rust", "version": 0, "text": text });
    server.notify("textDocument/didOpen", json!({ "textDocument": document }));
    let pull = json!({ "textDocument": { "uri": file } });
    server.request("textDocument/diagnostic", pull.clone());
    let before = server.memory();
    let mut times: Vec<Duration> = Vec::new();
    for version in 1..=EDITS {
        // every second edit takes back the one before
        let (end, new) = if version % 2 == 1 { (0, " /* typing */ ") } else { (14, "") };
        let range = json!({
            "start": { "line": line, "character": 0 }, "end": { "line": line, "character": end },
        });
        let start = Instant::now();
        server.notify(
            "textDocument/didChange",
            json!({
                "textDocument": { "uri": file, "version": version },
                "contentChanges": [{ "range": range, "text": new }],
            }),
        );
        server.request("textDocument/diagnostic", pull.clone());
        times.push(start.elapsed());
    }
    times.sort();
    let at = |percent: usize| times[EDITS * percent / 100].as_secs_f64() * 1000.0;
    println!("edit to diagnostics: median {:.1} ms, 95 % {:.1} ms", at(50), at(95));
    println!("memory: {before} MiB before, {} MiB after {EDITS} edits", server.memory());
    server.request("shutdown", Value::Null);
    server.notify("exit", Value::Null);
    server.process.wait().expect("it ends");
}
