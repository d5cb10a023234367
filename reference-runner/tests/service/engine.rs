//! Workflows beyond the seeded ones: order of events, limits, each kind of node, failures.

use serde_json::{Value, json};

use crate::support::{Database, Event, Sandbox, Server, edge, golden, llm, node};

fn start(variables: &[&str]) -> Value {
    let variables: Vec<Value> = variables
        .iter()
        .map(|name| json!({"variable": name, "label": name, "type": "paragraph", "required": false}))
        .collect();
    node("s", json!({"type": "start", "title": "Start", "variables": variables}))
}

fn end(selector: &[&str]) -> Value {
    node(
        "e",
        json!({"type": "end", "title": "End", "outputs": [{"variable": "o", "value_selector": selector}]}),
    )
}

fn template(id: &str, template: &str, variables: Value) -> Value {
    node(id, json!({"type": "template-transform", "title": id, "template": template, "variables": variables}))
}

fn graph(nodes: &[Value], edges: &[(&str, &str)]) -> Value {
    let edges: Vec<Value> = edges.iter().map(|(from, to)| edge(from, to)).collect();
    json!({"nodes": nodes, "edges": edges})
}

/// Start, this node, end.
fn only(id: &str, given: Value, output: &str) -> Value {
    graph(&[start(&["q"]), given, end(&[id, output])], &[("s", id), (id, "e")])
}

async fn run(server: &Server, key: &str, inputs: Value) -> Vec<Event> {
    let body = json!({"inputs": inputs, "response_mode": "streaming", "user": "u"});
    server.stream(key, "/workflows/run", &body).await.rest().await
}

/// What the run came to: the `data` of its last event.
async fn outcome(server: &Server, graph: &Value, inputs: Value) -> Value {
    let key = server.workflow_app(graph).await;
    let events = run(server, &key, inputs).await;
    let last = events.last().expect("an event");
    assert_eq!(last.name, "workflow_finished");
    assert_eq!(server.unfinished().await, "0");
    last.data["data"].clone()
}

/// `name(node, index, predecessor)` of each event.
fn trace(events: &[Event]) -> Vec<String> {
    let line = |event: &Event| {
        let data = &event.data["data"];
        match event.name.as_str() {
            "node_started" => format!(
                "start {} {} < {}",
                data["node_id"].as_str().unwrap_or("?"),
                data["index"],
                data["predecessor_node_id"].as_str().unwrap_or("-"),
            ),
            "node_finished" => {
                format!(
                    "{} {}",
                    data["status"].as_str().unwrap_or("?"),
                    data["node_id"].as_str().unwrap_or("?")
                )
            }
            "iteration_next" => format!("next {} {}", data["index"], data["pre_iteration_output"]),
            "iteration_completed" => {
                format!("completed {} {}", data["status"].as_str().unwrap_or("?"), data["outputs"])
            }
            "workflow_finished" => format!("{} {}", data["status"].as_str().unwrap_or("?"), data["error"]),
            other => other.to_owned(),
        }
    };
    events.iter().map(line).collect()
}

/// A list out of an HTTP answer would need the net, so it comes out of a branch of the graph: JSON that a template
/// cannot make is what the seeded start gives.
fn iteration(output: Value) -> Value {
    let mut inner =
        template("x", "<{{ item }}>", json!([{"variable": "item", "value_selector": ["it", "item"]}]));
    inner["data"]["iteration_id"] = json!("it");
    let around = json!({"type": "iteration", "title": "Each", "start_node_id": "x",
        "iterator_selector": ["s", "list"], "output_selector": output});
    let mut s = start(&[]);
    s["data"]["variables"] = json!([{"variable": "list", "label": "L", "type": "number", "required": false}]);
    graph(&[s, node("it", around), inner, end(&["it", "output"])], &[("s", "it"), ("it", "e")])
}

async fn iteration_over_two(on: Database) {
    let server = Server::start(on, &[]).await;
    let key = server.workflow_app(&iteration(json!(["x", "output"]))).await;
    let body = json!({"inputs": {"list": ["a", "b"]}, "response_mode": "streaming", "user": "u"});
    let mut stream = server.stream(&key, "/workflows/run", &body).await;
    let events = stream.rest().await;
    assert_eq!(
        trace(&events),
        [
            "workflow_started",
            "start s 1 < -",
            "succeeded s",
            "iteration_started",
            "next 0 null",
            "start x 3 < it",
            "succeeded x",
            "next 1 \"<a>\"",
            "start x 4 < x",
            "succeeded x",
            "next 2 \"<b>\"",
            "completed succeeded {\"output\":[\"<a>\",\"<b>\"]}",
            "start e 5 < x",
            "succeeded e",
            "succeeded null",
        ]
    );
    golden("iteration-streaming", &stream.text);
    let rows = server
        .rows("SELECT execution_metadata, CAST(finished_at AS text), inputs FROM workflow_node_executions WHERE node_id = 'it'")
        .await;
    let metadata: Value = serde_json::from_str(rows[0][0].as_deref().expect("metadata")).expect("JSON");
    assert_eq!(
        metadata,
        json!({"started_run_index": 3, "current_index": 2, "steps_boundary": [3, 4, 5], "total_tokens": 0})
    );
    assert!(rows[0][1].is_some());
    assert_eq!(rows[0][2].as_deref(), Some(r#"{"iterator_selector":["a","b"]}"#));
}

/// Fixed: no item is no round, not an error. What is no list still is one.
async fn iteration_over_nothing(on: Database) {
    let server = Server::start(on, &[]).await;
    let key = server.workflow_app(&iteration(json!(["x", "output"]))).await;
    let events = run(&server, &key, json!({"list": []})).await;
    assert_eq!(
        trace(&events)[3..],
        [
            "iteration_started",
            "completed succeeded {\"output\":[]}",
            "start e 3 < it",
            "succeeded e",
            "succeeded null"
        ]
    );
    let events = run(&server, &key, json!({"list": 7})).await;
    assert_eq!(trace(&events)[3..], ["failed \"Node Each run failed: invalid iterator value: 7\""]);
}

/// A child that fails fails its iteration and the run; the iteration's row is final.
async fn iteration_that_fails(on: Database) {
    let server = Server::start(on, &[]).await;
    let mut graph = iteration(json!(["x", "output"]));
    graph["nodes"][2]["data"]["template"] = json!("{{ item.oops() }}");
    let key = server.workflow_app(&graph).await;
    let events = run(&server, &key, json!({"list": ["a", "b"]})).await;
    let trace = trace(&events);
    assert_eq!(trace[4..7], ["next 0 null", "start x 3 < it", "failed x"]);
    assert_eq!(trace[7], "completed failed {}");
    assert!(trace[8].starts_with("failed \"Node x run failed: "), "{}", trace[8]);
    assert_eq!(
        server.text("SELECT status FROM workflow_node_executions WHERE node_id = 'it'").await,
        "failed"
    );
    assert_eq!(server.unfinished().await, "0");
}

async fn order(on: Database) {
    let server = Server::start(on, &["--max-steps", "5"]).await;
    let t = |id: &str| template(id, id, json!([]));
    // Of several edges from a plain node the first is followed.
    let two = graph(
        &[start(&[]), t("a"), t("b"), end(&["a", "output"])],
        &[("s", "a"), ("s", "b"), ("a", "e"), ("b", "e")],
    );
    let key = server.workflow_app(&two).await;
    let events = run(&server, &key, json!({})).await;
    assert_eq!(
        trace(&events)[1..],
        [
            "start s 1 < -",
            "succeeded s",
            "start a 2 < s",
            "succeeded a",
            "start e 3 < a",
            "succeeded e",
            "succeeded null"
        ]
    );
    // A cycle runs into the limit.
    let cycle = graph(&[start(&[]), t("a"), t("b")], &[("s", "a"), ("a", "b"), ("b", "a")]);
    let key = server.workflow_app(&cycle).await;
    let trace_of_cycle = trace(&run(&server, &key, json!({})).await);
    assert_eq!(trace_of_cycle.iter().filter(|line| line.starts_with("start ")).count(), 5);
    assert_eq!(trace_of_cycle.last().map(String::as_str), Some("failed \"Max steps 5 reached.\""));
    // The end of the way without an End node is an end.
    let open = graph(&[start(&[]), t("a")], &[("s", "a")]);
    assert_eq!(outcome(&server, &open, json!({})).await["outputs"], json!({"output": "a"}));
    // No start: begun, then failed.
    let key = server.workflow_app(&graph(&[t("a")], &[])).await;
    let events = trace(&run(&server, &key, json!({})).await);
    assert_eq!(events, ["workflow_started", "failed \"Start node not found in workflow graph.\""]);
}

/// The default of the limit: 500 nodes.
async fn five_hundred_steps(on: Database) {
    let server = Server::start(on, &[]).await;
    let t = |id: &str| template(id, id, json!([]));
    let cycle = graph(&[start(&[]), t("a"), t("b")], &[("s", "a"), ("a", "b"), ("b", "a")]);
    let finished = outcome(&server, &cycle, json!({})).await;
    assert_eq!(
        (&finished["error"], &finished["total_steps"]),
        (&json!("Max steps 500 reached."), &json!(500))
    );
}

/// A run that fails is an answer when it is not streamed.
async fn failure_is_an_answer(on: Database) {
    let server = Server::start(on, &[]).await;
    let key = server.workflow_app(&only("t", template("t", "{{ nothing() }}", json!([])), "output")).await;
    let reply = server.post(&key, "/workflows/run", &json!({"inputs": {}, "user": "u"})).await;
    assert_eq!((reply.status, &reply.json()["data"]["status"]), (200, &json!("failed")));
    assert_eq!(reply.json()["data"]["outputs"], Value::Null);
    assert_eq!(server.text("SELECT CAST(COUNT(*) AS text) FROM workflow_app_logs").await, "1");
}

/// A chatflow that fails ends in `error`, or as a refusal when it is not streamed; its message says why.
async fn chatflow_failure(on: Database) {
    let server = Server::start(on, &[]).await;
    let nodes = [
        start(&[]),
        template("t", "{{ nothing() }}", json!([])),
        node("a", json!({"type": "answer", "title": "A", "answer": "{{#t.output#}}"})),
    ];
    let key = server.chatflow_app(&graph(&nodes, &[("s", "t"), ("t", "a")])).await;
    let ask = |mode: &str| json!({"inputs": {}, "query": "q", "response_mode": mode, "user": "u", "auto_generate_name": false});
    let mut events = server.stream(&key, "/chat-messages", &ask("streaming")).await;
    let events = events.rest().await;
    let names: Vec<&str> = events.iter().map(|event| event.name.as_str()).collect();
    assert_eq!(names[names.len() - 3..], ["node_finished", "workflow_finished", "error"]);
    let error = &events.last().expect("an event").data;
    assert_eq!((&error["code"], &error["status"]), (&json!("invalid_param"), &json!(400)));
    assert!(
        error["message"].as_str().is_some_and(|text| text.starts_with("Run failed: Node t run failed: ")),
        "{error}"
    );
    assert!(error.get("task_id").is_none());
    let reply = server.post(&key, "/chat-messages", &ask("blocking")).await;
    assert_eq!((reply.status, &reply.json()["code"]), (400, &json!("invalid_param")));
    let rows = server.rows("SELECT DISTINCT status, answer FROM messages").await;
    assert_eq!(rows, [[Some("error".to_owned()), Some(String::new())]]);
    assert_eq!(server.unfinished().await, "0");
}

async fn branches_and_groups(on: Database) {
    let server = Server::start(on, &[]).await;
    let condition =
        json!({"variable_selector": ["s", "q"], "comparison_operator": "contains", "value": "cat"});
    let branch = node(
        "b",
        json!({"type": "if-else", "title": "B", "logical_operator": "and", "conditions": [condition]}),
    );
    let gather = node(
        "v",
        json!({"type": "variable-assigner", "title": "V", "variables": [["yes", "output"], ["no", "output"]]}),
    );
    let nodes = [
        start(&["q"]),
        branch,
        template("yes", "Y", json!([])),
        template("no", "N", json!([])),
        gather,
        end(&["v", "output"]),
    ];
    let mut graph = graph(&nodes, &[("s", "b"), ("yes", "v"), ("no", "v"), ("v", "e")]);
    let edges = graph["edges"].as_array_mut().expect("a list");
    for (handle, target) in [("true", "yes"), ("false", "no")] {
        edges
            .push(json!({"source": "b", "target": target, "sourceHandle": handle, "targetHandle": "target"}));
    }
    for (q, answer) in [("a cat", "Y"), ("a dog", "N")] {
        assert_eq!(outcome(&server, &graph, json!({"q": q})).await["outputs"], json!({"o": answer}));
    }
}

/// A model's text streams into the End node that puts it out; other texts do not. Tokens add up.
async fn models(on: Database) {
    let server = Server::start(on, &[]).await;
    let nodes = [
        start(&["q"]),
        node("one", llm("first {{#s.q#}}")),
        node("two", llm("second {{#one.text#}}")),
        end(&["two", "text"]),
    ];
    let key = server.workflow_app(&graph(&nodes, &[("s", "one"), ("one", "two"), ("two", "e")])).await;
    let events = run(&server, &key, json!({"q": "x"})).await;
    let said: String = events
        .iter()
        .filter(|event| event.name == "text_chunk")
        .map(|event| event.text("/data/text"))
        .collect();
    assert_eq!(said, "You said: second You said: first x");
    let finished = &events.last().expect("an event").data["data"];
    assert_eq!(finished["outputs"], json!({"o": said}));
    let tokens: u64 = events
        .iter()
        .filter_map(|event| event.data.pointer("/data/execution_metadata/total_tokens")?.as_u64())
        .sum();
    assert_eq!(finished["total_tokens"], tokens);
    assert!(tokens > 0);
}

/// Strangers' addresses must not reach the own network, however they are written.
async fn requests_stay_outside(on: Database) {
    let server = Server::start(on, &[]).await;
    let port = server.url.rsplit(':').next().expect("a port").to_owned();
    let key = server.workflow_app(&only("h", request("{{#s.q#}}"), "status_code")).await;
    for host in [
        "127.0.0.1",
        "localhost",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0.0.0.0",
        "[::1]",
        "[::ffff:127.0.0.1]",
    ] {
        let events = run(&server, &key, json!({"q": format!("http://{host}:{port}/metrics")})).await;
        let finished = &events.last().expect("an event").data["data"];
        assert_eq!(finished["status"], "failed", "{host}");
        assert!(
            finished["error"].as_str().is_some_and(|error| error.contains("public net")),
            "{host}: {finished}"
        );
    }
    let events = run(&server, &key, json!({"q": "file:///etc/passwd"})).await;
    assert_eq!(events.last().expect("an event").data["data"]["status"], "failed");
}

fn request(url: &str) -> Value {
    let authorization =
        json!({"type": "api-key", "config": {"type": "bearer", "api_key": "secret", "header": ""}});
    node(
        "h",
        json!({"type": "http-request", "title": "H", "method": "get", "url": url, "authorization": authorization,
        "headers": "X-One: 1", "params": "a:b c", "body": {"type": "none", "data": ""}}),
    )
}

/// An error status is an answer; the key is not shown.
async fn requests(on: Database) {
    let server = Server::start(on, &["--allow-inside"]).await;
    let graph = only("h", request(&format!("{}/v1/nowhere", server.url)), "body");
    let finished = outcome(&server, &graph, json!({})).await;
    assert_eq!(finished["status"], "succeeded");
    let body: Value = serde_json::from_str(finished["outputs"]["o"].as_str().expect("a text")).expect("JSON");
    assert_eq!(body["code"], "not_found");
    let shown = server.text("SELECT process_data FROM workflow_node_executions WHERE node_id = 'h'").await;
    assert!(shown.contains("X-One: 1") && !shown.contains("secret"), "{shown}");
    // Fixed: a variable that is not there is an error, not the word `None`.
    let finished =
        outcome(&server, &only("h", request("http://host/{{#s.nothing#}}"), "body"), json!({})).await;
    assert_eq!(finished["error"], "Node H run failed: variable s.nothing not found");
}

/// Code runs in the sandbox service: what it is sent, and what becomes of its answers.
async fn code(on: Database) {
    let sandbox = Sandbox::start().await;
    let data = json!({"type": "code", "title": "C", "code_language": "python3", "code": "def main(q): return {'r': q}",
        "variables": [{"variable": "q", "value_selector": ["s", "q"]}], "outputs": {"r": {"type": "string"}}});
    let graph = only("c", node("c", data), "r");
    let server = Server::start(on, &["--code-endpoint", &sandbox.url, "--code-key", "secret"]).await;
    let finished = outcome(&server, &graph, json!({"q": "hello"})).await;
    assert_eq!(finished["outputs"], json!({"o": "hello"}), "{finished}");
    for (q, error) in [
        ("raise", "Traceback"),
        ("status", "status code 503"),
        ("number", "Output r must be a string"),
        ("extra", "Output x is not declared"),
    ] {
        let finished = outcome(&server, &graph, json!({"q": q})).await;
        assert!(finished["error"].as_str().is_some_and(|text| text.contains(error)), "{q}: {finished}");
    }
    // Without a sandbox there is no code, and it is said.
    let server = Server::start(on, &[]).await;
    let finished = outcome(&server, &graph, json!({"q": "hello"})).await;
    assert_eq!(finished["error"], "Node C run failed: no code sandbox is set up (`--code-endpoint`)");
}

crate::on_each_database!(
    code,
    iteration_over_two,
    iteration_over_nothing,
    iteration_that_fails,
    order,
    five_hundred_steps,
    failure_is_an_answer,
    chatflow_failure,
    branches_and_groups,
    models,
    requests_stay_outside,
    requests,
);
