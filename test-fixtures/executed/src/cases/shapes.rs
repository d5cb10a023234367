//! Control flow and patterns in other forms: branches inside branches, `?` in loops, labelled blocks with values,
//! bindings of every mode.

use std::ops::ControlFlow;

use outside::{charge, ext, next_job, notify, summarise};
use sqlx::pool::PoolConnection;
use sqlx::{Connection, PgConnection, PgPool, Postgres, Transaction};

use crate::support::{all, eat, first, grab, keep, lucky, touch, AppResult, Reading, Repo, UnitOfWork, Wrap};

type Conn = PoolConnection<Postgres>;

pub async fn shape_labelled_value(pool: &PgPool, early: bool) -> AppResult {
    let conn = 'found: {
        if early {
            break 'found Some(grab(pool)?);
        }
        None
    };
    ext().await;
    Ok(())
}

pub async fn shape_labelled_value_dropped(pool: &PgPool, early: bool) -> AppResult {
    let id = 'found: {
        let conn = grab(pool)?;
        if early {
            break 'found conn.id();
        }
        notify("not early").await;
        0
    };
    ext().await;
    Ok(())
}

pub async fn shape_loop_value(pool: &PgPool) -> AppResult {
    let mut tries = 0;
    let mut conn = loop {
        match pool.acquire().await {
            Ok(conn) => break conn,
            Err(error) if tries > 1 => return Err(error.into()),
            Err(_) => {
                tries += 1;
                notify("again").await;
            }
        }
    };
    ext().await;
    Ok(())
}

pub async fn shape_nested_loops(pool: &PgPool) -> AppResult {
    'outer: for n in 0..2 {
        let mut conn = pool.acquire().await?;
        for id in all(&mut conn).await? {
            if id == 1 {
                continue 'outer;
            }
            notify("inner").await;
        }
        drop(conn);
        ext().await;
    }
    notify("after").await;
    Ok(())
}

pub async fn shape_break_with_guard_left(pool: &PgPool) -> AppResult {
    let mut last = None;
    for n in 0..3 {
        let conn = grab(pool)?;
        if n == 1 {
            last = Some(conn);
            break;
        }
        ext().await;
    }
    notify("kept").await;
    Ok(())
}

pub async fn shape_while_reassigns(pool: &PgPool, n: u32) -> AppResult {
    let mut turn = 0;
    let mut conn = grab(pool)?;
    while turn < n {
        drop(conn);
        notify("between").await;
        conn = grab(pool)?;
        turn += 1;
    }
    drop(conn);
    ext().await;
    Ok(())
}

pub async fn shape_deferred_init(pool: &PgPool, which: bool) -> AppResult {
    let conn;
    if which {
        ext().await;
        conn = grab(pool)?;
    } else {
        conn = pool.acquire().await?;
        notify("held").await;
    }
    ext().await;
    Ok(())
}

pub async fn shape_deferred_init_dropped(pool: &PgPool, which: bool) -> AppResult {
    let conn: Conn;
    let id = if which {
        conn = grab(pool)?;
        let id = conn.id();
        drop(conn);
        id
    } else {
        0
    };
    ext().await;
    Ok(())
}

pub async fn shape_shadow_in_branch(pool: &PgPool, which: bool) -> AppResult {
    let conn = grab(pool)?;
    if which {
        let conn = conn.id();
        ext().await;
    }
    drop(conn);
    notify("after").await;
    Ok(())
}

pub async fn shape_shadow_three(pool: &PgPool) -> AppResult {
    let conn = grab(pool)?;
    let conn = Some(conn);
    let conn = conn.map(|conn| conn.id());
    ext().await;
    Ok(())
}

pub async fn shape_shadow_by_option(pool: &PgPool) -> AppResult {
    let tx = pool.begin().await?;
    let tx = Some(tx);
    if let Some(tx) = tx {
        tx.commit().await?;
    }
    ext().await;
    Ok(())
}

pub async fn shape_shadow_by_result(pool: &PgPool) -> AppResult {
    let tx = pool.begin().await?;
    let tx = tx.commit().await;
    ext().await;
    Ok(())
}

pub async fn shape_if_let_else_if_let(pool: &PgPool, a: bool, b: bool) -> AppResult {
    if let Ok(conn) = lucky(pool, a).await {
        drop(conn);
        notify("first").await;
    } else if let Ok(conn) = lucky(pool, b).await {
        notify("second").await;
    } else {
        notify("neither").await;
    }
    ext().await;
    Ok(())
}

pub async fn shape_match_guard_if(pool: &PgPool, n: u32) -> AppResult {
    match pool.try_acquire() {
        Some(conn) if n == 0 => {
            drop(conn);
            notify("dropped").await;
        }
        Some(conn) if conn.id() == n => {
            notify("held").await;
        }
        Some(_) => {
            notify("not bound").await;
        }
        None => {}
    }
    ext().await;
    Ok(())
}

pub async fn shape_match_at_binding(pool: &PgPool) -> AppResult {
    match pool.try_acquire() {
        slot @ Some(_) => {
            drop(slot);
            notify("dropped").await;
        }
        slot @ None => {}
    }
    Ok(())
}

pub async fn shape_match_at_binding_kept(pool: &PgPool) -> AppResult {
    match grab(pool)? {
        conn @ PoolConnection { .. } => {
            notify("held").await;
        }
    }
    ext().await;
    Ok(())
}

pub async fn shape_match_ref(pool: &PgPool) -> AppResult {
    let slot = Some(grab(pool)?);
    match slot {
        Some(ref conn) => {
            notify("lent").await;
        }
        None => {}
    }
    drop(slot);
    ext().await;
    Ok(())
}

pub async fn shape_match_ref_mut(pool: &PgPool) -> AppResult {
    let mut slot = Some(grab(pool)?);
    match slot {
        Some(ref mut conn) => {
            touch(conn).await?;
        }
        None => {}
    }
    ext().await;
    Ok(())
}

enum Either<A, B> {
    Left(A),
    Right(B),
}

pub async fn shape_or_pattern(pool: &PgPool, left: bool) -> AppResult {
    let either = if left { Either::Left(grab(pool)?) } else { Either::Right(grab(pool)?) };
    notify("either").await;
    let (Either::Left(conn) | Either::Right(conn)) = either;
    drop(conn);
    ext().await;
    Ok(())
}

pub async fn shape_either_guard_or_number(pool: &PgPool, left: bool) -> AppResult {
    let either: Either<Conn, u32> = if left { Either::Left(grab(pool)?) } else { Either::Right(1) };
    match either {
        Either::Left(conn) => {
            notify("a connection").await;
        }
        Either::Right(n) => {
            notify("a number").await;
        }
    }
    ext().await;
    Ok(())
}

pub async fn shape_match_on_tuple(pool: &PgPool, n: u32) -> AppResult {
    match (grab(pool)?, n) {
        (conn, 0) => {
            drop(conn);
            notify("zero").await;
        }
        (_, 1) => {
            notify("one").await;
        }
        (conn, _) => eat(conn),
    }
    ext().await;
    Ok(())
}

pub async fn shape_match_tuple_of_variables(pool: &PgPool, n: u32) -> AppResult {
    let conn = grab(pool)?;
    match (conn, n) {
        (_, 0) => {
            notify("zero").await;
        }
        (conn, _) => eat(conn),
    }
    ext().await;
    Ok(())
}

pub async fn shape_match_value_used(pool: &PgPool, n: u32) -> AppResult {
    let id = match n {
        0 => grab(pool)?.id(),
        1 => {
            let conn = grab(pool)?;
            notify("one").await;
            conn.id()
        }
        _ => ext().await,
    };
    notify("after").await;
    Ok(())
}

pub async fn shape_question_mark_in_loop(pool: &PgPool) -> AppResult {
    let mut tx = pool.begin().await?;
    for cents in [1, 2] {
        touch(&mut tx).await?;
        let Ok(paid) = charge(cents).await else {
            tx.rollback().await?;
            notify("rolled back").await;
            return Ok(());
        };
    }
    tx.commit().await?;
    notify("committed").await;
    Ok(())
}

pub async fn shape_try_as_block(pool: &PgPool) -> AppResult {
    let result: AppResult<u32> = async {
        let mut tx = pool.begin().await?;
        touch(&mut tx).await?;
        tx.commit().await?;
        Ok(1)
    }
    .await;
    match result {
        Ok(n) => notify("well").await,
        Err(error) => notify("not well").await,
    }
    Ok(())
}

pub async fn shape_let_else_bound(pool: &PgPool, luck: bool) -> AppResult {
    let Ok(mut conn) = lucky(pool, luck).await else {
        notify("unlucky").await;
        return Ok(());
    };
    let Some(id) = first(&mut conn).await? else {
        notify("nothing found").await;
        return Ok(());
    };
    let Some(more) = first(&mut *grab(pool)?).await? else {
        drop(conn);
        notify("released").await; // not reached
        return Ok(());
    };
    drop(conn);
    ext().await;
    Ok(())
}

pub async fn shape_let_else_diverges_by_loop(pool: &PgPool) -> AppResult {
    for n in 0..2 {
        let Some(mut conn) = pool.try_acquire() else {
            notify("none").await; // not reached
            continue;
        };
        let Some(id) = first(&mut conn).await? else {
            drop(conn);
            notify("empty").await;
            break;
        };
    }
    ext().await;
    Ok(())
}

pub async fn shape_both_arms_differ(pool: &PgPool, a: bool, b: bool) -> AppResult {
    let conn = grab(pool)?;
    if a {
        if b {
            drop(conn);
        } else {
            eat(conn);
            notify("eaten").await;
        }
    } else {
        let conn = keep(conn);
        if b {
            notify("kept").await;
        }
    }
    ext().await;
    Ok(())
}

pub async fn shape_maybe_then_assigned(pool: &PgPool, a: bool) -> AppResult {
    let mut conn = grab(pool)?;
    if a {
        drop(conn);
        notify("none").await;
        conn = grab(pool)?;
    }
    ext().await;
    drop(conn);
    notify("after").await;
    Ok(())
}

pub async fn shape_closure_returns_guard(pool: &PgPool) -> AppResult {
    let make = || grab(pool);
    let conn = make()?;
    ext().await;
    drop(conn);
    notify("after").await;
    Ok(())
}

pub async fn shape_closure_takes_guard(pool: &PgPool) -> AppResult {
    let finish = |conn: Conn| conn.id();
    let conn = grab(pool)?;
    finish(conn);
    ext().await;
    Ok(())
}

pub async fn shape_closure_takes_reference(pool: &PgPool) -> AppResult {
    let look = |conn: &Conn| conn.id();
    let conn = grab(pool)?;
    look(&conn);
    ext().await;
    Ok(())
}

pub async fn shape_function_pointer(pool: &PgPool) -> AppResult {
    let finish: fn(Conn) = eat;
    finish(grab(pool)?);
    ext().await;
    Ok(())
}

pub async fn shape_map_with_path(pool: &PgPool) -> AppResult {
    pool.try_acquire().map(drop);
    ext().await;
    Ok(())
}

pub async fn shape_map_with_constructor(pool: &PgPool) -> AppResult {
    let repo = pool.try_acquire().map(Repo::new);
    ext().await;
    Ok(())
}

pub async fn shape_map_into_wrapper(pool: &PgPool) -> AppResult {
    let repo = pool.try_acquire().map(|conn| Repo { conn, reads: 0 });
    ext().await;
    Ok(())
}

pub async fn shape_control_flow(pool: &PgPool, stop: bool) -> AppResult {
    let flow = if stop { ControlFlow::Break(1) } else { ControlFlow::Continue(grab(pool)?) };
    match flow {
        ControlFlow::Break(n) => {
            notify("stop").await;
        }
        ControlFlow::Continue(conn) => {
            notify("go on").await;
        }
    }
    ext().await;
    Ok(())
}

pub async fn shape_return_in_match(pool: &PgPool, n: u32) -> AppResult {
    let conn = match n {
        0 => return Ok(()),
        1 => {
            let conn = grab(pool)?;
            ext().await;
            conn
        }
        _ => grab(pool)?,
    };
    drop(conn);
    notify("after").await;
    Ok(())
}

pub async fn shape_never_returns(pool: &PgPool, bad: bool) -> AppResult {
    let conn = grab(pool)?;
    if bad {
        return Err("bad".into());
    } else {
        drop(conn);
    }
    ext().await;
    Ok(())
}

pub async fn shape_unsafe_block(pool: &PgPool) -> AppResult {
    let id = unsafe {
        let conn = grab(pool)?;
        conn.id()
    };
    ext().await;
    Ok(())
}

pub async fn shape_const_block(pool: &PgPool) -> AppResult {
    let conn = grab(pool)?;
    let n = const { 1 + 1 };
    ext().await;
    drop(conn);
    notify("after").await;
    Ok(())
}

pub async fn shape_destructuring_assignment(pool: &PgPool) -> AppResult {
    let (mut first, mut second) = (None, None);
    notify("none").await;
    (first, second) = (Some(grab(pool)?), Some(grab(pool)?));
    notify("both").await;
    (first, _) = (None::<Conn>, 1);
    drop(second);
    ext().await;
    Ok(())
}

pub async fn shape_swap_by_assignment(pool: &PgPool) -> AppResult {
    let (mut first, mut second) = (Some(grab(pool)?), None);
    (first, second) = (second, first);
    notify("second").await;
    drop(second);
    ext().await;
    Ok(())
}

pub async fn shape_range_of_temporaries(pool: &PgPool) -> AppResult {
    for n in 0..grab(pool)?.id() {
        ext().await;
    }
    notify("after").await;
    Ok(())
}

pub async fn shape_index_by_temporary(pool: &PgPool) -> AppResult {
    let list = [1, 2, 3];
    let n = list[grab(pool)?.id() as usize] + ext().await;
    notify("after").await;
    Ok(())
}

pub async fn shape_compound_assignment(pool: &PgPool) -> AppResult {
    let mut n = 0;
    n += grab(pool)?.id() + ext().await;
    n += { grab(pool)?.id() };
    notify("after").await;
    Ok(())
}

pub async fn shape_negated_condition(pool: &PgPool) -> AppResult {
    if !grab(pool)?.no() {
        ext().await;
    }
    while !grab(pool)?.yes() {
        notify("never").await; // not reached
    }
    Ok(())
}

pub async fn shape_nested_calls(pool: &PgPool) -> AppResult {
    let id = u64::from(u32::max(grab(pool)?.id(), ext().await));
    notify("after").await;
    Ok(())
}

pub async fn shape_return_of_tail(pool: &PgPool) -> AppResult<u32> {
    let conn = grab(pool)?;
    return Ok(ext().await + conn.id());
}

pub async fn shape_tail_call(pool: &PgPool) -> AppResult<u32> {
    let conn = grab(pool)?;
    let id = conn.id();
    drop(conn);
    Ok(id + ext().await)
}

pub async fn shape_two_named(pool: &PgPool) -> AppResult {
    let (a, b) = (grab(pool)?, grab(pool)?);
    drop(a);
    notify("b").await;
    drop(b);
    ext().await;
    Ok(())
}

pub async fn shape_references_chosen(pool: &PgPool, which: bool) -> AppResult {
    let mut a = grab(pool)?;
    let mut b = grab(pool)?;
    let chosen = if which { &mut a } else { &mut b };
    touch(chosen).await?;
    drop(a);
    ext().await;
    drop(b);
    notify("none").await;
    Ok(())
}

pub async fn shape_extended_in_branches(pool: &PgPool, which: bool) -> AppResult {
    let conn = if which { &mut grab(pool)? } else { &mut pool.acquire().await? };
    touch(conn).await?;
    ext().await;
    Ok(())
}

pub async fn shape_reborrowed(pool: &PgPool) -> AppResult {
    let mut conn = grab(pool)?;
    let lent: &mut PgConnection = &mut conn;
    let again = &mut *lent;
    touch(again).await?;
    drop(conn);
    ext().await;
    Ok(())
}

pub async fn shape_match_block_arms(pool: &PgPool, n: u32) -> AppResult {
    let mut tx = pool.begin().await?;
    let outcome = match n {
        0 => touch(&mut tx).await,
        1 => Err("one".into()),
        _ => {
            tx.rollback().await?;
            notify("rolled back").await;
            return Ok(());
        }
    };
    if outcome.is_ok() {
        tx.commit().await?;
    } else {
        tx.rollback().await?;
    }
    ext().await;
    Ok(())
}

pub async fn shape_savepoint_in_loop(pool: &PgPool) -> AppResult {
    let mut tx = pool.begin().await?;
    for n in 0..2 {
        let mut point = tx.begin().await?;
        touch(&mut point).await?;
        point.commit().await?;
    }
    tx.commit().await?;
    ext().await;
    Ok(())
}

pub async fn shape_acquire_from_reference(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    let mut tx = (&mut *conn).begin().await?;
    touch(&mut tx).await?;
    tx.commit().await?;
    notify("the connection").await;
    drop(conn);
    ext().await;
    Ok(())
}

pub async fn shape_error_chain(pool: &PgPool) -> AppResult {
    let id = pool.acquire().await.map_err(|error| error.to_string()).map(|conn| conn.id()).unwrap_or(0);
    ext().await;
    Ok(())
}

pub async fn shape_matches_then_waits(pool: &PgPool) -> AppResult {
    if matches!(pool.try_acquire(), Some(_)) {
        ext().await;
    }
    let free = matches!(pool.try_acquire(), Some(conn) if conn.yes());
    notify("after").await;
    Ok(())
}

pub async fn shape_assert_then_waits(pool: &PgPool) -> AppResult {
    assert!(grab(pool)?.yes());
    assert_eq!(grab(pool)?.id(), 1, "{}", "one");
    debug_assert!(pool.try_acquire().is_some());
    ext().await;
    Ok(())
}

pub async fn shape_dbg_passes(pool: &PgPool) -> AppResult {
    let conn = dbg!(grab(pool)?);
    ext().await;
    drop(conn);
    notify("after").await;
    Ok(())
}

pub async fn shape_format_between(pool: &PgPool) -> AppResult {
    notify(&format!("{} of {}", grab(pool)?.id(), grab(pool)?.id())).await;
    eprintln!("{}", grab(pool)?.id());
    ext().await;
    Ok(())
}
