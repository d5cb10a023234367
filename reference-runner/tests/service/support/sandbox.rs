//! A sandbox service that speaks the protocol and does not run anything: it answers by what the program is given.

use axum::Router;
use axum::extract::Json;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use serde_json::{Value, json};

pub struct Sandbox {
    pub url: String,
    serving: tokio::task::JoinHandle<()>,
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl Sandbox {
    pub async fn start() -> Self {
        let router = Router::new().route("/v1/sandbox/run", post(run));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let serving = tokio::spawn(async move { axum::serve(listener, router).await.expect("it serves") });
        Self { url, serving }
    }
}

async fn run(headers: HeaderMap, Json(asked): Json<Value>) -> Response {
    assert_eq!(headers["x-api-key"], "secret");
    assert_eq!(asked["language"], "python3");
    let program = asked["code"].as_str().expect("a program");
    assert!(program.starts_with("def main(q): return {'r': q}"), "{program}");
    let (_, literal) = program.split_once(".loads(").expect("inputs");
    let (literal, _) = literal.split_once("))").expect("inputs");
    let inputs: String = serde_json::from_str(literal).expect("a literal");
    let inputs: Value = serde_json::from_str(&inputs).expect("JSON");
    let printed = match inputs["q"].as_str().expect("a text") {
        "status" => return StatusCode::SERVICE_UNAVAILABLE.into_response(),
        "raise" => {
            let data = json!({"stdout": "", "error": "Traceback (most recent call last)"});
            return Json(json!({"code": 0, "message": "success", "data": data})).into_response();
        }
        "number" => json!({"r": 1}),
        "extra" => json!({"r": "a", "x": 1}),
        text => json!({"r": text}),
    };
    let data = json!({"stdout": format!("noise\n<<RESULT>>{printed}<<RESULT>>\n"), "error": ""});
    Json(json!({"code": 0, "message": "success", "data": data})).into_response()
}
