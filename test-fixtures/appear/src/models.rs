//! Rows.

use crate::other::Request::*;
use crate::other::{
    self, Cache, Derived, LAST, Lazy, Pair, Repository, Request, Seen, Service, Table, User, Users,
};

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
