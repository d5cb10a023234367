//! Several servers behind one address: PostgreSQL and Redis shared, a stop sent to the wrong one, a database that goes
//! away for a while.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::support::{Database, Postgres, Redis, Server};

const SLOW: [&str; 4] = ["--mock-latency", "20000", "--mock-deltas", "100"];
const LONG: &str =
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen";

/// Two servers that share everything; `None` where something is missing.
async fn two() -> Option<(Server, Server)> {
    let redis = Redis::shared()?;
    if !Postgres::is_here() {
        return None;
    }
    let arguments = [&SLOW[..], &["--redis-url", &redis.url]].concat();
    let one = Server::start(Database::Postgres, &arguments).await;
    let other = one.join(&arguments).await;
    Some((one, other))
}

#[tokio::test]
async fn a_stop_reaches_the_other_server() {
    let Some((one, other)) = two().await else { return };
    let body = json!({"inputs": {"question": LONG}, "response_mode": "streaming", "user": "ann"});
    let mut run = one.stream(one.key("workflow"), "/workflows/run", &body).await;
    let task = run.until("text_chunk").await.text("/task_id").to_owned();
    let talk = json!({"inputs": {}, "query": LONG, "response_mode": "streaming", "user": "ann", "auto_generate_name": false});
    let mut talk = other.stream(other.key("chat"), "/chat-messages", &talk).await;
    let message = talk.until("message").await;

    let redis = redis::Client::open(Redis::shared().expect("it is here").url.as_str()).expect("a client");
    let mut redis = redis.get_multiplexed_async_connection().await.expect("Redis answers");
    let mut ask = async |command: &str, key: String| -> Option<String> {
        redis::cmd(command).arg(key).query_async::<Option<String>>(&mut redis).await.expect("Redis answers")
    };
    let user = one
        .text("SELECT CAST(u.id AS text) FROM end_users u JOIN apps a ON a.id = u.app_id WHERE a.mode = 'workflow'")
        .await;
    assert_eq!(ask("GET", format!("generate_task_belong:{task}")).await, Some(format!("end-user-{user}")));
    let lives: u64 = ask("TTL", format!("generate_task_belong:{task}"))
        .await
        .expect("it has one")
        .parse()
        .expect("a number");
    assert!((1790..=1800).contains(&lives), "{lives}");
    // Somebody else's stop does nothing on either.
    let stop = format!("/workflows/tasks/{task}/stop");
    other.post(other.key("workflow"), &stop, &json!({"user": "bob"})).await;
    assert_eq!(ask("GET", format!("generate_task_stopped:{task}")).await, None);

    let asked = Instant::now();
    other.post(other.key("workflow"), &stop, &json!({"user": "ann"})).await;
    assert_eq!(ask("GET", format!("generate_task_stopped:{task}")).await.as_deref(), Some("1"));
    let lives: u64 = ask("TTL", format!("generate_task_stopped:{task}"))
        .await
        .expect("it has one")
        .parse()
        .expect("a number");
    assert!((590..=600).contains(&lives), "{lives}");
    assert_eq!(run.until("workflow_finished").await.text("/data/status"), "stopped");
    assert!(asked.elapsed() < Duration::from_secs(15), "{:?}", asked.elapsed());
    one.post(
        one.key("chat"),
        &format!("/chat-messages/{}/stop", message.text("/task_id")),
        &json!({"user": "ann"}),
    )
    .await;
    talk.until("message_end").await;
    assert_eq!(one.unfinished().await, "0");
}

/// Runs of one app on two servers get numbers of their own.
#[tokio::test]
async fn sequence_numbers_are_never_given_twice() {
    let Some(redis) = Redis::shared() else { return };
    if !Postgres::is_here() {
        return;
    }
    let one = Server::start(Database::Postgres, &["--redis-url", &redis.url]).await;
    let other = one.join(&["--redis-url", &redis.url]).await;
    let body = json!({"inputs": {"question": "hi"}, "user": "ann"});
    let ask = |server: &Server| {
        let request =
            server.request(reqwest::Method::POST, server.key("workflow"), "/workflows/run").json(&body);
        async move { request.send().await.expect("it answers").status().as_u16() }
    };
    let asked: Vec<_> = (0..20).map(|turn| ask(if turn % 2 == 0 { &one } else { &other })).collect();
    assert!(futures_util::future::join_all(asked).await.iter().all(|status| *status == 200));
    let distinct = "SELECT CAST(COUNT(DISTINCT sequence_number) AS text) FROM workflow_runs";
    assert_eq!(one.text(distinct).await, "20");
    // Two first calls of one user at once make one user.
    assert_eq!(one.text("SELECT CAST(COUNT(*) AS text) FROM end_users").await, "1");
}

/// While a model speaks no connection is needed: a database that restarts meanwhile is not noticed.
#[tokio::test]
async fn a_restart_of_the_database_under_a_stream_is_not_noticed() {
    let Some(mut database) = Postgres::own() else { return };
    let url = database.new_database().await;
    let arguments = ["--mock-latency", "4000", "--mock-deltas", "20"];
    let server = Server::start_on(&url, tempfile::tempdir().expect("a folder"), &arguments).await;
    let talk = json!({"inputs": {}, "query": LONG, "response_mode": "streaming", "user": "ann", "auto_generate_name": false});
    let mut talk = server.stream(server.key("chat"), "/chat-messages", &talk).await;
    talk.until("message").await;
    database.stop().await;
    database.begin().await;
    let end = talk.until("message_end").await;
    assert!(end.data["metadata"]["usage"].is_object());
    let answer = server.text("SELECT answer FROM messages").await;
    assert_eq!(answer, format!("You said: {LONG}"));
}

/// A database that is away when a run must write fails the run, not the server; when it is back, all rows get their end.
#[tokio::test]
async fn a_database_that_goes_away_is_survived() {
    let Some(mut database) = Postgres::own() else { return };
    let url = database.new_database().await;
    let arguments =
        ["--mock-latency", "1500", "--mock-deltas", "5", "--keep-every", "1", "--pool-timeout", "1"];
    let server = Server::start_on(&url, tempfile::tempdir().expect("a folder"), &arguments).await;
    let body = json!({"inputs": {"question": LONG}, "response_mode": "streaming", "user": "ann"});
    let mut run = server.stream(server.key("workflow"), "/workflows/run", &body).await;
    run.until("text_chunk").await;
    database.stop().await;
    let error = run.until("error").await;
    assert_eq!((error.text("/code"), &error.data["status"]), ("internal_server_error", &json!(500)));
    let reply = server.post(server.key("workflow"), "/workflows/run", &body).await;
    assert_eq!((reply.status, &reply.json()["code"]), (500, &json!("internal_server_error")));
    database.begin().await;
    server.becomes_finished().await;
    let body = json!({"inputs": {"question": "hi"}, "user": "ann"});
    let reply = server.post(server.key("workflow"), "/workflows/run", &body).await;
    assert_eq!(reply.json()["data"]["status"], "succeeded");
}

/// Redis that goes away does not end what runs; a stop works again when it is back.
#[tokio::test]
async fn a_restart_of_redis_is_survived() {
    let Some(mut redis) = Redis::own() else { return };
    let arguments = [&SLOW[..], &["--redis-url", &redis.url]].concat();
    let server = Server::start(Database::Sqlite, &arguments).await;
    let body = json!({"inputs": {"question": LONG}, "response_mode": "streaming", "user": "ann"});
    let mut run = server.stream(server.key("workflow"), "/workflows/run", &body).await;
    run.until("text_chunk").await;
    redis.stop().await;
    let refused = server.post(server.key("workflow"), "/workflows/run", &body).await;
    assert_eq!((refused.status, &refused.json()["code"]), (500, &json!("internal_server_error")));
    run.until("text_chunk").await;
    redis.begin().await;
    // What Redis knew is gone; a new run is known again.
    let mut other = server.stream(server.key("workflow"), "/workflows/run", &body).await;
    let task = other.until("text_chunk").await.text("/task_id").to_owned();
    server
        .post(server.key("workflow"), &format!("/workflows/tasks/{task}/stop"), &json!({"user": "ann"}))
        .await;
    assert_eq!(other.until("workflow_finished").await.text("/data/status"), "stopped");
    run.until("text_chunk").await;
}

/// A database of the original: it has no table of ours, and columns that we know nothing of.
#[tokio::test]
async fn a_database_of_the_original_is_used_as_it_is() {
    if !Postgres::is_here() {
        return;
    }
    let mut server = Server::start(Database::Postgres, &["--grace", "1"]).await;
    server.terminate();
    assert!(server.ended().await);
    for change in [
        "DROP TABLE runner_tasks",
        "ALTER TABLE apps ADD icon varchar(255), ADD icon_background varchar(255), ADD is_demo boolean NOT NULL DEFAULT false, \
         ADD is_public boolean NOT NULL DEFAULT false, ADD is_universal boolean NOT NULL DEFAULT false",
        "ALTER TABLE tenants ADD encrypt_public_key text, ADD custom_config text",
        "ALTER TABLE app_model_configs ADD configs json",
        "ALTER TABLE end_users ADD external_user_id varchar(255), ADD name varchar(255)",
        "ALTER TABLE conversations ADD summary text, ADD read_at timestamp, ADD read_account_id uuid",
        "ALTER TABLE messages ALTER message_metadata TYPE text, ALTER id SET DEFAULT gen_random_uuid()",
        "ALTER TABLE messages ALTER created_at SET DEFAULT CURRENT_TIMESTAMP(0)",
        "ALTER TABLE message_agent_thoughts ALTER id SET DEFAULT gen_random_uuid()",
    ] {
        server.execute(change).await;
    }
    server.restart().await;
    let talk = json!({"inputs": {}, "query": "what is 6 * 7?", "response_mode": "streaming", "user": "ann"});
    for mode in ["chat", "agent-chat", "advanced-chat"] {
        server.stream(server.key(mode), "/chat-messages", &talk).await.until("message_end").await;
        let listed = server.get(server.key(mode), "/conversations?user=ann").await.json();
        assert_eq!(listed["data"].as_array().map(Vec::len), Some(1), "{mode}: {listed}");
    }
    let body = json!({"inputs": {"query": "text", "question": "why?"}, "user": "ann"});
    assert_eq!(server.post(server.key("completion"), "/completion-messages", &body).await.status, 200);
    let reply = server.post(server.key("workflow"), "/workflows/run", &body).await;
    assert_eq!(reply.json()["data"]["status"], "succeeded");
    assert_eq!(server.unfinished().await, "0");
}
