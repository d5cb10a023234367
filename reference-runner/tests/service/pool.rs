//! Nothing is in hand while a model speaks: one connection serves hundreds of streams.

use std::time::{Duration, Instant};

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::support::{Database, Server};

/// Fifty streams of each mode at once, a model that takes three seconds, one connection.
async fn one_connection(on: Database) {
    const MODEL: Duration = Duration::from_secs(3);
    let server = Server::start(on, &["--pool", "1", "--mock-latency", "3000", "--mock-deltas", "10"]).await;
    let talk = json!({"inputs": {}, "query": "how are you?", "response_mode": "streaming", "user": "u", "auto_generate_name": false});
    let run = json!({"inputs": {"question": "how are you?"}, "response_mode": "streaming", "user": "u"});
    let asks: [(&str, &str, &Value); 5] = [
        ("completion", "/completion-messages", &talk),
        ("chat", "/chat-messages", &talk),
        ("agent-chat", "/chat-messages", &talk),
        ("advanced-chat", "/chat-messages", &talk),
        ("workflow", "/workflows/run", &run),
    ];
    let began = Instant::now();
    let streams = (0..250).map(|turn| {
        let (mode, path, body) = asks[turn % asks.len()];
        let server = &server;
        async move { server.stream(server.key(mode), path, body).await.names().await }
    });
    let watched = async {
        let mut most = 0.0_f64;
        while began.elapsed() < MODEL {
            most = most.max(server.metric("runner_connections_in_use").await);
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        most
    };
    let (ended, most) = tokio::join!(join_all(streams), watched);
    for names in ended {
        let last = names.last().expect("an event");
        assert!(last == "message_end" || last == "workflow_finished", "{names:?}");
    }
    assert!(most <= 1.0, "{most} connections in use");
    let longest = server.longest_hold().await;
    assert!(longest < MODEL.as_secs_f64() / 2.0, "a connection was held for {longest} s");
    assert_eq!(server.unfinished().await, "0");
    // The service says whose holds they are and that nothing is left.
    assert!(server.metric("runner_connection_hold_seconds_count").await > 1000.0);
    assert!(server.metric("runner_connections_in_use").await < 0.5);
}

crate::on_each_database!(one_connection);
