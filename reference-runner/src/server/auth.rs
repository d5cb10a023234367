//! Who calls: the token opens an app, the argument `user` names the end user.

use axum::extract::FromRequestParts;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;

use super::error::ApiError;
use crate::entities::app_invoke_entities::{AppRef, EndUser};
use crate::services::Service;

/// The app that the request's token opens.
#[derive(Debug, Clone, Copy)]
pub struct Caller(pub AppRef);

impl FromRequestParts<Service> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, service: &Service) -> Result<Self, ApiError> {
        let header = parts.headers.get(AUTHORIZATION).and_then(|header| header.to_str().ok());
        let token = bearer(header)?;
        match service.store.app_of_token(token).await? {
            None => Err(unauthorized("Access token is invalid")),
            Some(caller) if !caller.open => {
                Err(ApiError::new(403, "forbidden", "The app is not available through its API."))
            }
            Some(caller) => Ok(Self(caller.app)),
        }
    }
}

fn unauthorized(message: &str) -> ApiError {
    ApiError::new(401, "unauthorized", message)
}

fn bearer(header: Option<&str>) -> Result<&str, ApiError> {
    let expected = "Authorization header must be provided and start with 'Bearer'";
    let (scheme, token) =
        header.and_then(|header| header.split_once(' ')).ok_or_else(|| unauthorized(expected))?;
    if scheme.eq_ignore_ascii_case("bearer") { Ok(token.trim()) } else { Err(unauthorized(expected)) }
}

/// The end user behind the request; made at the first call.
pub async fn end_user(service: &Service, app: AppRef, user: Option<&str>) -> Result<EndUser, ApiError> {
    let session = user.filter(|user| !user.is_empty());
    let session = session.ok_or_else(|| ApiError::argument("user", "Arg user must be provided."))?;
    Ok(service.store.end_user(app.tenant, app.id, session).await?)
}
