//! Drop scopes 1b: temporaries.

use outside::{ext, notify};
use sqlx::pool::PoolConnection;
use sqlx::{PgConnection, PgPool, Postgres};

use crate::support::{all, first, grab, touch, AppResult, Reading, Repo, Wrap};

fn by_reference(_conn: &PgConnection, n: u32) -> u32 {
    n
}

fn by_value(_conn: PoolConnection<Postgres>, n: u32) -> u32 {
    n
}

trait Consuming {
    fn consume(self, n: u32) -> u32;
}

impl Consuming for PoolConnection<Postgres> {
    fn consume(self, n: u32) -> u32 {
        n
    }
}

pub async fn ds_1b_rest_of_statement(pool: &PgPool) -> AppResult {
    (touch(&mut *grab(pool)?).await?, ext().await);
    notify("next statement").await;
    Ok(())
}

pub async fn ds_1b_array(pool: &PgPool) -> AppResult {
    let both = [grab(pool)?.id(), ext().await];
    notify("after").await;
    Ok(())
}

pub async fn ds_1b_call_arguments(pool: &PgPool) -> AppResult {
    let n = by_reference(&*grab(pool)?, ext().await);
    notify("after").await;
    Ok(())
}

pub async fn ds_1b_comparison(pool: &PgPool) -> AppResult {
    let same = grab(pool)?.id() == ext().await;
    notify("after").await;
    Ok(())
}

pub async fn ds_1b_not_lazy_and(pool: &PgPool) -> AppResult {
    let both = grab(pool)?.yes() & (ext().await == 7);
    notify("after").await;
    Ok(())
}

pub async fn ds_1b_lazy_and(pool: &PgPool) -> AppResult {
    let both = grab(pool)?.yes() && ext().await == 7;
    notify("after").await;
    Ok(())
}

pub async fn ds_1b_lazy_or(pool: &PgPool) -> AppResult {
    let either = grab(pool)?.no() || ext().await == 7;
    notify("after").await;
    Ok(())
}

pub async fn ds_1b_lazy_right_operand(pool: &PgPool, go: bool) -> AppResult {
    let pair = (go && grab(pool)?.yes(), ext().await);
    notify("after").await;
    Ok(())
}

pub async fn ds_1b_range(pool: &PgPool) -> AppResult {
    let range = grab(pool)?.id()..ext().await;
    notify("after").await;
    Ok(())
}

pub async fn ds_1b_index(pool: &PgPool) -> AppResult {
    let n = grab(pool)?.list()[ext().await as usize % 2];
    notify("after").await;
    Ok(())
}

pub async fn ds_1b_cast(pool: &PgPool) -> AppResult {
    let pair = (grab(pool)?.id() as u64, ext().await);
    notify("after").await;
    Ok(())
}

pub async fn ds_1b_negation(pool: &PgPool) -> AppResult {
    let pair = (!grab(pool)?.id(), ext().await);
    Ok(())
}

pub async fn ds_1b_parentheses(pool: &PgPool) -> AppResult {
    let pair = ((grab(pool)?.id()), ext().await);
    Ok(())
}

pub async fn ds_1b_question_mark(pool: &PgPool) -> AppResult<u32> {
    let n = grab(pool)?.some().ok_or("none")? + ext().await;
    notify("after").await;
    Ok(n)
}

pub async fn ds_1b_struct_update(pool: &PgPool) -> AppResult {
    struct Counts {
        a: u32,
        b: u32,
    }
    let counts = Counts { a: grab(pool)?.id(), ..Counts { a: 0, b: ext().await } };
    notify("after").await;
    Ok(())
}

pub async fn ds_1b_return_operand(pool: &PgPool) -> AppResult<(u32, u32)> {
    return Ok((grab(pool)?.id(), ext().await));
}

pub async fn ds_1b_break_operand(pool: &PgPool) -> AppResult {
    let pair = loop {
        break (grab(pool)?.id(), ext().await);
    };
    notify("after").await;
    Ok(())
}

pub async fn ds_1b_wait_first(pool: &PgPool) -> AppResult {
    let pair = (ext().await, grab(pool)?.id());
    notify("after").await;
    Ok(())
}

pub async fn ds_1b_owned_argument(pool: &PgPool) -> AppResult {
    let pair = (by_value(grab(pool)?, ext().await), ext().await);
    notify("after").await;
    Ok(())
}

pub async fn ds_1b_owned_receiver(pool: &PgPool) -> AppResult {
    let pair = (grab(pool)?.consume(ext().await), ext().await);
    notify("after").await;
    Ok(())
}

pub async fn ds_1b_variable_as_argument(pool: &PgPool) -> AppResult {
    let conn = grab(pool)?;
    by_value(conn, ext().await);
    notify("after").await;
    Ok(())
}

pub async fn ds_1b_variable_into_tuple(pool: &PgPool) -> AppResult {
    let conn = grab(pool)?;
    let pair = (conn, ext().await);
    drop(pair);
    notify("after").await;
    Ok(())
}

pub async fn ds_1b_if_condition(pool: &PgPool) -> AppResult {
    if grab(pool)?.yes() {
        ext().await;
    }
    if grab(pool)?.no() {
        return Ok(());
    } else {
        notify("else").await;
    }
    Ok(())
}

pub async fn ds_1b_if_condition_with_wait(pool: &PgPool) -> AppResult {
    if grab(pool)?.id() < ext().await {
        notify("body").await;
    }
    Ok(())
}

pub async fn ds_1b_if_not(pool: &PgPool) -> AppResult {
    if !grab(pool)?.no() {
        ext().await;
    }
    Ok(())
}

pub async fn ds_1b_while_condition(pool: &PgPool) -> AppResult {
    let mut n = 0;
    while grab(pool)?.yes() {
        ext().await;
        n += 1;
        if n == 2 {
            break;
        }
    }
    Ok(())
}

pub async fn ds_1b_while_condition_with_wait(pool: &PgPool) -> AppResult {
    let mut n = 0;
    while grab(pool)?.id() + n < ext().await {
        notify("body").await;
        n += 3;
    }
    Ok(())
}

pub async fn ds_1b_if_body_tail(pool: &PgPool, go: bool) -> AppResult {
    let pair = (if go { grab(pool)?.id() } else { 0 }, ext().await);
    Ok(())
}

pub async fn ds_1b_loop_body_tail(pool: &PgPool) -> AppResult {
    let mut n = 0;
    while n < 2 {
        ext().await;
        n += grab(pool)?.id();
    }
    notify("after").await;
    Ok(())
}

pub async fn ds_1b_match_scrutinee(pool: &PgPool) -> AppResult {
    match grab(pool)?.id() {
        1 => drop(ext().await),
        _ => {}
    }
    notify("after").await;
    Ok(())
}

pub async fn ds_1b_match_in_larger_statement(pool: &PgPool) -> AppResult {
    let pair = (match grab(pool)?.id() { n => n }, ext().await);
    notify("after").await;
    Ok(())
}

pub async fn ds_1b_match_bound(pool: &PgPool) -> AppResult {
    let pair = (match grab(pool)? { conn => ext().await }, ext().await);
    notify("after").await;
    Ok(())
}

pub async fn ds_1b_match_wild(pool: &PgPool) -> AppResult {
    let pair = (match grab(pool)? { _ => ext().await }, ext().await);
    notify("after").await;
    Ok(())
}

pub async fn ds_1b_match_place_wild(pool: &PgPool) -> AppResult {
    let conn = grab(pool)?;
    match conn {
        _ => drop(ext().await),
    }
    notify("still").await;
    Ok(())
}

pub async fn ds_1b_match_place_bound(pool: &PgPool) -> AppResult {
    let conn = grab(pool)?;
    match conn {
        mine => drop(ext().await),
    }
    notify("after").await;
    Ok(())
}

pub async fn ds_1b_match_block(pool: &PgPool) -> AppResult {
    let conn = grab(pool)?;
    match { conn } {
        _ => drop(ext().await),
    }
    notify("after").await;
    Ok(())
}

pub async fn ds_1b_match_by_reference(pool: &PgPool) -> AppResult {
    let conn = Some(grab(pool)?);
    match &conn {
        Some(conn) => notify(&conn.id().to_string()).await,
        None => {}
    }
    notify("still").await;
    Ok(())
}

pub async fn ds_1b_match_guard_plain(pool: &PgPool, n: u32) -> AppResult {
    match n {
        0 if grab(pool)?.yes() => drop(ext().await),
        _ if grab(pool)?.no() => {}
        _ => notify("other").await,
    }
    Ok(())
}

pub async fn ds_1b_match_guard_with_wait(pool: &PgPool) -> AppResult {
    match grab(pool)?.id() {
        1 if ext().await == 7 => notify("body").await,
        _ => {}
    }
    Ok(())
}

pub async fn ds_1b_match_guard_on_bound(pool: &PgPool) -> AppResult {
    match pool.acquire().await {
        Ok(conn) if conn.no() => {}
        Ok(conn) => drop(ext().await),
        Err(_) => notify("none").await,
    }
    notify("after").await;
    Ok(())
}

pub async fn ds_1b_arm_tail(pool: &PgPool, n: u32) -> AppResult {
    let pair = (match n { 0 => grab(pool)?.id(), _ => { grab(pool)?.id() } }, ext().await);
    Ok(())
}

pub async fn ds_1b_if_let(pool: &PgPool) -> AppResult {
    if let Some(n) = grab(pool)?.some() {
        ext().await;
    }
    notify("after").await;
    Ok(())
}

pub async fn ds_1b_if_let_else(pool: &PgPool) -> AppResult {
    if let Some(n) = grab(pool)?.none() {
        return Ok(());
    } else {
        ext().await;
    }
    notify("after").await;
    Ok(())
}

pub async fn ds_1b_if_let_else_if(pool: &PgPool) -> AppResult {
    if let Some(n) = grab(pool)?.none() {
        return Ok(());
    } else if ext().await == 7 {
        notify("second").await;
    }
    Ok(())
}

pub async fn ds_1b_if_let_as_value(pool: &PgPool) -> AppResult {
    let n = if let Some(n) = grab(pool)?.none() { n } else { ext().await };
    notify("after").await;
    Ok(())
}

pub async fn ds_1b_if_let_in_larger_statement(pool: &PgPool) -> AppResult {
    let pair = (if let Some(n) = grab(pool)?.some() { n } else { 0 }, ext().await);
    notify("after").await;
    Ok(())
}

pub async fn ds_1b_if_let_bound(pool: &PgPool) -> AppResult {
    if let Some(conn) = pool.try_acquire() {
        ext().await;
        drop(conn);
        notify("dropped").await;
    }
    Ok(())
}

pub async fn ds_1b_if_let_owned_wild(pool: &PgPool) -> AppResult {
    if let Some(_) = pool.try_acquire() {
        ext().await;
    }
    notify("after").await;
    Ok(())
}

pub async fn ds_1b_if_let_wild_on_variable(pool: &PgPool) -> AppResult {
    let conn = pool.try_acquire();
    if let Some(_) = conn {
        ext().await;
    }
    notify("still").await;
    Ok(())
}

pub async fn ds_1b_if_let_moves_variable(pool: &PgPool) -> AppResult {
    let conn = pool.try_acquire();
    if let Some(mine) = conn {
        ext().await;
    }
    notify("after").await;
    Ok(())
}

pub async fn ds_1b_if_let_borrows_variable(pool: &PgPool) -> AppResult {
    let conn = pool.try_acquire();
    if let Some(mine) = &conn {
        ext().await;
    }
    notify("still").await;
    Ok(())
}

pub async fn ds_1b_if_let_take(pool: &PgPool) -> AppResult {
    let mut conn = pool.try_acquire();
    if let Some(mine) = conn.take() {
        ext().await;
    } else {
        notify("none").await;
    }
    notify("after").await;
    Ok(())
}

pub async fn ds_1b_while_let(pool: &PgPool) -> AppResult {
    let mut n = 0;
    while let Some(one) = grab(pool)?.some() {
        ext().await;
        n += one;
        if n == 2 {
            break;
        }
    }
    notify("after").await;
    Ok(())
}

pub async fn ds_1b_while_let_bound(pool: &PgPool) -> AppResult {
    let mut n = 0;
    while let Some(conn) = pool.try_acquire() {
        ext().await;
        n += 1;
        if n == 2 {
            break;
        }
    }
    notify("after").await;
    Ok(())
}

pub async fn ds_1b_while_let_popped(pool: &PgPool) -> AppResult {
    let mut conns = vec![grab(pool)?, grab(pool)?];
    while let Some(conn) = conns.pop() {
        ext().await;
    }
    Ok(())
}

pub async fn ds_1b_for_over_temporary(pool: &PgPool) -> AppResult {
    for n in grab(pool)?.list() {
        ext().await;
    }
    notify("after").await;
    Ok(())
}

pub async fn ds_1b_for_over_guards(pool: &PgPool) -> AppResult {
    for conn in vec![grab(pool)?, grab(pool)?] {
        drop(conn);
        ext().await;
    }
    notify("after").await;
    Ok(())
}

pub async fn ds_1b_for_wild_over_guards(pool: &PgPool) -> AppResult {
    for _ in vec![grab(pool)?] {
        ext().await;
    }
    notify("after").await;
    Ok(())
}

pub async fn ds_1b_for_tuple_wild(pool: &PgPool) -> AppResult {
    for (_, n) in [(grab(pool)?, 1)] {
        ext().await;
    }
    notify("after").await;
    Ok(())
}

pub async fn ds_1b_let_else(pool: &PgPool) -> AppResult {
    let Some(n) = grab(pool)?.none() else {
        ext().await;
        return Ok(());
    };
    Ok(())
}

pub async fn ds_1b_let_else_after(pool: &PgPool) -> AppResult {
    let Some(n) = grab(pool)?.some() else { return Ok(()) };
    ext().await;
    Ok(())
}

pub async fn ds_1b_let_else_bound(pool: &PgPool) -> AppResult {
    let Some(conn) = pool.try_acquire() else {
        notify("none").await;
        return Ok(());
    };
    ext().await;
    Ok(())
}

pub async fn ds_1b_let_else_wild(pool: &PgPool) -> AppResult {
    let Some(_) = pool.try_acquire() else { return Ok(()) };
    ext().await;
    Ok(())
}

pub async fn ds_1b_let_else_on_variable(pool: &PgPool) -> AppResult {
    let back: Result<u32, PoolConnection<Postgres>> = Err(grab(pool)?);
    let Ok(n) = back else {
        ext().await;
        return Ok(());
    };
    Ok(())
}

pub async fn ds_1b_let_else_with_wait(pool: &PgPool) -> AppResult {
    let Some(n) = Some(grab(pool)?.id() + ext().await) else { return Ok(()) };
    notify("after").await;
    Ok(())
}

pub async fn ds_1b_block_tail(pool: &PgPool) -> AppResult {
    let pair = ({ grab(pool)?.id() }, ext().await);
    notify("after").await;
    Ok(())
}

pub async fn ds_1b_unsafe_block_tail(pool: &PgPool) -> AppResult {
    let pair = (unsafe { grab(pool)?.id() }, ext().await);
    Ok(())
}

pub async fn ds_1b_labelled_block_tail(pool: &PgPool) -> AppResult {
    let pair = ('tail: { grab(pool)?.id() }, ext().await);
    Ok(())
}

pub async fn ds_1b_nested_block_tail(pool: &PgPool) -> AppResult {
    let pair = ({ { grab(pool)?.id() } }, ext().await);
    Ok(())
}

pub async fn ds_1b_block_tail_as_match_scrutinee(pool: &PgPool) -> AppResult {
    match { grab(pool)?.id() } {
        _ => drop(ext().await),
    }
    Ok(())
}

pub async fn ds_1b_block_tail_as_if_let_scrutinee(pool: &PgPool) -> AppResult {
    if let Some(n) = { grab(pool)?.some() } {
        ext().await;
    }
    Ok(())
}

pub async fn ds_1b_block_tail_as_iterator(pool: &PgPool) -> AppResult {
    for n in { grab(pool)?.list() } {
        ext().await;
    }
    Ok(())
}

pub async fn ds_1b_match_in_block_tail(pool: &PgPool) -> AppResult {
    let pair = ({ match grab(pool)?.id() { n => n } }, ext().await);
    Ok(())
}

pub async fn ds_1b_block_statement_then_tail(pool: &PgPool) -> AppResult {
    let pair = ({ let n = grab(pool)?.id(); n }, ext().await);
    Ok(())
}

pub async fn ds_1b_index_assignment(pool: &PgPool) -> AppResult {
    let mut counts = vec![0, 0];
    counts[grab(pool)?.id() as usize] = ext().await;
    Ok(())
}

struct Counter(u32);

impl std::ops::AddAssign<u32> for Counter {
    fn add_assign(&mut self, n: u32) {
        self.0 += n;
    }
}

impl Counter {
    fn of(_conn: &PgConnection) -> Box<Counter> {
        Box::new(Counter(0))
    }
}

pub async fn ds_1b_compound_overloaded(pool: &PgPool) -> AppResult {
    *Counter::of(&*grab(pool)?) += ext().await;
    notify("after").await;
    Ok(())
}
