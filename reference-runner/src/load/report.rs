//! The figures: collected, and as a table.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::io::IsTerminal;
use std::time::Duration;

use super::client::Asked;
use super::metrics::Metrics;
use super::{Load, Sample, Which};
use crate::entities::app_invoke_entities::AppMode;

/// One service under load.
#[derive(Debug)]
pub(super) struct Measured {
    pub(super) which: Which,
    pub(super) asked: Vec<Asked>,
    pub(super) samples: Vec<Sample>,
    /// When all clients had started.
    pub(super) steady: Duration,
    /// The pool in the steady time.
    pub(super) pool: Metrics,
    seconds: f64,
}

impl Measured {
    pub(super) fn new(which: Which, load: &Load) -> Self {
        Self {
            which,
            asked: Vec::new(),
            samples: Vec::new(),
            steady: Duration::ZERO,
            pool: Metrics::default(),
            seconds: load.seconds.max(1) as f64,
        }
    }

    fn counted(&self) -> impl Iterator<Item = &Asked> {
        self.asked.iter().filter(|asked| asked.at >= self.steady)
    }

    fn answers(&self) -> usize {
        self.counted().filter(|asked| asked.ended.is_ok()).count()
    }

    fn per_second(&self) -> f64 {
        self.answers() as f64 / self.seconds
    }

    /// Those of the whole run, by kind: one at the beginning counts as much as a later one.
    fn errors(&self) -> BTreeMap<&str, usize> {
        let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
        for kind in self.asked.iter().filter_map(|asked| asked.ended.as_ref().err()) {
            *kinds.entry(kind).or_default() += 1;
        }
        kinds
    }

    fn latency(&self, percent: usize) -> Option<Duration> {
        let mut took: Vec<Duration> =
            self.counted().filter(|asked| asked.ended.is_ok()).map(|asked| asked.took).collect();
        took.sort();
        took.get((took.len() * percent / 100).min(took.len().saturating_sub(1))).copied()
    }

    fn in_use(&self) -> (f64, u64) {
        let steady =
            self.samples.iter().filter(|sample| sample.at >= self.steady).map(|sample| sample.in_use);
        let (count, sum, most) =
            steady.fold((0_u32, 0_u64, 0), |(count, sum, most), n| (count + 1, sum + n, n.max(most)));
        (sum as f64 / f64::from(count.max(1)), most)
    }

    /// Seconds that connections were in use, from the looks at the pool: holds that go on count as well.
    fn connection_seconds(&self) -> f64 {
        self.in_use().0 * self.seconds
    }

    /// `twin: 0.4 answers/s, 12 errors, 9.87 connection seconds an answer, …`
    pub(super) fn brief(&self) -> String {
        let errors: usize = self.errors().values().sum();
        let each = match self.answers() {
            0 => "-".to_owned(),
            answers => format!("{:.3}", self.connection_seconds() / answers as f64),
        };
        format!(
            "{} answers/s {:.2} errors {errors} connection-seconds/answer {each} p99-wait {}",
            self.which.name(),
            self.per_second(),
            wait(&self.pool)
        )
    }
}

fn milliseconds(time: Duration) -> String {
    let ms = time.as_secs_f64() * 1000.0;
    if ms < 10.0 { format!("{ms:.1} ms") } else { format!("{ms:.0} ms") }
}

fn wait(pool: &Metrics) -> String {
    pool.wait(99.0).map_or_else(|| "-".to_owned(), milliseconds)
}

/// The services side by side.
pub(super) fn table(load: &Load, measured: &[Measured]) -> String {
    let modes: Vec<&str> = load.mode.iter().map(|mode| mode.as_str()).collect();
    let database = if load.database_url.is_some() { "PostgreSQL" } else { "SQLite" };
    let mut text = format!(
        "{} clients stream {} from a model that takes {} ms, on a pool of {} ({database}); {} s measured\n\n",
        load.clients,
        modes.join(", "),
        load.latency,
        load.pool,
        load.seconds
    );
    let mut rows: Vec<(String, Vec<String>)> = Vec::new();
    let mut row = |name: &str, of: &dyn Fn(&Measured) -> String| {
        rows.push((name.to_owned(), measured.iter().map(of).collect()));
    };
    row("", &|measured| measured.which.name().to_owned());
    row("answers/s", &|measured| format!("{:.2}", measured.per_second()));
    // an agent asks its model as often as it likes
    if !load.mode.contains(&AppMode::AgentChat) {
        let part = |measured: &Measured| format!("{:.1} %", 100.0 * measured.per_second() / load.limit());
        row("  of the model's limit", &part);
    }
    row("latency p50", &|measured| measured.latency(50).map_or_else(|| "-".to_owned(), milliseconds));
    row("latency p99", &|measured| measured.latency(99).map_or_else(|| "-".to_owned(), milliseconds));
    row("time to get a connection p99", &|measured| wait(&measured.pool));
    row("connections in use, mean", &|measured| format!("{:.2}", measured.in_use().0));
    row("connections in use, most", &|measured| measured.in_use().1.to_string());
    row("connection seconds an answer", &|measured| match measured.answers() {
        0 => "-".to_owned(),
        answers => format!("{:.3}", measured.connection_seconds() / answers as f64),
    });
    row("errors", &|measured| measured.errors().values().sum::<usize>().to_string());
    let kinds: std::collections::BTreeSet<&str> =
        measured.iter().flat_map(|measured| measured.errors().into_keys()).collect();
    for kind in kinds {
        let count = |measured: &Measured| measured.errors().get(kind).copied().unwrap_or(0).to_string();
        row(&format!("  {kind}"), &count);
    }
    let width = rows.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
    for (name, values) in rows {
        // Writing to a string cannot fail.
        let _ = write!(text, "{name:<width$}");
        for value in values {
            let _ = write!(text, "  {value:>10}");
        }
        text.push('\n');
    }
    for measured in measured {
        let _ = write!(text, "\nlongest holds of the {}\n", measured.which.name());
        let mut sites: Vec<_> = measured.pool.longest_hold.iter().collect();
        sites.sort_by(|left, right| right.1.total_cmp(left.1));
        for (site, seconds) in sites.into_iter().take(5) {
            let _ = writeln!(text, "  {:>10}  {site}", milliseconds(Duration::from_secs_f64(*seconds)));
        }
    }
    text
}

/// One line that is written over on a terminal; a line a second elsewhere.
#[derive(Debug, Default)]
pub(super) struct Progress {
    shown: Option<u64>,
}

#[allow(clippy::print_stderr, reason = "progress is shown beside the output")]
impl Progress {
    pub(super) fn show(&mut self, measured: &Measured, now: Duration, end: Duration) {
        if self.shown.replace(now.as_secs()) == Some(now.as_secs()) {
            return;
        }
        let in_use = measured.samples.last().map_or(0, |sample| sample.in_use);
        let answers = measured.asked.iter().filter(|asked| asked.ended.is_ok()).count();
        let errors = measured.asked.len() - answers;
        let (start, stop) = if std::io::stderr().is_terminal() { ("\r", "  ") } else { ("", "\n") };
        eprint!(
            "{start}{:<9} {:>3}/{} s  {answers} answers, {errors} errors, {in_use} connections in use{stop}",
            measured.which.name(),
            now.as_secs(),
            end.as_secs(),
        );
    }

    pub(super) fn end(self) {
        if self.shown.is_some() && std::io::stderr().is_terminal() {
            eprintln!();
        }
    }
}
