//! Agents: transcripts of models that call functions or reason in text, and tools that go wrong.

use serde_json::{Value, json};

use crate::support::{Database, Endpoint, Event, Says, Server};

fn ask(query: &str) -> Value {
    json!({"inputs": {}, "query": query, "response_mode": "streaming", "user": "u", "auto_generate_name": false})
}

async fn answer(server: &Server, key: &str, query: &str) -> Vec<Event> {
    server.stream(key, "/chat-messages", &ask(query)).await.rest().await
}

/// What the reader is told, and each stage of each thought.
fn transcript(events: &[Event]) -> Vec<String> {
    let line = |event: &Event| match event.name.as_str() {
        "agent_message" => format!("says {:?}", event.text("/answer")),
        "agent_thought" => format!(
            "{} thinks {:?}, asks {:?} {}, sees {}",
            event.data["position"],
            event.text("/thought"),
            event.text("/tool"),
            event.text("/tool_input"),
            event.text("/observation"),
        ),
        other => other.to_owned(),
    };
    events.iter().map(line).collect()
}

/// A model that calls two tools at once, one that it made up, and then answers.
async fn functions(on: Database) {
    let model = Endpoint::start(|asked| match asked["messages"].as_array().map_or(0, Vec::len) {
        2 => Says::Calls(vec![("calculator", json!({"expression": "(1+2)*3"})), ("telescope", json!({}))]),
        _ => Says::text(&["Nine", "."]),
    })
    .await;
    let server = Server::start(on, &["--model-url", &model.url]).await;
    let events = answer(&server, server.key("agent-chat"), "how much?").await;
    let asks = r#"{"calculator":{"expression":"(1+2)*3"},"telescope":{}}"#;
    let sees = r#"{"calculator":"9","telescope":"there is not a tool named telescope"}"#;
    assert_eq!(
        transcript(&events),
        [
            r#"1 thinks "", asks "" , sees "#,
            &format!(r#"1 thinks "", asks "calculator;telescope" {asks}, sees "#),
            &format!(r#"1 thinks "", asks "calculator;telescope" {asks}, sees {sees}"#),
            r#"2 thinks "", asks "" , sees "#,
            r#"says "Nine""#,
            r#"says ".""#,
            r#"2 thinks "Nine.", asks "" , sees "#,
            "message_end",
        ]
    );
    let asked = model.asked();
    assert_eq!(asked[0]["tools"].as_array().map(Vec::len), Some(3));
    let messages = asked[1]["messages"].as_array().expect("messages");
    assert_eq!(messages[2]["tool_calls"].as_array().map(Vec::len), Some(2));
    assert_eq!(messages[3], json!({"role": "tool", "content": "9", "tool_call_id": "call_0"}));
    // Both calls of the model are paid for.
    assert_eq!(events.last().expect("an event").data["metadata"]["usage"]["total_tokens"], 20);
    assert_eq!(server.text("SELECT answer FROM messages").await, "Nine.");
}

/// Five rounds with tools, then one without.
async fn rounds_are_limited(on: Database) {
    let model = Endpoint::start(|asked| {
        if asked.get("tools").is_some() {
            Says::Calls(vec![("clock", json!({}))])
        } else {
            Says::text(&["enough"])
        }
    })
    .await;
    let server = Server::start(on, &["--model-url", &model.url]).await;
    let events = answer(&server, server.key("agent-chat"), "again and again").await;
    assert_eq!(model.asked().len(), 6);
    assert_eq!(
        events.iter().rfind(|event| event.name == "agent_message").map(|event| event.text("/answer")),
        Some("enough")
    );
    assert_eq!(server.text("SELECT CAST(COUNT(*) AS text) FROM message_agent_thoughts").await, "6");
}

/// An app on a model that cannot call functions.
async fn reasoning_app(server: &Server) -> String {
    let tool = |name: &str| json!({"enabled": true, "provider_type": "builtin", "tool_name": name});
    let config = json!({
        "model": {"provider": "local", "name": "text-only", "mode": "chat", "completion_params": {}},
        "pre_prompt": "Be precise.",
        "agent_mode": {"enabled": true, "strategy": "react", "tools": [tool("calculator"), tool("web_request")]},
    });
    server.easy_app("agent-chat", &config).await
}

async fn reasoning(on: Database) {
    let server = Server::start(on, &["--mock-deltas", "200"]).await;
    let key = reasoning_app(&server).await;
    let events = answer(&server, &key, "what is 6 * 7?").await;
    let said: String = events
        .iter()
        .filter(|event| event.name == "agent_message")
        .map(|event| event.text("/answer"))
        .collect();
    assert!(said.ends_with("The tool says: 42"), "{said}");
    assert!(!said.contains("Action:") && !said.contains('{'), "{said}");
    let thoughts: Vec<String> =
        transcript(&events).into_iter().filter(|line| line.contains(" thinks ")).collect();
    assert_eq!(
        thoughts,
        [
            r#"1 thinks "", asks "" , sees "#,
            r#"1 thinks "I need the calculator.", asks "calculator" {"calculator":{"expression":"6 * 7"}}, sees "#,
            r#"1 thinks "I need the calculator.", asks "calculator" {"calculator":{"expression":"6 * 7"}}, sees {"calculator":"42"}"#,
            r#"2 thinks "", asks "" , sees "#,
            r#"2 thinks "I know the answer.", asks "" , sees "#,
        ]
    );
    assert_eq!(events.last().map(|event| event.name.as_str()), Some("message_end"));
    assert_eq!(server.text("SELECT answer FROM messages").await, "The tool says: 42");
}

/// What goes wrong in a tool is something for the model to know; the run goes on.
async fn tools_that_fail(on: Database) {
    let model = Endpoint::start(|asked| match asked["messages"].as_array().map_or(0, Vec::len) {
        2 => Says::Calls(vec![
            ("calculator", json!({"expression": "1 / 0"})),
            ("clock", json!({"timezone": "Mars/Olympus"})),
            ("web_request", json!({"url": "http://127.0.0.1:1/"})),
        ]),
        _ => Says::text(&["Never mind."]),
    })
    .await;
    let server = Server::start(on, &["--model-url", &model.url]).await;
    let events = answer(&server, server.key("agent-chat"), "go on").await;
    assert_eq!(events.last().map(|event| event.name.as_str()), Some("message_end"));
    let seen = events.iter().rfind(|event| event.name == "agent_thought" && event.data["position"] == 1);
    let seen: Value = serde_json::from_str(seen.expect("a thought").text("/observation")).expect("JSON");
    for (tool, part) in [("calculator", "not a number"), ("clock", "Mars"), ("web_request", "public net")] {
        assert!(seen[tool].as_str().is_some_and(|text| text.contains(part)), "{tool}: {seen}");
    }
}

/// A chat app whose config has an agent is one.
async fn chat_with_an_agent(on: Database) {
    let server = Server::start(on, &[]).await;
    let agent = json!({"enabled": true, "strategy": "function_call", "tools": [{"enabled": true, "tool_name": "calculator"}]});
    let key = server.easy_app("chat", &json!({"agent_mode": agent})).await;
    let events = answer(&server, &key, "what is 6 * 7?").await;
    assert!(events.iter().any(|event| event.name == "agent_thought"));
    let refused =
        server.post(&key, "/chat-messages", &json!({"inputs": {}, "query": "1 + 1", "user": "u"})).await;
    assert_eq!(refused.status, 400);
}

crate::on_each_database!(functions, rounds_are_limited, reasoning, tools_that_fail, chat_with_an_agent);
