//! Random bodies, the same for the same seed: nested from the constructs that matter to the life of a guard.
//!
//! What is written compiles: each variable is known to be alive, moved, or perhaps moved. Branches are decided by a
//! `Coin`, of which the runner tries every sequence, so that no two tests depend on each other: what may be held on
//! some path is held in some run.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::random::Random;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Connection,
    Transaction,
    Option,
    Vec,
    Map,
    Boxed,
    /// A struct with an option in it, and methods that fill and empty it.
    Slot,
    Repo,
    /// `async move` block that owns a connection, not yet awaited.
    Future,
    /// `move` closure that owns a connection.
    Closure,
    /// Shadowed by a number: nobody names it again.
    Hidden,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Alive,
    Moved,
    Perhaps,
}

#[derive(Clone)]
struct Variable {
    name: String,
    kind: Kind,
    state: State,
    /// Declared outside a loop that we are in, or of a block that only borrows: may not be moved.
    frozen: bool,
}

struct Body {
    random: Random,
    out: String,
    indent: usize,
    names: usize,
    flips: usize,
    variables: Vec<Variable>,
    /// Inside a future that is kept: no coin, no return.
    in_future: bool,
    budget: usize,
}

/// Who is lent an option, and what they do to it.
const LENT: &str = "\
type Conn = PoolConnection<Postgres>;

fn empty(slot: &mut Option<Conn>) {
    slot.take();
}

fn fill(slot: &mut Option<Conn>, conn: Conn) {
    *slot = Some(conn);
}

struct Slot {
    conn: Option<Conn>,
}

impl Slot {
    fn empty(&mut self) {
        self.conn = None;
    }
    fn fill(&mut self, conn: Conn) {
        self.conn = Some(conn);
    }
    fn take(&mut self) -> Option<Conn> {
        self.conn.take()
    }
}
";

/// A file of functions `gen_{seed}` … `gen_{seed + count - 1}`.
pub fn file(seed: u64, count: u64) -> String {
    let mut out = String::from(
        "use std::collections::HashMap;\nuse std::mem;\n\nuse outside::{ext, notify};\n\
         use sqlx::pool::PoolConnection;\nuse sqlx::{PgPool, Postgres};\n\n\
         use crate::support::{eat, grab, keep, lucky, touch, AppResult, Coin, Reading, Repo};\n\n",
    );
    out.push_str(LENT);
    for seed in seed..seed + count {
        let _ = write!(
            out,
            "\npub async fn gen_{seed}(pool: &PgPool, mut coin: Coin) -> AppResult {{\n{}}}\n",
            body(seed)
        );
    }
    out
}

fn body(seed: u64) -> String {
    let mut random = Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    for _ in 0..8 {
        random.below(2);
    }
    let budget = 6 + random.below(14);
    let mut body = Body {
        random,
        out: String::new(),
        indent: 1,
        names: 0,
        flips: 0,
        variables: Vec::new(),
        in_future: false,
        budget,
    };
    body.acquire();
    while body.budget > 0 {
        body.statement(0);
    }
    body.line("ext().await;");
    body.line("Ok(())");
    body.out
}

impl Body {
    fn line(&mut self, text: &str) {
        let _ = writeln!(self.out, "{}{text}", "    ".repeat(self.indent));
    }

    fn fresh(&mut self, prefix: &str) -> String {
        self.names += 1;
        format!("{prefix}{}", self.names)
    }

    fn declare(&mut self, name: &str, kind: Kind) {
        self.variables.push(Variable { name: name.to_owned(), kind, state: State::Alive, frozen: false });
    }

    /// A variable of this kind that is alive; `to_move`: and may be moved.
    fn any(&mut self, kinds: &[Kind], to_move: bool) -> Option<usize> {
        let fits = |variable: &Variable| {
            kinds.contains(&variable.kind) && variable.state == State::Alive && !(to_move && variable.frozen)
        };
        let found: Vec<usize> = (0..self.variables.len()).filter(|i| fits(&self.variables[*i])).collect();
        (!found.is_empty()).then(|| found[self.random.below(found.len())])
    }

    fn take(&mut self, index: usize) -> String {
        self.variables[index].state = State::Moved;
        self.variables[index].name.clone()
    }

    fn source(&mut self) -> &'static str {
        ["grab(pool)?", "pool.acquire().await?"][self.random.below(2)]
    }

    fn acquire(&mut self) {
        let name = self.fresh("c");
        if self.random.below(4) == 0 {
            self.line(&format!("let mut {name} = pool.begin().await?;"));
            self.declare(&name, Kind::Transaction);
        } else {
            let source = self.source();
            self.line(&format!("let mut {name} = {source};"));
            self.declare(&name, Kind::Connection);
        }
    }

    fn block(&mut self, depth: usize, head: &str) {
        self.line(head);
        self.indent += 1;
        let outer = self.variables.len();
        for _ in 0..=self.random.below(3) {
            self.statement(depth + 1);
        }
        self.variables.truncate(outer);
        self.indent -= 1;
    }

    fn states(&self) -> Vec<State> {
        self.variables.iter().map(|variable| variable.state).collect()
    }

    fn restore(&mut self, states: &[State]) {
        for (variable, state) in self.variables.iter_mut().zip(states) {
            variable.state = *state;
        }
    }

    fn merge(&mut self, other: &[State]) {
        for (variable, state) in self.variables.iter_mut().zip(other) {
            if variable.state != *state {
                variable.state = State::Perhaps;
            }
        }
    }

    /// Branches of one statement: heads, and then the closing brace.
    fn branches(&mut self, depth: usize, heads: &[&str], exhaustive: bool) {
        let before = self.states();
        let mut merged: Option<Vec<State>> = (!exhaustive).then(|| before.clone());
        for head in heads {
            self.restore(&before);
            self.block(depth, head);
            if let Some(merged) = &merged {
                self.merge(merged);
            }
            merged = Some(self.states());
        }
        self.line("}");
    }

    /// The body may run many times: what is outside cannot be moved.
    fn repeated(&mut self, depth: usize, head: &str, last: Option<&str>) {
        let frozen: Vec<bool> = self.variables.iter().map(|variable| variable.frozen).collect();
        self.variables.iter_mut().for_each(|variable| variable.frozen = true);
        self.block(depth, head);
        if let Some(last) = last {
            self.indent += 1;
            self.line(last);
            self.indent -= 1;
        }
        self.line("}");
        for (variable, frozen) in self.variables.iter_mut().zip(frozen) {
            variable.frozen = frozen;
        }
    }

    fn flip(&mut self) -> bool {
        let may = !self.in_future && self.flips < 7;
        self.flips += usize::from(may);
        may
    }

    fn statement(&mut self, depth: usize) {
        self.budget = self.budget.saturating_sub(1);
        let nested = depth < 3 && self.budget > 0;
        match self.random.below(if nested { 34 } else { 18 }) {
            0..=3 => self.line("ext().await;"),
            4 => self.line("notify(\"now\").await;"),
            5 => self.acquire(),
            6 => self.use_one(),
            7..=9 => self.end_one(),
            10 => self.wrap_one(),
            11 => self.unwrap_one(),
            12 => self.assign_one(),
            13 => self.hide_or_ignore(),
            14..=16 => self.temporary(),
            17 => self.option(),
            18..=20 => self.branch(depth),
            21 => self.matching(depth),
            22..=23 => self.looping(depth),
            24 => self.scope(depth),
            25..=28 => self.scrutinee(depth),
            29 => self.taken(depth),
            30 => self.early(depth),
            31 => self.inline_block(depth),
            32 => self.future(depth),
            _ => self.select(depth),
        }
    }

    fn use_one(&mut self) {
        if let Some(index) = self.any(&[Kind::Connection, Kind::Transaction], false) {
            let name = self.variables[index].name.clone();
            self.line(&format!("touch(&mut {name}).await?;"));
        } else if let Some(index) = self.any(&[Kind::Closure], false) {
            let name = self.variables[index].name.clone();
            self.line(&format!("{name}();"));
        }
    }

    fn end_one(&mut self) {
        let all = [
            Kind::Connection,
            Kind::Transaction,
            Kind::Option,
            Kind::Vec,
            Kind::Map,
            Kind::Boxed,
            Kind::Slot,
            Kind::Repo,
            Kind::Future,
            Kind::Closure,
        ];
        let Some(index) = self.any(&all, true) else { return };
        let kind = self.variables[index].kind;
        let name = self.take(index);
        let text = match (kind, self.random.below(4)) {
            (Kind::Connection, 0) => format!("eat({name});"),
            (Kind::Connection, 1) => format!("keep({name});"),
            (Kind::Connection, 2) => format!("{{ let _mine = {name}; }}"),
            (Kind::Transaction, 0 | 1) => format!("{name}.commit().await?;"),
            (Kind::Transaction, 2) => format!("let _ = {name}.rollback().await;"),
            (Kind::Repo, 0) => format!("{name}.into_reads();"),
            (Kind::Future, 0..=2) => format!("{name}.await?;"),
            _ => format!("drop({name});"),
        };
        self.line(&text);
    }

    /// Moves a connection into something else.
    fn wrap_one(&mut self) {
        let Some(index) = self.any(&[Kind::Connection], true) else { return };
        let conn = self.take(index);
        let (prefix, kind, value) = match self.random.below(9) {
            0 => ("c", Kind::Connection, conn.clone()),
            1 => ("c", Kind::Connection, format!("keep({conn})")),
            2 => ("o", Kind::Option, format!("Some({conn})")),
            3 => ("v", Kind::Vec, format!("vec![{conn}]")),
            4 => ("r", Kind::Repo, format!("Repo::new({conn})")),
            5 => ("m", Kind::Map, format!("HashMap::from([(1, {conn})])")),
            6 => ("b", Kind::Boxed, format!("Box::new({conn})")),
            7 => ("s", Kind::Slot, format!("Slot {{ conn: Some({conn}) }}")),
            _ => ("k", Kind::Closure, format!("move || {conn}.id()")),
        };
        let name = self.fresh(prefix);
        let mutable = if kind == Kind::Closure { "" } else { "mut " };
        self.line(&format!("let {mutable}{name} = {value};"));
        self.declare(&name, kind);
    }

    fn unwrap_one(&mut self) {
        if let Some(index) = self.any(&[Kind::Repo], true) {
            let repo = self.take(index);
            if self.random.below(2) == 0 {
                self.line(&format!("drop({repo}.conn);"));
            } else {
                let name = self.fresh("c");
                self.line(&format!("let Repo {{ conn: mut {name}, .. }} = {repo};"));
                self.declare(&name, Kind::Connection);
            }
        } else if let Some(index) = self.any(&[Kind::Boxed], true) {
            let boxed = self.take(index);
            if self.random.below(2) == 0 {
                self.line(&format!("drop(*{boxed});"));
            } else {
                let name = self.fresh("c");
                self.line(&format!("let mut {name} = *{boxed};"));
                self.declare(&name, Kind::Connection);
            }
        } else if let Some(index) = self.any(&[Kind::Vec, Kind::Map, Kind::Slot], self.in_future) {
            self.container(index);
        }
    }

    /// What is done to a list, a map or a slot that stays.
    fn container(&mut self, index: usize) {
        let (name, kind) = (self.variables[index].name.clone(), self.variables[index].kind);
        let taken = self.fresh("t");
        let (text, made) = match (kind, self.random.below(5)) {
            (Kind::Vec | Kind::Map, 0) => (format!("{name}.clear();"), None),
            (Kind::Vec | Kind::Map, 1) => (format!("let mut {taken} = mem::take(&mut {name});"), Some(kind)),
            (Kind::Vec, 2) => (format!("{name}.drain(..);"), None),
            (Kind::Vec, 3) => (format!("{name}.extend(Some(grab(pool)?));"), None),
            (Kind::Vec, _) => (format!("{name}.push(grab(pool)?);"), None),
            (Kind::Map, 2) => (format!("{name}.entry(2).or_insert(grab(pool)?);"), None),
            (Kind::Map, _) => (format!("{name}.insert(1, grab(pool)?);"), None),
            (_, 0) => (format!("{name}.empty();"), None),
            (_, 1) => (format!("{name}.fill(grab(pool)?);"), None),
            (_, 2) => (format!("empty(&mut {name}.conn);"), None),
            (_, 3) => (format!("{name}.conn = pool.try_acquire();"), None),
            _ => (format!("let mut {taken} = {name}.take();"), Some(Kind::Option)),
        };
        self.line(&text);
        if let Some(kind) = made {
            self.declare(&taken, kind);
        }
    }

    /// Assigns to a connection, alive or not.
    fn assign_one(&mut self) {
        let found: Vec<usize> =
            (0..self.variables.len()).filter(|i| self.variables[*i].kind == Kind::Connection).collect();
        if found.is_empty() {
            return;
        }
        let index = found[self.random.below(found.len())];
        let (name, frozen) = (self.variables[index].name.clone(), self.variables[index].frozen);
        let is_alive = self.variables[index].state == State::Alive;
        if frozen && self.in_future && !is_alive {
            return;
        }
        if frozen && !self.in_future && is_alive && self.random.below(2) == 0 {
            self.line(&format!("drop({name});"));
            self.line("ext().await;");
        }
        let source = self.source();
        self.line(&format!("{name} = {source};"));
        if !frozen {
            self.variables[index].state = State::Alive;
        }
    }

    fn hide_or_ignore(&mut self) {
        let Some(index) = self.any(&[Kind::Connection], false) else { return };
        let name = self.variables[index].name.clone();
        match self.random.below(3) {
            0 => self.line(&format!("let _ = {name};")),
            1 => self.line(&format!("drop(&{name});")),
            _ => {
                self.line(&format!("let {name} = {name}.id();"));
                self.variables[index].kind = Kind::Hidden;
            }
        }
    }

    fn temporary(&mut self) {
        let name = self.fresh("x");
        let text = match self.random.below(14) {
            0 => format!("let {name} = (grab(pool)?.id(), ext().await);"),
            1 => format!("let {name} = (ext().await, grab(pool)?.id());"),
            2 => format!("let {name} = {{ grab(pool)?.id() }} + ext().await;"),
            3 => format!("let {name} = grab(pool)?.yes() && ext().await == 7;"),
            4 => format!("let {name} = &mut grab(pool)?;"),
            5 => format!("let {name} = &Repo::new(grab(pool)?).reads;"),
            6 => format!("let (_, {name}) = (grab(pool)?, 1);"),
            7 => format!("let _ = {};", self.source()),
            8 => format!("let _{name} = {};", self.source()),
            9 => "touch(&mut *grab(pool)?).await?;".to_owned(),
            10 => format!("let {name} = format!(\"{{}} {{}}\", grab(pool)?.id(), ext().await);"),
            11 if self.flip() => {
                format!(
                    "let {name} = if grab(pool)?.maybe(coin.flip()).is_some() {{ ext().await }} else {{ 0 }};"
                )
            }
            12 if self.flip() => {
                format!(
                    "let {name} = if let Some(n) = grab(pool)?.maybe(coin.flip()) {{ n }} else {{ ext().await }};"
                )
            }
            _ => format!("let {name} = match grab(pool)? {{ conn => ext().await }};"),
        };
        self.line(&text);
    }

    fn option(&mut self) {
        // Not letgo's to see, nor rustc's: that a block which borrows an option empties it.
        let Some(index) = self.any(&[Kind::Option], self.in_future) else {
            let name = self.fresh("o");
            self.line(&format!("let mut {name} = Some(grab(pool)?);"));
            return self.declare(&name, Kind::Option);
        };
        let name = self.variables[index].name.clone();
        let other = self.any(&[Kind::Option], self.in_future).filter(|other| *other != index);
        match self.random.below(12) {
            0 => self.line(&format!("{name} = None;")),
            1 => self.line(&format!("drop({name}.take());")),
            2 => self.line(&format!("{name} = Some(grab(pool)?);")),
            3 => self.line(&format!("let _ = {name}.take();")),
            4 => self.line(&format!("drop(mem::take(&mut {name}));")),
            5 => self.line(&format!("empty(&mut {name});")),
            6 => self.line(&format!("fill(&mut {name}, grab(pool)?);")),
            7 => self.line(&format!("touch({name}.insert(grab(pool)?)).await?;")),
            8 => self.line(&format!("touch({name}.get_or_insert(grab(pool)?)).await?;")),
            9 if other.is_some() => {
                let other = other.unwrap_or(index);
                let other = self.variables[other].name.clone();
                self.line(&format!("mem::swap(&mut {name}, &mut {other});"));
            }
            way => {
                let taken = self.fresh("o");
                let value = match way {
                    10 => format!("{name}.replace(grab(pool)?)"),
                    11 => format!("mem::replace(&mut {name}, None)"),
                    _ => format!("{name}.take()"),
                };
                self.line(&format!("let mut {taken} = {value};"));
                self.declare(&taken, Kind::Option);
            }
        }
    }

    fn branch(&mut self, depth: usize) {
        if !self.flip() {
            return self.line("ext().await;");
        }
        if self.random.below(2) == 0 {
            self.branches(depth, &["if coin.flip() {"], false);
        } else {
            self.branches(depth, &["if coin.flip() {", "} else {"], true);
        }
    }

    fn matching(&mut self, depth: usize) {
        if !self.flip() {
            return;
        }
        self.line("match (coin.flip(), coin.flip()) {");
        self.flips += 1;
        self.indent += 1;
        self.branches(depth, &["(true, true) => {", "} (true, false) => {", "} _ => {"], true);
        self.indent -= 1;
        self.line("}");
    }

    fn looping(&mut self, depth: usize) {
        match self.random.below(3) {
            0 => self.repeated(depth, "for _ in 0..2 {", None),
            1 if self.flip() => self.repeated(depth, "while coin.flip() {", None),
            _ if self.flip() => self.repeated(depth, "loop {", Some("if !coin.flip() { break; }")),
            _ => {}
        }
    }

    fn scope(&mut self, depth: usize) {
        if self.random.below(2) == 0 || !self.flip() {
            self.block(depth, "{");
            return self.line("}");
        }
        let label = self.fresh("'b");
        self.line(&format!("{label}: {{"));
        self.indent += 1;
        let outer = self.variables.len();
        self.statement(depth + 1);
        self.line(&format!("if coin.flip() {{ break {label}; }}"));
        let left: Vec<State> = self.states()[..outer].to_vec();
        self.statement(depth + 1);
        self.variables.truncate(outer);
        self.merge(&left);
        self.indent -= 1;
        self.line("}");
    }

    /// Temporaries in heads. Whatever decides is a coin.
    fn scrutinee(&mut self, depth: usize) {
        if !self.flip() {
            if self.random.below(2) == 0 {
                return self.repeated(depth, "for _ in grab(pool)?.list() {", None);
            }
            self.line("match grab(pool)?.id() {");
            self.indent += 1;
            self.branches(depth, &["_ => {"], true);
            self.indent -= 1;
            return self.line("}");
        }
        let name = self.fresh("c");
        match self.random.below(8) {
            0 => {
                self.line("match grab(pool)?.maybe(coin.flip()) {");
                self.indent += 1;
                self.branches(depth, &["Some(_) => {", "} None => {"], true);
                self.indent -= 1;
                self.line("}");
            }
            1 | 2 => {
                self.branches(
                    depth,
                    &["if let Some(_) = grab(pool)?.maybe(coin.flip()) {", "} else {"],
                    true,
                );
            }
            3 => self.repeated(depth, "while let Some(_) = grab(pool)?.maybe(coin.flip()) {", None),
            4 => self.branches(depth, &["if grab(pool)?.maybe(coin.flip()).is_some() {"], false),
            5 => {
                self.line("match lucky(pool, coin.flip()).await {");
                self.indent += 1;
                let head = format!("Ok(mut {name}) => {{");
                self.branches(depth, &[&head, "} Err(_) => {"], true);
                self.indent -= 1;
                self.line("}");
            }
            6 => self.branches(depth, &["if let Ok(_) = lucky(pool, coin.flip()).await {", "} else {"], true),
            _ => self.branches(depth, &["if let Some(n) = { grab(pool)?.maybe(coin.flip()) } {"], false),
        }
    }

    fn taken(&mut self, depth: usize) {
        let Some(index) = self.any(&[Kind::Option], self.in_future) else { return };
        let name = self.variables[index].name.clone();
        let head = format!("if let Some(mine) = {name}.take() {{");
        self.branches(depth, &[&head], false);
    }

    fn early(&mut self, depth: usize) {
        if !self.flip() {
            return;
        }
        let before = self.states();
        self.block(depth, "if coin.flip() {");
        self.indent += 1;
        self.line("return Ok(());");
        self.indent -= 1;
        self.line("}");
        self.restore(&before);
    }

    /// Awaited where it is written: borrows what it uses.
    fn inline_block(&mut self, depth: usize) {
        let frozen: Vec<bool> = self.variables.iter().map(|variable| variable.frozen).collect();
        self.variables.iter_mut().for_each(|variable| variable.frozen = true);
        let was = std::mem::replace(&mut self.in_future, true);
        self.block(depth, "async {");
        self.in_future = was;
        self.indent += 1;
        self.line("AppResult::Ok(())");
        self.indent -= 1;
        self.line("}.await?;");
        for (variable, frozen) in self.variables.iter_mut().zip(frozen) {
            variable.frozen = frozen;
        }
    }

    /// Owns one connection, and is awaited later or never.
    fn future(&mut self, depth: usize) {
        let Some(index) = self.any(&[Kind::Connection], true) else { return };
        let conn = self.take(index);
        let name = self.fresh("f");
        let outer = std::mem::take(&mut self.variables);
        let was = std::mem::replace(&mut self.in_future, true);
        self.line(&format!("let {name} = async move {{"));
        self.indent += 1;
        self.declare(&conn, Kind::Connection);
        self.line(&format!("touch(&mut {conn}).await?;"));
        for _ in 0..=self.random.below(3) {
            self.statement(depth + 1);
        }
        self.line("AppResult::Ok(())");
        self.indent -= 1;
        self.line("};");
        self.in_future = was;
        self.variables = outer;
        self.declare(&name, Kind::Future);
    }

    fn select(&mut self, depth: usize) {
        if depth > 1 || !self.flip() {
            return self.line("tokio::join!(ext(), notify(\"both\"));");
        }
        self.line("tokio::select! {");
        self.indent += 1;
        self.line("biased;");
        self.branches(depth, &["_ = std::future::ready(()), if coin.flip() => {", "} _ = ext() => {"], true);
        self.indent -= 1;
        self.line("}");
    }
}

/// The text of one function, for a report.
pub fn functions(file: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for part in file.split("\npub async fn ").skip(1) {
        let name = part.split('(').next().unwrap_or_default();
        found.insert(name.to_owned(), format!("pub async fn {part}"));
    }
    found
}
