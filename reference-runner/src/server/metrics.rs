//! Prometheus text: the pool, holds by call site, running tasks.

use std::fmt::Write;

use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;

use crate::services::Service;
use crate::store::BUCKETS;

pub async fn metrics(State(service): State<Service>) -> impl IntoResponse {
    ([(CONTENT_TYPE, "text/plain; version=0.0.4")], text(&service))
}

fn text(service: &Service) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = write(&mut text, service);
    text
}

fn write(text: &mut String, service: &Service) -> std::fmt::Result {
    let loans = service.store.loans();
    writeln!(text, "# TYPE runner_tasks_running gauge\nrunner_tasks_running {}", service.running.count())?;
    writeln!(
        text,
        "# TYPE runner_connections_open gauge\nrunner_connections_open {}",
        service.store.connections_open()
    )?;
    writeln!(text, "# TYPE runner_connections_in_use gauge\nrunner_connections_in_use {}", loans.in_use())?;
    let sites = loans.by_site();
    writeln!(text, "# TYPE runner_connection_hold_seconds histogram")?;
    for (name, site) in &sites {
        for (bound, count) in BUCKETS.iter().zip(site.holds) {
            writeln!(
                text,
                "runner_connection_hold_seconds_bucket{{site=\"{name}\",le=\"{bound}\"}} {count}"
            )?;
        }
        let ended = site.scopes - site.in_use;
        writeln!(text, "runner_connection_hold_seconds_bucket{{site=\"{name}\",le=\"+Inf\"}} {ended}")?;
        writeln!(text, "runner_connection_hold_seconds_sum{{site=\"{name}\"}} {}", site.held.as_secs_f64())?;
        writeln!(text, "runner_connection_hold_seconds_count{{site=\"{name}\"}} {ended}")?;
    }
    writeln!(text, "# TYPE runner_connection_wait_seconds histogram")?;
    for (name, site) in &sites {
        for (bound, count) in BUCKETS.iter().zip(site.waits) {
            writeln!(
                text,
                "runner_connection_wait_seconds_bucket{{site=\"{name}\",le=\"{bound}\"}} {count}"
            )?;
        }
        let asked = site.scopes + site.gave_up;
        writeln!(text, "runner_connection_wait_seconds_bucket{{site=\"{name}\",le=\"+Inf\"}} {asked}")?;
        writeln!(
            text,
            "runner_connection_wait_seconds_sum{{site=\"{name}\"}} {}",
            site.waited.as_secs_f64()
        )?;
        writeln!(text, "runner_connection_wait_seconds_count{{site=\"{name}\"}} {asked}")?;
    }
    writeln!(text, "# TYPE runner_connection_hold_seconds_max gauge")?;
    for (name, site) in &sites {
        let longest = site.longest_hold.as_secs_f64();
        writeln!(text, "runner_connection_hold_seconds_max{{site=\"{name}\"}} {longest}")?;
    }
    writeln!(text, "# TYPE runner_connection_wait_seconds_max gauge")?;
    for (name, site) in &sites {
        let longest = site.longest_wait.as_secs_f64();
        writeln!(text, "runner_connection_wait_seconds_max{{site=\"{name}\"}} {longest}")?;
    }
    Ok(())
}
