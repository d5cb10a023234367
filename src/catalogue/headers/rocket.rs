//! rocket 0.5: managed state is shared; a route's parameters, and what `guard` gives, are made from the request before the
//! body runs.
#![letgo::krate(rocket)]
#![letgo::versions("0.5.1")]

pub use futures;
pub use request::Request;
pub use state::State;
pub use tokio;

pub mod state {
    #[letgo::look_through]
    pub struct State<T>;
    impl<T> State<T> {
        pub fn inner(&self) -> &T {}
    }
    impl<T> std::ops::Deref for State<T> {
        type Target = T;
    }
}
#[letgo::unnamed]
pub struct Status;
pub struct Orbit;
pub struct Rocket<P>;
impl<P> Rocket<P> {
    pub fn state<T>(&self) -> Option<&T> {}
}
pub mod outcome {
    #[letgo::look_through]
    pub enum Outcome<S, E, F> {
        Success(S),
        Error(E),
        Forward(F),
    }
    impl<S, E, F> Outcome<S, E, F> {
        pub fn unwrap(self) -> S {}
        pub fn expect(self, message: &str) -> S {}
        pub fn succeeded(self) -> Option<S> {}
        pub fn success_or<T>(self, value: T) -> Result<S, T> {}
        pub fn success_or_else<T, V: FnOnce() -> T>(self, f: V) -> Result<S, T> {}
        pub fn map<T, M: FnOnce(S) -> T>(self, f: M) -> Outcome<T, E, F> {}
        pub fn and_then<T, M: FnOnce(S) -> Outcome<T, E, F>>(self, f: M) -> Outcome<T, E, F> {}
    }
}
pub mod request {
    pub type Outcome<S, E> = crate::outcome::Outcome<S, (crate::Status, E), crate::Status>;
    pub trait FromRequest {
        type Error;
        async fn from_request(request: &Request<'_>) -> Outcome<Self, Self::Error>;
    }
    impl<T> FromRequest for &crate::State<T> {
        type Error = ();
    }
    #[letgo::opaque]
    pub struct Request<'r>;
    impl<'r> Request<'r> {
        pub fn rocket(&self) -> &'r crate::Rocket<crate::Orbit> {}
        pub async fn guard<T>(&self) -> Outcome<T, <T as FromRequest>::Error> {}
    }
}
