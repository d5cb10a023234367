//! Owned parameters of which only the key is read, and near misses.

use std::fmt::Debug;

use sqlx::PgPool;

use crate::AppResult;
use crate::rows::{
    Activity, Country, Ledger, Machine, OrderTotal, Person, Profile, Provider, ProviderCard, Seat, Ticket, User, UserId, UserResponse,
    Visit, orders,
};

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

// more ways to say what a row is

async fn bad_made_from_a_row(provider: Provider, pool: &PgPool) -> AppResult { //~ model_for_id: take `provider.id: UserId` instead
    log_out(provider.id, pool).await
}

fn good_made_from_a_part_of_a_row(card: ProviderCard) -> UserId {
    card.id
}

fn bad_key_of_the_table(ticket: Ticket) -> String { //~ model_for_id: take `ticket.barcode: String` instead
    ticket.barcode
}

fn good_not_the_key_of_the_table(ticket: Ticket) -> i64 {
    ticket.id
}

trait Keyed {
    fn id(&self) -> i64;
}

impl Keyed for Machine {
    fn id(&self) -> i64 {
        self.identity
    }
}

fn bad_key_in_a_part(machine: Machine) -> i64 { //~ model_for_id: take `machine.id()` instead
    machine.id()
}

fn good_foreign_key(machine: Machine) -> i64 {
    machine.slot_id
}

fn bad_rbatis(activity: Activity) -> String { //~ model_for_id: take `activity.id: String` instead
    activity.id
}

fn bad_part_of_a_row(total: OrderTotal) -> i64 { //~ model_for_id: take `total.id: i64` instead
    total.id
}

fn bad_declared(ledger: Ledger) -> i64 { //~ model_for_id: take `ledger.id: i64` instead
    ledger.id
}

fn good_never_changes(country: Country) -> i64 {
    country.id
}
