//! What becomes of a user's inputs: the table of the original's fix for numbers that are zero.

use serde_json::{Value, json};

use crate::support::{Database, Server, edge, node};

fn start(variables: Value) -> Value {
    json!({
        "nodes": [
            node("s", json!({"type": "start", "title": "Start", "variables": variables})),
            node("e", json!({"type": "end", "title": "End", "outputs": [{"variable": "x", "value_selector": ["s", "x"]}]})),
        ],
        "edges": [edge("s", "e")],
    })
}

/// Refused, or the value that the workflow is given.
async fn given(server: &Server, key: &str, inputs: Value) -> Result<Value, String> {
    let reply = server.post(key, "/workflows/run", &json!({"inputs": inputs, "user": "u"})).await;
    let json = reply.json();
    if reply.status == 200 {
        assert_eq!(json["data"]["status"], "succeeded", "{json}");
        return Ok(json["data"]["outputs"]["x"].clone());
    }
    assert_eq!((reply.status, &json["code"]), (400, &json!("invalid_param")), "{inputs}");
    Err(json["message"].as_str().expect("a text").to_owned())
}

async fn numbers(on: Database) {
    let server = Server::start(on, &[]).await;
    let app = |extra: Value| {
        let mut variable = json!({"variable": "x", "label": "X", "type": "number", "required": false});
        variable.as_object_mut().expect("a map").extend(extra.as_object().expect("a map").clone());
        start(json!([variable]))
    };
    let optional = server.workflow_app(&app(json!({}))).await;
    let defaulted = server.workflow_app(&app(json!({"default": "7"}))).await;
    let required = server.workflow_app(&app(json!({"required": true}))).await;
    for absent in [json!({}), json!({"x": null}), json!({"x": ""})] {
        assert_eq!(given(&server, &optional, absent.clone()).await, Ok(json!("")));
        assert_eq!(given(&server, &defaulted, absent.clone()).await, Ok(json!("7")));
        assert_eq!(given(&server, &required, absent).await, Err("x is required in input form".to_owned()));
    }
    for (sent, stored) in [
        (json!(0), json!(0)),
        (json!(0.0), json!(0.0)),
        (json!(false), json!(false)),
        (json!([]), json!([])),
        (json!("0"), json!(0)),
        (json!("0.0"), json!(0.0)),
        (json!("12"), json!(12)),
        (json!("-3"), json!(-3)),
        (json!("1.5"), json!(1.5)),
        (json!(true), json!(true)),
        (json!(5), json!(5)),
    ] {
        for key in [&optional, &defaulted, &required] {
            assert_eq!(given(&server, key, json!({"x": sent})).await, Ok(stored.clone()), "{sent}");
        }
    }
    for text in ["abc", "1.5.2", "1,5"] {
        assert!(given(&server, &optional, json!({"x": text})).await.is_err(), "{text}");
    }
}

async fn texts(on: Database) {
    let server = Server::start(on, &[]).await;
    for kind in ["text-input", "paragraph"] {
        let variable =
            json!([{"variable": "x", "label": "X", "type": kind, "required": false, "max_length": 5}]);
        let key = server.workflow_app(&start(variable)).await;
        for other in [json!(0), json!(false), json!([]), json!({}), json!(5), json!(true)] {
            assert!(given(&server, &key, json!({"x": other})).await.is_err(), "{other}");
        }
        assert_eq!(given(&server, &key, json!({"x": "zwölf"})).await, Ok(json!("zwölf")));
        assert!(given(&server, &key, json!({"x": "zwölf!"})).await.is_err());
        assert_eq!(given(&server, &key, json!({"x": "a\u{0}b"})).await, Ok(json!("ab")));
        assert_eq!(given(&server, &key, json!({"y": "dropped"})).await, Ok(json!("")));
    }
}

async fn choices(on: Database) {
    let server = Server::start(on, &[]).await;
    let variable =
        json!([{"variable": "x", "label": "X", "type": "select", "required": true, "options": ["a", "b"]}]);
    let key = server.workflow_app(&start(variable)).await;
    assert_eq!(given(&server, &key, json!({"x": "b"})).await, Ok(json!("b")));
    for wrong in [json!("c"), json!(0), json!(null), json!("")] {
        assert!(given(&server, &key, json!({"x": wrong})).await.is_err(), "{wrong}");
    }
}

/// The forms of easy-UI apps say the same in another shape.
async fn forms(on: Database) {
    let server = Server::start(on, &[]).await;
    let form = json!([
        {"number": {"label": "N", "variable": "n", "required": true}},
        {"select": {"label": "S", "variable": "s", "required": false, "options": ["a"], "default": "a"}},
    ]);
    let key = server
        .easy_app("completion", &json!({"user_input_form": form, "pre_prompt": "{{n}} {{s}} {{z}}"}))
        .await;
    let ask = |inputs: Value| json!({"inputs": inputs, "query": "", "user": "u"});
    let reply = server.post(&key, "/completion-messages", &ask(json!({"n": "0", "z": 1}))).await;
    assert_eq!(reply.json()["answer"], "You said: 0 a {{z}}");
    let reply = server.post(&key, "/completion-messages", &ask(json!({}))).await;
    assert_eq!((reply.status, &reply.json()["message"]), (400, &json!("n is required in input form")));
    assert_eq!(
        server.text("SELECT CAST(inputs AS text) FROM messages").await.replace(' ', ""),
        r#"{"n":0,"s":"a"}"#
    );
}

crate::on_each_database!(numbers, texts, choices, forms);
