//! Items that a `macro_rules!` of the workspace makes: functions, impls and types like those that are written out.

use std::time::Duration;

use sqlx::pool::PoolConnection;
use sqlx::{PgConnection, PgPool, Postgres};
use tokio::time::sleep;

use crate::AppResult;

async fn touch(conn: &mut PgConnection) -> AppResult {
    sqlx::query("update jobs set seen = true").execute(conn).await?;
    Ok(())
}

async fn charge(_conn: &mut PgConnection) -> AppResult {
    reqwest::get("https://pay.example.com").await?; //~ guard_across_await: a network call
    Ok(())
}

async fn seen(conn: &mut PgConnection) -> AppResult {
    touch(conn).await
}

/// Items as they are.
macro_rules! unix_only {
    ($($item:item)*) => { $( $item )* };
}

unix_only! {
    async fn bad_passed_on(pool: &PgPool) -> AppResult {
        let mut conn = pool.acquire().await?;
        sleep(Duration::from_secs(1)).await; //~ guard_across_await: a timer
        touch(&mut conn).await
    }

    async fn good_passed_on(pool: &PgPool) -> AppResult {
        let mut conn = pool.acquire().await?;
        touch(&mut conn).await?;
        drop(conn);
        sleep(Duration::from_secs(1)).await;
        Ok(())
    }
}

unix_only! {
    mod of_unix;
}

/// One function for all actions, from a list of them: the hold over `charge` is known.
macro_rules! actions {
    ($name:ident: $($action:ident),* $(,)?) => {
        #[allow(non_camel_case_types)]
        pub enum $name {
            $( $action ),*
        }

        impl $name {
            pub async fn run(&self, conn: &mut PgConnection) -> AppResult {
                match self {
                    $( $name::$action => super::item_macros::$action(conn).await, )*
                }
            }
        }
    };
}

actions!(Paid: seen, charge);
actions!(Free: seen, touch);

async fn holds_for_the_callee(pool: &PgPool, action: Paid) -> AppResult {
    let mut conn = pool.acquire().await?;
    action.run(&mut conn).await
}

async fn good_dispatched(pool: &PgPool, action: Free) -> AppResult {
    let mut conn = pool.acquire().await?;
    action.run(&mut conn).await?;
    drop(conn);
    sleep(Duration::from_secs(1)).await;
    Ok(())
}

/// A wrapper, by a macro that another one calls.
macro_rules! wrapper {
    ($name:ident { $($method:ident),* }) => {
        pub struct $name(PoolConnection<Postgres>);
        wrapper!(@methods $name $($method)*);
    };
    (@methods $name:ident $($method:ident)*) => {
        impl $name {
            pub async fn take(pool: &PgPool) -> AppResult<Self> {
                Ok(Self(pool.acquire().await?))
            }
            $(
                pub async fn $method(&mut self) -> AppResult {
                    touch(&mut self.0).await
                }
            )*
        }
    };
}

wrapper!(Jobs { first, second });

async fn bad_wrapper(pool: &PgPool) -> AppResult {
    let mut jobs = Jobs::take(pool).await?;
    jobs.first().await?;
    sleep(Duration::from_secs(1)).await; //~ guard_across_await: a timer
    jobs.second().await
}

async fn good_wrapper(pool: &PgPool) -> AppResult {
    let mut jobs = Jobs::take(pool).await?;
    jobs.first().await?;
    jobs.second().await?;
    drop(jobs);
    sleep(Duration::from_secs(1)).await;
    Ok(())
}

/// What the macro brings itself stands at its name.
macro_rules! napping {
    ($name:ident) => {
        async fn $name(pool: &PgPool) -> AppResult {
            let mut conn = pool.acquire().await?;
            sleep(Duration::from_secs(1)).await;
            touch(&mut conn).await
        }
    };
}

napping!(bad_all_from_the_macro); //~ guard_across_await: a timer

/// The macro of the same name that stands before the call.
mod nearer {
    use super::*;

    macro_rules! napping {
        ($name:ident) => {
            async fn $name(pool: &PgPool) -> AppResult {
                touch(&mut *pool.acquire().await?).await
            }
        };
    }

    napping!(good_all_from_the_macro);
}

napping!(bad_behind_the_module); //~ guard_across_await: a timer

/// In a module of a macro, with a macro of bodies in it, and items in a block.
macro_rules! module {
    ($name:ident, $wait:expr) => {
        mod $name {
            use super::*;

            pub async fn run(pool: &PgPool) -> AppResult {
                async fn inner(conn: &mut PgConnection) -> AppResult {
                    $wait.await;
                    touch(conn).await
                }
                let mut conn = pool.acquire().await?;
                inner(&mut conn).await
            }
        }
    };
}

module!(bad_module, sleep(Duration::from_secs(1))); //~ guard_across_await: a timer
module!(good_module, std::future::ready(()));

/// Has the name of the macro that it wraps.
macro_rules! thread_local {
    ($name:ident) => {
        std::thread_local! { static LAST: std::cell::Cell<u32> = const { std::cell::Cell::new(0) } }

        async fn $name(pool: &PgPool) -> AppResult {
            let mut conn = pool.acquire().await?;
            LAST.set(LAST.get() + 1);
            sleep(Duration::from_secs(1)).await;
            touch(&mut conn).await
        }
    };
}

thread_local!(bad_beside_a_static); //~ guard_across_await: a timer
