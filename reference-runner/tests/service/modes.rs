//! The five modes, streaming and blocking, byte by byte against golden files.

use serde_json::{Value, json};

use crate::support::{Database, Server, golden};

fn asked(query: &str, response_mode: &str) -> Value {
    json!({"inputs": {}, "query": query, "response_mode": response_mode, "user": "abc-123",
        "auto_generate_name": false})
}

async fn completion(on: Database) {
    let server = Server::start(on, &[]).await;
    let key = server.key("completion");
    let body = |mode: &str| json!({"inputs": {"query": "a tale of two cities"}, "response_mode": mode, "user": "abc-123"});
    let mut events = server.stream(key, "/completion-messages", &body("streaming")).await;
    events.rest().await;
    golden("completion-streaming", &events.text);
    let reply = server.post(key, "/completion-messages", &body("blocking")).await;
    assert_eq!(reply.status, 200);
    golden("completion-blocking", &reply.text);
    assert_eq!(server.unfinished().await, "0");
}

async fn chat(on: Database) {
    let server = Server::start(on, &[]).await;
    let mut events =
        server.stream(server.key("chat"), "/chat-messages", &asked("Wie geht's, Zoë? 😀", "streaming")).await;
    events.rest().await;
    golden("chat-streaming", &events.text);
    let reply = server.post(server.key("chat"), "/chat-messages", &asked("how are you?", "blocking")).await;
    assert_eq!(reply.status, 200);
    golden("chat-blocking", &reply.text);
    assert_eq!(server.unfinished().await, "0");
}

/// Two tools, one after the other's answer is in, then the end. Blocking is refused.
async fn agent_chat(on: Database) {
    let server = Server::start(on, &[]).await;
    let key = server.key("agent-chat");
    let mut events = server.stream(key, "/chat-messages", &asked("what is 2 + 3 * 4?", "streaming")).await;
    events.rest().await;
    golden("agent-chat-streaming", &events.text);
    let reply = server.post(key, "/chat-messages", &asked("what is 2 + 3?", "blocking")).await;
    assert_eq!(reply.status, 400);
    golden("agent-chat-blocking", &reply.text);
    assert_eq!(server.unfinished().await, "0");
}

async fn advanced_chat(on: Database) {
    let server = Server::start(on, &[]).await;
    let key = server.key("advanced-chat");
    for (name, query) in [("advanced-chat-model", "how are you?"), ("advanced-chat-template", "hi")] {
        let mut events = server.stream(key, "/chat-messages", &asked(query, "streaming")).await;
        events.rest().await;
        golden(&format!("{name}-streaming"), &events.text);
        let reply = server.post(key, "/chat-messages", &asked(query, "blocking")).await;
        assert_eq!(reply.status, 200);
        golden(&format!("{name}-blocking"), &reply.text);
    }
    assert_eq!(server.unfinished().await, "0");
}

async fn workflow(on: Database) {
    let server = Server::start(on, &[]).await;
    let key = server.key("workflow");
    let body = |mode: &str| json!({"inputs": {"question": "how are you?"}, "response_mode": mode, "user": "abc-123"});
    let mut events = server.stream(key, "/workflows/run", &body("streaming")).await;
    events.rest().await;
    golden("workflow-streaming", &events.text);
    let reply = server.post(key, "/workflows/run", &body("blocking")).await;
    assert_eq!(reply.status, 200);
    golden("workflow-blocking", &reply.text);
    assert_eq!(server.unfinished().await, "0");
    let logged = server
        .text("SELECT CAST(COUNT(*) AS text) FROM workflow_app_logs WHERE created_from = 'service-api'")
        .await;
    assert_eq!(logged, "2");
}

crate::on_each_database!(completion, chat, agent_chat, advanced_chat, workflow);
