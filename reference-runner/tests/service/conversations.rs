//! Conversations: continued, remembered, listed in pages, named, deleted.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Database, Endpoint, Says, Server};

fn ask(query: &str, conversation: &str) -> Value {
    json!({"inputs": {"name": "Ann"}, "query": query, "conversation_id": conversation, "user": "abc-123",
        "auto_generate_name": false})
}

fn id(reply: &Value) -> String {
    reply["conversation_id"].as_str().expect("an id").to_owned()
}

/// The model gets what was said before; stored inputs win over new ones, the config over the app's newer one.
async fn continued(on: Database) {
    let model = Endpoint::saying(Says::text(&["I ", "see."])).await;
    let server = Server::start(on, &["--model-url", &model.url]).await;
    let key = server.key("chat");
    let first = server.post(key, "/chat-messages", &ask("one", "")).await.json();
    server.execute("UPDATE app_model_configs SET pre_prompt = 'Old {{name}}.'").await;
    let mut second = ask("two", &id(&first));
    second["inputs"] = json!({"name": "Bob"});
    let second = server.post(key, "/chat-messages", &second).await.json();
    assert_eq!(id(&second), id(&first));
    assert_eq!(second["answer"], "I see.");
    assert_eq!(second["metadata"]["usage"]["total_tokens"], 10);
    let asked = model.asked();
    assert_eq!(asked[0]["messages"][0]["content"], "You talk with Ann. Be brief.");
    assert_eq!(
        asked[1]["messages"],
        json!([
            {"role": "system", "content": "Old Ann."},
            {"role": "user", "content": "one"},
            {"role": "assistant", "content": "I see."},
            {"role": "user", "content": "two"},
        ])
    );
    let introduction = server.text("SELECT introduction FROM conversations").await;
    assert_eq!(introduction, "Hello Ann, ask me anything.");
    let saved = server.rows("SELECT CAST(message AS text), answer FROM messages WHERE query = 'two'").await;
    let prompt: Value = serde_json::from_str(saved[0][0].as_deref().expect("a prompt")).expect("JSON");
    assert_eq!(prompt[3], json!({"role": "user", "text": "two", "files": []}));
}

/// Ten exchanges at most are remembered.
async fn memory_is_a_window(on: Database) {
    let model = Endpoint::saying(Says::text(&["yes"])).await;
    let server = Server::start(on, &["--model-url", &model.url]).await;
    let key = server.key("chat");
    let mut conversation = String::new();
    for round in 0..12 {
        let reply =
            server.post(key, "/chat-messages", &ask(&format!("q{round}"), &conversation)).await.json();
        conversation = id(&reply);
    }
    let asked = model.asked();
    let last = asked[11]["messages"].as_array().expect("messages");
    assert_eq!(last.len(), 1 + 20 + 1);
    assert_eq!(last[1]["content"], "q1");
}

/// Another user's, another app's, a deleted and an unknown one are all the same: not there.
async fn only_ones_own(on: Database) {
    let server = Server::start(on, &[]).await;
    let key = server.key("chat");
    let conversation = id(&server.post(key, "/chat-messages", &ask("one", "")).await.json());
    let mut strange = ask("two", &conversation);
    strange["user"] = json!("somebody else");
    let not_there = |reply: crate::support::Reply| {
        assert_eq!((reply.status, reply.json()["code"].as_str()), (404, Some("not_found")), "{reply:?}");
    };
    not_there(server.post(key, "/chat-messages", &strange).await);
    not_there(server.post(server.key("agent-chat"), "/chat-messages", &ask("two", &conversation)).await);
    let unknown = "5f3c0e6a-7c1e-4f0e-9a55-0a4d2c1b0f11";
    not_there(server.post(key, "/chat-messages", &ask("two", unknown)).await);
    let messages = |user: &str| format!("/messages?conversation_id={conversation}&user={user}");
    not_there(server.get(key, &messages("somebody")).await);
    assert_eq!(server.get(key, &messages("abc-123")).await.status, 200);
    let name = json!({"name": "Mine", "user": "somebody"});
    not_there(server.post(key, &format!("/conversations/{conversation}/name"), &name).await);
    let delete = |user: &str| {
        server
            .request(Method::DELETE, key, &format!("/conversations/{conversation}"))
            .json(&json!({"user": user}))
    };
    not_there(server.send(delete("somebody")).await);
    let deleted = server.send(delete("abc-123")).await;
    assert_eq!((deleted.status, deleted.text.as_str()), (204, ""));
    not_there(server.post(key, "/chat-messages", &ask("two", &conversation)).await);
    not_there(server.get(key, &messages("abc-123")).await);
    let listed = server.get(key, "/conversations?user=abc-123").await.json();
    assert_eq!(listed, json!({"limit": 20, "has_more": false, "data": []}));
    assert_eq!(server.text("SELECT CAST(COUNT(*) AS text) FROM conversations").await, "1");
}

async fn lists(on: Database) {
    let server = Server::start(on, &[]).await;
    let key = server.key("chat");
    let mut conversations = Vec::new();
    for round in 0..3 {
        conversations
            .push(id(&server.post(key, "/chat-messages", &ask(&format!("q{round}"), "")).await.json()));
    }
    let page = server.get(key, "/conversations?user=abc-123&limit=2").await.json();
    assert_eq!((&page["limit"], &page["has_more"]), (&json!(2), &json!(true)));
    assert_eq!(page["data"][0]["id"], conversations[2].as_str());
    assert_eq!(page["data"][1]["id"], conversations[1].as_str());
    let keys: Vec<&String> = page["data"][0].as_object().expect("a map").keys().collect();
    assert_eq!(keys, ["id", "name", "inputs", "status", "introduction", "created_at"]);
    assert_eq!(page["data"][0]["name"], "New conversation");
    let last = conversations[1].as_str();
    let page = server.get(key, &format!("/conversations?user=abc-123&limit=2&last_id={last}")).await.json();
    assert_eq!((&page["has_more"], page["data"].as_array().map(Vec::len)), (&json!(false), Some(1)));
    assert_eq!(server.get(key, "/conversations?user=abc-123&limit=0").await.status, 400);
    assert_eq!(server.get(key, "/conversations?user=abc-123&limit=101").await.status, 400);
    assert_eq!(server.get(key, "/conversations").await.status, 400);

    let conversation = conversations[0].as_str();
    for round in 1..4 {
        server.post(key, "/chat-messages", &ask(&format!("more{round}"), conversation)).await;
    }
    let messages = |rest: &str| format!("/messages?user=abc-123&conversation_id={conversation}{rest}");
    let page = server.get(key, &messages("&limit=2")).await.json();
    let queries = |page: &Value| -> Vec<String> {
        page["data"]
            .as_array()
            .expect("a list")
            .iter()
            .map(|message| message["query"].as_str().expect("a text").to_owned())
            .collect()
    };
    assert_eq!(queries(&page), ["more2", "more3"]);
    assert_eq!(page["has_more"], true);
    let keys: Vec<&String> = page["data"][0].as_object().expect("a map").keys().collect();
    assert_eq!(
        keys,
        [
            "id",
            "conversation_id",
            "inputs",
            "query",
            "answer",
            "message_files",
            "feedback",
            "retriever_resources",
            "created_at",
            "agent_thoughts",
            "status",
            "error"
        ]
    );
    let first = page["data"][0]["id"].as_str().expect("an id");
    let page = server.get(key, &messages(&format!("&limit=2&first_id={first}"))).await.json();
    assert_eq!(
        (queries(&page), &page["has_more"]),
        (vec!["q0".to_owned(), "more1".to_owned()], &json!(false))
    );
    assert_eq!(server.get(key, "/messages?user=abc-123").await.json()["params"], "conversation_id");
}

/// An agent's messages are listed with its thoughts.
async fn thoughts_are_listed(on: Database) {
    let server = Server::start(on, &[]).await;
    let key = server.key("agent-chat");
    let mut body = ask("what is 6 * 7?", "");
    body["response_mode"] = json!("streaming");
    let end = server.stream(key, "/chat-messages", &body).await.until("message_end").await;
    let conversation = end.text("/conversation_id");
    let page =
        server.get(key, &format!("/messages?user=abc-123&conversation_id={conversation}")).await.json();
    let thoughts = page["data"][0]["agent_thoughts"].as_array().expect("a list");
    assert_eq!(thoughts.len(), 2);
    assert_eq!(thoughts[0]["tool"], "calculator");
    assert_eq!(thoughts[0]["observation"], "{\"calculator\":\"42\"}");
    assert_eq!(page["data"][0]["answer"], "I ask the calculator. \nThe tool says: 42");
}

/// A new conversation is named beside its first answer; a given name, or another made on demand, replaces it.
async fn names(on: Database) {
    let title = |asked: &Value| asked["max_tokens"] == 100;
    let model =
        Endpoint::start(move |asked| Says::text(if title(asked) { &["\"A ", "title\""] } else { &["yes"] }))
            .await;
    let server = Server::start(on, &["--model-url", &model.url]).await;
    let key = server.key("chat");
    let mut body = ask("one", "");
    body["auto_generate_name"] = json!(true);
    let conversation = id(&server.post(key, "/chat-messages", &body).await.json());
    server.becomes("SELECT name FROM conversations", "A title").await;
    let path = format!("/conversations/{conversation}/name");
    let named = server.post(key, &path, &json!({"name": "Mine", "user": "abc-123"})).await.json();
    assert_eq!((&named["name"], &named["id"]), (&json!("Mine"), &json!(conversation)));
    let named = server.post(key, &path, &json!({"auto_generate": true, "user": "abc-123"})).await.json();
    assert_eq!(named["name"], "A title");
    assert_eq!(server.post(key, &path, &json!({"user": "abc-123"})).await.json()["params"], "name");
    // A conversation that goes on keeps its name.
    let asked_before = model.asked().len();
    body["conversation_id"] = json!(conversation);
    server.post(key, "/chat-messages", &body).await;
    assert_eq!(model.asked().len(), asked_before + 1);
}

crate::on_each_database!(continued, memory_is_a_window, only_ones_own, lists, thoughts_are_listed, names);
