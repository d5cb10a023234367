//! What goes wrong around a run: models that fail, clients that go, servers that die. Every row gets its end.

use std::time::Duration;

use serde_json::{Value, json};

use crate::support::{Database, Endpoint, Says, Server};

const SLOW: [&str; 4] = ["--mock-latency", "20000", "--mock-deltas", "100"];
const LONG: &str =
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen";

fn chat(mode: &str) -> Value {
    json!({"inputs": {}, "query": LONG, "response_mode": mode, "user": "ann", "auto_generate_name": false})
}

fn run(mode: &str) -> Value {
    json!({"inputs": {"question": LONG}, "response_mode": mode, "user": "ann"})
}

/// Each way in which a model can fail: the error's class, whether something was said before it, and rows that say so.
async fn models_that_fail(on: Database) {
    for (says, said, message) in [
        (Says::Status(500, "down"), false, "server unavailable: 500 down"),
        (Says::Status(429, "slowly"), false, "rate limit: slowly"),
        (Says::Status(401, "who?"), false, "incorrect model credentials"),
        (Says::Status(400, "what?"), false, "bad request: what?"),
        (Says::Silence, false, "connection failed: timed out"),
        (Says::HangsAfter(vec!["I ", "think"]), true, "connection failed: timed out"),
        (Says::BreaksAfter(vec!["I ", "think"]), true, "connection failed: broken"),
        (Says::GarbageAfter(vec!["I ", "think"]), true, "{oops"),
    ] {
        let patience = if message.contains("timed out") { "1" } else { "20" };
        let model = Endpoint::saying(says.clone()).await;
        let server = Server::start(on, &["--model-url", &model.url, "--model-timeout", patience]).await;
        let key = server.key("chat");
        let mut events = server.stream(key, "/chat-messages", &chat("streaming")).await;
        let events = events.rest().await;
        let names: Vec<&str> = events.iter().map(|event| event.name.as_str()).collect();
        assert_eq!(names, if said { &["message", "message", "error"][..] } else { &["error"] }, "{says:?}");
        let error = &events.last().expect("an event").data;
        assert_eq!(
            (&error["code"], &error["status"]),
            (&json!("completion_request_error"), &json!(400)),
            "{says:?}"
        );
        assert!(error["message"].as_str().is_some_and(|text| text.contains(message)), "{says:?}: {error}");
        assert!(error.get("task_id").is_none());
        let reply = server.post(key, "/chat-messages", &chat("blocking")).await;
        assert_eq!(
            (reply.status, &reply.json()["code"]),
            (400, &json!("completion_request_error")),
            "{says:?}"
        );
        let statuses = server.rows("SELECT DISTINCT status FROM messages").await;
        assert_eq!(statuses, [[Some("error".to_owned())]], "{says:?}");

        // In a workflow it is the node that fails, and the run is an answer.
        let reply = server.post(server.key("workflow"), "/workflows/run", &run("blocking")).await;
        assert_eq!((reply.status, &reply.json()["data"]["status"]), (200, &json!("failed")), "{says:?}");
        let error = reply.json()["data"]["error"].as_str().expect("a text").to_owned();
        assert!(error.starts_with("Node LLM run failed: ") && error.contains(message), "{says:?}: {error}");
        assert_eq!(server.unfinished().await, "0", "{says:?}");
        assert!(server.metric("runner_connections_in_use").await.abs() < 0.5);
    }
}

/// A client that stays and does not read costs what its run may last, no more: the rows get their end without it.
async fn clients_that_do_not_read(on: Database) {
    // More than all buffers on the way hold.
    let long = "word ".repeat(60_000);
    let server =
        Server::start(on, &["--max-run", "2", "--mock-latency", "0", "--mock-deltas", "60000"]).await;
    let mut body = chat("streaming");
    body["query"] = json!(long);
    let unread = server.stream(server.key("chat"), "/chat-messages", &body).await;
    let mut body = run("streaming");
    body["inputs"]["question"] = json!("short");
    server.stream(server.key("workflow"), "/workflows/run", &body).await.until("workflow_finished").await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert!(server.metric("runner_tasks_running").await > 0.5, "the buffers hold it all");
    server.becomes_finished().await;
    server.becomes("SELECT CAST(COUNT(*) AS text) FROM runner_tasks", "0").await;
    drop(unread);
}

/// A character that a database has no place for does not cost the answer.
async fn models_that_say_nul(on: Database) {
    let model = Endpoint::saying(Says::text(&["a", "\u{0}", "b"])).await;
    let server = Server::start(on, &["--model-url", &model.url]).await;
    for app in ["chat", "advanced-chat"] {
        let mut events = server.stream(server.key(app), "/chat-messages", &chat("streaming")).await;
        events.until("message_end").await;
    }
    let reply = server.post(server.key("workflow"), "/workflows/run", &run("blocking")).await;
    assert_eq!(reply.json()["data"]["status"], "succeeded");
    let answers = server.rows("SELECT answer FROM messages ORDER BY created_at").await;
    assert_eq!(answers, [[Some("ab".to_owned())], [Some("The model answers: ab".to_owned())]]);
    assert_eq!(server.unfinished().await, "0");
}

/// Fixed: a client that goes ends its run, and the model is not asked on.
async fn clients_that_go(on: Database) {
    let server = Server::start(on, &SLOW).await;
    let mut events = server.stream(server.key("workflow"), "/workflows/run", &run("streaming")).await;
    events.until("text_chunk").await;
    drop(events);
    let mut events = server.stream(server.key("chat"), "/chat-messages", &chat("streaming")).await;
    events.until("message").await;
    drop(events);
    let mut events = server.stream(server.key("advanced-chat"), "/chat-messages", &chat("streaming")).await;
    events.until("message").await;
    drop(events);
    // A blocking caller who does not wait.
    let request = server
        .request(reqwest::Method::POST, server.key("workflow"), "/workflows/run")
        .json(&run("blocking"));
    assert!(request.timeout(Duration::from_millis(700)).send().await.is_err());
    server.becomes_finished().await;
    let runs = server.rows("SELECT DISTINCT status, error FROM workflow_runs").await;
    assert_eq!(
        runs,
        [[Some("stopped".to_owned()), Some("Workflow stopped: the client has gone.".to_owned())]]
    );
    server.becomes("SELECT CAST(COUNT(*) AS text) FROM runner_tasks", "0").await;
    assert!(server.metric("runner_tasks_running").await.abs() < 0.5);
}

/// Told to end, a server ends what runs, tells the clients, and leaves nothing.
async fn shutdown(on: Database) {
    let mut server = Server::start(on, &[&SLOW[..], &["--grace", "1"]].concat()).await;
    let mut run = server.stream(server.key("workflow"), "/workflows/run", &run("streaming")).await;
    run.until("text_chunk").await;
    let mut talk = server.stream(server.key("chat"), "/chat-messages", &chat("streaming")).await;
    talk.until("message").await;
    server.terminate();
    let finished = run.until("workflow_finished").await;
    assert_eq!(finished.text("/data/error"), "Workflow stopped: the server is shutting down.");
    talk.until("message_end").await;
    assert!(server.ended().await);
    assert_eq!(server.unfinished().await, "0");
    assert_eq!(server.text("SELECT CAST(COUNT(*) AS text) FROM runner_tasks").await, "0");
}

/// What is nearly done when the server is told to end is done.
async fn shutdown_waits(on: Database) {
    let mut server = Server::start(on, &["--mock-latency", "1500", "--mock-deltas", "10"]).await;
    let mut events = server.stream(server.key("workflow"), "/workflows/run", &run("streaming")).await;
    events.until("text_chunk").await;
    server.terminate();
    assert_eq!(events.until("workflow_finished").await.text("/data/status"), "succeeded");
    assert!(server.ended().await);
}

/// Killed, a server leaves rows behind; started again, it finishes them.
async fn restarted_after_a_kill(on: Database) {
    let mut server = Server::start(on, &[&SLOW[..], &["--keep-every", "1"]].concat()).await;
    leave_work(&mut server).await;
    server.restart().await;
    server.becomes_finished().await;
    says_who_died(&server).await;
    // And it works.
    let reply =
        server.stream(server.key("chat"), "/chat-messages", &chat("streaming")).await.until("message").await;
    assert!(reply.text("/answer").starts_with("You"));
}

/// A survivor finishes them as well, and leaves alone what lives.
async fn taken_over_after_a_kill(on: Database) {
    let mut dying = Server::start(on, &[&SLOW[..], &["--keep-every", "1"]].concat()).await;
    let survivor = dying.join(&[&SLOW[..], &["--keep-every", "1"]].concat()).await;
    let mut living = survivor.stream(survivor.key("workflow"), "/workflows/run", &run("streaming")).await;
    let alive = living.until("text_chunk").await.text("/workflow_run_id").to_owned();
    leave_work(&mut dying).await;
    let left = "SELECT CAST(COUNT(*) AS text) FROM workflow_runs WHERE status = 'running'";
    survivor.becomes(left, "1").await;
    assert_eq!(
        survivor.text("SELECT CAST(id AS text) FROM workflow_runs WHERE status = 'running'").await,
        alive
    );
    tokio::time::sleep(Duration::from_secs(4)).await;
    assert_eq!(survivor.text(left).await, "1");
    drop(living);
    survivor.becomes_finished().await;
    says_who_died(&survivor).await;
}

/// One run of each kind, and the server is gone.
async fn leave_work(server: &mut Server) {
    let mut chat_stream = server.stream(server.key("chat"), "/chat-messages", &chat("streaming")).await;
    let mut flow = server.stream(server.key("advanced-chat"), "/chat-messages", &chat("streaming")).await;
    let mut work = server.stream(server.key("workflow"), "/workflows/run", &run("streaming")).await;
    chat_stream.until("message").await;
    flow.until("message").await;
    work.until("text_chunk").await;
    server.kill().await;
    assert_ne!(server.unfinished().await, "0");
}

async fn says_who_died(server: &Server) {
    const DIED: &str = "The server that answered this has gone away.";
    let runs = format!(
        "SELECT CAST(COUNT(*) AS text) FROM workflow_runs WHERE status = 'failed' AND error = '{DIED}'"
    );
    assert_eq!(server.text(&runs).await, "2");
    let messages =
        format!("SELECT CAST(COUNT(*) AS text) FROM messages WHERE status = 'error' AND error = '{DIED}'");
    assert_eq!(server.text(&messages).await, "2");
}

crate::on_each_database!(
    models_that_fail,
    models_that_say_nul,
    clients_that_do_not_read,
    clients_that_go,
    shutdown,
    shutdown_waits,
    restarted_after_a_kill,
    taken_over_after_a_kill,
);
