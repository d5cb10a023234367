//! The generated program, to which `run.rs` adds `all`: runs every case in every world and variant, twice, and prints
//! what was counted.
#![allow(warnings)]
mod cases;
mod support;

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::time::{Duration, Instant};

use ledger::{Kind, Site, World};
use sqlx::PgPool;

type Run = Pin<Box<dyn Future<Output = ()>>>;
type Counted = BTreeMap<(Vec<Site>, Kind), usize>;

/// Nothing fails and there are rows; nothing fails and there are none; one thing fails.
fn worlds() -> Vec<World> {
    let fine = World { rows: 2, ..World::default() };
    let mut worlds = vec![fine, World { rows: 0, ..fine }];
    for nth in 1..=3 {
        worlds.push(World { query_fails: nth, ..fine });
    }
    for nth in 1..=2 {
        worlds.push(World { acquire_fails: nth, ..fine });
        worlds.push(World { external_fails: nth, ..fine });
        worlds.push(World { release_fails: nth, ..fine });
    }
    worlds
}

/// Gives up when a future does not end: a channel that nobody writes to, a pool that stays empty.
async fn bounded(mut future: Run) {
    let start = Instant::now();
    let mut polls = 0;
    std::future::poll_fn(move |cx| {
        polls += 1;
        if future.as_mut().poll(cx).is_ready() || (polls > 500 && start.elapsed() > Duration::from_millis(100)) {
            return std::task::Poll::Ready(());
        }
        cx.waker().wake_by_ref();
        std::task::Poll::Pending
    })
    .await;
}

fn once(world: World, variant: u32, make: fn(PgPool, World, u32) -> Run) -> Counted {
    ledger::reset();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let pool = PgPool::connect_lazy("").unwrap();
    runtime.block_on(async {
        bounded(make(pool, world, variant)).await;
        let start = Instant::now();
        let metrics = tokio::runtime::Handle::current().metrics();
        while metrics.num_alive_tasks() > 0 && start.elapsed() < Duration::from_millis(50) {
            tokio::task::yield_now().await;
        }
    });
    drop(runtime);
    ledger::finish()
}

fn run(name: &str, variants: u32, make: fn(PgPool, World, u32) -> Run) {
    let attempt = std::panic::catch_unwind(|| {
        let (mut all, mut same) = (Counted::new(), true);
        // Where coins decide, all goes well otherwise.
        let worlds = if variants < 100 { worlds() } else { worlds()[..1].to_vec() };
        for world in worlds {
            for variant in 0..variants {
                let counted = once(world, variant, make);
                same &= variants > 100 || counted == once(world, variant, make);
                for (wait, out) in counted {
                    let most = all.entry(wait).or_insert(0);
                    *most = out.max(*most);
                }
            }
        }
        (all, same)
    });
    let (all, problem) = match attempt {
        Ok((all, true)) => (all, "null"),
        Ok((all, false)) => (all, "\"two runs differ\""),
        Err(_) => (Counted::new(), "\"it panicked\""),
    };
    let waits: Vec<String> = all
        .iter()
        .map(|((stack, kind), out)| {
            let stack: Vec<String> = stack.iter().map(|(file, line, column)| format!("[{file:?},{line},{column}]")).collect();
            let kind = format!("{kind:?}").to_lowercase();
            format!("{{\"stack\":[{}],\"kind\":\"{kind}\",\"out\":{out}}}", stack.join(","))
        })
        .collect();
    println!("{{\"function\":\"{name}\",\"problem\":{problem},\"waits\":[{}]}}", waits.join(","));
}

fn main() {
    all();
}
