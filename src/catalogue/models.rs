//! Which structs mirror rows, by crate: the derives and attributes that say so, and where they name the key.
//!
//! Data only: adding a crate is adding a row. `models` reads it.

use super::Way;

/// How one crate declares models.
#[derive(Debug)]
pub struct ModelKind {
    /// For messages: "a sea-orm model".
    pub name: &'static str,
    /// Derives, by their last segment: any of these makes a struct a model …
    pub derives: &'static [&'static str],
    /// … or any of these attributes.
    pub attributes: &'static [&'static str],
    /// When it is not empty, the derive or attribute counts only beside one of these: `ormlite::Model` written out, or
    /// an attribute of the struct or of a field. For names that many crates use.
    pub beside: &'static [&'static str],
    /// Attributes of a field that make it (part of) the key: the attribute, and the word in it; an empty word means
    /// the attribute alone.
    pub key_fields: &'static [(&'static str, &'static str)],
    /// Attributes of the struct that list the key's fields: `#[diesel(primary_key(a, b))]`.
    pub key_lists: &'static [(&'static str, &'static str)],
    /// Attributes of a field whose struct has the key, and the method that its derive makes to get it.
    pub key_parts: &'static [(&'static str, &'static str, &'static str)],
    /// Methods made by the derive (the first column tells which) that write every column.
    pub row_writers: &'static [(&'static str, &'static str)],
}

pub static MODEL_KINDS: &[ModelKind] = &[
    ModelKind {
        name: "sea-orm model",
        derives: &["DeriveEntityModel"],
        attributes: &["sea_orm::model", "sea_orm::compact_model"],
        beside: &[],
        key_fields: &[("sea_orm", "primary_key")],
        key_lists: &[],
        key_parts: &[],
        row_writers: &[],
    },
    ModelKind {
        name: "toasty model",
        derives: &["Model"],
        attributes: &[],
        beside: &["toasty::Model", "key", "toasty::key"],
        key_fields: &[("key", ""), ("toasty::key", "")],
        key_lists: &[("key", "")],
        key_parts: &[],
        row_writers: &[],
    },
    ModelKind {
        name: "welds model",
        derives: &["WeldsModel"],
        attributes: &[],
        beside: &[],
        key_fields: &[("welds", "primary_key")],
        key_lists: &[],
        key_parts: &[],
        row_writers: &[],
    },
    ModelKind {
        name: "ormlite model",
        derives: &["Model"],
        attributes: &[],
        beside: &["ormlite::Model", "ormlite"],
        key_fields: &[("ormlite", "primary_key")],
        key_lists: &[],
        key_parts: &[],
        row_writers: &[("Model", "update_all_fields")],
    },
    ModelKind {
        name: "sqlx model",
        derives: &["Model"],
        attributes: &[],
        beside: &["table", "model"],
        key_fields: &[],
        key_lists: &[],
        key_parts: &[],
        row_writers: &[("Model", "save")],
    },
    ModelKind {
        name: "diesel row",
        derives: &["Queryable", "HasQuery", "QueryableByName"],
        attributes: &[],
        beside: &[],
        key_fields: &[],
        key_lists: &[("diesel", "primary_key"), ("primary_key", "")],
        key_parts: &[("diesel", "embed", "id")],
        row_writers: &[("AsChangeset", "save_changes")],
    },
    ModelKind {
        name: "sea-orm row",
        derives: &["FromQueryResult", "DerivePartialModel"],
        attributes: &[],
        beside: &[],
        key_fields: &[],
        key_lists: &[],
        key_parts: &[],
        row_writers: &[],
    },
    ModelKind {
        name: "butane model",
        derives: &[],
        attributes: &["butane::model", "model"],
        beside: &["butane::model", "pk", "auto"],
        key_fields: &[("pk", "")],
        key_lists: &[],
        key_parts: &[],
        row_writers: &[],
    },
    ModelKind {
        name: "georm row",
        derives: &["Georm"],
        attributes: &[],
        beside: &[],
        key_fields: &[("georm", "id")],
        key_lists: &[],
        key_parts: &[],
        row_writers: &[("Georm", "update"), ("Georm", "create_or_update"), ("Georm", "upsert")],
    },
    ModelKind {
        name: "sqlx row",
        derives: &["FromRow"],
        attributes: &[],
        beside: &[],
        key_fields: &[],
        key_lists: &[],
        key_parts: &[],
        row_writers: &[],
    },
    ModelKind {
        name: "mongodb document",
        derives: &["Serialize", "Deserialize"],
        attributes: &[],
        beside: &["_id"],
        key_fields: &[("serde", "_id")],
        key_lists: &[],
        key_parts: &[],
        row_writers: &[],
    },
];

/// Words in the names of messages that tell what was so, and so carry copies on purpose.
pub static ACCOUNTS: &[&str] = &["Event", "Log", "Logger", "Notification"];

/// What a row's name may have after the name of its key's owner: `order_id` of an `OrderRow`.
pub static ROW_SUFFIXES: &[&str] = &["row", "model", "record", "entity", "db", "dao", "item", "data"];

/// Item macros that make a struct a model: `rbatis::crud!(User {})`.
pub static MODEL_MACROS: &[(&str, &str)] = &[("crud", "rbatis model")];

/// Item macros that say which columns are a table's key: `diesel::table! { users (id) { … } }`.
pub static TABLE_MACROS: &[&str] = &["table"];

/// Macros whose first argument is the struct that a row becomes.
pub static ROW_MACROS: &[&str] =
    &["query_as", "query_as_unchecked", "query_file_as", "query_file_as_unchecked"];

/// First words of the names of methods that write a model, when their body writes the whole row.
pub static ROW_WRITERS: &[&str] = &["save", "update", "upsert", "store", "persist", "write"];

/// Words in the name of a read that keeps others from writing.
pub static LOCKING_READS: &[&str] = &["lock", "locked", "locking", "claim", "exclusive"];

/// Fields by which a lost update is seen.
pub static VERSION_FIELDS: &[&str] =
    &["version", "lock_version", "row_version", "revision", "sequence", "etag"];

/// Names that a key goes by when nothing declares it, best first.
pub static KEY_NAMES: &[&str] = &["id", "_id", "uuid", "guid", "uid"];

/// Endings of type names that are no models, whatever they derive: what goes out to or comes in from elsewhere.
pub static NOT_MODELS: &[&str] = &[
    "Dto", "DTO", "Request", "Response", "Config", "Settings", "Form", "Input", "Params", "Payload",
    "Command",
];

/// Words in the names of types and variants that keep a copy on purpose: what was so at that time.
pub static SNAPSHOTS: &[&str] =
    &["Created", "Deleted", "Removed", "Snapshot", "Archived", "Audit", "History", "Historic"];

/// Words in the names of traits of job runners, and the associated types that are their payloads:
/// `impl Saga for … { type Params = … }`.
pub static JOB_TRAIT_WORDS: &[&str] = &["Job", "Saga", "Task", "Worker", "Queue", "Workflow", "Activity"];
pub static PAYLOAD_TYPES: &[&str] =
    &["Params", "Payload", "Args", "Arguments", "Input", "Message", "Data", "Job"];

/// Traits of job runners: what implements one is a payload that waits in a queue.
pub static JOB_TRAITS: &[&str] =
    &["Job", "BackgroundJob", "AsyncRunnable", "Runnable", "AsyncJob", "Worker", "JobRunnable"];

/// Endings of the names of structs that wait in a queue, when they can also be written down.
pub static JOB_NAMES: &[&str] = &[
    "Job",
    "JobEvent",
    "JobPayload",
    "JobArgs",
    "JobData",
    "JobParams",
    "JobMessage",
    "TaskPayload",
    "QueueMessage",
];

/// Attributes that leave a function's signature to its author. Any other is a framework's, which calls the function
/// itself and asks for its parameters.
pub static HARMLESS_ATTRIBUTES: &[&str] = &[
    "instrument",
    "tracing::instrument",
    "async_recursion",
    "async_recursion::async_recursion",
    "async_trait",
    "async_trait::async_trait",
    "rustfmt::skip",
    "cfg_attr",
    "allow",
    "expect",
];

/// Methods and functions of crates without header that take a value out of its task: crate, last name, way.
pub static WAYS: &[(&str, &str, Way)] = &[
    ("flume", "send", Way::Channel),
    ("flume", "try_send", Way::Channel),
    ("flume", "send_async", Way::Channel),
    ("crossbeam_channel", "send", Way::Channel),
    ("crossbeam_channel", "try_send", Way::Channel),
    ("crossbeam", "send", Way::Channel),
    ("async_channel", "send", Way::Channel),
    ("async_channel", "try_send", Way::Channel),
    ("async_broadcast", "broadcast", Way::Channel),
    ("async_broadcast", "try_broadcast", Way::Channel),
    ("kanal", "send", Way::Channel),
    ("postage", "send", Way::Channel),
    ("apalis", "push", Way::Job),
    ("apalis_core", "push", Way::Job),
    ("apalis_sql", "push", Way::Job),
    ("apalis_redis", "push", Way::Job),
    ("fang", "insert_task", Way::Job),
    ("fang", "schedule_task", Way::Job),
    ("sqlxmq", "set_json", Way::Job),
    ("moka", "insert", Way::Cache),
    ("mini_moka", "insert", Way::Cache),
    ("quick_cache", "insert", Way::Cache),
    ("cached", "cache_set", Way::Cache),
    ("async_std", "spawn", Way::Task),
    ("smol", "spawn", Way::Task),
    ("actix_rt", "spawn", Way::Task),
    ("rayon", "spawn", Way::Task),
];
