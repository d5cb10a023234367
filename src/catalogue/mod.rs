//! What is known of crates that are not in the workspace: database crates, runtimes, clients, and the standard library.
//!
//! A crate's knowledge is one **header**: a Rust file in `headers/` that declares, in Rust's own syntax, the part of
//! the crate's public interface that matters, with `#[letgo::…]` attributes for what a signature cannot say. Headers
//! are lowered and resolved by the same stages as user code, so that types, receivers, generics and re-exports need no
//! second mechanism. Bodies are empty and never read. Headers are data: adding a crate is adding a file.
//!
//! # Vocabulary
//!
//! In the header file itself:
//!
//! | attribute | meaning |
//! | --- | --- |
//! | `#![letgo::krate(sqlx, sqlx_core)]` | names under which paths reach this header; the first is the crate's |
//! | `#![letgo::versions("0.7", "0.8", "0.9")]` | versions whose sources the header was checked against |
//! | `#![letgo::waits(network)]` | any async function of this crate, declared here or not, waits for this category |
//! | `#![letgo::client(rpc, client, Client, core::client::ClientT)]` | `#[rpc(client)]` on a trait makes a trait `…Client` of its methods, for all that implement the last, which wait as the crate does |
//! | `#![letgo::store(redis)]` | its connections lead to this kind of database, and to none that speaks SQL |
//!
//! On types:
//!
//! | attribute | meaning |
//! | --- | --- |
//! | `#[letgo::guard(pooled)]` | a value keeps a connection checked out. Kinds: `pooled tx stream raw listener copy lock write_lock` |
//! | `#[letgo::handle]` | hands out connections, cheap to clone, never a guard |
//! | `#[letgo::facade]` | borrows or wraps a guard, and only works on it |
//! | `#[letgo::look_through]` | owns its type arguments: `Option<T>`, `Vec<T>`, `Box<T>` |
//! | `#[letgo::shared]` | looks through, but a connection without a pool in it is everybody's: `Mutex<Connection>` is no guard |
//! | `#[letgo::locked]` | a facade of what is in the lock; of a shared connection it is the guard: `MutexGuard<Connection>` |
//! | `#[letgo::lazy]` | owns its first type argument; its second is what it makes when asked: an iterator's adaptor |
//! | `#[letgo::ends]` | a row stream that lets its connection go when it has given its last row, and not only when it is dropped |
//! | `#[letgo::cuts]` | may end before the stream that it was made of: `take` |
//! | `#[letgo::undropped]` | what is in it stays there at the end of its scope: `ManuallyDrop<T>` |
//! | `#[letgo::opaque]` | owns nothing of its type arguments: `PhantomData<T>`, `Weak<T>`, `Sender<T>` |
//!
//! On traits: `#[letgo::executor]` (a handle or a guard implements it: decided by the argument).
//!
//! On functions and methods (what awaiting the result, or calling a plain function, does):
//!
//! | attribute | meaning |
//! | --- | --- |
//! | `#[letgo::acquire]` | waits for a connection of the receiver (or first argument), and returns a guard |
//! | `#[letgo::query]` | database work on the guard that it gets as receiver or argument; a handle in its place is borrowed from for the duration of the wait |
//! | `#[letgo::release]` | ends the guard: commit, rollback, close |
//! | `#[letgo::derive]` | the result is a guard on the receiver's (or argument's) connection: `conn.begin()`, `query.fetch(&mut conn)` |
//! | `#[letgo::detach]` | takes the connection out of the pool's accounting: no longer a guard |
//! | `#[letgo::waits(network)]` | waits for this category: `network timer channel lock task process file broker database blocking client unknown` |
//! | `#[letgo::blocks(timer)]` | the same for a thread, without `.await` |
//! | `#[letgo::adapter]` | waits for nothing but what its receiver or arguments make it wait for: `boxed`, `instrument`, `map` |
//! | `#[letgo::computes]` | its closures only compute, nobody polls what they give: `map_err` |
//! | `#[letgo::bounded]` | an adapter that bounds the wait: `timeout(d, f)` |
//! | `#[letgo::signal]` | waits for the wish to stop: beside other work in a `select!` it makes nothing longer |
//! | `#[letgo::spawn]` | its argument runs as a task of its own |
//! | `#[letgo::sends(channel)]` | its arguments leave this task: into a `channel`, a `job` queue, a `cache` |
//! | `#[letgo::ready]` | async, but never suspends |
//! | `#[letgo::empties]` | leaves nothing of what was in its receiver or first argument: `Option::take`, `Vec::clear`, `mem::replace` |
//! | `#[letgo::empties(all)]` | does so where its argument is `..`: `Vec::drain` |
//! | `#[letgo::drains]` | moves all that is in its `&mut` argument into its receiver: `Vec::append` |
//! | `#[letgo::last]` | gives `None` when there is nothing left in its receiver: `Vec::pop`, `Iterator::next` |
//! | `#[letgo::swaps]` | its two `&mut` arguments change places: `mem::swap` |
//! | `#[letgo::leaks]` | its argument is never dropped: `mem::forget` |
//! | `#[letgo::macro_value]` | the value of the macro with this name: `sqlx::query!` |
//!
//! On modules: `#[letgo::derived(DeriveEntityModel)]`, what this derive puts beside the type that derives it. Its paths are
//! those of the module that it goes into. An `impl Derived` in it is one of the type itself.
//!
//! On any item: `#[letgo::unnamed]` (not to be found by this name in the crate's source: it stands for an
//! `impl Trait` or a boxed stream, or a macro makes it), `#[letgo::since("2.0")]` and `#[letgo::until("0.28")]` (in these versions only; both
//! are for the test that compares headers with sources), `#[letgo::note("…")]`, a sentence for the message.

mod declared;
mod facts;
mod headers;
mod models;
#[cfg(test)]
mod tests;

pub use declared::{Declaration, Declared, PathPattern};
pub use facts::{Category, Facts, FunctionFact, GuardKind, TypeFact, Way};
pub use headers::{HEADERS, Header, header_of, needed};
pub use models::{
    ACCOUNTS, HARMLESS_ATTRIBUTES, JOB_NAMES, JOB_TRAIT_WORDS, JOB_TRAITS, KEY_NAMES, LOCKING_READS,
    MODEL_KINDS, MODEL_MACROS, ModelKind, NOT_MODELS, PAYLOAD_TYPES, ROW_MACROS, ROW_SUFFIXES, ROW_WRITERS,
    SNAPSHOTS, TABLE_MACROS, VERSION_FIELDS, WAYS,
};
