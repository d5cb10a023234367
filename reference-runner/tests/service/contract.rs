//! Who may ask, what is refused, and in which words.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Database, Server, node};

fn chat() -> Value {
    json!({"inputs": {}, "query": "hi", "user": "abc-123", "auto_generate_name": false})
}

/// Status, code, and whether the body has `status` (errors) or `params` (arguments).
async fn refuses(server: &Server, key: &str, path: &str, body: &Value, status: u16, code: &str) {
    let reply = server.post(key, path, body).await;
    assert_eq!(reply.status, status, "{path} {body}: {reply:?}");
    let error = reply.json();
    assert_eq!(error["code"], code, "{path} {body}");
    assert!(error["message"].is_string());
    if error.get("params").is_none() {
        assert_eq!(error["status"], status);
    } else {
        assert!(error.get("status").is_none(), "{error}");
    }
}

async fn tokens(on: Database) {
    let server = Server::start(on, &[]).await;
    let path = format!("{}/v1/chat-messages", server.url);
    let client = reqwest::Client::new();
    let key = server.key("chat");
    for header in
        [None, Some(key.to_owned()), Some(format!("Basic {key}")), Some("Bearer app-nobody".to_owned())]
    {
        let mut request = client.post(&path).json(&chat());
        if let Some(header) = &header {
            request = request.header("authorization", header);
        }
        let reply = server.send(request).await;
        assert_eq!((reply.status, reply.json()["code"].as_str()), (401, Some("unauthorized")), "{header:?}");
    }
    let lower = client.post(&path).json(&chat()).header("authorization", format!("bEARER {key}"));
    assert_eq!(server.send(lower).await.status, 200);
    let used = server
        .text(&format!("SELECT CAST(last_used_at AS text) FROM api_tokens WHERE token = '{key}'"))
        .await;
    assert!(!used.is_empty());
}

async fn closed_apps(on: Database) {
    let server = Server::start(on, &[]).await;
    let key = server.key("chat");
    for (close, open) in [
        ("UPDATE apps SET status = 'archived'", "UPDATE apps SET status = 'normal'"),
        ("UPDATE apps SET enable_api = false", "UPDATE apps SET enable_api = true"),
        ("UPDATE tenants SET status = 'archive'", "UPDATE tenants SET status = 'normal'"),
        (
            "UPDATE apps SET mode = 'channel' WHERE mode = 'chat'",
            "UPDATE apps SET mode = 'chat' WHERE mode = 'channel'",
        ),
    ] {
        server.execute(close).await;
        refuses(&server, key, "/chat-messages", &chat(), 403, "forbidden").await;
        server.execute(open).await;
    }
    assert_eq!(server.post(key, "/chat-messages", &chat()).await.status, 200);
}

async fn arguments(on: Database) {
    let server = Server::start(on, &[]).await;
    let key = server.key("chat");
    let with = |name: &str, value: Value| {
        let mut body = chat();
        body[name] = value;
        body
    };
    let without = |name: &str| {
        let mut body = chat();
        body.as_object_mut().expect("a map").remove(name);
        body
    };
    for body in [
        without("user"),
        with("user", json!("")),
        without("inputs"),
        with("inputs", json!([])),
        without("query"),
        with("query", json!("")),
        with("query", json!(7)),
        with("response_mode", json!("sideways")),
        with("conversation_id", json!("seven")),
        with("auto_generate_name", json!("yes")),
    ] {
        refuses(&server, key, "/chat-messages", &body, 400, "invalid_param").await;
    }
    assert_eq!(server.post(key, "/chat-messages", &without("inputs")).await.json()["params"], "inputs");
    let user = server.post(key, "/chat-messages", &without("user")).await.json();
    assert_eq!(
        user,
        json!({"code": "invalid_param", "message": "Arg user must be provided.", "status": 400})
    );
    refuses(
        &server,
        server.key("workflow"),
        "/workflows/run",
        &json!({"inputs": null, "user": "u"}),
        400,
        "invalid_param",
    )
    .await;
    // An empty query is a question only where there is a conversation.
    let empty = json!({"inputs": {"query": "text"}, "query": "", "user": "u"});
    assert_eq!(server.post(server.key("completion"), "/completion-messages", &empty).await.status, 200);
}

async fn bodies_that_are_not_json(on: Database) {
    let server = Server::start(on, &[]).await;
    let post = || server.request(Method::POST, server.key("chat"), "/chat-messages");
    let untyped = server.send(post().body(chat().to_string())).await;
    assert_eq!((untyped.status, untyped.json()["code"].as_str()), (415, Some("unsupported_media_type")));
    for broken in ["", "{", "[]", "7"] {
        let reply = server.send(post().header("content-type", "application/json").body(broken)).await;
        assert_eq!((reply.status, reply.json()["code"].as_str()), (400, Some("bad_request")), "{broken}");
    }
}

async fn wrong_modes(on: Database) {
    let server = Server::start(on, &[]).await;
    let stop = |route: &str| format!("/{route}/00000000-0000-4000-8000-000000000000/stop");
    for (route, code, fitting) in [
        ("completion-messages", "app_unavailable", &["completion"][..]),
        ("chat-messages", "not_chat_app", &["chat", "agent-chat", "advanced-chat"]),
        ("workflows/run", "not_workflow_app", &["workflow"]),
    ] {
        for mode in ["completion", "chat", "agent-chat", "advanced-chat", "workflow"] {
            let key = server.key(mode);
            let stop = stop(route.trim_end_matches("/run")).replace("workflows/", "workflows/tasks/");
            if fitting.contains(&mode) {
                let reply = server.post(key, &stop, &json!({"user": "u"})).await;
                assert_eq!((reply.status, reply.text.as_str()), (200, "{\"result\": \"success\"}\n"));
            } else {
                refuses(&server, key, &format!("/{route}"), &chat(), 400, code).await;
                refuses(&server, key, &stop, &json!({"user": "u"}), 400, code).await;
            }
        }
    }
    for path in
        ["/conversations?user=u", "/messages?user=u&conversation_id=00000000-0000-4000-8000-000000000000"]
    {
        let reply = server.get(server.key("workflow"), path).await;
        assert_eq!((reply.status, reply.json()["code"].as_str()), (400, Some("not_chat_app")), "{path}");
    }
}

async fn routes(on: Database) {
    let server = Server::start(on, &[]).await;
    let unknown = server.get(server.key("chat"), "/nowhere").await;
    assert_eq!((unknown.status, unknown.json()["code"].as_str()), (404, Some("not_found")));
    let wrong = server.get(server.key("chat"), "/chat-messages").await;
    assert_eq!((wrong.status, wrong.json()["code"].as_str()), (405, Some("method_not_allowed")));
    for reply in [unknown, wrong, server.post(server.key("chat"), "/chat-messages", &chat()).await] {
        assert_eq!(reply.headers["x-version"], "0.6.10");
        assert!(reply.headers.contains_key("x-env"));
    }
}

async fn broken_configurations(on: Database) {
    let server = Server::start(on, &[]).await;
    let key = server.easy_app("chat", &json!({"model": "seven"})).await;
    refuses(&server, &key, "/chat-messages", &chat(), 400, "app_unavailable").await;
    let run = json!({"inputs": {}, "user": "u"});
    for graph in [
        json!({}),
        json!({"nodes": []}),
        json!({"nodes": {}, "edges": []}),
        json!({"nodes": [node("x", json!({"type": "start"}))], "edges": []}),
        json!({"nodes": [node("x", json!({"type": "loop", "title": "Loop"}))], "edges": []}),
    ] {
        let key = server.workflow_app(&graph).await;
        refuses(&server, &key, "/workflows/run", &run, 400, "invalid_param").await;
    }
    server.execute("UPDATE apps SET workflow_id = NULL").await;
    refuses(&server, server.key("workflow"), "/workflows/run", &run, 400, "invalid_param").await;
}

crate::on_each_database!(
    tokens,
    closed_apps,
    arguments,
    bodies_that_are_not_json,
    wrong_modes,
    routes,
    broken_configurations,
);
