//! The table of headers, one row a file, and which of them a set of crates needs.

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

/// A header file, by its crate.
#[derive(Debug, Clone, Copy)]
pub struct Header {
    /// The crate's name in paths; the file is `headers/{name}.rs`.
    pub name: &'static str,
    pub text: &'static str,
}

impl Header {
    /// The names under which paths reach it, as its `letgo::krate` attribute lists them; `aws_sdk_*` stands for all that
    /// start so and that no header names.
    pub fn names(&self) -> impl Iterator<Item = &'static str> + use<> {
        let lists = self.text.split("#![letgo::krate(").skip(1);
        lists.flat_map(|rest| rest.split(')').next().unwrap_or_default().split(',').map(str::trim))
    }

    /// Whether it speaks of connections.
    pub fn is_database(&self) -> bool {
        ["#[letgo::guard", "#[letgo::handle"].iter().any(|word| self.text.contains(word))
    }
}

/// Where the headers are in the table, by the names that they list.
#[derive(Default)]
struct ByName {
    exact: FxHashMap<&'static str, usize>,
    /// By how the name starts.
    patterns: Vec<(&'static str, usize)>,
}

static BY_NAME: LazyLock<ByName> = LazyLock::new(|| {
    let mut by_name = ByName::default();
    for (index, header) in HEADERS.iter().enumerate() {
        for name in header.names() {
            match name.strip_suffix('*') {
                Some(start) => by_name.patterns.push((start, index)),
                None => _ = by_name.exact.entry(name).or_insert(index),
            }
        }
    }
    by_name
});

/// Where the header of a crate is in the table, by the crate's name in paths. A trailing `*` in a header's list stands
/// for anything that no other header names.
pub fn header_of(krate: &str) -> Option<usize> {
    let pattern = || BY_NAME.patterns.iter().find(|(start, _)| krate.starts_with(start));
    BY_NAME.exact.get(krate).copied().or_else(|| Some(pattern()?.1))
}

/// The headers that a path which starts at one of these crates can reach: theirs, that of `std`, and those that these
/// mention in turn. In the order of the table.
pub fn needed<'a>(crates: impl IntoIterator<Item = &'a str>) -> Vec<usize> {
    let mut needed = FxHashSet::default();
    // many crates use the same
    let crates: FxHashSet<&str> = ["std"].into_iter().chain(crates).collect();
    let mut open: Vec<usize> = crates.into_iter().filter_map(header_of).collect();
    while let Some(index) = open.pop() {
        if needed.insert(index) {
            open.extend(mentioned(HEADERS[index].text).filter_map(header_of));
        }
    }
    let mut needed: Vec<usize> = needed.into_iter().collect();
    needed.sort_unstable();
    needed
}

/// The first segments of paths. A module's name may be among them, and be that of a crate, too.
fn mentioned(text: &str) -> impl Iterator<Item = &str> {
    let lines = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.flat_map(|line| {
        line.match_indices("::").filter_map(|(at, _)| {
            let before = &line[..at];
            let start = before.rfind(|c: char| !(c.is_alphanumeric() || c == '_')).map_or(0, |at| at + 1);
            let is_first = !before[..start].ends_with("::") || before[..start].ends_with(" ::");
            is_first.then_some(&before[start..])
        })
    })
}

macro_rules! headers {
    ($($name:ident)*) => {
        /// Every header, `std` first: it is always loaded, the others when a dependency names their crate.
        pub static HEADERS: &[Header] = &[
            $(Header { name: stringify!($name), text: include_str!(concat!("headers/", stringify!($name), ".rs")) },)*
        ];
    };
}

headers! {
    std
    anyhow
    futures
    tokio
    tracing
    sqlx
    tokio_postgres
    diesel
    diesel_async
    deadpool
    deadpool_sync
    deadpool_postgres
    deadpool_diesel
    deadpool_redis
    deadpool_sqlite
    bb8
    bb8_postgres
    bb8_redis
    bb8_tiberius
    mobc
    r2d2
    r2d2_sqlite
    sea_orm
    rusqlite
    tokio_rusqlite
    mysql_async
    tiberius
    mongodb
    redis
    lettre
    libsql
    axum
    actix_web
    reqwest
    channels
    dashmap
    sentry
    retries
    quiet
    activitypub_federation
    network
    jsonrpsee
    broker
    store
    deadpool_lapin
    deadpool_libsql
    deadpool_r2d2
    deadpool_memcached
    async_sqlite
    mysql
    fred
    scylla
    turso
    surrealdb
    rbatis
    ormlite
    welds
    toasty
    cornucopia
    butane
    georm
    atmosphere
    axum_sqlx_tx
    actix_sqlx_tx
    axum_sea_orm_tx
    sqlx_transaction_manager
    rocket_db_pools
    rocket_sync_db_pools
    sea_orm_rocket
    sqlxmq
    apalis
    redb
    heed
    neo4rs
    tikv_client
    gcloud_spanner
    clickhouse
    loco_rs
    sea_orm_migration
    async_graphql
    async_lock
    parking_lot
    triomphe
    bb8_rusqlite
    qorb
    async_bb8_diesel
    es_entity
    once_cell
    rocket
    poem
    dropshot
    tauri
    salvo
    paperclip
}
