//! The payment provider, by HTTP.

use reqwest::Client;

pub struct Payments {
    http: Client,
    url: String,
}

impl Payments {
    pub fn new(url: String) -> Self {
        Payments { http: Client::new(), url }
    }

    pub async fn charge(&self, ticket: i64) -> anyhow::Result<()> {
        self.http.post(&self.url).json(&ticket).send().await?.error_for_status()?;
        Ok(())
    }
}
