//! What the functions get their connections and rows from.

use std::collections::HashMap;
use std::ops::{Deref, Index};

use sqlx::pool::PoolConnection;
use sqlx::{PgPool, Postgres, Transaction};

pub type Conn = PoolConnection<Postgres>;
pub type Chosen = Conn;
pub type Either = (Conn, u8);

pub struct Holder {
    pub conn: Conn,
}

pub struct Tuple(pub u8, pub Conn);

pub struct Slot {
    pub(crate) kept: tokio::sync::Mutex<Vec<Conn>>,
    private: tokio::sync::Mutex<Vec<Conn>>,
}

impl Slot {
    pub async fn guard_in_a_private_field(&self) {
        let held = self.private.lock().await.pop();
        super::wait().await;
        drop(held);
    }

    pub async fn guard_of_what_is_taken_apart(self) {
        let Self { private, .. } = self;
        let held = private.into_inner().pop();
        super::wait().await;
        drop(held);
    }
}

pub enum Message {
    Keep(Conn),
    Forget,
}

pub trait Gives {
    type Given;
    async fn give(&self) -> Self::Given;
    async fn make(pool: &PgPool) -> Self::Given;
}

pub struct Giver(pub PgPool);

impl Gives for Giver {
    type Given = Conn;

    async fn give(&self) -> Conn {
        self.0.acquire().await.unwrap()
    }

    async fn make(pool: &PgPool) -> Conn {
        pool.acquire().await.unwrap()
    }
}

impl Giver {
    pub async fn open(pool: &PgPool) -> Conn {
        pool.acquire().await.unwrap()
    }
}

pub trait Extend {
    async fn lend(&self) -> Conn;
}

impl Extend for PgPool {
    async fn lend(&self) -> Conn {
        self.acquire().await.unwrap()
    }
}

impl From<Conn> for Holder {
    fn from(conn: Conn) -> Self {
        Self { conn }
    }
}

pub struct Conns(pub u8);

impl Iterator for Conns {
    type Item = Conn;

    fn next(&mut self) -> Option<Conn> {
        todo!()
    }
}

pub async fn hand_out(pool: &PgPool) -> Conn {
    pool.acquire().await.unwrap()
}

pub async fn with<F: AsyncFnOnce(Conn)>(pool: &PgPool, f: F) {
    f(pool.acquire().await.unwrap()).await;
}

pub struct Wrap<T>(pub T);

impl Wrap<Option<Conn>> {
    pub fn fill(&mut self, pool: &PgPool) {
        self.0 = pool.try_acquire();
    }
}

pub fn waiting() -> tokio::sync::oneshot::Receiver<Conn> {
    tokio::sync::oneshot::channel().1
}

pub fn started(pool: &PgPool) -> impl Future<Output = Transaction<'static, Postgres>> {
    let pool = pool.clone();
    async move { pool.begin().await.unwrap() }
}

#[derive(Clone, Debug, sqlx::FromRow)]
pub struct User {
    pub id: i64,
    pub name: String,
    pub email: String,
    pub bio: String,
}

impl User {
    pub fn key(&self) -> i64 {
        self.id
    }

    pub async fn save(&self, pool: &PgPool) {
        let update = "UPDATE users SET name = $2, email = $3, bio = $4 WHERE id = $1";
        let update = sqlx::query(update).bind(self.id).bind(&self.name).bind(&self.email).bind(&self.bio);
        update.execute(pool).await.unwrap();
    }
}

pub enum Letter {
    Welcome(User),
    Stop,
}

#[derive(serde::Serialize)]
pub struct WelcomeJob {
    pub user: User,
}

#[derive(Clone)]
pub struct Seen {
    pub user: User,
    pub at: u64,
}

pub struct Cache {
    pub(crate) by_id: tokio::sync::Mutex<HashMap<i64, User>>,
    order: std::sync::Mutex<Vec<User>>,
}

impl Cache {
    pub fn model_of_a_private_field(&self) {
        let user = self.order.lock().unwrap().pop().unwrap();
        tokio::spawn(async move {
            let own = user;
            super::models::show(own.id).await
        });
    }
}

pub struct Service {
    pub(crate) inbox: tokio::sync::mpsc::Receiver<User>,
    letters: tokio::sync::mpsc::Receiver<User>,
}

impl Service {
    pub async fn model_of_a_private_field_that_carries_none(&mut self) {
        let user = self.letters.recv().await.unwrap();
        tokio::spawn(async move {
            let own = user;
            super::models::show(own.id).await
        });
    }

    pub async fn model_of_what_is_taken_apart(self) {
        let Self { letters: mut all, .. } = self;
        let user = all.recv().await.unwrap();
        tokio::spawn(async move {
            let own = user;
            super::models::show(own.id).await
        });
    }
}

pub struct Pair(pub u8, pub tokio::sync::mpsc::Receiver<User>);

pub enum Request {
    Ask(u8, tokio::sync::mpsc::Receiver<User>),
    Stop,
}

impl Request {
    pub async fn model_of_its_own_variant(self) {
        if let Self::Ask(_, mut answers) = self {
            let user = answers.recv().await.unwrap();
            tokio::spawn(async move {
                let own = user;
                super::models::show(own.id).await
            });
        }
    }
}

#[derive(derive_more::Deref)]
pub struct Derived {
    #[deref]
    loaded: Loaded,
}

pub struct Loaded(u8);

impl Deref for Loaded {
    type Target = User;

    fn deref(&self) -> &User {
        todo!()
    }
}

pub struct Lazy(pub u8);

impl Deref for Lazy {
    type Target = User;

    fn deref(&self) -> &User {
        todo!()
    }
}

pub struct Table(pub u8);

impl Index<usize> for Table {
    type Output = User;

    fn index(&self, _: usize) -> &User {
        todo!()
    }
}

pub trait Repository {
    type Row;
    async fn find(&self, id: i64) -> Self::Row;
    async fn all() -> Vec<Self::Row>;
}

pub struct Users;

impl Repository for Users {
    type Row = User;

    async fn find(&self, _: i64) -> User {
        todo!()
    }

    async fn all() -> Vec<User> {
        todo!()
    }
}

pub fn newest() -> User {
    todo!()
}

pub fn inbox() -> tokio::sync::mpsc::Receiver<User> {
    todo!()
}

pub fn everyone() -> impl Iterator<Item = User> {
    std::iter::empty()
}

pub fn each(f: impl FnMut(User)) {
    everyone().for_each(f);
}

pub static LAST: std::sync::Mutex<Option<User>> = std::sync::Mutex::new(None);

pub const FIRST: fn() -> User = newest;

pub fn one<R: Repository>(_: &R) -> R::Row {
    todo!()
}

/// Named like nothing that is expected of a type.
pub struct _Odd;

impl _Odd {
    pub async fn conn(pool: &PgPool) -> Conn {
        pool.acquire().await.unwrap()
    }
}
