//! A model's endpoint that speaks OpenAI's chat completions and says what a test tells it to, failures included.

use std::convert::Infallible;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{Json, State};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use futures_util::{StreamExt, stream};
use serde_json::{Value, json};

/// One answer.
#[derive(Debug, Clone)]
pub enum Says {
    /// Deltas of text with a pause before each, then usage and `[DONE]`.
    Text(Vec<&'static str>, Duration),
    /// Calls of tools: name, arguments.
    Calls(Vec<(&'static str, Value)>),
    /// An error status with this body.
    Status(u16, &'static str),
    /// Nothing, not even headers.
    Silence,
    /// Some deltas, then nothing more.
    HangsAfter(Vec<&'static str>),
    /// Some deltas, then the connection breaks.
    BreaksAfter(Vec<&'static str>),
    /// Some deltas, then bytes that are no JSON.
    GarbageAfter(Vec<&'static str>),
}

impl Says {
    pub fn text(deltas: &[&'static str]) -> Self {
        Self::Text(deltas.to_vec(), Duration::ZERO)
    }
}

type Script = Arc<dyn Fn(&Value) -> Says + Send + Sync>;

/// The endpoint; ends when it is dropped.
pub struct Endpoint {
    pub url: String,
    asked: Arc<Mutex<Vec<Value>>>,
    serving: tokio::task::JoinHandle<()>,
}

impl Drop for Endpoint {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

#[derive(Clone)]
struct Shared {
    script: Script,
    asked: Arc<Mutex<Vec<Value>>>,
}

impl Endpoint {
    /// Answers each request with what `script` says to it.
    pub async fn start(script: impl Fn(&Value) -> Says + Send + Sync + 'static) -> Self {
        let asked = Arc::<Mutex<Vec<Value>>>::default();
        let shared = Shared { script: Arc::new(script), asked: Arc::clone(&asked) };
        let router = Router::new().route("/v1/chat/completions", post(complete)).with_state(shared);
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}/v1", listener.local_addr().expect("an address"));
        let serving = tokio::spawn(async move { axum::serve(listener, router).await.expect("it serves") });
        Self { url, asked, serving }
    }

    /// Always the same answer.
    pub async fn saying(says: Says) -> Self {
        Self::start(move |_| says.clone()).await
    }

    /// The requests so far.
    pub fn asked(&self) -> Vec<Value> {
        self.asked.lock().expect("no test has failed here").clone()
    }
}

fn data(value: &Value) -> String {
    format!("data: {value}\n\n")
}

fn delta(delta: &Value) -> String {
    data(&json!({"choices": [{"index": 0, "delta": delta}]}))
}

fn text(said: &str) -> String {
    delta(&json!({"content": said}))
}

fn end() -> String {
    data(&json!({"choices": [], "usage": {"prompt_tokens": 7, "completion_tokens": 3, "total_tokens": 10}}))
        + "data: [DONE]\n\n"
}

fn streamed(parts: Vec<String>) -> Response {
    let parts = stream::iter(parts).map(Ok::<_, Infallible>);
    ([("content-type", "text/event-stream")], Body::from_stream(parts)).into_response()
}

fn hanging(parts: Vec<String>) -> Response {
    let parts = stream::iter(parts).map(Ok::<_, Infallible>).chain(stream::pending());
    ([("content-type", "text/event-stream")], Body::from_stream(parts)).into_response()
}

async fn complete(State(shared): State<Shared>, Json(asked): Json<Value>) -> Response {
    shared.asked.lock().expect("no test has failed here").push(asked.clone());
    let all = |deltas: Vec<&str>| deltas.into_iter().map(text).collect::<Vec<_>>();
    match (shared.script)(&asked) {
        Says::Text(deltas, pause) => {
            let parts = stream::iter(all(deltas).into_iter().chain([end()])).then(move |part| async move {
                tokio::time::sleep(pause).await;
                Ok::<_, Infallible>(part)
            });
            ([("content-type", "text/event-stream")], Body::from_stream(parts)).into_response()
        }
        Says::Calls(calls) => {
            let mut parts = Vec::new();
            for (index, (name, arguments)) in calls.iter().enumerate() {
                let arguments = arguments.to_string();
                let (first, second) = arguments.split_at(arguments.len() / 2);
                let call = json!([{"index": index, "id": format!("call_{index}"), "function": {"name": name, "arguments": first}}]);
                parts.push(delta(&json!({"tool_calls": call})));
                parts.push(delta(
                    &json!({"tool_calls": [{"index": index, "function": {"arguments": second}}]}),
                ));
            }
            streamed(parts.into_iter().chain([end()]).collect())
        }
        Says::Status(status, body) => {
            (axum::http::StatusCode::from_u16(status).expect("a status"), body).into_response()
        }
        Says::Silence => std::future::pending().await,
        Says::HangsAfter(deltas) => hanging(all(deltas)),
        Says::BreaksAfter(deltas) => {
            let parts = stream::iter(all(deltas)).map(Ok).chain(stream::once(async {
                tokio::time::sleep(Duration::from_millis(100)).await;
                Err(std::io::Error::other("broken"))
            }));
            ([("content-type", "text/event-stream")], Body::from_stream(parts)).into_response()
        }
        Says::GarbageAfter(deltas) => {
            streamed(all(deltas).into_iter().chain(["data: {oops\n\n".to_owned()]).collect())
        }
    }
}
