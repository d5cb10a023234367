//! Agent chat: a conversation with tools. Its generator and its wire are chat's.

pub mod app_runner;
