//! A toy `reqwest`: names and signatures of the part that is used.

use ledger::{fails, leaf, Kind};

#[derive(Debug)]
pub struct Error;

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("no answer")
    }
}

impl std::error::Error for Error {}

pub type Result<T> = std::result::Result<T, Error>;

#[derive(Clone, Debug, Default)]
pub struct Client;

#[derive(Debug)]
pub struct RequestBuilder;

#[derive(Debug)]
pub struct Response;

impl Client {
    pub fn new() -> Self {
        Client
    }
    pub fn get(&self, _url: &str) -> RequestBuilder {
        RequestBuilder
    }
    pub fn post(&self, _url: &str) -> RequestBuilder {
        RequestBuilder
    }
}

impl RequestBuilder {
    pub fn body<T: ToString>(self, _body: T) -> Self {
        self
    }
    pub async fn send(self) -> Result<Response> {
        leaf(Kind::External).await;
        if fails(Kind::External) {
            return Err(Error);
        }
        Ok(Response)
    }
}

impl Response {
    pub fn error_for_status(self) -> Result<Self> {
        Ok(self)
    }
    pub async fn text(self) -> Result<String> {
        leaf(Kind::External).await;
        Ok("ok".to_owned())
    }
}

pub async fn get(url: &str) -> Result<Response> {
    Client::new().get(url).send().await
}
