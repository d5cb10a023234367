//! What a service tells of its pool, read from `/metrics`.

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::Context;

/// One look.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Metrics {
    pub(super) in_use: u64,
    /// Upper bound in microseconds → waits for a connection that lasted at most so long, at all call sites.
    waits: BTreeMap<u64, u64>,
    /// Seconds that connections were held, at all call sites.
    pub(super) held: f64,
    /// By call site.
    pub(super) longest_hold: BTreeMap<String, f64>,
}

/// The bound above all others.
const INFINITE: u64 = u64::MAX;

impl Metrics {
    pub(super) async fn scrape(client: &reqwest::Client, url: &str) -> anyhow::Result<Self> {
        let text = client.get(url).send().await.context("no metrics")?.text().await?;
        Ok(Self::parse(&text))
    }

    fn parse(text: &str) -> Self {
        let mut metrics = Self::default();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let Some((name, value)) = line.rsplit_once(' ') else { continue };
            let (name, labels) = name.split_once('{').unwrap_or((name, ""));
            let label = |key: &str| {
                let (_, rest) = labels.split_once(&format!("{key}=\""))?;
                Some(rest.split('"').next().unwrap_or_default())
            };
            let value: f64 = value.parse().unwrap_or(0.0);
            match name {
                "runner_connections_in_use" => metrics.in_use = value as u64,
                "runner_connection_wait_seconds_bucket" => {
                    let bound = label("le").and_then(|bound| bound.parse::<f64>().ok());
                    let bound = bound.filter(|bound| bound.is_finite());
                    let bound = bound.map_or(INFINITE, |bound| (bound * 1e6).round() as u64);
                    *metrics.waits.entry(bound).or_default() += value as u64;
                }
                "runner_connection_hold_seconds_sum" => metrics.held += value,
                "runner_connection_hold_seconds_max" => {
                    metrics.longest_hold.insert(label("site").unwrap_or_default().to_owned(), value);
                }
                _ => {}
            }
        }
        metrics
    }

    /// What happened since an earlier look; longest holds are those since the start.
    pub(super) fn since(&self, before: &Self) -> Self {
        let waits = self.waits.iter().map(|(bound, count)| {
            (*bound, count.saturating_sub(before.waits.get(bound).copied().unwrap_or(0)))
        });
        Self { waits: waits.collect(), held: self.held - before.held, ..self.clone() }
    }

    /// The time within which so many of a hundred got their connection, interpolated between two bounds. `None`: nobody
    /// asked, or it was longer than the largest bound.
    pub(super) fn wait(&self, percent: f64) -> Option<Duration> {
        let all = *self.waits.get(&INFINITE)? as f64;
        if all == 0.0 {
            return None;
        }
        let wanted = all * percent / 100.0;
        let mut below = (0_u64, 0.0);
        for (&bound, &count) in &self.waits {
            let count = count as f64;
            if count >= wanted {
                if bound == INFINITE {
                    return None;
                }
                let part = if count > below.1 { (wanted - below.1) / (count - below.1) } else { 1.0 };
                let micros = below.0 as f64 + part * (bound - below.0) as f64;
                return Some(Duration::from_micros(micros as u64));
            }
            below = (bound, count);
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::Metrics;

    #[test]
    fn waits_of_all_sites_are_one_histogram() {
        let text = "runner_connections_in_use 3\n\
            # TYPE runner_connection_wait_seconds histogram\n\
            runner_connection_wait_seconds_bucket{site=\"a\",le=\"0.001\"} 90\n\
            runner_connection_wait_seconds_bucket{site=\"a\",le=\"0.005\"} 90\n\
            runner_connection_wait_seconds_bucket{site=\"a\",le=\"+Inf\"} 90\n\
            runner_connection_wait_seconds_bucket{site=\"b\",le=\"0.001\"} 0\n\
            runner_connection_wait_seconds_bucket{site=\"b\",le=\"0.005\"} 10\n\
            runner_connection_wait_seconds_bucket{site=\"b\",le=\"+Inf\"} 10\n\
            runner_connection_hold_seconds_max{site=\"b\"} 0.25\n";
        let metrics = Metrics::parse(text);
        assert_eq!(metrics.in_use, 3);
        assert_eq!(metrics.wait(90.0), Some(Duration::from_millis(1)));
        assert_eq!(metrics.wait(95.0), Some(Duration::from_millis(3)));
        assert_eq!(metrics.longest_hold["b"].to_string(), "0.25");
        assert_eq!(metrics.since(&metrics).wait(99.0), None);
    }
}
