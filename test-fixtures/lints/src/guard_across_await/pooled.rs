//! Pools of one's own: what is pooled has parts, and what they do is the connection's work.

use std::io::Error;
use std::time::Duration;

use outside::Client;
use tokio::time::sleep;

use crate::AppResult;

/// A database that is spoken to by the client of a crate that nothing is known of.
pub struct Session {
    client: Client,
    pub name: String,
}

pub struct Sessions;

impl bb8::ManageConnection for Sessions {
    type Connection = Session;
    type Error = Error;

    async fn connect(&self) -> Result<Session, Error> {
        Ok(Session { client: Client, name: String::new() })
    }

    async fn is_valid(&self, _session: &mut Session) -> Result<(), Error> {
        Ok(())
    }

    fn has_broken(&self, _session: &mut Session) -> bool {
        false
    }
}

async fn good_parts_of_the_connection(pool: &bb8::Pool<Sessions>) -> AppResult {
    let conn = pool.get().await?;
    conn.client.charge(1).await?;
    (*conn).client.charge(conn.name.len() as i64).await?;
    conn.client.clone().charge(1).await?;
    Ok(())
}

async fn bad_another_client(pool: &bb8::Pool<Sessions>, client: &Client) -> AppResult {
    let conn = pool.get().await?;
    client.charge(1).await?; //~ guard_across_await: not database work on it, as far as can be seen
    conn.client.charge(1).await?;
    Ok(())
}

async fn bad_beside_the_parts(pool: &bb8::Pool<Sessions>) -> AppResult {
    let conn = pool.get().await?;
    conn.client.charge(1).await?;
    sleep(Duration::from_secs(1)).await; //~ guard_across_await: a timer
    conn.client.charge(1).await?;
    Ok(())
}

async fn bad_part_of_another(pool: &bb8::Pool<Sessions>, other: &bb8::Pool<Sessions>) -> AppResult {
    let conn = pool.get().await?;
    let second = other.get().await?; //~ guard_across_await: a connection of another pool
    conn.client.charge(1).await?;
    drop(conn);
    second.client.charge(1).await?;
    Ok(())
}

/// The part stays, the connection does not.
async fn good_a_part_of_its_own(pool: &bb8::Pool<Sessions>) -> AppResult {
    let client = pool.get().await?.client.clone();
    client.charge(1).await?;
    Ok(())
}

/// Clients of another service: no database waits for them.
pub struct Clients;

impl bb8::ManageConnection for Clients {
    type Connection = reqwest::Client;
    type Error = Error;

    async fn connect(&self) -> Result<reqwest::Client, Error> {
        Ok(reqwest::Client::new())
    }

    async fn is_valid(&self, _client: &mut reqwest::Client) -> Result<(), Error> {
        Ok(())
    }

    fn has_broken(&self, _client: &mut reqwest::Client) -> bool {
        false
    }
}

async fn good_no_database(pool: &bb8::Pool<Clients>) -> AppResult {
    let client = pool.get().await?;
    ask(&client).await?;
    client.get("http://localhost").send().await?;
    sleep(Duration::from_secs(1)).await;
    Ok(())
}

async fn ask(client: &reqwest::Client) -> AppResult {
    client.get("http://localhost").send().await?;
    Ok(())
}

/// A thread that is given work of a kind that nothing is known of: no database either.
pub struct Worker {
    jobs: std::sync::mpsc::Sender<(Client, tokio::sync::oneshot::Sender<i64>)>,
}

impl Worker {
    async fn run(&self, client: Client) -> AppResult<i64> {
        let (answer, reply) = tokio::sync::oneshot::channel();
        self.jobs.send((client, answer))?;
        Ok(reply.await?)
    }
}

pub struct Workers;

impl bb8::ManageConnection for Workers {
    type Connection = Worker;
    type Error = Error;

    async fn connect(&self) -> Result<Worker, Error> {
        Ok(Worker { jobs: std::sync::mpsc::channel().0 })
    }

    async fn is_valid(&self, _worker: &mut Worker) -> Result<(), Error> {
        Ok(())
    }

    fn has_broken(&self, _worker: &mut Worker) -> bool {
        false
    }
}

async fn good_workers(pool: &bb8::Pool<Workers>) -> AppResult {
    let worker = pool.get().await?;
    worker.run(Client).await?;
    sleep(Duration::from_secs(1)).await;
    Ok(())
}
