//! A client that the catalogue does not know.

pub struct Client;

impl Client {
    pub fn new() -> Self {
        Client
    }

    pub async fn generate(&self, prompt: &str) -> String {
        prompt.to_owned()
    }
}

/// Sessions of the model, of which the service has few.
pub struct Session;

pub async fn log_in() -> Session {
    Session
}
