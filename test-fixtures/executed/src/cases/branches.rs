//! More ways through a function: patterns, labels, tails of blocks, operands that wait.

use std::ops::ControlFlow;

use outside::{charge, ext, notify, summarise};
use sqlx::pool::PoolConnection;
use sqlx::{Acquire, Connection, PgConnection, PgPool, Postgres, Transaction};

use crate::support::{all, eat, first, grab, keep, lucky, touch, AppResult, Coin, Reading, Repo, UnitOfWork, Wrap};

type Conn = PoolConnection<Postgres>;
type Tx = Transaction<'static, Postgres>;

async fn two_numbers(_a: u32, _b: u32) -> u32 {
    ext().await
}

async fn takes_both(_conn: &mut PgConnection, _n: u32) {
    notify("both").await;
}

pub async fn flow_let_else_temporary_and_bound(pool: &PgPool, luck: bool) -> AppResult {
    let (Some(n), Ok(conn)) = (grab(pool)?.some(), lucky(pool, luck).await) else {
        notify("no luck").await;
        return Ok(());
    };
    ext().await;
    Ok(())
}

pub async fn flow_let_else_in_loop(pool: &PgPool) -> AppResult {
    let mut turns = 0;
    loop {
        turns += 1;
        let Some(n) = grab(pool)?.maybe(turns < 2) else {
            notify("out").await;
            break;
        };
        notify("in").await;
    }
    ext().await;
    Ok(())
}

pub async fn flow_let_else_continue_with_guard(pool: &PgPool) -> AppResult {
    for n in 0..2 {
        let conn = grab(pool)?;
        let Some(id) = conn.maybe(n == 1) else {
            notify("none").await;
            continue;
        };
        drop(conn);
        notify("some").await;
    }
    Ok(())
}

pub async fn flow_let_else_take(pool: &PgPool, some: bool) -> AppResult {
    let mut unit = UnitOfWork { tx: if some { Some(pool.begin().await?) } else { None }, name: "a".into() };
    let Some(mut tx) = unit.tx.take() else {
        notify("none").await;
        return Ok(());
    };
    touch(&mut tx).await?;
    tx.commit().await?;
    notify("done").await;
    Ok(())
}

pub async fn flow_let_else_ref(pool: &PgPool, some: bool) -> AppResult {
    let slot = if some { Some(grab(pool)?) } else { None };
    let Some(ref conn) = slot else {
        notify("none").await;
        return Ok(());
    };
    notify("some").await;
    Ok(())
}

pub async fn flow_labelled_value_with_guard(pool: &PgPool, early: bool) -> AppResult {
    let conn = 'found: {
        let conn = grab(pool)?;
        if early {
            break 'found Some(conn);
        }
        notify("not early").await;
        None
    };
    ext().await;
    Ok(())
}

pub async fn flow_labelled_break_of_id(pool: &PgPool, early: bool) -> AppResult {
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

pub async fn flow_break_outer_label(pool: &PgPool, early: bool) -> AppResult {
    'outer: for _ in 0..2 {
        let conn = grab(pool)?;
        for n in 0..2 {
            if early {
                break 'outer;
            }
            notify("inner").await;
        }
        drop(conn);
        notify("outer").await;
    }
    ext().await;
    Ok(())
}

pub async fn flow_continue_outer_label(pool: &PgPool, early: bool) -> AppResult {
    let mut kept = None;
    'outer: for n in 0..2 {
        notify("top").await;
        loop {
            kept = Some(grab(pool)?);
            if early {
                continue 'outer;
            }
            kept = None;
            break;
        }
        notify("bottom").await;
    }
    Ok(())
}

pub async fn flow_loop_value_option(pool: &PgPool) -> AppResult {
    let mut tries = 0;
    let conn = loop {
        tries += 1;
        match lucky(pool, tries > 1).await {
            Ok(conn) => break conn,
            Err(error) => notify("again").await,
        }
    };
    ext().await;
    drop(conn);
    notify("none").await;
    Ok(())
}

pub async fn flow_while_let_with_temporary_owner(pool: &PgPool) -> AppResult {
    let mut n = 0;
    while let Some(_) = Some(grab(pool)?).filter(|_| n < 1) {
        n += 1;
        notify("in").await;
    }
    ext().await;
    Ok(())
}

pub async fn flow_match_guard_fallthrough(pool: &PgPool, luck: bool) -> AppResult {
    match lucky(pool, luck).await {
        Ok(conn) if conn.no() => {
            notify("never").await; // not reached
        }
        Ok(conn) if conn.yes() => {
            drop(conn);
            notify("dropped").await;
        }
        Ok(_) => {
            notify("never").await; // not reached
        }
        Err(error) => {
            notify("no luck").await;
        }
    }
    Ok(())
}

pub async fn flow_match_guard_awaits(pool: &PgPool, luck: bool) -> AppResult {
    match lucky(pool, luck).await {
        Ok(conn) if ext().await == 7 || conn.no() => {
            drop(conn);
            notify("dropped").await;
        }
        Ok(_) => {}
        Err(_) => {
            notify("no luck").await;
        }
    }
    Ok(())
}

pub async fn flow_match_or_binding(pool: &PgPool, which: u32) -> AppResult {
    enum Two {
        A(Conn),
        B(Conn, u32),
        C,
    }
    let two = match which {
        0 => Two::A(grab(pool)?),
        1 => Two::B(grab(pool)?, 1),
        _ => Two::C,
    };
    match two {
        Two::A(conn) | Two::B(conn, _) => {
            notify("one").await;
            drop(conn);
            notify("none").await;
        }
        Two::C => notify("empty").await,
    }
    Ok(())
}

pub async fn flow_match_box_deref(pool: &PgPool, some: bool) -> AppResult {
    let boxed = Box::new(if some { Some(grab(pool)?) } else { None });
    match *boxed {
        Some(conn) => {
            drop(conn);
            notify("dropped").await;
        }
        None => notify("none").await,
    }
    ext().await;
    Ok(())
}

pub async fn flow_match_nested_result(pool: &PgPool, luck: bool) -> AppResult {
    match Some(lucky(pool, luck).await) {
        Some(Ok(conn)) => {
            drop(conn);
            notify("lucky").await;
        }
        Some(Err(error)) => notify("no luck").await,
        None => {}
    }
    Ok(())
}

pub async fn flow_match_in_argument(pool: &PgPool) -> AppResult {
    two_numbers(1, match grab(pool)?.some() { Some(n) => n, None => 0 }).await;
    notify("none").await;
    Ok(())
}

pub async fn flow_if_in_argument(pool: &PgPool, a: bool) -> AppResult {
    two_numbers(if a { grab(pool)?.id() } else { 0 }, 1).await;
    notify("none").await;
    Ok(())
}

pub async fn flow_if_let_in_argument(pool: &PgPool, a: bool) -> AppResult {
    two_numbers(if let Some(n) = grab(pool)?.maybe(a) { n } else { 0 }, 1).await;
    notify("none").await;
    Ok(())
}

pub async fn flow_question_in_argument(pool: &PgPool) -> AppResult {
    two_numbers(grab(pool)?.id(), charge(1).await? as u32).await;
    notify("none").await;
    Ok(())
}

pub async fn flow_mutable_argument_and_wait(pool: &PgPool) -> AppResult {
    takes_both(&mut *grab(pool)?, ext().await).await;
    notify("none").await;
    Ok(())
}

pub async fn flow_method_chain_with_wait(pool: &PgPool) -> AppResult {
    let text = summarise(&grab(pool)?.id().to_string()).await?.len() + ext().await as usize;
    notify("none").await;
    Ok(())
}

pub async fn flow_nested_if_let_else(pool: &PgPool, a: bool, b: bool) -> AppResult {
    if let Some(_) = grab(pool)?.maybe(a) {
        if let Some(_) = grab(pool)?.maybe(b) {
            notify("both").await;
        } else {
            notify("one").await;
        }
        notify("after inner").await;
    } else {
        notify("neither").await;
    }
    Ok(())
}

pub async fn flow_if_let_value_else_wait(pool: &PgPool, a: bool) -> AppResult {
    let n = if let Some(n) = grab(pool)?.maybe(a) { n } else { ext().await } + ext().await;
    notify("none").await;
    Ok(())
}

pub async fn flow_if_let_statement_semicolon(pool: &PgPool, a: bool) -> AppResult {
    let n = (if let Some(n) = grab(pool)?.maybe(a) { n } else { 0 }, ext().await);
    notify("none").await;
    Ok(())
}

pub async fn flow_if_let_tail(pool: &PgPool, a: bool) -> AppResult {
    if let Some(n) = grab(pool)?.maybe(a) {
        notify("some").await;
        Ok(())
    } else {
        notify("none").await;
        Ok(())
    }
}

pub async fn flow_match_tail(pool: &PgPool, a: bool) -> AppResult<u32> {
    match grab(pool)?.maybe(a) {
        Some(n) => Ok(n),
        None => Ok(ext().await),
    }
}

pub async fn flow_block_tail_in_binary(pool: &PgPool) -> AppResult {
    let n = { let x = 1; grab(pool)?.id() + x } * ext().await;
    notify("none").await;
    Ok(())
}

pub async fn flow_block_tail_in_struct(pool: &PgPool) -> AppResult {
    let wrap = Wrap(({ grab(pool)?.id() }, ext().await));
    notify("none").await;
    Ok(())
}

pub async fn flow_block_tail_in_return(pool: &PgPool) -> AppResult<u32> {
    return Ok({ grab(pool)?.id() } + ext().await);
}

pub async fn flow_block_tail_in_method(pool: &PgPool) -> AppResult {
    let n = { grab(pool)?.id() }.max(ext().await);
    notify("none").await;
    Ok(())
}

pub async fn flow_block_tail_in_condition(pool: &PgPool) -> AppResult {
    if { grab(pool)?.id() } == ext().await {
        notify("never").await; // not reached
    } else {
        notify("else").await;
    }
    Ok(())
}

pub async fn flow_if_body_tail_in_tuple(pool: &PgPool, a: bool) -> AppResult {
    let pair = (if a { grab(pool)?.id() } else { 1 }, ext().await);
    Ok(())
}

pub async fn flow_match_arm_tail_in_tuple(pool: &PgPool, a: bool) -> AppResult {
    let pair = (match a { true => grab(pool)?.id(), false => 1 }, ext().await);
    Ok(())
}

pub async fn flow_loop_break_tail_in_tuple(pool: &PgPool) -> AppResult {
    let pair = (loop { break grab(pool)?.id() }, ext().await);
    Ok(())
}

pub async fn flow_closure_tail_in_tuple(pool: &PgPool) -> AppResult {
    let pair = ((|| -> AppResult<u32> { Ok(grab(pool)?.id()) })()?, ext().await);
    Ok(())
}

pub async fn flow_async_tail_in_tuple(pool: &PgPool) -> AppResult {
    let pair = (async { AppResult::Ok(grab(pool)?.id()) }.await?, ext().await); // not reached
    Ok(())
}

pub async fn flow_lazy_chain(pool: &PgPool) -> AppResult {
    let yes = grab(pool)?.yes() && grab(pool)?.yes() && ext().await == 7;
    let no = grab(pool)?.no() || grab(pool)?.no() || ext().await == 7;
    Ok(())
}

pub async fn flow_lazy_in_argument(pool: &PgPool) -> AppResult {
    let text = format!("{} {}", grab(pool)?.yes() && true, ext().await);
    Ok(())
}

pub async fn flow_lazy_group(pool: &PgPool) -> AppResult {
    let n = (grab(pool)?.yes() & (ext().await == 7)) && notify("group").await == ();
    Ok(())
}

pub async fn flow_extended_if_else(pool: &PgPool, a: bool) -> AppResult {
    let conn: &mut Conn = if a { &mut grab(pool)? } else { &mut pool.acquire().await? };
    touch(conn).await?;
    ext().await;
    Ok(())
}

pub async fn flow_extended_match(pool: &PgPool, n: u32) -> AppResult {
    let conn = match n {
        0 => None,
        _ => Some(&grab(pool)?),
    };
    ext().await;
    Ok(())
}

pub async fn flow_extended_in_inner_block(pool: &PgPool) -> AppResult {
    {
        let conn = &mut *grab(pool)?;
        touch(conn).await?;
        ext().await;
    }
    notify("none").await;
    Ok(())
}

pub async fn flow_extended_nested_struct(pool: &PgPool) -> AppResult {
    struct Holder<'a> {
        inner: (&'a Conn, u32),
    }
    let holder = Holder { inner: (&grab(pool)?, 1) };
    ext().await;
    Ok(())
}

pub async fn flow_not_extended_call(pool: &PgPool) -> AppResult {
    fn number(conn: &Conn) -> u32 {
        conn.id()
    }
    let n = number(&grab(pool)?);
    ext().await;
    let n = &number(&grab(pool)?);
    notify("none").await;
    Ok(())
}

pub async fn flow_shadow_chain(pool: &PgPool) -> AppResult {
    let conn = grab(pool)?;
    let conn = Some(conn);
    let conn = conn.as_ref();
    let conn = conn.map(|conn| conn.id());
    ext().await;
    Ok(())
}

pub async fn flow_shadow_in_match(pool: &PgPool, a: bool) -> AppResult {
    let tx = pool.begin().await?;
    let tx = match a {
        true => {
            tx.commit().await?;
            None
        }
        false => Some(tx),
    };
    ext().await;
    Ok(())
}

pub async fn flow_moved_by_one_arm_then_assigned(pool: &PgPool, a: bool) -> AppResult {
    let mut conn = grab(pool)?;
    if a {
        eat(conn);
        notify("eaten").await;
        conn = grab(pool)?;
    }
    ext().await;
    drop(conn);
    notify("none").await;
    Ok(())
}

pub async fn flow_init_in_loop(pool: &PgPool) -> AppResult {
    let conn;
    let mut n = 0;
    loop {
        notify("try").await;
        n += 1;
        if n == 2 {
            conn = grab(pool)?;
            break;
        }
    }
    ext().await;
    drop(conn);
    notify("none").await;
    Ok(())
}

pub async fn flow_rotating_pair(pool: &PgPool) -> AppResult {
    let mut current = grab(pool)?;
    for _ in 0..2 {
        let next = grab(pool)?;
        drop(current);
        current = next;
        ext().await;
    }
    drop(current);
    notify("none").await;
    Ok(())
}

pub async fn flow_option_loop_state(pool: &PgPool, mut coin: Coin) -> AppResult {
    let mut slot: Option<Conn> = None;
    for _ in 0..3 {
        if coin.flip() {
            slot = Some(grab(pool)?);
        } else if let Some(conn) = slot.take() {
            drop(conn);
            notify("let go").await;
        }
        notify("turn").await;
    }
    Ok(())
}

pub async fn flow_retry_with_savepoint(pool: &PgPool) -> AppResult {
    let mut tx = pool.begin().await?;
    for n in 0..2 {
        let mut point = tx.begin().await?;
        match touch(&mut point).await {
            Ok(_) => {
                point.commit().await?;
                break;
            }
            Err(_) => point.rollback().await?,
        }
        notify("back off").await;
    }
    tx.commit().await?;
    ext().await;
    Ok(())
}

pub async fn flow_control_flow(pool: &PgPool, stop: bool) -> AppResult {
    let flow = if stop { ControlFlow::Break(grab(pool)?) } else { ControlFlow::Continue(1) };
    match flow {
        ControlFlow::Break(conn) => {
            notify("conn").await;
        }
        ControlFlow::Continue(n) => {
            notify("number").await;
        }
    }
    ext().await;
    Ok(())
}

pub async fn flow_either_tuple(pool: &PgPool, a: bool) -> AppResult {
    match (pool.try_acquire(), a) {
        (Some(conn), true) => {
            drop(conn);
            notify("true").await;
        }
        (Some(_), false) => {
            notify("false").await;
        }
        (None, _) => {
            notify("empty").await;
        }
    }
    ext().await;
    Ok(())
}

pub async fn flow_match_tuple_moved_by_guardless(pool: &PgPool, a: bool) -> AppResult {
    let slot = pool.try_acquire();
    match (slot, a) {
        (Some(conn), _) if a => {
            notify("a").await;
        }
        (rest, _) => {
            drop(rest);
            notify("b").await;
        }
    }
    ext().await;
    Ok(())
}

pub async fn flow_for_with_pattern(pool: &PgPool) -> AppResult {
    let pairs = vec![(1, grab(pool)?), (2, grab(pool)?)];
    for (n, conn) in pairs {
        drop(conn);
        notify("the others").await;
    }
    ext().await;
    Ok(())
}

pub async fn flow_for_over_option(pool: &PgPool) -> AppResult {
    for conn in pool.try_acquire() {
        notify("in").await;
    }
    ext().await;
    Ok(())
}

pub async fn flow_for_break_keeps_iterator(pool: &PgPool) -> AppResult {
    let mut conns = vec![grab(pool)?, grab(pool)?].into_iter();
    for conn in conns.by_ref() {
        break;
    }
    ext().await;
    drop(conns);
    notify("none").await;
    Ok(())
}

pub async fn flow_while_let_peekable(pool: &PgPool) -> AppResult {
    let mut conns = vec![grab(pool)?].into_iter().peekable();
    while let Some(conn) = conns.next() {
        notify("in").await;
    }
    drop(conns);
    ext().await;
    Ok(())
}

pub async fn flow_const_block(pool: &PgPool) -> AppResult {
    let n = grab(pool)?.id() + const { 1 + 2 } + ext().await;
    notify("none").await;
    Ok(())
}

pub async fn flow_unreachable_else(pool: &PgPool, a: bool) -> AppResult {
    let conn = if a { grab(pool)? } else { return Err("no".into()) };
    ext().await;
    Ok(())
}

pub async fn flow_diverging_function(pool: &PgPool, a: bool) -> AppResult {
    fn stop(conn: Conn) -> ! {
        panic!("stop")
    }
    let conn = grab(pool)?;
    if a && conn.no() {
        stop(conn);
    } else {
        drop(conn);
    }
    ext().await;
    Ok(())
}

pub async fn flow_nested_function(pool: &PgPool) -> AppResult {
    async fn inner(conn: &mut Conn) -> AppResult {
        touch(conn).await?;
        notify("inner").await;
        Ok(())
    }
    let mut conn = grab(pool)?;
    inner(&mut conn).await?;
    Ok(())
}

pub async fn flow_range_and_slice(pool: &PgPool) -> AppResult {
    let list = [1, 2, 3];
    let part = &list[..grab(pool)?.id() as usize];
    ext().await;
    for n in 0..grab(pool)?.id() {
        notify("the range is a number").await;
    }
    Ok(())
}

pub async fn flow_return_of_match_with_commit(pool: &PgPool, ok: bool) -> AppResult {
    let mut tx = pool.begin().await?;
    touch(&mut tx).await?;
    let result = if ok { tx.commit().await } else { tx.rollback().await };
    notify("ended").await;
    result?;
    Ok(())
}

pub async fn flow_error_path_after_move(pool: &PgPool) -> AppResult {
    let tx = pool.begin().await?;
    if let Err(error) = tx.commit().await {
        notify("the commit failed").await;
        return Err(error.into());
    }
    ext().await;
    Ok(())
}

pub async fn flow_map_err_closure_async(pool: &PgPool) -> AppResult {
    let mut tx = pool.begin().await?;
    let done = match touch(&mut tx).await {
        Ok(n) => n,
        Err(error) => {
            tx.rollback().await?;
            notify("rolled back").await;
            return Err(error);
        }
    };
    tx.commit().await?;
    notify("committed").await;
    Ok(())
}

pub async fn flow_and_then_async_error(pool: &PgPool) -> AppResult {
    let mut conn = grab(pool)?;
    let result: AppResult<u32> = async {
        touch(&mut conn).await?;
        let cents = charge(2).await?;
        Ok(cents as u32)
    }
    .await;
    drop(conn);
    if result.is_err() {
        notify("failed").await;
    }
    Ok(())
}

pub async fn flow_macro_arguments(pool: &PgPool) -> AppResult {
    let list = vec![grab(pool)?.id(), ext().await];
    println!("{}", grab(pool)?.id());
    notify("none").await;
    assert!(grab(pool)?.yes(), "text {}", 1);
    notify("none").await;
    let text = format!("{0} {n}", ext().await, n = grab(pool)?.id());
    notify("none").await;
    Ok(())
}

pub async fn flow_write_with_wait(pool: &PgPool) -> AppResult {
    use std::fmt::Write as _;
    let mut text = String::new();
    let _ = write!(text, "{} {}", grab(pool)?.id(), ext().await);
    notify("none").await;
    let pair = (write!(text, "{}", grab(pool)?.id()), ext().await);
    Ok(())
}

pub async fn flow_assert_eq_with_wait(pool: &PgPool) -> AppResult {
    assert_eq!(grab(pool)?.id() + 6, ext().await);
    notify("none").await;
    assert!(grab(pool)?.id() + 6 == ext().await);
    notify("none").await;
    Ok(())
}

macro_rules! give_back {
    ($conn:expr) => {
        drop($conn)
    };
}

pub async fn flow_own_macro_drops(pool: &PgPool) -> AppResult {
    let conn = grab(pool)?;
    give_back!(conn);
    ext().await;
    Ok(())
}

macro_rules! waits {
    ($pool:expr) => {{
        let conn = grab($pool)?;
        conn.id()
    }};
}

pub async fn flow_own_macro_acquires(pool: &PgPool) -> AppResult {
    let id = waits!(pool);
    ext().await;
    Ok(())
}
