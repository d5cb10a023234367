//! r2d2: taking a connection blocks the thread, so that the second one needs no `.await` to wait for ever.

use crate::{AppResult, charge};

struct File;

impl r2d2::ManageConnection for File {
    type Connection = rusqlite::Connection;
    type Error = rusqlite::Error;

    fn connect(&self) -> rusqlite::Result<rusqlite::Connection> {
        rusqlite::Connection::open("orders.db")
    }

    fn is_valid(&self, _: &mut rusqlite::Connection) -> rusqlite::Result<()> {
        Ok(())
    }

    fn has_broken(&self, _: &mut rusqlite::Connection) -> bool {
        false
    }
}

type Pool = r2d2::Pool<File>;
type PooledConnection = r2d2::PooledConnection<File>;

struct App {
    pool: Pool,
}

impl App {
    fn db(&self) -> AppResult<PooledConnection> {
        Ok(self.pool.get()?)
    }

    fn notify(&self) -> AppResult {
        let conn = self.db()?;
        conn.execute("insert into mails default values", ())?;
        Ok(())
    }

    fn bad_through_methods(&self) -> AppResult {
        let conn = self.db()?;
        conn.execute("update orders set paid = 1", ())?;
        self.notify()?; //~ nested_acquire: calls `App::notify`
        Ok(())
    }

    fn good_one_after_the_other(&self) -> AppResult {
        let conn = self.db()?;
        conn.execute("update orders set paid = 1", ())?;
        drop(conn);
        self.notify()
    }
}

/// Reads go to a replica, if there is one.
struct Replicated {
    primary: Pool,
    replica: Option<Pool>,
}

impl Replicated {
    fn write(&self) -> AppResult<PooledConnection> {
        Ok(self.primary.get()?)
    }

    fn read(&self) -> AppResult<PooledConnection> {
        if let Some(replica) = &self.replica {
            return Ok(replica.get()?);
        }
        Ok(self.primary.get()?)
    }

    fn bad_either(&self) -> AppResult {
        let conn = self.write()?;
        let other = self.read()?; //~ nested_acquire
        conn.execute("update orders set paid = 1", ())?;
        Ok(())
    }
}

fn bad_two(pool: &Pool) -> AppResult {
    let one = pool.get()?;
    let two = pool.get()?; //~ nested_acquire
    one.execute("update orders set paid = 1", ())?;
    two.execute("update orders set paid = 1", ())?;
    Ok(())
}

fn good_on_another_thread(pool: &Pool) -> AppResult {
    let conn = pool.get()?;
    let other = pool.clone();
    std::thread::spawn(move || other.get().is_ok());
    conn.execute("update orders set paid = 1", ())?;
    Ok(())
}

async fn bad_in_async(app: &App) -> AppResult {
    let conn = app.db()?;
    conn.execute("update orders set paid = 1", ())?;
    app.notify()?; //~ nested_acquire
    charge(1).await?; //~ guard_across_await
    drop(conn);
    Ok(())
}

/// Works off what it is sent: a pool of these keeps no database busy.
struct Worker {
    jobs: std::sync::mpsc::Sender<String>,
    broken: bool,
}

struct Workers;

impl r2d2::ManageConnection for Workers {
    type Connection = Worker;
    type Error = std::io::Error;

    fn connect(&self) -> Result<Worker, std::io::Error> {
        Ok(Worker { jobs: std::sync::mpsc::channel().0, broken: false })
    }

    fn is_valid(&self, _worker: &mut Worker) -> Result<(), std::io::Error> {
        Ok(())
    }

    fn has_broken(&self, worker: &mut Worker) -> bool {
        worker.broken
    }
}

fn good_pool_of_workers(pool: &r2d2::Pool<Workers>) {
    let worker = pool.get();
    std::thread::sleep(std::time::Duration::from_secs(1));
    drop(worker);
}

/// A connection of our own making.
struct Session {
    conn: rusqlite::Connection,
}

struct Sessions;

impl r2d2::ManageConnection for Sessions {
    type Connection = Session;
    type Error = rusqlite::Error;

    fn connect(&self) -> Result<Session, rusqlite::Error> {
        Ok(Session { conn: rusqlite::Connection::open_in_memory()? })
    }

    fn is_valid(&self, session: &mut Session) -> Result<(), rusqlite::Error> {
        session.conn.execute_batch("select 1")
    }

    fn has_broken(&self, _session: &mut Session) -> bool {
        false
    }
}

fn bad_pool_of_sessions(pool: &r2d2::Pool<Sessions>) {
    let session = pool.get();
    std::thread::sleep(std::time::Duration::from_secs(1)); //~ guard_across_blocking
    drop(session);
}
