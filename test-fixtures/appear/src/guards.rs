//! Connections.

use sqlx::PgPool;

use crate::other::{
    self, Extend as _, Giver, Gives, Holder as Renamed, Message::*, Slot, Tuple, hand_out as given,
};
use crate::wait;

pub async fn guard_in_a_tuple_field(held: fn() -> Tuple) {
    let conn = held().1;
    wait().await;
    drop(conn);
}

pub async fn guard_in_a_field_behind_a_lock(slot: &Slot) {
    let conn = slot.kept.lock().await.pop();
    wait().await;
    drop(conn);
}

pub async fn guard_in_an_imported_variant(message: fn() -> other::Message) {
    match message() {
        Keep(conn) => {
            wait().await;
            drop(conn);
        }
        Forget => {}
    }
}

pub async fn guard_of_a_renamed_function(pool: &PgPool) {
    let conn = given(pool).await;
    wait().await;
    drop(conn);
}

pub async fn guard_of_an_associated_function(pool: &PgPool) {
    let conn = Giver::open(pool).await;
    wait().await;
    drop(conn);
}

pub async fn guard_of_a_trait(giver: &Giver) {
    let conn = giver.give().await;
    wait().await;
    drop(conn);
}

pub async fn guard_of_a_trait_by_its_path(pool: &PgPool) {
    let conn = <Giver as Gives>::make(pool).await;
    wait().await;
    drop(conn);
}

pub async fn guard_of_a_trait_by_its_name(giver: &Giver) {
    let conn = Gives::give(giver).await;
    wait().await;
    drop(conn);
}

pub async fn guard_of_an_extension(pool: &PgPool) {
    let conn = pool.lend().await;
    wait().await;
    drop(conn);
}

pub async fn guard_of_the_pool(pool: &PgPool) {
    let conn = pool.acquire().await;
    wait().await;
    drop(conn);
}

pub async fn guard_of_the_pool_by_its_path(pool: &PgPool) {
    let conn = PgPool::acquire(pool).await;
    wait().await;
    drop(conn);
}

pub async fn guard_that_is_renamed(pool: &PgPool) {
    let held = Renamed::from(given(pool).await);
    wait().await;
    drop(held);
}

pub async fn guard_of_an_iterator(conns: fn() -> other::Conns) {
    for conn in conns() {
        wait().await;
        drop(conn);
    }
}

pub async fn guard_given_to_a_closure(pool: &PgPool) {
    other::with(pool, async |conn| {
        wait().await;
        drop(conn);
    })
    .await;
}

pub async fn guard_out_of_a_channel() {
    let conn = other::waiting().await;
    wait().await;
    drop(conn);
}

pub async fn guard_of_a_future(pool: &PgPool) {
    let tx = other::started(pool).await;
    wait().await;
    drop(tx);
}

pub async fn guard_by_an_alias(make: impl AsyncFn() -> other::Either) {
    let (conn, _) = make().await;
    wait().await;
    drop(conn);
}

pub async fn guard_by_an_annotation(make: fn() -> u8) {
    let conn: other::Chosen = make().into();
    wait().await;
    drop(conn);
}

pub async fn guard_in_a_macro_that_is_known(pool: &PgPool) {
    let conn = tokio::join!(given(pool)).0;
    wait().await;
    drop(conn);
}

pub async fn guard_by_an_import_inside(pool: &PgPool) {
    use crate::other::hand_out as take;
    let conn = take(pool).await;
    wait().await;
    drop(conn);
}

pub async fn guard_with_a_comment_in_the_way(pool: &PgPool) {
    let conn = pool.acquire /* not yet */ ().await;
    wait().await;
    drop(conn);
}

macro_rules! open {
    ($pool:expr) => {
        $pool.acquire().await
    };
}

pub async fn guard_of_a_macro(pool: &PgPool) {
    let conn = open!(pool);
    wait().await;
    drop(conn);
}

pub async fn guard_that_a_method_tells(pool: &PgPool) {
    let mut slot = other::Wrap(None);
    slot.fill(pool);
    wait().await;
    drop(slot);
}

pub async fn guard_that_a_callee_waits_with(pool: &PgPool) {
    let conn = pool.acquire().await;
    first().await;
    drop(conn);
}

async fn first() {
    second(1).await;
}

async fn second(_: u8) {
    wait().await;
}

pub async fn guard_of_a_type_with_an_odd_name(pool: &PgPool) {
    let conn = other::_Odd::conn(pool).await;
    wait().await;
    drop(conn);
}

pub async fn guard_over_a_block_that_waits(pool: &PgPool) {
    let conn = pool.acquire().await;
    async { in_a_block().await }.await;
    drop(conn);
}

async fn in_a_block() {
    wait().await;
}
