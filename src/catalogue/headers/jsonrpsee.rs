//! jsonrpsee 0.2x: JSON-RPC over HTTP and WebSocket. Its clients, and the traits that `#[rpc(client)]` makes.
#![letgo::krate(jsonrpsee, jsonrpsee_core, jsonrpsee_http_client, jsonrpsee_ws_client, jsonrpsee_client_transport)]
#![letgo::versions("0.24.10", "0.26.1")]
#![letgo::waits(network)]
#![letgo::client(rpc, client, Client, core::client::ClientT)]

pub mod core {
    pub mod client {
        pub trait ClientT {
            async fn notification<P>(&self, method: &str, params: P) -> Result<(), Error>;
            async fn request<R, P>(&self, method: &str, params: P) -> Result<R, Error>;
            async fn batch_request<R>(&self, batch: R) -> Result<R, Error>;
        }
        pub trait SubscriptionClientT: ClientT {
            async fn subscribe<N, P>(&self, subscribe: &str, params: P, unsubscribe: &str) -> Result<Subscription<N>, Error>;
        }
        pub struct Subscription<N>;
        impl<N> Subscription<N> {
            pub async fn next(&mut self) -> Option<Result<N, Error>> {}
            pub async fn unsubscribe(self) -> Result<(), Error> {}
        }
        pub struct Client;
        impl ClientT for Client {}
        impl SubscriptionClientT for Client {}
        pub struct Error;
    }
    pub use self::client::Error as ClientError;
}
pub mod http_client {
    pub struct HttpClient<B>;
    impl<B> Clone for HttpClient<B> {}
    impl<B> crate::core::client::ClientT for HttpClient<B> {}
}
pub mod ws_client {
    // re-exported through a macro of the crate's own
    #[letgo::unnamed]
    pub use crate::core::client::Client as WsClient;
}
