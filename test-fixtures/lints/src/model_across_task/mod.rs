//! Models that leave their task, and near misses.

use std::future::Future;

use sqlx::PgPool;
use tokio::sync::{broadcast, mpsc, oneshot, watch};

use crate::AppResult;
use crate::rows::{Country, Person, Profile, Receipt, User, UserId, orders};

async fn welcome(user: User) -> UserId { //~ model_for_id
    user.id
}

async fn welcome_by_id(id: UserId) -> UserId {
    id
}

async fn letter(user: User) -> String {
    format!("{} {} {}", user.name, user.email, user.visits)
}

fn bad_spawn_capture(user: User) {
    tokio::spawn(async move { welcome(user).await }); //~ model_across_task: take `user.id: UserId` out before
}

fn bad_spawn_argument(user: User) {
    tokio::spawn(welcome(user)); //~ model_across_task: nothing but the id
}

fn bad_join_set(user: User, set: &mut tokio::task::JoinSet<UserId>) {
    set.spawn(async move { welcome(user).await }); //~ model_across_task
}

fn bad_thread(user: User) {
    std::thread::spawn(move || user_id(user)); //~ model_across_task: a task of its own
}

fn user_id(user: User) -> UserId { //~ model_for_id
    user.id
}

fn bad_deref_newtype(person: Person) {
    tokio::spawn(async move { welcome_by_id(person.id).await }); //~ model_across_task: only dereferences to the row
}

fn in_background<F>(future: F)
where
    F: Future<Output = ()> + Send + 'static,
{
    tokio::spawn(async move { future.await });
}

fn bad_own_spawn(user: User) {
    in_background(async move {
        welcome(user).await; //~ model_across_task
    });
}

fn good_captures_the_id_only(user: User) {
    println!("{}", user.name);
    tokio::spawn(async move { welcome_by_id(user.id).await });
}

fn good_several_fields(user: User) {
    tokio::spawn(async move { letter(user).await });
}

fn good_id_taken_out(user: User) {
    println!("{}", user.name);
    let id = user.id;
    tokio::spawn(async move { welcome_by_id(id).await });
}

async fn good_awaited_here(user: User) -> String {
    letter(user).await
}

fn good_no_model(profile: Profile) {
    tokio::spawn(async move { println!("{profile:?}") });
}

// channels

enum Message {
    Visit(User),
    Rename { user: User },
    Promote(User),
    UserDeleted(User),
    ById(UserId),
}

async fn bad_channel(users: &mpsc::Sender<User>, user: User) -> AppResult {
    users.send(user).await?; //~ model_across_task: send `user.id: UserId` and let the other side look
    Ok(())
}

fn bad_broadcast(users: &broadcast::Sender<User>, user: &User) {
    let _ = users.send(user.clone()); //~ model_across_task
}

fn bad_watch(state: &watch::Sender<orders::Model>, order: orders::Model) {
    let _ = state.send(order); //~ model_across_task: `order.number: i64`
}

fn bad_message(messages: &mpsc::UnboundedSender<Message>, user: User) {
    let _ = messages.send(Message::Visit(user)); //~ model_across_task: the other side reads nothing but the id
}

fn bad_message_with_names(messages: &mpsc::UnboundedSender<Message>, user: &User) {
    let message = Message::Rename { user: user.clone() }; //~ model_across_task: the other side reads nothing but `name`
    let _ = messages.send(message);
}

fn good_consumer_needs_the_row(messages: &mpsc::UnboundedSender<Message>, user: User) {
    let _ = messages.send(Message::Promote(user));
}

fn good_snapshot(messages: &mpsc::UnboundedSender<Message>, user: User) {
    let _ = messages.send(Message::UserDeleted(user));
}

fn good_id_sent(messages: &mpsc::UnboundedSender<Message>, user: User) {
    println!("{}", user.name);
    let _ = messages.send(Message::ById(user.id));
}

fn good_declared_snapshot(receipts: &mpsc::UnboundedSender<Receipt>, receipt: Receipt) {
    let _ = receipts.send(receipt);
}

fn good_never_changes(countries: &mpsc::UnboundedSender<Country>, country: Country) {
    let _ = countries.send(country);
}

/// Whoever asked waits for it.
fn answer(to: oneshot::Sender<User>, user: User) {
    let _ = to.send(user);
}

async fn consume(mut messages: mpsc::UnboundedReceiver<Message>, pool: PgPool) -> AppResult {
    while let Some(message) = messages.recv().await {
        match message {
            Message::Visit(user) => println!("{:?}", user.id),
            Message::Rename { user } => println!("{}", user.name),
            Message::Promote(user) => println!("{} {} {}", user.name, user.email, user.visits),
            Message::UserDeleted(user) => println!("{}", user.name),
            Message::ById(id) => println!("{id:?}"),
        }
    }
    Ok(())
}

// payloads that wait in a queue

#[cfg_attr(feature = "derives", derive(Serialize, Deserialize))]
struct BadInvoiceJob {
    order: orders::Model, //~ model_across_task: put `order.number: i64` into the job
    copies: u8,
}

#[cfg_attr(feature = "derives", derive(Serialize, Deserialize))]
struct GoodInvoiceJob {
    order: i64,
    profile: Option<Profile>,
}

/// A copy is the point.
#[cfg_attr(feature = "derives", derive(Serialize, Deserialize))]
struct OrderAuditJob {
    order: orders::Model,
}

#[cfg_attr(feature = "derives", derive(Serialize, Deserialize))]
enum MailJobEvent {
    Welcome(User), //~ model_across_task: put `row.id: UserId` into the job
    OrderDeleted(orders::Model),
    Goodbye(UserId),
}

/// A saga asks for its parameters by an associated type.
trait Saga {
    type Params;
}

struct Ship;

#[cfg_attr(feature = "derives", derive(Serialize, Deserialize))]
struct Params {
    order: orders::Model, //~ model_across_task: the job payload `Params` carries the model `orders::Model`
    weight: u8,
}

impl Saga for Ship {
    type Params = Params;
}

// messages that were made elsewhere: once for each message, where it is sent

enum Federate {
    Publish(User),
    Follow { user: User, number: i64 },
    Unfollow(UserId),
}

fn bad_message_passed_on(outbox: &mpsc::WeakUnboundedSender<Federate>, message: Federate) {
    if let Some(outbox) = outbox.upgrade() {
        let _ = outbox.send(message); //~ model_across_task: `Federate` is sent over a channel with whole models in 2 of its fields
    }
}

/// Tells what was so.
enum LoginEvent {
    Success(User),
}

fn good_account(log: &mpsc::UnboundedSender<LoginEvent>, event: LoginEvent) {
    let _ = log.send(event);
}

/// In memory, in this task.
struct PrintJob {
    order: orders::Model,
}
