//! A connection on loan to one database scope, and the account of all loans.
//!
//! `Lease` and `Scope` never leave the store: outside of it nobody can have a connection in hand, so nothing outside
//! can be waited for while one is. [`nothing_held`] is the belt to these braces: in debug builds every call to the
//! outside asks it first.

use std::collections::BTreeMap;
use std::ops::{Deref, DerefMut};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use sqlx::pool::PoolConnection;
use sqlx::{Any, AnyConnection, Transaction};

/// How often and how long the scopes of each call site had a connection.
#[derive(Debug, Default)]
pub struct Loans {
    sites: Mutex<BTreeMap<&'static str, Site>>,
}

/// The account of one call site.
#[derive(Debug, Clone, Default)]
pub struct Site {
    pub scopes: u64,
    pub in_use: u64,
    pub waited: Duration,
    pub held: Duration,
    pub longest_wait: Duration,
    pub longest_hold: Duration,
    /// How many waits lasted at most each of [`BUCKETS`].
    pub waits: [u64; BUCKETS.len()],
    /// How often a connection was waited for in vain.
    pub gave_up: u64,
    /// How many holds lasted at most each of [`BUCKETS`].
    pub holds: [u64; BUCKETS.len()],
}

/// Upper bounds of the histograms, in seconds.
pub const BUCKETS: [f64; 16] =
    [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.035, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0];

impl Loans {
    fn with<T>(&self, site: &'static str, change: impl FnOnce(&mut Site) -> T) -> T {
        change(self.sites.lock().unwrap_or_else(PoisonError::into_inner).entry(site).or_default())
    }

    pub fn by_site(&self) -> BTreeMap<&'static str, Site> {
        self.sites.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// A connection was asked for at `asked`, and is there.
    #[must_use]
    pub fn begin(self: &Arc<Self>, site: &'static str, asked: Instant) -> Loan {
        let since = Instant::now();
        self.with(site, |site| {
            let waited = since - asked;
            site.scopes += 1;
            site.in_use += 1;
            site.waited += waited;
            site.longest_wait = site.longest_wait.max(waited);
            count(&mut site.waits, waited);
        });
        Loan { loans: Arc::clone(self), site, since }
    }

    /// A connection was asked for at `asked`, and did not come.
    pub fn gave_up(&self, site: &'static str, asked: Instant) {
        let waited = asked.elapsed();
        self.with(site, |site| {
            site.gave_up += 1;
            site.waited += waited;
            site.longest_wait = site.longest_wait.max(waited);
            count(&mut site.waits, waited);
        });
    }

    pub fn in_use(&self) -> u64 {
        self.by_site().values().map(|site| site.in_use).sum()
    }
}

fn count(histogram: &mut [u64; BUCKETS.len()], time: Duration) {
    for (count, bound) in histogram.iter_mut().zip(BUCKETS) {
        *count += u64::from(time.as_secs_f64() <= bound);
    }
}

/// One entry of the account: begins when the connection is there, ends when it is dropped.
#[derive(Debug)]
pub struct Loan {
    loans: Arc<Loans>,
    site: &'static str,
    since: Instant,
}

impl Drop for Loan {
    fn drop(&mut self) {
        let held = self.since.elapsed();
        self.loans.with(self.site, |site| {
            site.in_use -= 1;
            site.held += held;
            site.longest_hold = site.longest_hold.max(held);
            count(&mut site.holds, held);
        });
    }
}

/// In debug builds, the note that the running task has a connection.
#[derive(Debug)]
pub(super) struct InHand {
    #[cfg(debug_assertions)]
    task: Option<tokio::task::Id>,
}

impl InHand {
    pub(super) fn new() -> Self {
        Self {
            #[cfg(debug_assertions)]
            task: by_task::taken(),
        }
    }
}

#[cfg(debug_assertions)]
impl Drop for InHand {
    fn drop(&mut self) {
        by_task::given_back(self.task);
    }
}

/// A connection for single statements.
pub(super) struct Lease {
    pub(super) connection: PoolConnection<Any>,
    pub(super) _loan: Loan,
    pub(super) _hand: InHand,
}

/// A connection in a transaction; rolled back unless it is committed.
pub(super) struct Scope {
    pub(super) transaction: Transaction<'static, Any>,
    pub(super) _loan: Loan,
    pub(super) _hand: InHand,
}

impl Scope {
    pub(super) async fn commit(self) -> sqlx::Result<()> {
        self.transaction.commit().await
    }
}

impl Deref for Lease {
    type Target = AnyConnection;
    fn deref(&self) -> &AnyConnection {
        &self.connection
    }
}

impl DerefMut for Lease {
    fn deref_mut(&mut self) -> &mut AnyConnection {
        &mut self.connection
    }
}

impl Deref for Scope {
    type Target = AnyConnection;
    fn deref(&self) -> &AnyConnection {
        &self.transaction
    }
}

impl DerefMut for Scope {
    fn deref_mut(&mut self) -> &mut AnyConnection {
        &mut self.transaction
    }
}

/// Panics in debug builds when the running task holds a connection: called before every call to the outside.
#[cfg_attr(not(debug_assertions), allow(unused_variables, clippy::missing_const_for_fn))]
pub fn nothing_held(before: &str) {
    #[cfg(debug_assertions)]
    {
        let held = by_task::held();
        assert!(held == 0, "{held} connection(s) in hand before {before}");
    }
}

#[cfg(debug_assertions)]
mod by_task {
    use std::collections::HashMap;
    use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};

    use tokio::task::Id;

    static HELD: LazyLock<Mutex<HashMap<Option<Id>, usize>>> = LazyLock::new(Mutex::default);

    fn all() -> MutexGuard<'static, HashMap<Option<Id>, usize>> {
        HELD.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn taken() -> Option<Id> {
        let task = tokio::task::try_id();
        *all().entry(task).or_default() += 1;
        task
    }

    pub(super) fn given_back(task: Option<Id>) {
        let mut all = all();
        if let Some(count) = all.get_mut(&task) {
            *count -= 1;
            if *count == 0 {
                all.remove(&task);
            }
        }
    }

    pub(super) fn held() -> usize {
        tokio::task::try_id().and_then(|task| all().get(&Some(task)).copied()).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::nothing_held;
    use crate::store::Store;

    async fn store() -> Store {
        Store::open("sqlite::memory:", 1, Duration::from_secs(1)).await.expect("a database in memory")
    }

    #[tokio::test]
    async fn nothing_is_held_before_and_after() {
        let store = store().await;
        let lease = store.lease("test").await.expect("a connection");
        assert_eq!(store.loans().in_use(), 1);
        drop(lease);
        assert_eq!(store.loans().in_use(), 0);
        let by_site = store.loans().by_site();
        assert_eq!((by_site["test"].scopes, by_site["test"].holds[7]), (1, 1));
        tokio::spawn(async { nothing_held("a test") }).await.expect("it does not panic");
    }

    #[tokio::test]
    async fn a_connection_in_hand_is_noticed() {
        let store = store().await;
        let holding = tokio::spawn(async move {
            let _lease = store.lease("test").await.expect("a connection");
            nothing_held("a test");
        });
        let panic = holding.await.expect_err("it panics").into_panic();
        let text = panic.downcast_ref::<String>().expect("a message");
        assert_eq!(text, "1 connection(s) in hand before a test");

        let store = self::store().await;
        let holding = tokio::spawn(async move {
            let _scope = store.scope("test").await.expect("a transaction");
            nothing_held("a test");
        });
        assert!(holding.await.expect_err("it panics").is_panic());
    }
}
