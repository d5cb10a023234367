//! reqwest: HTTP.
#![letgo::krate(reqwest, reqwest_middleware)]
#![letgo::versions("0.12", "0.13")]
#![letgo::waits(network)]

#[letgo::waits(network)]
pub async fn get<U>(url: U) -> Result<Response> {}

pub type Result<T> = std::result::Result<T, Error>;
pub struct Error;
pub struct Client;
impl Client {
    pub fn new() -> Client {}
    pub fn builder() -> ClientBuilder {}
    pub fn get<U>(&self, url: U) -> RequestBuilder {}
    pub fn post<U>(&self, url: U) -> RequestBuilder {}
    pub fn put<U>(&self, url: U) -> RequestBuilder {}
    pub fn patch<U>(&self, url: U) -> RequestBuilder {}
    pub fn delete<U>(&self, url: U) -> RequestBuilder {}
    pub fn head<U>(&self, url: U) -> RequestBuilder {}
    pub fn request<U>(&self, method: Method, url: U) -> RequestBuilder {}
    #[letgo::waits(network)]
    pub async fn execute(&self, request: Request) -> Result<Response> {}
}
impl Clone for Client {}
impl Default for Client {}
pub struct ClientBuilder;
impl ClientBuilder {
    pub fn build(self) -> Result<Client> {}
    pub fn timeout<D>(self, timeout: D) -> ClientBuilder {}
}
pub struct Method;
pub struct Request;
pub struct Url;
pub struct StatusCode;
pub struct RequestBuilder;
impl RequestBuilder {
    pub fn header<K, V>(self, key: K, value: V) -> RequestBuilder {}
    pub fn headers<H>(self, headers: H) -> RequestBuilder {}
    pub fn basic_auth<U, P>(self, username: U, password: Option<P>) -> RequestBuilder {}
    pub fn bearer_auth<T>(self, token: T) -> RequestBuilder {}
    pub fn body<B>(self, body: B) -> RequestBuilder {}
    pub fn json<T>(self, json: &T) -> RequestBuilder {}
    pub fn form<T>(self, form: &T) -> RequestBuilder {}
    pub fn query<T>(self, query: &T) -> RequestBuilder {}
    pub fn multipart<T>(self, form: T) -> RequestBuilder {}
    pub fn timeout<D>(self, timeout: D) -> RequestBuilder {}
    pub fn build(self) -> Result<Request> {}
    #[letgo::waits(network)]
    pub async fn send(self) -> Result<Response> {}
}
pub struct Response;
impl Response {
    pub fn status(&self) -> StatusCode {}
    pub fn headers(&self) -> &HeaderMap {}
    pub fn error_for_status(self) -> Result<Response> {}
    pub fn error_for_status_ref(&self) -> Result<&Response> {}
    #[letgo::waits(network)]
    pub async fn text(self) -> Result<String> {}
    #[letgo::waits(network)]
    pub async fn json<T>(self) -> Result<T> {}
    #[letgo::waits(network)]
    pub async fn bytes(self) -> Result<Bytes> {}
    #[letgo::waits(network)]
    pub async fn chunk(&mut self) -> Result<Option<Bytes>> {}
    pub fn bytes_stream(self) -> ByteStream {}
}
pub struct Bytes;
pub struct HeaderMap;
#[letgo::waits(network)]
pub struct ByteStream;
impl futures::Stream for ByteStream {
    type Item = Result<Bytes>;
}
pub mod header {
    pub use crate::HeaderMap;
}
pub mod blocking {
    #[letgo::blocks(network)]
    pub fn get<U>(url: U) -> crate::Result<Response> {}
    pub struct Client;
    impl Client {
        pub fn new() -> Client {}
        pub fn get<U>(&self, url: U) -> RequestBuilder {}
        pub fn post<U>(&self, url: U) -> RequestBuilder {}
    }
    pub struct RequestBuilder;
    impl RequestBuilder {
        pub fn json<T>(self, json: &T) -> RequestBuilder {}
        pub fn body<B>(self, body: B) -> RequestBuilder {}
        #[letgo::blocks(network)]
        pub fn send(self) -> crate::Result<Response> {}
    }
    pub struct Response;
    impl Response {
        pub fn text(self) -> crate::Result<String> {}
        pub fn json<T>(self) -> crate::Result<T> {}
    }
}
