//! axum 0.6 to 0.8: extractors own what they extract; bodies, multipart fields and websockets wait for the client.
#![letgo::krate(axum, axum_extra, axum_core)]
#![letgo::versions("0.7.9", "0.8.4")]
#![letgo::waits(client)]

pub use extract::{Extension, Form, Json};

pub mod extract {
    #[letgo::look_through]
    pub struct State<S>(pub S);
    impl<S> std::ops::Deref for State<S> {
        type Target = S;
    }
    impl<S> std::ops::DerefMut for State<S> {}
    #[letgo::look_through]
    pub struct Extension<T>(pub T);
    impl<T> std::ops::Deref for Extension<T> {
        type Target = T;
    }
    #[letgo::look_through]
    pub struct Path<T>(pub T);
    impl<T> std::ops::Deref for Path<T> {
        type Target = T;
    }
    #[letgo::look_through]
    pub struct Query<T>(pub T);
    impl<T> std::ops::Deref for Query<T> {
        type Target = T;
    }
    #[letgo::look_through]
    pub struct Json<T>(pub T);
    impl<T> std::ops::Deref for Json<T> {
        type Target = T;
    }
    #[letgo::look_through]
    pub struct Form<T>(pub T);
    impl<T> std::ops::Deref for Form<T> {
        type Target = T;
    }
    pub struct Multipart;
    impl Multipart {
        #[letgo::waits(client)]
        pub async fn next_field(&mut self) -> Result<Option<multipart::Field<'_>>, multipart::MultipartError> {}
    }
    pub mod multipart {
        pub use super::Multipart;
        pub struct MultipartError;
        pub struct Field<'a>;
        impl<'a> Field<'a> {
            #[letgo::waits(client)]
            pub async fn bytes(self) -> Result<Vec<u8>, MultipartError> {}
            #[letgo::waits(client)]
            pub async fn text(self) -> Result<String, MultipartError> {}
            #[letgo::waits(client)]
            pub async fn chunk(&mut self) -> Result<Option<Vec<u8>>, MultipartError> {}
            pub fn name(&self) -> Option<&str> {}
            pub fn file_name(&self) -> Option<&str> {}
        }
        impl<'a> futures::Stream for Field<'a> {
            type Item = Result<Vec<u8>, MultipartError>;
        }
    }
    pub use ws::{WebSocket, WebSocketUpgrade};
    pub mod ws {
        pub struct WebSocketUpgrade;
        pub struct Message;
        pub struct WebSocket;
        impl WebSocket {
            #[letgo::waits(client)]
            pub async fn recv(&mut self) -> Option<Result<Message, ()>> {}
            #[letgo::waits(client)]
            pub async fn send(&mut self, message: Message) -> Result<(), ()> {}
            #[letgo::waits(client)]
            pub async fn close(self) -> Result<(), ()> {}
        }
    }
}

pub mod body {
    pub struct Body;
    #[letgo::waits(client)]
    pub async fn to_bytes(body: Body, limit: usize) -> Result<Vec<u8>, ()> {}
}

/// axum 0.6: hyper's.
pub struct Server;
impl Server {
    pub fn bind(addr: &std::net::SocketAddr) -> Server {}
    #[letgo::waits(client)]
    pub async fn serve<S>(self, service: S) -> Result<(), ()> {}
}

#[letgo::waits(client)]
pub async fn serve<L, S>(listener: L, service: S) -> Result<(), std::io::Error> {}
