//! Connections in use and latency over time, as a picture without a library: two panels, a line for each service.

use std::fmt::Write;
use std::time::Duration;

use super::report::Measured;
use super::{Load, Which};

const WIDTH: f64 = 720.0;
const PANEL: f64 = 150.0;
const LEFT: f64 = 60.0;
const RIGHT: f64 = 20.0;
const TOP: f64 = 44.0;
const GAP: f64 = 46.0;

fn colour(which: Which) -> &'static str {
    match which {
        Which::Reference => "#1a7f37",
        Which::Twin => "#cf222e",
    }
}

/// One panel's scales.
struct Panel {
    top: f64,
    seconds: f64,
    most: f64,
}

impl Panel {
    fn x(&self, at: Duration) -> f64 {
        LEFT + at.as_secs_f64() / self.seconds * (WIDTH - LEFT - RIGHT)
    }

    fn y(&self, value: f64) -> f64 {
        self.top + PANEL * (1.0 - (value / self.most).min(1.0))
    }

    fn frame(&self, text: &mut String, title: &str, unit: &str) {
        let (bottom, right) = (self.top + PANEL, WIDTH - RIGHT);
        let _ = writeln!(text, r#"<text x="{LEFT}" y="{}" class="t">{title}</text>"#, self.top - 8.0);
        for part in 0..=2 {
            let value = self.most * f64::from(part) / 2.0;
            let y = self.y(value);
            let _ = writeln!(text, r#"<path d="M{LEFT} {y:.0}H{right}" class="g"/>"#);
            let _ = writeln!(
                text,
                r#"<text x="{}" y="{:.0}" text-anchor="end">{value:.0}{unit}</text>"#,
                LEFT - 6.0,
                y + 4.0
            );
        }
        let every = (self.seconds / 6.0).ceil().max(1.0);
        let mut second = 0.0;
        while second <= self.seconds {
            let x = self.x(Duration::from_secs_f64(second));
            let _ = writeln!(
                text,
                r#"<text x="{x:.0}" y="{}" text-anchor="middle">{second:.0} s</text>"#,
                bottom + 16.0
            );
            second += every;
        }
    }

    fn line(&self, text: &mut String, which: Which, points: &[(Duration, f64)]) {
        let points: Vec<String> =
            points.iter().map(|(at, value)| format!("{:.1},{:.1}", self.x(*at), self.y(*value))).collect();
        let _ = writeln!(
            text,
            r#"<polyline points="{}" fill="none" stroke="{}" stroke-width="1.6"/>"#,
            points.join(" "),
            colour(which)
        );
    }
}

/// The median of what ended in each second, failures as long as they took.
fn latencies(measured: &Measured) -> Vec<(Duration, f64)> {
    let last = measured.asked.iter().map(|asked| asked.at.as_secs()).max().unwrap_or(0);
    let medians = (0..=last).filter_map(|second| {
        let here = measured.asked.iter().filter(|asked| asked.at.as_secs() == second);
        let mut took: Vec<Duration> = here.map(|asked| asked.took).collect();
        took.sort();
        let middle = took.get(took.len() / 2)?;
        Some((Duration::from_millis(second * 1000 + 500), middle.as_secs_f64()))
    });
    medians.collect()
}

pub(super) fn svg(load: &Load, measured: &[Measured]) -> String {
    let height = TOP + 2.0 * PANEL + 2.0 * GAP;
    let seconds = (load.ramp().as_secs_f64() + load.seconds as f64).max(1.0);
    let mut text = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" font-family=\"sans-serif\" \
         font-size=\"11\">\n<style>text{{fill:#57606a}}.t{{font-size:13px;fill:#24292f}}.g{{stroke:#d0d7de}}</style>\n\
         <rect width=\"{WIDTH}\" height=\"{height}\" fill=\"#fff\"/>\n"
    );
    for (number, measured) in measured.iter().enumerate() {
        let x = WIDTH - RIGHT - 190.0 + 100.0 * number as f64;
        let (which, colour) = (measured.which, colour(measured.which));
        let _ = writeln!(text, r#"<path d="M{x} 16h22" stroke="{colour}" stroke-width="3"/>"#);
        let _ = writeln!(text, r#"<text x="{}" y="20">{}</text>"#, x + 28.0, which.name());
    }
    let pool = Panel { top: TOP, seconds, most: f64::from(load.pool.max(1)) };
    pool.frame(&mut text, &format!("connections in use, of {}", load.pool), "");
    let longest = measured.iter().flat_map(latencies).map(|(_, took)| took).fold(1.0, f64::max);
    let answers = Panel { top: TOP + PANEL + GAP, seconds, most: longest.ceil() };
    let title = format!("time to an answer or an error, {} clients, the model takes {} s", load.clients, {
        load.latency as f64 / 1000.0
    });
    answers.frame(&mut text, &title, " s");
    for measured in measured {
        // a point for each second is enough for the eye: the mean of its looks
        let mut points: Vec<(Duration, f64)> = Vec::new();
        for look in measured.samples.chunks(5) {
            let mean = look.iter().map(|sample| sample.in_use as f64).sum::<f64>() / look.len() as f64;
            points.push((look[0].at, mean));
        }
        pool.line(&mut text, measured.which, &points);
        answers.line(&mut text, measured.which, &latencies(measured));
    }
    text.push_str("</svg>\n");
    text
}
