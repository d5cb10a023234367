//! The table of headers. One row a file.

/// A header file, by its crate.
#[derive(Debug, Clone, Copy)]
pub struct Header {
    /// The crate's name in paths; the file is `headers/{name}.rs`.
    pub name: &'static str,
    pub text: &'static str,
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
