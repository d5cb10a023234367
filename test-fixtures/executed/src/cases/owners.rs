//! More owners: options, lists and maps that are filled, emptied and taken apart; iterators; destructors; places.

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::{BTreeMap, BinaryHeap, HashMap, VecDeque, HashSet};
use std::mem::{self, ManuallyDrop, MaybeUninit};
use std::ops::{AddAssign, Deref, DerefMut, Index, IndexMut};
use std::rc::Rc;
use std::sync::{Arc, Mutex, RwLock, Weak};

use outside::{charge, ext, notify};
use sqlx::pool::PoolConnection;
use sqlx::{Connection, PgConnection, PgPool, Postgres, Transaction};

use crate::support::{eat, first, grab, keep, lucky, touch, AppResult, Coin, Reading, Repo, UnitOfWork, Wrap};

type Conn = PoolConnection<Postgres>;
type Tx = Transaction<'static, Postgres>;

pub async fn val_insert_returns_reference(pool: &PgPool) -> AppResult {
    let mut slot: Option<Conn> = None;
    let conn = slot.insert(grab(pool)?);
    touch(conn).await?;
    ext().await;
    slot.take();
    notify("none").await;
    Ok(())
}

pub async fn val_xor(pool: &PgPool) -> AppResult {
    let conn = pool.try_acquire().xor(None);
    ext().await;
    drop(conn);
    notify("none").await;
    Ok(())
}

pub async fn val_filter_keeps(pool: &PgPool) -> AppResult {
    let conn = pool.try_acquire().filter(|conn| conn.yes());
    ext().await;
    Ok(())
}

pub async fn val_filter_drops(pool: &PgPool) -> AppResult {
    let id = pool.try_acquire().filter(|conn| conn.yes()).map(|conn| conn.id());
    ext().await;
    Ok(())
}

pub async fn val_zip_two(pool: &PgPool) -> AppResult {
    let Some((a, b)) = pool.try_acquire().zip(pool.try_acquire()) else { return Ok(()) };
    drop(a);
    ext().await;
    drop(b);
    notify("none").await;
    Ok(())
}

pub async fn val_unzip(pool: &PgPool) -> AppResult {
    let (conn, n) = Some((grab(pool)?, 1)).unzip();
    ext().await;
    drop(conn);
    notify("none").await;
    Ok(())
}

pub async fn val_take_if(pool: &PgPool, wanted: bool) -> AppResult {
    let mut slot = pool.try_acquire();
    drop(slot.take_if(|_| wanted));
    ext().await;
    Ok(())
}

pub async fn val_inspect(pool: &PgPool) -> AppResult {
    let conn = pool.try_acquire().inspect(|conn| drop(conn.id()));
    ext().await;
    Ok(())
}

pub async fn val_map_or(pool: &PgPool) -> AppResult {
    let n = pool.try_acquire().map_or(0, |conn| conn.id());
    ext().await;
    Ok(())
}

pub async fn val_map_or_else(pool: &PgPool) -> AppResult {
    let conn = pool.try_acquire().map_or_else(|| grab(pool), Ok)?;
    ext().await;
    Ok(())
}

pub async fn val_as_deref_mut(pool: &PgPool) -> AppResult {
    let mut slot = pool.try_acquire();
    if let Some(conn) = slot.as_deref_mut() {
        touch(conn).await?;
        ext().await;
    }
    slot = None;
    notify("none").await;
    Ok(())
}

pub async fn val_option_of_repo_field(pool: &PgPool) -> AppResult {
    let slot = Some(Repo::new(grab(pool)?));
    let reads = slot.as_ref().map(|repo| repo.reads);
    ext().await;
    let reads = slot.map(|repo| repo.reads);
    notify("none").await;
    Ok(())
}

pub async fn val_option_map_to_field(pool: &PgPool) -> AppResult {
    let conn = Some(Repo::new(grab(pool)?)).map(|repo| repo.conn);
    ext().await;
    drop(conn);
    notify("none").await;
    Ok(())
}

pub async fn val_ok_err(pool: &PgPool, luck: bool) -> AppResult {
    if let Some(error) = lucky(pool, luck).await.err() {
        notify("no luck").await;
    } else {
        notify("dropped by err").await;
    }
    Ok(())
}

pub async fn val_result_or(pool: &PgPool, luck: bool) -> AppResult {
    let conn = lucky(pool, luck).await.or_else(|_| grab(pool))?;
    ext().await;
    Ok(())
}

pub async fn val_result_is_ok_and(pool: &PgPool) -> AppResult {
    let yes = lucky(pool, true).await.is_ok_and(|conn| conn.yes());
    ext().await;
    Ok(())
}

pub async fn val_result_as_ref(pool: &PgPool, luck: bool) -> AppResult {
    let result = lucky(pool, luck).await;
    match result.as_ref() {
        Ok(conn) => notify("lucky").await,
        Err(error) => {}
    }
    drop(result);
    ext().await;
    Ok(())
}

pub async fn val_unwrap_or_default(pool: &PgPool) -> AppResult {
    let list: Vec<Conn> = Some(vec![grab(pool)?]).unwrap_or_default();
    ext().await;
    Ok(())
}

pub async fn val_replace_dropped(pool: &PgPool) -> AppResult {
    let mut slot = Some(grab(pool)?);
    drop(slot.replace(grab(pool)?));
    ext().await;
    slot.take();
    notify("none").await;
    Ok(())
}

pub async fn val_mem_take_field(pool: &PgPool) -> AppResult {
    let mut unit = UnitOfWork { tx: Some(pool.begin().await?), name: "a".into() };
    let tx = mem::take(&mut unit.tx);
    let name = mem::take(&mut unit.name);
    drop(tx);
    ext().await;
    Ok(())
}

pub async fn val_mem_swap_guards(pool: &PgPool) -> AppResult {
    let mut a = grab(pool)?;
    let mut b = grab(pool)?;
    mem::swap(&mut a, &mut b);
    drop(a);
    ext().await;
    drop(b);
    notify("none").await;
    Ok(())
}

pub async fn val_mem_replace_in_while(pool: &PgPool) -> AppResult {
    let mut slot = Some(grab(pool)?);
    while let Some(conn) = mem::replace(&mut slot, None) {
        notify("taken").await;
    }
    ext().await;
    Ok(())
}

pub async fn val_manually_drop_dropped(pool: &PgPool) -> AppResult {
    let mut conn = ManuallyDrop::new(grab(pool)?);
    unsafe { ManuallyDrop::drop(&mut conn) };
    ext().await;
    Ok(())
}

pub async fn val_manually_drop_into_inner(pool: &PgPool) -> AppResult {
    let conn = ManuallyDrop::new(grab(pool)?);
    let conn = ManuallyDrop::into_inner(conn);
    drop(conn);
    ext().await;
    Ok(())
}

pub async fn val_box_into_raw_back(pool: &PgPool) -> AppResult {
    let raw = Box::into_raw(Box::new(grab(pool)?));
    drop(unsafe { Box::from_raw(raw) });
    ext().await;
    Ok(())
}

pub async fn val_boxed_slice(pool: &PgPool) -> AppResult {
    let conns: Box<[Conn]> = vec![grab(pool)?].into_boxed_slice();
    ext().await;
    drop(conns);
    notify("none").await;
    Ok(())
}

pub async fn val_box_of_option_taken(pool: &PgPool) -> AppResult {
    let mut boxed = Box::new(Some(grab(pool)?));
    let conn = boxed.take();
    drop(conn);
    ext().await;
    Ok(())
}

pub async fn val_box_field_moved(pool: &PgPool) -> AppResult {
    let boxed = Box::new(Repo::new(grab(pool)?));
    let conn = boxed.conn;
    drop(conn);
    ext().await;
    Ok(())
}

pub async fn val_box_reassigned(pool: &PgPool) -> AppResult {
    let mut boxed = Box::new(Some(grab(pool)?));
    *boxed = None;
    ext().await;
    Ok(())
}

pub async fn val_rc_last_drop(pool: &PgPool) -> AppResult {
    let a = Rc::new(grab(pool)?);
    let b = Rc::clone(&a);
    drop(a);
    ext().await;
    drop(b);
    notify("none").await;
    Ok(())
}

pub async fn val_arc_into_inner(pool: &PgPool) -> AppResult {
    let shared = Arc::new(grab(pool)?);
    let conn = Arc::into_inner(shared);
    ext().await;
    drop(conn);
    notify("none").await;
    Ok(())
}

pub async fn val_rc_unwrap_or_clone_free(pool: &PgPool) -> AppResult {
    let shared = Rc::new(RefCell::new(Some(grab(pool)?)));
    let other = shared.clone();
    other.borrow_mut().take();
    drop(other);
    drop(shared);
    ext().await;
    Ok(())
}

pub async fn val_vec_drain(pool: &PgPool) -> AppResult {
    let mut conns = vec![grab(pool)?, grab(pool)?];
    for conn in conns.drain(..) {
        notify("in the loop").await;
    }
    ext().await;
    Ok(())
}

pub async fn val_vec_drain_statement(pool: &PgPool) -> AppResult {
    let mut conns = vec![grab(pool)?, grab(pool)?];
    conns.drain(..);
    ext().await;
    Ok(())
}

pub async fn val_vec_retain_some(pool: &PgPool) -> AppResult {
    let mut conns = vec![grab(pool)?, grab(pool)?];
    conns.retain(|conn| conn.yes());
    ext().await;
    Ok(())
}

pub async fn val_vec_truncate(pool: &PgPool) -> AppResult {
    let mut conns = vec![grab(pool)?, grab(pool)?];
    conns.truncate(1);
    ext().await;
    drop(conns);
    notify("none").await;
    Ok(())
}

pub async fn val_vec_remove(pool: &PgPool) -> AppResult {
    let mut conns = vec![grab(pool)?, grab(pool)?];
    let conn = conns.remove(0);
    drop(conns);
    ext().await;
    drop(conn);
    notify("none").await;
    Ok(())
}

pub async fn val_vec_split_off(pool: &PgPool) -> AppResult {
    let mut conns = vec![grab(pool)?, grab(pool)?];
    let rest = conns.split_off(1);
    drop(conns);
    ext().await;
    drop(rest);
    notify("none").await;
    Ok(())
}

pub async fn val_vec_append(pool: &PgPool) -> AppResult {
    let mut a = vec![grab(pool)?];
    let mut b = Vec::new();
    b.append(&mut a);
    drop(a);
    ext().await;
    drop(b);
    notify("none").await;
    Ok(())
}

pub async fn val_vec_first_mut(pool: &PgPool) -> AppResult {
    let mut conns = vec![grab(pool)?];
    if let Some(conn) = conns.first_mut() {
        touch(conn).await?;
    }
    ext().await;
    Ok(())
}

pub async fn val_vec_index(pool: &PgPool) -> AppResult {
    let mut conns = vec![grab(pool)?];
    touch(&mut conns[0]).await?;
    ext().await;
    conns = Vec::new();
    notify("none").await;
    Ok(())
}

pub async fn val_vec_of_options_taken(pool: &PgPool) -> AppResult {
    let mut conns = vec![Some(grab(pool)?)];
    let conn = conns[0].take();
    drop(conns);
    ext().await;
    drop(conn);
    notify("none").await;
    Ok(())
}

pub async fn val_map_insert_remove(pool: &PgPool) -> AppResult {
    let mut by_name = HashMap::new();
    by_name.insert("a", grab(pool)?);
    ext().await;
    let conn = by_name.remove("a");
    drop(by_name);
    notify("in conn").await;
    drop(conn);
    notify("none").await;
    Ok(())
}

pub async fn val_map_entry(pool: &PgPool) -> AppResult {
    let mut by_name: HashMap<&str, Conn> = HashMap::new();
    let spare = grab(pool)?;
    let conn = by_name.entry("a").or_insert(spare);
    touch(conn).await?;
    ext().await;
    drop(by_name);
    notify("none").await;
    Ok(())
}

pub async fn val_map_values(pool: &PgPool) -> AppResult {
    let map = BTreeMap::from([(1, grab(pool)?)]);
    for conn in map.into_values() {
        notify("in the loop").await;
    }
    ext().await;
    Ok(())
}

pub async fn val_map_of_vecs(pool: &PgPool) -> AppResult {
    let mut map: HashMap<u32, Vec<Conn>> = HashMap::new();
    map.entry(1).or_default().push(grab(pool)?);
    ext().await;
    Ok(())
}

pub async fn val_deque_popped(pool: &PgPool) -> AppResult {
    let mut queue = VecDeque::from([grab(pool)?, grab(pool)?]);
    while let Some(mut conn) = queue.pop_front() {
        touch(&mut conn).await?;
        drop(conn);
        notify("between").await;
    }
    Ok(())
}

pub async fn val_iterator_lazy(pool: &PgPool) -> AppResult {
    let conns = (0..2).map(|_| grab(pool));
    ext().await;
    for conn in conns {
        let conn = conn?;
        notify("one at a time").await;
    }
    notify("none").await;
    Ok(())
}

pub async fn val_iterator_once(pool: &PgPool) -> AppResult {
    let mut once = std::iter::once(grab(pool)?);
    ext().await;
    drop(once.next());
    drop(once);
    notify("none").await;
    Ok(())
}

pub async fn val_iterator_from_fn(pool: &PgPool) -> AppResult {
    let mut n = 0;
    let conns: Vec<Conn> = std::iter::from_fn(|| {
        n += 1;
        (n < 3).then(|| pool.try_acquire()).flatten()
    })
    .collect();
    ext().await;
    Ok(())
}

pub async fn val_iterator_sum(pool: &PgPool) -> AppResult {
    let total: u32 = vec![grab(pool)?, grab(pool)?].into_iter().map(|conn| conn.id()).sum();
    ext().await;
    Ok(())
}

pub async fn val_iterator_collect_result(pool: &PgPool) -> AppResult {
    let conns = (0..2).map(|_| grab(pool)).collect::<AppResult<Vec<_>>>()?;
    ext().await;
    drop(conns);
    notify("none").await;
    Ok(())
}

pub async fn val_iterator_last(pool: &PgPool) -> AppResult {
    let conn = vec![grab(pool)?, grab(pool)?].into_iter().last();
    ext().await;
    drop(conn);
    notify("none").await;
    Ok(())
}

pub async fn val_iterator_partition(pool: &PgPool) -> AppResult {
    let (yes, no): (Vec<Conn>, Vec<Conn>) = vec![grab(pool)?].into_iter().partition(|conn| conn.yes());
    ext().await;
    Ok(())
}

pub async fn val_cell_take(pool: &PgPool) -> AppResult {
    let cell = Cell::new(Some(grab(pool)?));
    let conn = cell.take();
    drop(conn);
    drop(cell);
    ext().await;
    Ok(())
}

pub async fn val_rwlock_written(pool: &PgPool) -> AppResult {
    let lock = RwLock::new(None);
    *lock.write().unwrap() = Some(grab(pool)?);
    ext().await;
    drop(lock);
    notify("none").await;
    Ok(())
}

pub async fn val_tokio_mutex_into_inner(pool: &PgPool) -> AppResult {
    let lock = tokio::sync::Mutex::new(grab(pool)?);
    let conn = lock.into_inner();
    ext().await;
    drop(conn);
    notify("none").await;
    Ok(())
}

struct Released {
    conn: Option<Conn>,
}

impl Drop for Released {
    fn drop(&mut self) {
        self.conn.take();
    }
}

pub async fn val_own_drop(pool: &PgPool) -> AppResult {
    let guard = Released { conn: Some(grab(pool)?) };
    ext().await;
    drop(guard);
    notify("none").await;
    Ok(())
}

pub async fn val_own_drop_wild_field(pool: &PgPool) -> AppResult {
    let Released { conn: _ } = (Released { conn: Some(grab(pool)?) });
    ext().await;
    Ok(())
}

pub async fn val_own_drop_taken(pool: &PgPool) -> AppResult {
    let mut guard = Released { conn: Some(grab(pool)?) };
    let conn = guard.conn.take();
    drop(conn);
    ext().await;
    Ok(())
}

struct Defer<F: FnOnce()>(Option<F>);

impl<F: FnOnce()> Drop for Defer<F> {
    fn drop(&mut self) {
        if let Some(run) = self.0.take() {
            run();
        }
    }
}

pub async fn val_defer_owns(pool: &PgPool) -> AppResult {
    let conn = grab(pool)?;
    {
        let _defer = Defer(Some(move || drop(conn)));
        ext().await;
    }
    notify("none").await;
    Ok(())
}

pub async fn val_defer_borrows(pool: &PgPool) -> AppResult {
    let conn = grab(pool)?;
    {
        let _defer = Defer(Some(|| drop(conn.id())));
        ext().await;
    }
    drop(conn);
    notify("none").await;
    Ok(())
}

struct Owner<T> {
    inner: T,
    name: &'static str,
}

impl<T> Owner<T> {
    fn map<U>(self, f: impl FnOnce(T) -> U) -> Owner<U> {
        Owner { inner: f(self.inner), name: self.name }
    }
    fn into_inner(self) -> T {
        self.inner
    }
}

impl<T> Deref for Owner<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.inner
    }
}

impl<T> DerefMut for Owner<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.inner
    }
}

pub async fn val_generic_owner_mapped(pool: &PgPool) -> AppResult {
    let owner = Owner { inner: grab(pool)?, name: "a" }.map(|conn| conn.id());
    ext().await;
    Ok(())
}

pub async fn val_generic_owner_derefs(pool: &PgPool) -> AppResult {
    let mut owner = Owner { inner: grab(pool)?, name: "a" };
    touch(&mut owner).await?;
    ext().await;
    let conn = owner.into_inner();
    notify("in conn").await;
    drop(conn);
    notify("none").await;
    Ok(())
}

pub async fn val_generic_owner_of_number(pool: &PgPool) -> AppResult {
    let owner = Owner { inner: grab(pool)?.id(), name: "a" };
    ext().await;
    Ok(())
}

pub async fn val_generic_owner_updated(pool: &PgPool) -> AppResult {
    let owner = Owner { inner: grab(pool)?, name: "a" };
    let other = Owner { inner: 1, name: owner.name };
    ext().await;
    Ok(())
}

pub async fn val_struct_update_takes_guard(pool: &PgPool) -> AppResult {
    let base = Repo { conn: grab(pool)?, reads: 1 };
    let next = Repo { reads: 2, ..base };
    drop(next);
    ext().await;
    Ok(())
}

pub async fn val_struct_update_of_call(pool: &PgPool) -> AppResult {
    fn base(conn: Conn) -> Repo {
        Repo { conn, reads: 0 }
    }
    let next = Repo { reads: 2, ..base(grab(pool)?) };
    ext().await;
    Ok(())
}

pub async fn val_struct_update_leaves_temporary(pool: &PgPool) -> AppResult {
    fn base(tx: Option<Tx>) -> UnitOfWork {
        UnitOfWork { tx, name: "a".into() }
    }
    let next = UnitOfWork { tx: None, ..base(Some(pool.begin().await?)) };
    ext().await;
    Ok(())
}

pub trait Store {
    fn conn(&mut self) -> &mut PgConnection;
    fn into_id(self: Box<Self>) -> u32;
}

impl Store for Repo {
    fn conn(&mut self) -> &mut PgConnection {
        &mut self.conn
    }
    fn into_id(self: Box<Self>) -> u32 {
        self.conn.id()
    }
}

pub async fn val_trait_object(pool: &PgPool) -> AppResult {
    let mut store: Box<dyn Store> = Box::new(Repo::new(grab(pool)?));
    touch(store.conn()).await?;
    ext().await;
    store.into_id();
    notify("none").await;
    Ok(())
}

pub async fn val_trait_object_behind_reference(pool: &PgPool) -> AppResult {
    let mut repo = Repo::new(grab(pool)?);
    let store: &mut dyn Store = &mut repo;
    touch(store.conn()).await?;
    drop(repo);
    ext().await;
    Ok(())
}

async fn work_on<S: Store>(mut store: S) -> AppResult {
    touch(store.conn()).await?;
    ext().await;
    Ok(())
}

pub async fn val_generic_store(pool: &PgPool) -> AppResult {
    work_on(Repo::new(grab(pool)?)).await?;
    notify("none").await;
    Ok(())
}

impl AddAssign<u32> for Wrap<Conn> {
    fn add_assign(&mut self, n: u32) {}
}

pub async fn val_compound_on_owner(pool: &PgPool) -> AppResult {
    let mut wrap = Wrap(grab(pool)?);
    wrap += ext().await;
    drop(wrap);
    notify("none").await;
    Ok(())
}

pub async fn val_compound_index(pool: &PgPool) -> AppResult {
    let mut list = [0u32, 0, 0];
    list[grab(pool)?.id() as usize] += ext().await;
    notify("none").await;
    Ok(())
}

pub async fn val_compound_deref(pool: &PgPool) -> AppResult {
    *grab(pool)?.place() += ext().await;
    notify("none").await;
    Ok(())
}

pub async fn val_assign_deref(pool: &PgPool) -> AppResult {
    *grab(pool)?.place() = ext().await;
    notify("none").await;
    Ok(())
}

pub async fn val_index_of_owner(pool: &PgPool) -> AppResult {
    let n = grab(pool)?.list()[0] + ext().await;
    notify("none").await;
    Ok(())
}

pub async fn val_assign_drops_old(pool: &PgPool) -> AppResult {
    let mut repo = Repo::new(grab(pool)?);
    repo = Repo { conn: grab(pool)?, reads: ext().await };
    drop(repo.conn);
    notify("none").await;
    Ok(())
}

pub async fn val_assign_field_old(pool: &PgPool) -> AppResult {
    let mut wrap = Wrap(Some(grab(pool)?));
    wrap.0 = { ext().await; None };
    notify("none").await;
    Ok(())
}

pub async fn val_assign_from_self(pool: &PgPool) -> AppResult {
    let mut conn = grab(pool)?;
    conn = keep(conn);
    ext().await;
    Ok(())
}

pub async fn val_assign_option_map_self(pool: &PgPool) -> AppResult {
    let mut slot = Some(grab(pool)?);
    slot = slot.map(keep);
    ext().await;
    slot = slot.and_then(|conn| { drop(conn); None });
    Ok(())
}

pub async fn val_tuple_reassigned(pool: &PgPool) -> AppResult {
    let mut pair = (Some(grab(pool)?), 1);
    pair = (None, 2);
    ext().await;
    Ok(())
}

pub async fn val_destructuring_swap(pool: &PgPool) -> AppResult {
    let (mut a, mut b) = (Some(grab(pool)?), None);
    (a, b) = (b, a);
    drop(b);
    ext().await;
    drop(a);
    notify("none").await;
    Ok(())
}

pub async fn val_slice_pattern(pool: &PgPool) -> AppResult {
    let [first, .., last] = [grab(pool)?, grab(pool)?, grab(pool)?];
    drop(first);
    ext().await;
    drop(last);
    notify("none").await;
    Ok(())
}

pub async fn val_slice_pattern_by_reference(pool: &PgPool) -> AppResult {
    let mut conns = vec![grab(pool)?, grab(pool)?];
    if let [first, rest @ ..] = conns.as_mut_slice() {
        touch(first).await?;
        notify("lent").await;
    }
    drop(conns);
    ext().await;
    Ok(())
}

pub async fn val_at_with_subpattern(pool: &PgPool) -> AppResult {
    let whole @ Wrap(_) = Wrap(grab(pool)?);
    ext().await;
    drop(whole);
    notify("none").await;
    Ok(())
}

pub async fn val_ref_at(pool: &PgPool) -> AppResult {
    let ref whole @ Wrap(ref inner) = Wrap(grab(pool)?);
    ext().await;
    Ok(())
}

pub async fn val_let_ref_mut(pool: &PgPool) -> AppResult {
    let ref mut conn = grab(pool)?;
    touch(conn).await?;
    ext().await;
    Ok(())
}

pub async fn val_tuple_index_chain(pool: &PgPool) -> AppResult {
    let nest = ((grab(pool)?, 1u8), (grab(pool)?, 2u8));
    drop((nest.0).0);
    drop(nest.1.0);
    ext().await;
    Ok(())
}

pub async fn val_partial_move_then_refill(pool: &PgPool) -> AppResult {
    let mut repo = Repo::new(grab(pool)?);
    drop(repo.conn);
    ext().await;
    repo.conn = grab(pool)?;
    notify("again").await;
    drop(repo);
    notify("none").await;
    Ok(())
}

pub async fn val_option_cloned_arc(pool: &PgPool) -> AppResult {
    let shared = Some(Arc::new(grab(pool)?));
    let other = shared.clone();
    drop(shared);
    ext().await;
    drop(other);
    notify("none").await;
    Ok(())
}

pub async fn val_weak(pool: &PgPool) -> AppResult {
    let shared = Arc::new(grab(pool)?);
    let weak = Arc::downgrade(&shared);
    drop(shared);
    ext().await;
    Ok(())
}

pub async fn val_maybe_uninit(pool: &PgPool) -> AppResult {
    let conn = MaybeUninit::new(grab(pool)?);
    let conn = unsafe { conn.assume_init() };
    drop(conn);
    ext().await;
    Ok(())
}

pub async fn val_returned_by_closure(pool: &PgPool) -> AppResult {
    let make = |n: u32| -> AppResult<(Conn, u32)> { Ok((grab(pool)?, n)) };
    let (conn, n) = make(1)?;
    ext().await;
    drop(conn);
    let (_, n) = make(2)?;
    notify("none").await;
    Ok(())
}

pub async fn val_try_from_iter(pool: &PgPool) -> AppResult {
    let conns: [Conn; 2] = [grab(pool)?, grab(pool)?];
    let ids = conns.each_ref().map(|conn| conn.id());
    ext().await;
    Ok(())
}

pub async fn val_vec_to_array(pool: &PgPool) -> AppResult {
    let Ok([a, b]) = <[Conn; 2]>::try_from(vec![grab(pool)?, grab(pool)?]) else { return Ok(()) };
    drop(a);
    ext().await;
    drop(b);
    notify("none").await;
    Ok(())
}
