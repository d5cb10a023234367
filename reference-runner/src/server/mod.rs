//! The service API: routes, authentication, error bodies, event streams. It holds no connection and no row; it asks
//! the store and the services, and turns what they say into HTTP.

pub mod app;
pub mod arguments;
pub mod auth;
pub mod conversations;
pub mod error;
pub mod generate;
pub mod metrics;

use axum::Router;
use axum::http::{HeaderName, HeaderValue};
use axum::routing::{delete, get, post};

use crate::services::Service;

const VERSION: &str = "0.6.10";

/// All routes under `/v1`, and `/metrics`.
pub fn router(service: Service) -> Router {
    let api = Router::new()
        .route("/completion-messages", post(generate::completion))
        .route("/completion-messages/{task_id}/stop", post(generate::stop_completion))
        .route("/chat-messages", post(generate::chat))
        .route("/chat-messages/{task_id}/stop", post(generate::stop_chat))
        .route("/workflows/run", post(generate::workflow))
        .route("/workflows/tasks/{task_id}/stop", post(generate::stop_workflow))
        .route("/messages", get(conversations::messages))
        .route("/messages/{id}/feedbacks", post(conversations::feedback))
        .route("/parameters", get(app::parameters))
        .route("/conversations", get(conversations::conversations))
        .route("/conversations/{id}", delete(conversations::delete))
        .route("/conversations/{id}/name", post(conversations::name));
    Router::new()
        .nest("/v1", api)
        .route("/metrics", get(metrics::metrics))
        .fallback(error::not_found)
        .method_not_allowed_fallback(error::method_not_allowed)
        .layer(axum::middleware::map_response(with_version))
        .with_state(service)
}

/// The headers that every answer has.
pub async fn with_version(mut response: axum::response::Response) -> axum::response::Response {
    let headers = response.headers_mut();
    headers.insert(HeaderName::from_static("x-version"), HeaderValue::from_static(VERSION));
    headers.insert(HeaderName::from_static("x-env"), HeaderValue::from_static("PRODUCTION"));
    response
}
