//! `#[letgo::…]` attributes of headers (and of `letgo.toml`) as data.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::ir::Attr;

/// What a guard keeps busy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum GuardKind {
    /// A slot of a bounded pool.
    Pooled,
    /// An open transaction or savepoint.
    Transaction,
    /// Rows that are still to come.
    Stream,
    /// One connection without a pool.
    Raw,
    Listener,
    Copy,
    Lock,
    /// The only writer of an embedded store.
    WriteLock,
}

/// What a wait waits for, when it is not the guard's own work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Category {
    Network,
    Timer,
    Channel,
    Lock,
    Task,
    Process,
    File,
    Broker,
    /// Another database, or another connection.
    Database,
    /// CPU work on other threads.
    Blocking,
    /// The client of this server: request bodies, websocket frames, the consumer of a stream.
    Client,
    Unknown,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TypeFact {
    Guard(GuardKind),
    Handle,
    Facade,
    LookThrough,
    /// A lock around its type arguments, and what its keeper has.
    Shared,
    Locked,
    Opaque,
    /// Owns its first type argument; the second is what it makes when asked.
    Lazy,
    /// A stream that lets its connection go when it has given its last row.
    Ends,
    /// A stream that may end before the one that it was made of.
    Cuts,
    /// Not dropped at the end of its scope.
    Undropped,
    /// Mirrors a row, by the user's word.
    Model,
    /// Keeps a copy of a row on purpose, by the user's word.
    Snapshot,
    /// Mirrors a row that never changes, by the user's word: no copy of it can be old.
    ImmutableModel,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FunctionFact {
    Acquire,
    Query,
    Release,
    Derive,
    Detach,
    Waits(Category),
    Blocks(Category),
    Adapter,
    /// Of a function that takes closures: nobody polls what they give.
    Computes,
    Bounded,
    /// Waits for the wish to stop: beside other work in a `select!` it makes nothing longer.
    Signal,
    Spawn,
    Sends(Way),
    Ready,
    MacroValue,
    Empties,
    /// Where its argument is `..`.
    EmptiesAll,
    Drains,
    Last,
    Swaps,
    Leaks,
}

/// Where a value goes that leaves its task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Way {
    Task,
    Channel,
    Job,
    Cache,
}

/// All facts of one item.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    pub types: Vec<TypeFact>,
    pub functions: Vec<FunctionFact>,
    /// On a trait.
    pub executor: bool,
    /// Not to be found by this name in the crate's source.
    pub unnamed: bool,
    pub note: Option<String>,
}

impl GuardKind {
    pub fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "pooled" => Self::Pooled,
            "tx" => Self::Transaction,
            "stream" => Self::Stream,
            "raw" => Self::Raw,
            "listener" => Self::Listener,
            "copy" => Self::Copy,
            "lock" => Self::Lock,
            "write_lock" => Self::WriteLock,
            _ => return None,
        })
    }

    /// As in messages: "the transaction `tx`".
    pub const fn noun(self) -> &'static str {
        match self {
            Self::Pooled | Self::Raw => "connection",
            Self::Transaction => "transaction",
            Self::Stream => "row stream",
            Self::Listener => "listener",
            Self::Copy => "copy operation",
            Self::Lock => "lock",
            Self::WriteLock => "write transaction",
        }
    }
}

impl Category {
    pub const ALL: [Category; 12] = [
        Self::Network,
        Self::Timer,
        Self::Channel,
        Self::Lock,
        Self::Task,
        Self::Process,
        Self::File,
        Self::Broker,
        Self::Database,
        Self::Blocking,
        Self::Client,
        Self::Unknown,
    ];

    pub const fn word(self) -> &'static str {
        match self {
            Self::Network => "network",
            Self::Timer => "timer",
            Self::Channel => "channel",
            Self::Lock => "lock",
            Self::Task => "task",
            Self::Process => "process",
            Self::File => "file",
            Self::Broker => "broker",
            Self::Database => "database",
            Self::Blocking => "blocking",
            Self::Client => "client",
            Self::Unknown => "unknown",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|category| category.word() == word)
    }
}

impl Way {
    pub fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "channel" => Self::Channel,
            "job" => Self::Job,
            "cache" => Self::Cache,
            _ => return None,
        })
    }
}

impl Facts {
    /// The same as [`Facts::of`]; items without any, which most are, share `none`.
    pub fn shared(attrs: &[Attr], none: &Arc<Self>) -> Arc<Self> {
        let facts = Self::of(attrs);
        if facts == **none { Arc::clone(none) } else { Arc::new(facts) }
    }

    /// Reads the `letgo::…` attributes of an item. Unknown words are ignored here; a test over all headers rejects them.
    pub fn of(attrs: &[Attr]) -> Self {
        let mut facts = Self::default();
        for attr in attrs {
            let Some(word) = attr.path.strip_prefix("letgo::") else { continue };
            let args = attr.args.trim();
            match word {
                "guard" => facts.types.extend(GuardKind::parse(args).map(TypeFact::Guard)),
                "handle" => facts.types.push(TypeFact::Handle),
                "facade" => facts.types.push(TypeFact::Facade),
                "look_through" => facts.types.push(TypeFact::LookThrough),
                "shared" => facts.types.extend([TypeFact::LookThrough, TypeFact::Shared]),
                "locked" => facts.types.extend([TypeFact::Facade, TypeFact::Locked]),
                "opaque" => facts.types.push(TypeFact::Opaque),
                "lazy" => facts.types.push(TypeFact::Lazy),
                "ends" => facts.types.push(TypeFact::Ends),
                "cuts" => facts.types.push(TypeFact::Cuts),
                "undropped" => facts.types.push(TypeFact::Undropped),
                "unnamed" => facts.unnamed = true,
                "executor" => facts.executor = true,
                "acquire" => facts.functions.push(FunctionFact::Acquire),
                "query" => facts.functions.push(FunctionFact::Query),
                "release" => facts.functions.push(FunctionFact::Release),
                "derive" => facts.functions.push(FunctionFact::Derive),
                "detach" => facts.functions.push(FunctionFact::Detach),
                "waits" => facts.functions.extend(Category::parse(args).map(FunctionFact::Waits)),
                "blocks" => facts.functions.extend(Category::parse(args).map(FunctionFact::Blocks)),
                "adapter" => facts.functions.push(FunctionFact::Adapter),
                "computes" => facts.functions.push(FunctionFact::Computes),
                "bounded" => facts.functions.push(FunctionFact::Bounded),
                "signal" => facts.functions.push(FunctionFact::Signal),
                "spawn" => facts.functions.push(FunctionFact::Spawn),
                "sends" => facts.functions.extend(Way::parse(args).map(FunctionFact::Sends)),
                "ready" => facts.functions.push(FunctionFact::Ready),
                "empties" if args == "all" => facts.functions.push(FunctionFact::EmptiesAll),
                "empties" => facts.functions.push(FunctionFact::Empties),
                "last" => facts.functions.push(FunctionFact::Last),
                "drains" => facts.functions.push(FunctionFact::Drains),
                "swaps" => facts.functions.push(FunctionFact::Swaps),
                "leaks" => facts.functions.push(FunctionFact::Leaks),
                "macro_value" => facts.functions.push(FunctionFact::MacroValue),
                "note" => facts.note = Some(args.trim_matches('"').to_owned()),
                _ => {}
            }
        }
        facts
    }

    pub fn guard(&self) -> Option<GuardKind> {
        self.types.iter().find_map(|fact| match fact {
            TypeFact::Guard(kind) => Some(*kind),
            _ => None,
        })
    }

    pub fn has_type(&self, fact: TypeFact) -> bool {
        self.types.contains(&fact)
    }

    pub fn has(&self, fact: FunctionFact) -> bool {
        self.functions.contains(&fact)
    }

    pub fn waits(&self) -> Option<Category> {
        self.functions.iter().find_map(|fact| match fact {
            FunctionFact::Waits(category) => Some(*category),
            _ => None,
        })
    }

    /// Where the arguments go when they leave this task.
    pub fn sends(&self) -> Option<Way> {
        self.functions.iter().find_map(|fact| match fact {
            FunctionFact::Sends(way) => Some(*way),
            FunctionFact::Spawn => Some(Way::Task),
            _ => None,
        })
    }

    pub fn blocks(&self) -> Option<Category> {
        self.functions.iter().find_map(|fact| match fact {
            FunctionFact::Blocks(category) => Some(*category),
            _ => None,
        })
    }
}
