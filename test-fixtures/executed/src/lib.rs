//! Functions that are run, and whose connections are counted while they wait. See the README beside this package.
#![allow(warnings, reason = "the cases are written for their control flow")]

pub mod cases;
pub mod support;
