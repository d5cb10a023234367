//! Owned parameters of which only the key is read, and near misses.

use std::fmt::Debug;

use sqlx::PgPool;

use crate::AppResult;
use crate::rows::{Person, Profile, Seat, User, UserId, UserResponse, Visit, orders};

async fn log_out(id: UserId, pool: &PgPool) -> AppResult {
    sqlx::query("delete from sessions where user_id = $1").bind(id.0).execute(pool).await?;
    Ok(())
}

async fn bad_only_id(user: User, pool: &PgPool) -> AppResult { //~ model_for_id: take `user.id: UserId` instead
    log_out(user.id, pool).await
}

async fn bad_through_a_callee(user: User, pool: &PgPool) -> AppResult { //~ model_for_id: `bad_only_id` reads no more than the id
    bad_only_id(user, pool).await
}

async fn bad_sea_orm(order: orders::Model, pool: &PgPool) -> AppResult { //~ model_for_id: take `order.number: i64` instead
    sqlx::query("delete from orders where number = $1").bind(order.number).execute(pool).await?;
    Ok(())
}

async fn bad_two_keys(seat: Seat, pool: &PgPool) -> AppResult { //~ model_for_id: take `seat.hall: i64` and `seat.row: i64` instead
    sqlx::query("delete from seats").bind(seat.hall).bind(seat.row).execute(pool).await?;
    Ok(())
}

fn bad_mongodb(visit: Visit) -> String { //~ model_for_id: take `visit.key: String` instead
    visit.key
}

async fn bad_pattern(user: User, pool: &PgPool) -> AppResult { //~ model_for_id
    let User { id, .. } = user;
    log_out(id, pool).await
}

async fn good_second_field(user: User, pool: &PgPool) -> AppResult {
    println!("{}", user.email);
    log_out(user.id, pool).await
}

async fn good_second_field_in_a_callee(user: User, pool: &PgPool) -> AppResult {
    good_second_field(user, pool).await
}

fn good_whole(user: User) -> Vec<User> {
    vec![user]
}

fn good_unknown_use<T: Debug>(user: User, with: impl Fn(User) -> T) -> T {
    with(user)
}

fn good_given_back(user: User) -> User {
    println!("{:?}", user.id);
    user
}

fn good_no_model(profile: Profile) -> UserId {
    profile.id
}

fn good_response(response: UserResponse) -> UserId {
    response.id
}

trait Notify {
    async fn notify(&self, user: User, pool: &PgPool) -> AppResult;
}

struct LogOut;

impl Notify for LogOut {
    async fn notify(&self, user: User, pool: &PgPool) -> AppResult {
        log_out(user.id, pool).await
    }
}

/// A handler: the router asks for the signature.
fn handled(user: User) -> UserId {
    user.id
}

fn good_callback() -> impl Fn(User) -> UserId {
    handled
}

fn good_newtype(person: Person) -> UserId {
    person.id
}
