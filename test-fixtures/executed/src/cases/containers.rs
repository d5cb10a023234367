//! Guards inside options, structs, vectors, boxes, enums, maps and cells, and what takes them out again.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, HashMap, VecDeque};
use std::mem;
use std::rc::Rc;
use std::sync::{Arc, Mutex, OnceLock};

use outside::{charge, ext, notify};
use sqlx::pool::PoolConnection;
use sqlx::{Connection, PgPool, Postgres, Transaction};

use crate::support::{eat, grab, keep, lucky, touch, AppResult, Reading, Repo, UnitOfWork, Wrap};

type Conn = PoolConnection<Postgres>;

struct Lazy {
    pool: PgPool,
    conn: Option<Conn>,
}

impl Lazy {
    async fn conn(&mut self) -> AppResult<&mut Conn> {
        if self.conn.is_none() {
            self.conn = Some(self.pool.acquire().await?);
        }
        Ok(self.conn.as_mut().unwrap())
    }

    fn release(&mut self) {
        self.conn = None;
    }

    fn into_conn(self) -> Option<Conn> {
        self.conn
    }

    async fn finish(mut self) {
        if let Some(conn) = self.conn.take() {
            drop(conn);
        }
        notify("finished").await;
    }

    async fn finish_late(self) {
        notify("finished").await;
    }
}

pub async fn box_lazy_struct(pool: PgPool) -> AppResult {
    let mut lazy = Lazy { pool, conn: None };
    notify("nothing yet").await;
    touch(lazy.conn().await?).await?;
    ext().await;
    Ok(())
}

pub async fn box_lazy_finish(pool: PgPool) -> AppResult {
    let conn = pool.acquire().await?;
    let lazy = Lazy { pool, conn: Some(conn) };
    lazy.finish().await;
    notify("after").await;
    Ok(())
}

pub async fn box_lazy_finish_late(pool: PgPool) -> AppResult {
    let conn = pool.acquire().await?;
    let lazy = Lazy { pool, conn: Some(conn) };
    lazy.finish_late().await;
    notify("after").await;
    Ok(())
}

pub async fn box_into_conn_dropped(pool: PgPool) -> AppResult {
    let conn = pool.acquire().await?;
    let lazy = Lazy { pool, conn: Some(conn) };
    drop(lazy.into_conn());
    ext().await;
    Ok(())
}

pub async fn box_get_or_insert_with(pool: &PgPool) -> AppResult {
    let mut slot: Option<Conn> = None;
    notify("empty").await;
    let spare = grab(pool)?;
    touch(slot.get_or_insert_with(|| spare)).await?;
    ext().await;
    Ok(())
}

pub async fn box_get_or_insert(pool: &PgPool) -> AppResult {
    let mut slot: Option<Conn> = None;
    touch(slot.get_or_insert(grab(pool)?)).await?;
    ext().await;
    slot = None;
    notify("empty").await;
    Ok(())
}

pub async fn box_option_replace_none(pool: &PgPool) -> AppResult {
    let mut slot = None;
    let old = slot.replace(grab(pool)?);
    notify("in the slot").await;
    let taken = slot.take();
    drop(taken);
    ext().await;
    Ok(())
}

pub async fn box_zip(pool: &PgPool) -> AppResult {
    let pair = pool.try_acquire().zip(Some(1));
    ext().await;
    if let Some((conn, n)) = pair {
        drop(conn);
        notify("dropped").await;
    }
    Ok(())
}

pub async fn box_or_else(pool: &PgPool) -> AppResult {
    let conn = None.or_else(|| pool.try_acquire());
    ext().await;
    Ok(())
}

pub async fn box_and_then_consumes(pool: &PgPool) -> AppResult {
    let id = pool.try_acquire().and_then(|conn| conn.some());
    ext().await;
    Ok(())
}

pub async fn box_is_some_and(pool: &PgPool) -> AppResult {
    if pool.try_acquire().is_some_and(|conn| conn.yes()) {
        ext().await;
    }
    Ok(())
}

pub async fn box_ok_or(pool: &PgPool) -> AppResult {
    let conn = pool.try_acquire().ok_or("empty")?;
    ext().await;
    drop(conn);
    notify("after").await;
    Ok(())
}

pub async fn box_transpose(pool: &PgPool) -> AppResult {
    let conn = Some(grab(pool)).transpose()?;
    ext().await;
    Ok(())
}

pub async fn box_flatten(pool: &PgPool) -> AppResult {
    let conn = Some(pool.try_acquire()).flatten();
    ext().await;
    drop(conn);
    notify("after").await;
    Ok(())
}

pub async fn box_nested_options_emptied(pool: &PgPool) -> AppResult {
    let mut slot = Some(Some(grab(pool)?));
    if let Some(inner) = &mut slot {
        drop(inner.take());
    }
    slot = None;
    ext().await;
    Ok(())
}

pub async fn box_unwrap_or_else_return(pool: &PgPool) -> AppResult {
    let conn = match pool.try_acquire() {
        Some(conn) => conn,
        None => {
            notify("none").await; // not reached
            return Ok(());
        }
    };
    ext().await;
    Ok(())
}

enum State {
    Idle,
    Open(Conn),
    Busy { tx: Transaction<'static, Postgres>, jobs: u32 },
}

impl State {
    fn close(&mut self) {
        *self = State::Idle;
    }
    fn is_open(&self) -> bool {
        matches!(self, State::Open(_))
    }
}

pub async fn box_enum_idle(pool: &PgPool) -> AppResult {
    let state = State::Idle;
    ext().await;
    Ok(())
}

pub async fn box_enum_open(pool: &PgPool) -> AppResult {
    let state = State::Open(grab(pool)?);
    ext().await;
    Ok(())
}

pub async fn box_enum_reassigned(pool: &PgPool) -> AppResult {
    let mut state = State::Open(grab(pool)?);
    notify("open").await;
    state = State::Idle;
    ext().await;
    Ok(())
}

pub async fn box_enum_matched(pool: &PgPool, n: u32) -> AppResult {
    let state = match n {
        0 => State::Idle,
        1 => State::Open(pool.acquire().await?),
        _ => State::Busy { tx: pool.begin().await?, jobs: 1 },
    };
    match state {
        State::Idle => {
            notify("idle").await;
        }
        State::Open(conn) => {
            drop(conn);
            notify("open").await;
        }
        State::Busy { tx, jobs } => {
            notify("busy").await;
            tx.commit().await?;
            notify("committed").await;
        }
    }
    ext().await;
    Ok(())
}

pub async fn box_enum_matched_by_reference(pool: &PgPool, open: bool) -> AppResult {
    let mut state = if open { State::Open(pool.acquire().await?) } else { State::Idle };
    match &mut state {
        State::Open(conn) => {
            touch(conn).await?;
            notify("open").await;
        }
        _ => {
            notify("not open").await;
        }
    }
    Ok(())
}

pub async fn box_enum_replaced(pool: &PgPool) -> AppResult {
    let mut state = State::Open(grab(pool)?);
    let old = mem::replace(&mut state, State::Idle);
    notify("in old").await;
    drop(old);
    ext().await;
    Ok(())
}

pub async fn box_enum_if_let_moves(pool: &PgPool) -> AppResult {
    let state = State::Busy { tx: pool.begin().await?, jobs: 3 };
    if let State::Busy { tx, .. } = state {
        tx.commit().await?;
    }
    ext().await;
    Ok(())
}

pub async fn box_enum_let_else(pool: &PgPool) -> AppResult {
    let state = State::Busy { tx: pool.begin().await?, jobs: 3 };
    let State::Busy { jobs, .. } = state else { return Ok(()) };
    ext().await;
    Ok(())
}

pub async fn box_array(pool: &PgPool) -> AppResult {
    let [first, second] = [grab(pool)?, grab(pool)?];
    drop(first);
    ext().await;
    drop(second);
    notify("none").await;
    Ok(())
}

pub async fn box_array_kept(pool: &PgPool) -> AppResult {
    let conns = [grab(pool)?, grab(pool)?];
    ext().await;
    for conn in conns {
        drop(conn);
    }
    notify("none").await;
    Ok(())
}

pub async fn box_array_mapped(pool: &PgPool) -> AppResult {
    let ids = [grab(pool)?, grab(pool)?].map(|conn| conn.id());
    ext().await;
    Ok(())
}

pub async fn box_array_of_none(pool: &PgPool) -> AppResult {
    let mut slots: [Option<Conn>; 2] = [const { None }; 2];
    ext().await;
    slots[0] = Some(grab(pool)?);
    notify("one").await;
    Ok(())
}

pub async fn box_vec_with_capacity(pool: &PgPool) -> AppResult {
    let mut conns: Vec<Conn> = Vec::with_capacity(2);
    ext().await;
    conns.push(grab(pool)?);
    notify("one").await;
    conns.truncate(0);
    Ok(())
}

pub async fn box_vec_pop_loop(pool: &PgPool) -> AppResult {
    let mut conns = vec![grab(pool)?, grab(pool)?];
    while let Some(mut conn) = conns.pop() {
        touch(&mut conn).await?;
        notify("in the loop").await;
    }
    Ok(())
}

pub async fn box_vec_into_iter(pool: &PgPool) -> AppResult {
    let conns = vec![grab(pool)?, grab(pool)?];
    for mut conn in conns {
        touch(&mut conn).await?;
        drop(conn);
    }
    ext().await;
    Ok(())
}

pub async fn box_vec_iter_mut(pool: &PgPool) -> AppResult {
    let mut conns = vec![grab(pool)?, grab(pool)?];
    for conn in conns.iter_mut() {
        touch(conn).await?;
    }
    ext().await;
    Ok(())
}

pub async fn box_vec_mapped(pool: &PgPool) -> AppResult {
    let conns = vec![grab(pool)?, grab(pool)?];
    let ids: Vec<u32> = conns.into_iter().map(|conn| conn.id()).collect();
    ext().await;
    Ok(())
}

pub async fn box_vec_iter_mapped(pool: &PgPool) -> AppResult {
    let conns = vec![grab(pool)?, grab(pool)?];
    let ids: Vec<u32> = conns.iter().map(|conn| conn.id()).collect();
    ext().await;
    Ok(())
}

pub async fn box_vec_taken(pool: &PgPool) -> AppResult {
    let mut conns = vec![grab(pool)?];
    let taken = mem::take(&mut conns);
    notify("in taken").await;
    drop(taken);
    ext().await;
    Ok(())
}

pub async fn box_vec_swap_remove(pool: &PgPool) -> AppResult {
    let mut conns = vec![grab(pool)?, grab(pool)?];
    let conn = conns.swap_remove(0);
    conns.clear();
    notify("one").await;
    drop(conn);
    ext().await;
    Ok(())
}

pub async fn box_map(pool: &PgPool) -> AppResult {
    let mut by_tenant: HashMap<u32, Conn> = HashMap::new();
    notify("empty").await;
    by_tenant.insert(1, pool.acquire().await?);
    ext().await;
    by_tenant.clear();
    notify("empty again").await;
    Ok(())
}

pub async fn box_deque(pool: &PgPool) -> AppResult {
    let mut queue = VecDeque::new();
    queue.push_back(grab(pool)?);
    ext().await;
    Ok(())
}

pub async fn box_btree_consumed(pool: &PgPool) -> AppResult {
    let mut map = BTreeMap::new();
    map.insert("a", grab(pool)?);
    map.insert("b", grab(pool)?);
    for (name, conn) in map {
        drop(conn);
        notify(name).await;
    }
    ext().await;
    Ok(())
}

pub async fn box_refcell(pool: &PgPool) -> AppResult {
    let cell = RefCell::new(Some(grab(pool)?));
    ext().await;
    drop(cell.borrow_mut().take());
    Ok(())
}

pub async fn box_refcell_taken(pool: &PgPool) -> AppResult {
    let cell = RefCell::new(Some(grab(pool)?));
    cell.replace(None);
    drop(cell);
    ext().await;
    Ok(())
}

pub async fn box_refcell_into_inner(pool: &PgPool) -> AppResult {
    let cell = RefCell::new(grab(pool)?);
    let conn = cell.into_inner();
    ext().await;
    drop(conn);
    notify("after").await;
    Ok(())
}

pub async fn box_std_mutex(pool: &PgPool) -> AppResult {
    let shared = Arc::new(Mutex::new(Some(grab(pool)?)));
    ext().await;
    Ok(())
}

pub async fn box_std_mutex_into_inner(pool: &PgPool) -> AppResult {
    let shared = Mutex::new(grab(pool)?);
    let conn = shared.into_inner().unwrap();
    ext().await;
    drop(conn);
    notify("after").await;
    Ok(())
}

pub async fn box_rc_dropped(pool: &PgPool) -> AppResult {
    let shared = Rc::new(grab(pool)?);
    let id = shared.id();
    drop(shared);
    ext().await;
    Ok(())
}

pub async fn box_arc_unwrapped(pool: &PgPool) -> AppResult {
    let shared = Arc::new(grab(pool)?);
    if let Ok(conn) = Arc::try_unwrap(shared) {
        notify("mine").await;
        drop(conn);
        notify("gone").await;
    }
    ext().await;
    Ok(())
}

pub async fn box_once_lock(pool: &PgPool) -> AppResult {
    let cell = OnceLock::new();
    notify("empty").await;
    cell.set(grab(pool)?).ok();
    ext().await;
    Ok(())
}

pub async fn box_boxed_dyn(pool: &PgPool) -> AppResult {
    let any: Box<dyn std::any::Any> = Box::new(grab(pool)?);
    drop(any);
    ext().await;
    Ok(())
}

pub async fn box_nested_struct(pool: &PgPool) -> AppResult {
    struct Outer {
        repo: Repo,
        rest: Vec<u32>,
    }
    let outer = Outer { repo: Repo::new(grab(pool)?), rest: vec![] };
    let Outer { repo: Repo { reads, .. }, rest } = outer;
    notify("the connection stayed").await;
    drop(outer.repo.conn);
    ext().await;
    Ok(())
}

pub async fn box_struct_update(pool: &PgPool) -> AppResult {
    let unit = UnitOfWork { tx: Some(pool.begin().await?), name: "a".into() };
    let next = UnitOfWork { name: "b".into(), ..unit };
    ext().await;
    drop(next);
    notify("after").await;
    Ok(())
}

pub async fn box_struct_update_leaves(pool: &PgPool) -> AppResult {
    let unit = UnitOfWork { tx: Some(pool.begin().await?), name: "a".into() };
    let next = UnitOfWork { tx: None, ..unit };
    ext().await;
    drop(unit.tx);
    notify("after").await;
    Ok(())
}

pub async fn box_field_taken_by_replace(pool: &PgPool) -> AppResult {
    let mut repo = Repo::new(grab(pool)?);
    let old = mem::replace(&mut repo.conn, grab(pool)?);
    drop(repo);
    notify("old").await;
    drop(old);
    ext().await;
    Ok(())
}

pub async fn box_swapped_with_empty(pool: &PgPool) -> AppResult {
    let mut unit = UnitOfWork { tx: Some(pool.begin().await?), name: "a".into() };
    let mut empty = None;
    mem::swap(&mut unit.tx, &mut empty);
    drop(empty);
    ext().await;
    Ok(())
}

pub async fn box_tuple_nested(pool: &PgPool) -> AppResult {
    let nested = ((grab(pool)?, 1), [grab(pool)?]);
    let ((conn, _), _) = nested;
    drop(conn);
    ext().await;
    drop(nested.1);
    notify("none").await;
    Ok(())
}

pub async fn box_box_of_tuple(pool: &PgPool) -> AppResult {
    let boxed = Box::new((grab(pool)?, 5));
    let (conn, n) = *boxed;
    drop(conn);
    ext().await;
    Ok(())
}

pub async fn box_result_kept(pool: &PgPool) -> AppResult {
    let result = lucky(pool, true).await;
    if let Err(error) = &result {
        notify("an error").await; // not reached
    }
    notify("both").await;
    let conn = result?;
    drop(conn);
    ext().await;
    Ok(())
}

pub async fn box_result_err_arm_returns(pool: &PgPool, luck: bool) -> AppResult {
    let result = lucky(pool, luck).await;
    let Ok(conn) = result else {
        notify("no connection").await;
        return Ok(());
    };
    ext().await;
    Ok(())
}

pub async fn box_if_result_is_err(pool: &PgPool, luck: bool) -> AppResult {
    let result = lucky(pool, luck).await;
    if result.is_err() {
        notify("no connection").await;
        return Ok(());
    }
    ext().await;
    Ok(())
}

pub async fn box_if_option_is_none(pool: &PgPool, luck: bool) -> AppResult {
    let slot = lucky(pool, luck).await.ok();
    if slot.is_none() {
        notify("no connection").await;
    } else {
        notify("a connection").await;
    }
    Ok(())
}

pub async fn box_wrap_of_option(pool: &PgPool) -> AppResult {
    let mut wrap = Wrap(Some(grab(pool)?));
    ext().await;
    wrap.0 = None;
    notify("none").await;
    Ok(())
}

pub async fn box_wrap_taken(pool: &PgPool) -> AppResult {
    let mut wrap = Wrap(Some(grab(pool)?));
    let Some(conn) = wrap.0.take() else { return Ok(()) };
    drop(conn);
    notify("none").await;
    Ok(())
}

pub async fn box_method_releases(pool: &PgPool) -> AppResult {
    let mut state = State::Open(grab(pool)?);
    let open = state.is_open();
    ext().await;
    Ok(())
}

struct Scoped<'a> {
    conn: &'a mut Conn,
}

pub async fn box_struct_borrows(pool: &PgPool) -> AppResult {
    let mut conn = grab(pool)?;
    {
        let scoped = Scoped { conn: &mut conn };
        touch(scoped.conn).await?;
        notify("borrowed").await;
    }
    drop(conn);
    ext().await;
    Ok(())
}

struct Noisy(Conn);

impl Drop for Noisy {
    fn drop(&mut self) {}
}

pub async fn box_drop_impl(pool: &PgPool) -> AppResult {
    let noisy = Noisy(grab(pool)?);
    notify("alive").await;
    drop(noisy);
    ext().await;
    Ok(())
}

pub async fn box_drop_impl_captured(pool: &PgPool) -> AppResult {
    let noisy = Noisy(grab(pool)?);
    let work = async move {
        ext().await;
        noisy.0.id()
    };
    work.await;
    notify("after").await;
    Ok(())
}

trait Release {
    fn release(self) -> u32;
    fn peek(&self) -> u32;
}

impl Release for Conn {
    fn release(self) -> u32 {
        self.id()
    }
    fn peek(&self) -> u32 {
        self.id()
    }
}

pub async fn box_extension_consumes(pool: &PgPool) -> AppResult {
    let conn = grab(pool)?;
    conn.peek();
    notify("alive").await;
    conn.release();
    ext().await;
    Ok(())
}

fn finish<T>(value: T) {}

fn pass<T>(value: T) -> T {
    value
}

fn both<A, B>(a: A, b: B) -> (A, B) {
    (a, b)
}

pub async fn box_generic_consumes(pool: &PgPool) -> AppResult {
    let conn = grab(pool)?;
    finish(conn);
    ext().await;
    Ok(())
}

pub async fn box_generic_passes(pool: &PgPool) -> AppResult {
    let conn = pass(grab(pool)?);
    ext().await;
    let (conn, n) = both(conn, 1);
    drop(conn);
    notify("after").await;
    Ok(())
}

pub async fn box_generic_of_reference(pool: &PgPool) -> AppResult {
    let conn = grab(pool)?;
    finish(&conn);
    ext().await;
    Ok(())
}

pub async fn box_iterator_chain(pool: &PgPool) -> AppResult {
    let ids: u32 = (0..2).filter_map(|_| pool.try_acquire()).map(|conn| conn.id()).sum();
    ext().await;
    Ok(())
}

pub async fn box_iterator_kept(pool: &PgPool) -> AppResult {
    let mut conns = vec![grab(pool)?, grab(pool)?].into_iter();
    let first = conns.next();
    drop(first);
    ext().await;
    drop(conns);
    notify("none").await;
    Ok(())
}

pub async fn box_for_enumerate(pool: &PgPool) -> AppResult {
    for (n, conn) in vec![grab(pool)?].into_iter().enumerate() {
        ext().await;
    }
    notify("none").await;
    Ok(())
}

pub async fn box_extend(pool: &PgPool) -> AppResult {
    let mut conns: Vec<Conn> = vec![];
    notify("empty").await;
    conns.extend(pool.try_acquire());
    ext().await;
    Ok(())
}
