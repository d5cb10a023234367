//! Who asks: the token opens an app, the argument `user` names the end user; both before anything else is looked at.

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Query, Request};
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use serde::Deserialize;

use super::arguments::JsonBody;
use super::error::ApiError;
use crate::apps::base_app_generator::without_nul;
use crate::entities::app_invoke_entities::{AppRef, EndUser};
use crate::services::Service;
use crate::store::TokenOpens;

/// A request whose arguments are in its JSON body.
pub struct Posted {
    pub app: AppRef,
    pub user: EndUser,
    pub body: JsonBody,
}

/// A request whose arguments are in its query.
pub struct Got<Arguments> {
    pub app: AppRef,
    pub user: EndUser,
    pub arguments: Arguments,
}

impl FromRequest<Service> for Posted {
    type Rejection = ApiError;

    async fn from_request(request: Request, service: &Service) -> Result<Self, ApiError> {
        let (parts, body) = request.into_parts();
        let app = app(&parts, service).await?;
        let request = Request::from_parts(parts, body);
        JsonBody::is_announced(request.headers())?;
        let bytes = Bytes::from_request(request, service).await.map_err(|_| JsonBody::broken())?;
        let body = JsonBody::parse(&bytes)?;
        let user = end_user(service, app, body.text("user")?.as_deref()).await?;
        Ok(Self { app, user, body })
    }
}

#[derive(Deserialize)]
struct User {
    user: Option<String>,
}

impl<Arguments: for<'de> Deserialize<'de>> FromRequestParts<Service> for Got<Arguments> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, service: &Service) -> Result<Self, ApiError> {
        let app = app(parts, service).await?;
        let broken = |_| ApiError::new(400, "bad_request", "The query cannot be read.");
        let Query(User { user }) = Query::try_from_uri(&parts.uri).map_err(broken)?;
        let user = end_user(service, app, user.as_deref()).await?;
        let Query(arguments) = Query::try_from_uri(&parts.uri).map_err(broken)?;
        Ok(Self { app, user, arguments })
    }
}

async fn app(parts: &Parts, service: &Service) -> Result<AppRef, ApiError> {
    let header = parts.headers.get(AUTHORIZATION).and_then(|header| header.to_str().ok());
    let token = bearer(header)?;
    match service.store.app_of_token(token).await? {
        TokenOpens::Nothing => Err(unauthorized("Access token is invalid")),
        TokenOpens::ClosedApp => {
            Err(ApiError::new(403, "forbidden", "The app is not available through its API."))
        }
        TokenOpens::App(app) => Ok(app),
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

/// What the column has place for.
const LONGEST_USER: usize = 255;

/// The end user behind the request; made at the first call.
async fn end_user(service: &Service, app: AppRef, user: Option<&str>) -> Result<EndUser, ApiError> {
    let session = user.filter(|user| !user.is_empty());
    let session = session.ok_or_else(|| ApiError::new(400, "invalid_param", "Arg user must be provided."))?;
    if session.chars().count() > LONGEST_USER {
        return Err(ApiError::new(400, "invalid_param", "Arg user is too long."));
    }
    Ok(service.store.end_user(app.tenant, app.id, &without_nul(session)).await?)
}
