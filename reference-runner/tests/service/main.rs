//! The service as its callers see it: a process, HTTP, and the rows that are left. Nothing here names a type of the
//! service, so any program with its command line can take its place: `RUNNER_BINARY=… cargo test --test service`.
//!
//! What callers see is the same on both databases; those tests are written once and run on each (`on_each_database!`).

mod support;

mod agents;
mod clients;
mod contract;
mod conversations;
mod engine;
mod faults;
mod inputs;
mod modes;
mod nodes;
mod pool;
mod stopping;
