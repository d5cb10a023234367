//! Runs that end before their end because somebody says so.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::support::{Database, Server};

const SLOW: [&str; 4] = ["--mock-latency", "20000", "--mock-deltas", "100"];
const LONG: &str =
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen";

/// Within a second and a bit; the answer so far is kept and paid for.
async fn chat(on: Database) {
    let server = Server::start(on, &SLOW).await;
    let key = server.key("chat");
    let body = json!({"inputs": {}, "query": LONG, "response_mode": "streaming", "user": "ann", "auto_generate_name": false});
    let mut events = server.stream(key, "/chat-messages", &body).await;
    let first = events.until("message").await;
    let stop = format!("/chat-messages/{}/stop", first.text("/task_id"));
    // Somebody else's stop is a success, too, and does nothing.
    let other = server.post(key, &stop, &json!({"user": "bob"})).await;
    assert_eq!(other.text, "{\"result\": \"success\"}\n");
    tokio::time::sleep(Duration::from_millis(1500)).await;
    assert_eq!(events.next().await.expect("it goes on").name, "message");
    let asked = Instant::now();
    assert_eq!(server.post(key, &stop, &json!({"user": "ann"})).await.status, 200);
    let end = events.until("message_end").await;
    // To the second it is tested under a paused clock; here the machine may be busy.
    assert!(asked.elapsed() < Duration::from_secs(15), "{:?}", asked.elapsed());
    assert!(end.data["metadata"]["usage"]["completion_tokens"].as_u64() > Some(0));
    assert!(events.next().await.is_none());
    let rows = server.rows("SELECT status, answer, error FROM messages").await;
    assert_eq!(rows[0][0].as_deref(), Some("normal"));
    assert!(rows[0][1].as_deref().is_some_and(|answer| answer.starts_with("You ")), "{rows:?}");
    assert_eq!(rows[0][2], None);
}

async fn workflow(on: Database) {
    let server = Server::start(on, &SLOW).await;
    let key = server.key("workflow");
    let body = json!({"inputs": {"question": LONG}, "response_mode": "streaming", "user": "ann"});
    let mut events = server.stream(key, "/workflows/run", &body).await;
    let chunk = events.until("text_chunk").await;
    let stop = format!("/workflows/tasks/{}/stop", chunk.text("/task_id"));
    assert_eq!(server.post(key, &stop, &json!({"user": "ann"})).await.status, 200);
    let finished = events.until("workflow_finished").await;
    assert_eq!(finished.text("/data/status"), "stopped");
    assert_eq!(finished.text("/data/error"), "Workflow stopped.");
    assert!(events.next().await.is_none());
    let nodes = server.rows("SELECT node_id, status FROM workflow_node_executions ORDER BY \"index\"").await;
    let nodes: Vec<(&str, &str)> = nodes
        .iter()
        .map(|row| (row[0].as_deref().expect("an id"), row[1].as_deref().expect("a status")))
        .collect();
    assert_eq!(nodes, [("start", "succeeded"), ("llm", "failed")]);
    assert_eq!(server.text("SELECT status FROM workflow_runs").await, "stopped");
}

async fn chatflow(on: Database) {
    let server = Server::start(on, &SLOW).await;
    let key = server.key("advanced-chat");
    let body = json!({"inputs": {}, "query": LONG, "response_mode": "streaming", "user": "ann", "auto_generate_name": false});
    let mut events = server.stream(key, "/chat-messages", &body).await;
    let first = events.until("workflow_started").await;
    events.until("message").await;
    let stop = format!("/chat-messages/{}/stop", first.text("/task_id"));
    assert_eq!(server.post(key, &stop, &json!({"user": "ann"})).await.status, 200);
    assert_eq!(events.until("workflow_finished").await.text("/data/status"), "stopped");
    assert_eq!(events.names().await, ["message_end"]);
    assert_eq!(server.unfinished().await, "0");
    assert!(server.text("SELECT answer FROM messages").await.starts_with("The model answers:"));
}

/// What may run so long, and no longer, ends as stopped, with the reason in its row.
async fn time_limit(on: Database) {
    let server = Server::start(on, &[&SLOW[..], &["--max-run", "1"]].concat()).await;
    let body = json!({"inputs": {"question": LONG}, "user": "ann"});
    let reply = server.post(server.key("workflow"), "/workflows/run", &body).await;
    assert_eq!(reply.status, 200);
    assert_eq!(reply.json()["data"]["status"], "stopped");
    assert_eq!(reply.json()["data"]["error"], "Workflow stopped: it took longer than it may.");
    assert_eq!(server.unfinished().await, "0");
}

crate::on_each_database!(chat, workflow, chatflow, time_limit);
