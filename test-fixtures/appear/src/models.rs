//! Rows.

use crate::other::Request::*;
use crate::other::{
    self, Cache, Derived, LAST, Lazy, Letter, Pair, Repository, Request, Seen, Service, Table, User, Users,
    WelcomeJob,
};
use tokio::sync::mpsc::UnboundedSender;

pub async fn show(id: i64) {
    println!("{id}");
}

pub fn model_of_a_function() {
    let user = other::newest();
    tokio::spawn(async move {
        let own = user;
        show(own.id).await
    });
}

pub fn model_in_a_field(seen: fn() -> Seen) {
    let user = seen().user;
    tokio::spawn(async move {
        let own = user;
        show(own.id).await
    });
}

pub fn model_of_a_pattern(seen: fn() -> Seen) {
    let Seen { user, .. } = seen();
    tokio::spawn(async move {
        let own = user;
        show(own.id).await
    });
}

pub async fn model_behind_a_lock(cache: &Cache) {
    let user = cache.by_id.lock().await.remove(&1).unwrap();
    tokio::spawn(async move {
        let own = user;
        show(own.id).await
    });
}

pub async fn model_in_a_field_that_carries_none(service: &mut Service) {
    let user = service.inbox.recv().await.unwrap();
    tokio::spawn(async move {
        let own = user;
        show(own.id).await
    });
}

pub async fn model_of_a_pattern_of_what_carries_none(service: fn() -> Service) {
    let Service { inbox: mut letters, .. } = service();
    let user = letters.recv().await.unwrap();
    tokio::spawn(async move {
        let own = user;
        show(own.id).await
    });
}

pub async fn model_in_a_number(pair: fn() -> Pair) {
    let user = pair().1.recv().await.unwrap();
    tokio::spawn(async move {
        let own = user;
        show(own.id).await
    });
}

pub async fn model_of_a_variant(request: fn() -> Request) {
    if let Ask(_, mut answers) = request() {
        let user = answers.recv().await.unwrap();
        tokio::spawn(async move {
            let own = user;
            show(own.id).await
        });
    }
}

pub async fn model_out_of_a_channel() {
    let mut inbox = other::inbox();
    while let Some(user) = inbox.recv().await {
        tokio::spawn(async move {
            let own = user;
            show(own.id).await
        });
    }
}

pub fn model_of_an_iterator() {
    for user in other::everyone() {
        tokio::spawn(async move {
            let own = user;
            show(own.id).await
        });
    }
}

pub fn model_given_to_a_closure() {
    other::each(|user| {
        tokio::spawn(async move {
            let own = user;
            show(own.id).await
        });
    });
}

pub async fn model_of_a_trait() {
    let user = Users.find(1).await;
    tokio::spawn(async move {
        let own = user;
        show(own.id).await
    });
}

pub async fn model_of_a_trait_by_its_path() {
    let user = <Users as Repository>::all().await.pop().unwrap();
    tokio::spawn(async move {
        let own = user;
        show(own.id).await
    });
}

pub fn model_of_a_static() {
    let user = LAST.lock().unwrap().take().unwrap();
    tokio::spawn(async move {
        let own = user;
        show(own.id).await
    });
}

pub fn model_of_a_deref(lazy: fn() -> Lazy) {
    let user = (*lazy()).clone();
    tokio::spawn(async move {
        let own = user;
        show(own.id).await
    });
}

pub fn model_of_a_derived_deref(derived: fn() -> Derived) {
    let user = (**derived()).clone();
    tokio::spawn(async move {
        let own = user;
        show(own.id).await
    });
}

pub fn model_of_an_index(table: &Table) {
    let user = table[0].clone();
    tokio::spawn(async move {
        let own = user;
        show(own.id).await
    });
}

pub async fn model_by_an_annotation(value: fn() -> u8) {
    let user: other::User = value().into();
    tokio::spawn(async move {
        let own = user;
        show(own.id).await
    });
}

pub fn model_sent_by_a_wrapper(user: User) {
    run(async move {
        let own = user;
        show(own.id).await
    });
}

fn run<F: Future<Output = ()> + Send + 'static>(work: F) {
    start(work);
}

fn start<F: Future<Output = ()> + Send + 'static>(work: F) {
    tokio::spawn(work);
}

pub fn model_of_a_constant() {
    let user = (other::FIRST)();
    tokio::spawn(async move {
        let own = user;
        show(own.id).await
    });
}

pub fn model_of_an_associated_type() {
    let user = other::one(&Users);
    tokio::spawn(async move {
        let own = user;
        show(own.id).await
    });
}

pub fn model_in_a_message_that_is_made_elsewhere(make: fn() -> Letter, out: &UnboundedSender<Letter>) {
    out.send(make()).unwrap();
}

/// Tells what the other side reads.
pub fn addressee(letter: Letter) -> i64 {
    match letter {
        Letter::Welcome(user) => user.id,
        Letter::Stop => 0,
    }
}

/// Shown where the job says what it carries.
pub fn job(make: fn() -> User) -> WelcomeJob {
    WelcomeJob { user: make() }
}

async fn model_of_which_the_id_is_used(user: User) {
    show(user.id).await
}

pub(crate) async fn model_of_which_a_method_reads_the_id(user: User) {
    show(user.key()).await
}

/// Has to give the id.
pub fn caller(make: fn() -> User) -> impl Future<Output = ()> {
    let user = make();
    model_of_which_the_id_is_used(user)
}

pub async fn model_written_after_a_wait(pool: &sqlx::PgPool) {
    let user = Users.find(1).await;
    super::wait().await;
    user.save(pool).await;
}

/// Said by a lint that is off by default.
pub async fn read_after_a_wait() {
    let user = Users.find(1).await;
    super::wait().await;
    println!("{}", user.name);
}

macro_rules! begin {
    ($work:expr) => {
        tokio::spawn($work)
    };
}

pub fn model_sent_by_a_macro() {
    let user = other::newest();
    begin!(async move {
        let own = user;
        show(own.id).await
    });
}

macro_rules! sending {
    ($name:ident) => {
        pub fn $name() {
            let user = other::newest();
            begin!(async move {
                let own = user;
                show(own.id).await
            });
        }
    };
}

sending!(made_by_a_macro);

pub async fn model_in_a_cache_that_is_known_by_its_crate(cache: moka::future::Cache<i64, User>) {
    let user = other::newest();
    cache.insert(1, user).await;
}

pub fn model_in_a_message_of_some_type(out: &UnboundedSender<Box<dyn Deed>>) {
    let guest = other::newest();
    let deed: Box<dyn Deed> = Box::new(Greeting { guest });
    out.send(deed).unwrap();
}

pub trait Deed {
    fn act(&self);
}

pub struct Greeting {
    guest: User,
}

impl Deed for Greeting {
    fn act(&self) {
        println!("{}", self.guest.name);
    }
}
