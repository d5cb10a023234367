//! What is not the database: a crate of which the checker knows nothing.

use ledger::{fails, leaf, world, Kind};

#[derive(Debug)]
pub struct Failed;

impl std::fmt::Display for Failed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("failed")
    }
}

impl std::error::Error for Failed {}

pub async fn ext() -> u32 {
    leaf(Kind::External).await;
    7
}

pub async fn notify(_what: &str) {
    leaf(Kind::External).await;
}

pub async fn charge(cents: i64) -> Result<i64, Failed> {
    leaf(Kind::External).await;
    if fails(Kind::External) {
        return Err(Failed);
    }
    Ok(cents)
}

pub async fn summarise(text: &str) -> Result<String, Failed> {
    leaf(Kind::External).await;
    if fails(Kind::External) {
        return Err(Failed);
    }
    Ok(text.to_owned())
}

/// A job, as long as the world has rows.
pub async fn next_job(seen: u32) -> Option<i64> {
    leaf(Kind::External).await;
    (seen < world().rows).then_some(i64::from(seen))
}

#[derive(Clone, Debug, Default)]
pub struct Mailer;

impl Mailer {
    pub async fn send(&self, _to: &str) -> Result<(), Failed> {
        leaf(Kind::External).await;
        if fails(Kind::External) {
            return Err(Failed);
        }
        Ok(())
    }
}
