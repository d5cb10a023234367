//! The keys of the tables and the moment of a column, each a type of its own: a conversation's id is not a message's.
//!
//! Ids are what crosses a task boundary or a long wait; the rows behind them are read again where they are needed.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use time::macros::format_description;
use time::{OffsetDateTime, PrimitiveDateTime};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// A new random one.
            pub fn random() -> Self {
                Self(Uuid::new_v4())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, uuid::Error> {
                Uuid::parse_str(text).map(Self)
            }
        }
    )+};
}

ids! {
    TenantId, AppId, AppModelConfigId, EndUserId, ConversationId, MessageId, MessageFileId, FeedbackId, AgentThoughtId,
    WorkflowId, WorkflowRunId, NodeExecutionId, WorkflowAppLogId,
    /// One request for an answer: what a stop names.
    TaskId,
    /// One running process of this service.
    ServerId,
}

/// A point in time as the columns keep it: UTC, microseconds at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment(OffsetDateTime);

impl Moment {
    pub fn now() -> Self {
        let now = OffsetDateTime::now_utc();
        Self(now.replace_microsecond(now.microsecond()).unwrap_or(now))
    }

    pub fn seconds(self) -> i64 {
        self.0.unix_timestamp()
    }

    #[must_use]
    pub fn minus_seconds(self, seconds: u64) -> Self {
        Self(self.0 - std::time::Duration::from_secs(seconds))
    }

    /// `2024-06-05 20:45:00.123456`: what both databases order and cast.
    pub fn to_column(self) -> String {
        let form = format_description!("[year]-[month]-[day] [hour]:[minute]:[second].[subsecond digits:6]");
        self.0.format(&form).expect("a date of this era has a form")
    }

    pub fn from_column(text: &str) -> Result<Self, time::error::Parse> {
        let (second, fraction) = text.split_once('.').unwrap_or((text, "0"));
        let form = format_description!("[year]-[month]-[day] [hour]:[minute]:[second]");
        let second = PrimitiveDateTime::parse(second, &form)?.assume_utc();
        let micros: u32 =
            format!("{fraction:0<6}").get(..6).and_then(|digits| digits.parse().ok()).unwrap_or(0);
        Ok(Self(second + std::time::Duration::from_micros(micros.into())))
    }
}

#[cfg(test)]
mod tests {
    use super::Moment;

    #[test]
    fn a_column_is_read_as_it_was_written() {
        let now = Moment::now();
        assert_eq!(Moment::from_column(&now.to_column()), Ok(now));
        assert_eq!(Moment::from_column("1970-01-01 00:01:00").map(Moment::seconds), Ok(60));
    }
}
