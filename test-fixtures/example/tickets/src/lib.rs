//! The service: each function of `tempting` makes one mistake that looks harmless; `calm` does the same without it.

pub mod calm;
pub mod payments;
pub mod tempting;
