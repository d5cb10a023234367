//! The language server: findings as you type, for editors that speak the protocol.
//!
//! One thread ([`server`]) talks to the client and owns the open documents; another ([`worker`]) runs [`crate::check`]
//! over the workspace with the unsaved texts laid over the disk, always for the newest state that it was told of.
//! Everything else turns what a run found into the protocol's words: [`findings`], [`actions`], [`hover`], [`hints`].
//! Decides nothing about code: the same text gives the same findings here and on the command line. Called by `cli`.

mod actions;
mod documents;
mod findings;
mod hints;
mod hover;
mod place;
mod server;
mod session;
mod worker;

use anyhow::Result;
use lsp_server::Connection;

/// Speaks on stdin and stdout until the client says that it is over.
pub fn serve() -> Result<()> {
    let (connection, threads) = Connection::stdio();
    speak(&connection)?;
    // the writer ends when the last sender is gone
    drop(connection);
    threads.join()?;
    Ok(())
}

/// The same, with whoever is at the other end.
pub fn speak(connection: &Connection) -> Result<()> {
    server::run(connection)
}
