//! Owners that are lent: what a method or function does to the guards in them, and writes through references.

use std::mem;

use outside::{charge, ext, notify};
use sqlx::pool::PoolConnection;
use sqlx::{PgPool, Postgres, Transaction};

use crate::support::{eat, grab, lucky, touch, AppResult, Reading, Repo, UnitOfWork, Wrap};

type Conn = PoolConnection<Postgres>;

struct Work {
    pool: PgPool,
    tx: Option<Transaction<'static, Postgres>>,
    done: u32,
}

impl Work {
    fn new(pool: &PgPool) -> Self {
        Work { pool: pool.clone(), tx: None, done: 0 }
    }

    async fn begin(&mut self) -> AppResult {
        self.tx = Some(self.pool.begin().await?);
        Ok(())
    }

    async fn tx(&mut self) -> AppResult<&mut Transaction<'static, Postgres>> {
        if self.tx.is_none() {
            self.begin().await?;
        }
        self.tx.as_mut().ok_or_else(|| "no transaction".into())
    }

    async fn settle(&mut self) -> AppResult {
        if let Some(tx) = self.tx.take() {
            tx.commit().await?;
        }
        Ok(())
    }

    async fn settle_and_tell(&mut self) -> AppResult {
        let Some(tx) = self.tx.take() else {
            notify("nothing to commit").await; // not reached
            return Ok(());
        };
        tx.commit().await?;
        notify("committed").await;
        Ok(())
    }

    async fn settle_if(&mut self, wanted: bool) -> AppResult {
        if wanted {
            self.settle().await?;
        }
        Ok(())
    }

    async fn tell(&self) {
        notify("working").await;
    }

    fn count(&mut self) {
        self.done += 1;
    }

    fn reset(&mut self) {
        self.tx = None;
    }

    fn renew(&mut self) {
        *self = Work::new(&self.pool);
    }
}

pub async fn lend_unit_of_work(pool: &PgPool) -> AppResult {
    let mut work = Work::new(pool);
    notify("nothing yet").await;
    work.begin().await?;
    notify("begun").await;
    work.settle().await?;
    notify("committed").await;
    Ok(())
}

pub async fn lend_lazily(pool: &PgPool) -> AppResult {
    let mut work = Work::new(pool);
    work.count();
    notify("nothing yet").await;
    touch(work.tx().await?).await?;
    work.tell().await;
    work.settle_and_tell().await?;
    work.tell().await;
    Ok(())
}

pub async fn lend_maybe(pool: &PgPool, wanted: bool) -> AppResult {
    let mut work = Work::new(pool);
    work.begin().await?;
    work.settle_if(wanted).await?;
    notify("perhaps").await;
    Ok(())
}

#[derive(Default)]
struct Spare {
    conn: Option<Conn>,
    used: u32,
}

impl Spare {
    fn keep(&mut self, conn: Conn) {
        self.conn = Some(conn);
    }

    fn spare(&mut self) -> Option<Conn> {
        self.conn.take()
    }
}

pub async fn lend_kept_and_given_back(pool: &PgPool) -> AppResult {
    let mut work = Spare { conn: None, used: 0 };
    notify("empty").await;
    work.keep(grab(pool)?);
    notify("kept").await;
    let conn = work.spare();
    drop(conn);
    notify("given back").await;
    Ok(())
}

pub async fn lend_reset(pool: &PgPool) -> AppResult {
    let mut work = Work::new(pool);
    work.begin().await?;
    work.reset();
    notify("reset").await;
    Ok(())
}

pub async fn lend_renewed(pool: &PgPool) -> AppResult {
    let mut work = Work::new(pool);
    work.begin().await?;
    work.renew();
    notify("renewed").await;
    Ok(())
}

fn fill(slot: &mut Option<Conn>, pool: &PgPool) {
    *slot = pool.try_acquire();
}

fn empty(slot: &mut Option<Conn>) {
    slot.take();
}

fn push(conns: &mut Vec<Conn>, pool: &PgPool) {
    conns.extend(pool.try_acquire());
}

fn look(slot: &Option<Conn>) -> bool {
    slot.is_some()
}

fn release_one(slot: &mut Option<Conn>, which: bool) {
    if which {
        *slot = None;
    }
}

fn replace(slot: &mut Option<Conn>) -> Option<Conn> {
    mem::replace(slot, None)
}

pub async fn lend_to_functions(pool: &PgPool) -> AppResult {
    let mut slot = None;
    look(&slot);
    notify("empty").await;
    fill(&mut slot, pool);
    look(&slot);
    notify("filled").await;
    empty(&mut slot);
    notify("emptied").await;
    Ok(())
}

pub async fn lend_to_function_that_replaces(pool: &PgPool) -> AppResult {
    let mut slot = Some(grab(pool)?);
    let old = replace(&mut slot);
    notify("in old").await;
    drop(old);
    notify("nowhere").await;
    Ok(())
}

pub async fn lend_perhaps_released(pool: &PgPool, which: bool) -> AppResult {
    let mut slot = Some(grab(pool)?);
    release_one(&mut slot, which);
    notify("perhaps").await;
    Ok(())
}

pub async fn lend_list(pool: &PgPool) -> AppResult {
    let mut conns = Vec::new();
    notify("empty").await;
    push(&mut conns, pool);
    notify("one").await;
    Ok(())
}

pub async fn lend_field(pool: &PgPool) -> AppResult {
    let mut wrap = Wrap(None);
    fill(&mut wrap.0, pool);
    notify("filled").await;
    empty(&mut wrap.0);
    notify("emptied").await;
    Ok(())
}

pub async fn lend_by_variable(pool: &PgPool) -> AppResult {
    let mut slot = Some(grab(pool)?);
    let lent = &mut slot;
    lent.take();
    notify("taken").await;
    Ok(())
}

pub async fn lend_written_through(pool: &PgPool) -> AppResult {
    let mut slot = None;
    let lent = &mut slot;
    *lent = Some(grab(pool)?);
    notify("there").await;
    Ok(())
}

pub async fn lend_written_through_none(pool: &PgPool) -> AppResult {
    let mut slot = Some(grab(pool)?);
    let lent = &mut slot;
    *lent = None;
    notify("gone").await;
    Ok(())
}

pub async fn lend_chosen_reference(pool: &PgPool, first: bool) -> AppResult {
    let (mut a, mut b) = (Some(grab(pool)?), Some(grab(pool)?));
    let lent = if first { &mut a } else { &mut b };
    *lent = None;
    notify("one is left").await;
    Ok(())
}

pub async fn lend_reassigned_reference(pool: &PgPool, first: bool) -> AppResult {
    let (mut a, mut b) = (None, Some(grab(pool)?));
    let mut lent = &mut a;
    if first {
        lent = &mut b;
    }
    *lent = None;
    notify("perhaps").await;
    Ok(())
}

pub async fn lend_pattern_by_reference(pool: &PgPool, some: bool) -> AppResult {
    let mut slot = if some { Some(grab(pool)?) } else { None };
    match &mut slot {
        Some(conn) => {
            touch(conn).await?;
            notify("there").await;
        }
        None => {
            notify("not there").await;
        }
    }
    if let Some(conn) = slot.as_mut() {
        touch(conn).await?;
    } else {
        notify("not there either").await;
    }
    let Some(conn) = &slot else {
        notify("still not").await;
        return Ok(());
    };
    conn.id();
    drop(slot);
    ext().await;
    Ok(())
}

pub async fn lend_filled_in_none_arm(pool: &PgPool) -> AppResult {
    let mut slot: Option<Conn> = None;
    match &mut slot {
        Some(conn) => {}
        empty => *empty = pool.try_acquire(),
    }
    notify("filled").await;
    Ok(())
}

pub async fn lend_inserted_in_none_arm(pool: &PgPool) -> AppResult {
    let mut slot: Option<Conn> = None;
    let conn = match slot.as_mut() {
        Some(conn) => conn,
        None => {
            notify("none").await;
            slot.insert(grab(pool)?)
        }
    };
    touch(conn).await?;
    notify("filled").await;
    Ok(())
}

pub async fn lend_swapped(pool: &PgPool) -> AppResult {
    let (mut a, mut b) = (Some(grab(pool)?), None);
    mem::swap(&mut a, &mut b);
    drop(a);
    notify("in b").await;
    mem::swap(&mut b, &mut None);
    notify("nowhere").await;
    Ok(())
}

pub async fn lend_to_closure(pool: &PgPool) -> AppResult {
    let mut slot = None;
    let mut fill = || slot = pool.try_acquire();
    fill();
    notify("filled").await;
    Ok(())
}

pub async fn lend_to_block(pool: &PgPool) -> AppResult {
    let mut slot = None;
    async {
        slot = pool.try_acquire();
        notify("in the block").await;
    }
    .await;
    notify("filled").await;
    Ok(())
}

pub async fn lend_generic(pool: &PgPool) -> AppResult {
    fn put<T>(slot: &mut Option<T>, value: T) {
        *slot = Some(value);
    }
    let mut slot = None;
    put(&mut slot, grab(pool)?);
    notify("filled").await;
    Ok(())
}

trait Session {
    fn close(&mut self);
    fn open(&mut self, pool: &PgPool);
}

impl Session for Wrap<Option<Conn>> {
    fn close(&mut self) {
        self.0 = None;
    }
    fn open(&mut self, pool: &PgPool) {
        self.0 = pool.try_acquire();
    }
}

pub async fn lend_to_trait_method(pool: &PgPool) -> AppResult {
    let mut session = Wrap(None);
    session.open(pool);
    notify("open").await;
    session.close();
    notify("closed").await;
    Ok(())
}

pub async fn lend_builder(pool: &PgPool) -> AppResult {
    struct Builder {
        conn: Option<Conn>,
    }
    impl Builder {
        fn with(mut self, conn: Conn) -> Self {
            self.conn = Some(conn);
            self
        }
        fn finish(self) -> u32 {
            self.conn.map_or(0, |conn| conn.id())
        }
    }
    let builder = Builder { conn: None }.with(grab(pool)?);
    notify("built").await;
    builder.finish();
    ext().await;
    Ok(())
}

fn prepared(pool: &PgPool, now: bool) -> AppResult<Spare> {
    if !now {
        return Ok(Spare { conn: None, used: 0 });
    }
    Ok(Spare { conn: Some(grab(pool)?), used: 1 })
}

fn unprepared() -> AppResult<Spare> {
    Ok(Spare { conn: None, used: 0 })
}

async fn opened(pool: &PgPool) -> AppResult<Spare> {
    let mut spare = Spare { conn: None, used: 0 };
    spare.keep(pool.acquire().await?);
    Ok(spare)
}

pub async fn lend_made_by_functions(pool: &PgPool, now: bool) -> AppResult {
    let mut spare = unprepared()?;
    notify("not prepared").await;
    spare = prepared(pool, now)?;
    notify("perhaps").await;
    drop(spare);
    spare = opened(pool).await?;
    notify("open").await;
    drop(spare.spare());
    notify("taken").await;
    Ok(())
}
