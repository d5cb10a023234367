//! Threads that block with a connection in hand.

use std::time::Duration;

use sqlx::{PgConnection, PgPool};

use crate::AppResult;

async fn touch(conn: &mut PgConnection) -> AppResult {
    sqlx::query("update jobs set seen = true").execute(conn).await?;
    Ok(())
}

fn nap() {
    std::thread::sleep(Duration::from_secs(1));
}

async fn bad_sleep(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    std::thread::sleep(Duration::from_secs(1)); //~ guard_across_blocking: a timer
    touch(&mut conn).await
}

async fn bad_further_down(pool: &PgPool) -> AppResult {
    let mut conn = pool.acquire().await?;
    nap(); //~ guard_across_blocking
    touch(&mut conn).await
}

async fn good_before(pool: &PgPool) -> AppResult {
    nap();
    let mut conn = pool.acquire().await?;
    touch(&mut conn).await
}

async fn good_blocks_on_its_own_query(pool: &PgPool, runtime: &tokio::runtime::Handle) -> AppResult {
    let mut conn = pool.acquire().await?;
    runtime.block_on(touch(&mut conn))
}

async fn bad_blocks_on_something_else(pool: &PgPool, runtime: &tokio::runtime::Handle) -> AppResult {
    let mut conn = pool.acquire().await?;
    runtime.block_on(tokio::time::sleep(Duration::from_secs(1))); //~ guard_across_blocking: another task
    touch(&mut conn).await
}

/// Every way in which a function can name what blocks, and a caller that holds a connection.
mod named {
    use std::thread::sleep as doze;
    use std::time::Duration;

    use sqlx::PgPool;

    use super::touch;
    use crate::AppResult;

    const SECOND: Duration = Duration::from_secs(1);

    fn by_another_name() {
        doze(SECOND);
    }

    fn imported_inside() {
        use std::thread::sleep as rest;
        rest(SECOND);
    }

    struct Clock;

    type Watch = Clock;

    impl Clock {
        fn tick() {
            std::thread::sleep(SECOND);
        }

        fn twice() {
            Self::tick();
            Clock::tick();
        }

        fn through_an_alias() {
            Watch::tick();
        }

        fn wind(&self, turns: u32) -> u32 {
            Self::tick();
            turns
        }
    }

    trait Strike {
        fn strike(&self);

        fn strike_twice(&self) {
            self.strike();
            self.strike();
        }
    }

    impl Strike for Clock {
        fn strike(&self) {
            doze(SECOND);
        }
    }

    fn by_its_trait(clock: &Clock) {
        Strike::strike_twice(clock);
    }

    fn by_a_method(clock: &Clock) -> u32 {
        clock.wind(3)
    }

    fn handed_on() {
        [(); 3].iter().for_each(|()| Clock::twice());
    }

    async fn bad(pool: &PgPool, clock: &Clock) -> AppResult {
        let mut conn = pool.acquire().await?;
        by_another_name(); //~ guard_across_blocking
        imported_inside(); //~ guard_across_blocking
        Clock::through_an_alias(); //~ guard_across_blocking
        by_its_trait(clock); //~ guard_across_blocking
        by_a_method(clock); //~ guard_across_blocking
        handed_on(); //~ guard_across_blocking
        touch(&mut conn).await
    }
}
