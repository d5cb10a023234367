//! The queue between worker and pipeline under a paused clock: pings, the stop flag, the time limit, to the second.

use std::sync::Arc;
use std::time::Duration;

use reference_runner::apps::base_app_queue_manager::{
    Listener, Publisher, QueueSettings, message_based, open, workflow_based,
};
use reference_runner::entities::queue_entities::{QueueEvent, StopReason, TaskStopped};
use reference_runner::ids::{EndUserId, TaskId};
use reference_runner::model::LlmResult;
use reference_runner::task_store::{MemoryTasks, TaskStore};
use reference_runner::workflow::entities::EngineEvent;
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;

struct Queue {
    publisher: Publisher,
    listener: Listener,
    tasks: TaskStore,
    task: TaskId,
    user: EndUserId,
    shutdown: CancellationToken,
}

async fn queue(limit: u64, terminal: fn(&QueueEvent) -> bool) -> Queue {
    let tasks = TaskStore::Memory(MemoryTasks::default());
    let (task, user, shutdown) = (TaskId::random(), EndUserId::random(), CancellationToken::new());
    let settings =
        QueueSettings { tasks: tasks.clone(), limit: Duration::from_secs(limit), shutdown: shutdown.clone() };
    let (publisher, listener) = open(&settings, task, user, terminal).await.expect("memory does not fail");
    Queue { publisher, listener, tasks, task, user, shutdown }
}

fn said(text: &str) -> QueueEvent {
    QueueEvent::LlmChunk { text: text.to_owned(), prompt: Arc::default() }
}

fn end() -> QueueEvent {
    QueueEvent::MessageEnd { result: LlmResult::default(), prompt: Arc::default() }
}

fn word(event: &QueueEvent) -> String {
    match event {
        QueueEvent::LlmChunk { text, .. } => text.clone(),
        QueueEvent::Ping => "ping".to_owned(),
        QueueEvent::Stop(reason) => format!("{reason:?}"),
        QueueEvent::MessageEnd { .. } => "end".to_owned(),
        QueueEvent::Error(error) => error.to_string(),
        other => format!("{other:?}"),
    }
}

/// Everything that is heard from now on, with the seconds since `began`.
async fn heard(listener: &mut Listener, began: Instant) -> Vec<(u64, String)> {
    let mut heard = Vec::new();
    while let Some(event) = listener.next().await {
        heard.push((began.elapsed().as_secs(), word(&event)));
    }
    heard
}

fn words(heard: Vec<(u64, String)>) -> Vec<String> {
    heard.into_iter().map(|(_, word)| word).collect()
}

#[tokio::test(start_paused = true)]
async fn pings_come_every_ten_seconds_whatever_else_is_said() {
    for pause in [0.3, 4.0, 34.0] {
        let Queue { publisher, mut listener, .. } = queue(600, message_based).await;
        let began = Instant::now();
        tokio::spawn(async move {
            while began.elapsed() < Duration::from_secs(34) {
                sleep(Duration::from_secs_f64(pause)).await;
                publisher.publish(said("x"))?;
            }
            publisher.publish(end())
        });
        let heard = heard(&mut listener, began).await;
        let pings: Vec<u64> = heard.iter().filter(|(_, word)| word == "ping").map(|(at, _)| *at).collect();
        assert_eq!(pings.len(), 3, "{heard:?}");
        for (ping, due) in pings.into_iter().zip([10, 20, 30]) {
            assert!((due..=due + 1).contains(&ping), "a ping at {ping}, with a word every {pause} s");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_stop_is_heard_within_a_second_and_after_what_was_said_before() {
    let Queue { publisher, mut listener, tasks, task, user, .. } = queue(600, message_based).await;
    let began = Instant::now();
    for text in ["a", "b", "c"] {
        publisher.publish(said(text)).expect("nobody has stopped it");
    }
    tasks.stop(task, EndUserId::random()).await.expect("memory does not fail");
    assert!(!tasks.is_stopped(task).await.expect("memory does not fail"), "it is not theirs");
    tasks.stop(task, user).await.expect("memory does not fail");
    let heard = heard(&mut listener, began).await;
    assert!(heard.iter().all(|(at, _)| *at <= 1), "{heard:?}");
    assert_eq!(words(heard), ["a", "b", "c", "UserManual"]);
    // The worker learns of it with its next word, which is in the queue all the same.
    assert!(matches!(publisher.publish(said("d")), Err(TaskStopped)));
    publisher.stopped().await;
}

#[tokio::test(start_paused = true)]
async fn time_is_up_once_and_the_worker_is_stopped() {
    let Queue { publisher, mut listener, .. } = queue(600, workflow_based).await;
    let began = Instant::now();
    let worker = publisher.clone();
    let worker = tokio::spawn(async move {
        worker.stopped().await;
        began.elapsed().as_secs()
    });
    let heard = heard(&mut listener, began).await;
    let stops: Vec<_> = heard.iter().filter(|(_, word)| word != "ping").collect();
    assert_eq!(stops, [&(600, "Timeout".to_owned())]);
    assert_eq!(heard.len(), 1 + 59, "{heard:?}");
    assert_eq!(worker.await.expect("it ends"), 600);
}

#[tokio::test(start_paused = true)]
async fn a_shutdown_stops_what_runs() {
    let Queue { publisher, mut listener, shutdown, .. } = queue(600, message_based).await;
    let began = Instant::now();
    tokio::spawn(async move {
        sleep(Duration::from_secs(5)).await;
        shutdown.cancel();
    });
    let heard = heard(&mut listener, began).await;
    assert_eq!(words(heard.clone()), ["Shutdown"]);
    assert!(heard[0].0 <= 6);
    drop(publisher);
}

#[tokio::test(start_paused = true)]
async fn a_lost_worker_is_noticed_and_an_ended_one_is_not_missed() {
    let Queue { publisher, mut listener, .. } = queue(600, message_based).await;
    publisher.publish(said("a")).expect("nobody has stopped it");
    drop(publisher);
    assert_eq!(words(heard(&mut listener, Instant::now()).await), ["a", "the worker ended without a word"]);

    let Queue { publisher, mut listener, .. } = queue(600, message_based).await;
    publisher.publish(end()).expect("nobody has stopped it");
    publisher.publish(said("stale")).expect("it is queued");
    drop(publisher);
    assert_eq!(words(heard(&mut listener, Instant::now()).await), ["end"]);
}

/// A workflow's end ends a workflow app's listening, and not that of a conversation.
#[tokio::test(start_paused = true)]
async fn ends_differ_by_kind() {
    let success = || QueueEvent::Workflow(EngineEvent::WorkflowSucceeded);
    let Queue { publisher, mut listener, .. } = queue(600, workflow_based).await;
    publisher.publish(success()).expect("nobody has stopped it");
    assert!(listener.next().await.is_some());
    assert!(listener.next().await.is_none());

    let Queue { publisher, mut listener, .. } = queue(600, message_based).await;
    publisher.publish(success()).expect("nobody has stopped it");
    assert!(listener.next().await.is_some());
    listener.publish(QueueEvent::AdvancedChatMessageEnd);
    assert!(matches!(listener.next().await, Some(QueueEvent::AdvancedChatMessageEnd)));
    assert!(listener.next().await.is_none());
}

/// The queue that is dropped stops its worker.
#[tokio::test(start_paused = true)]
async fn nobody_listens() {
    let Queue { publisher, listener, .. } = queue(600, message_based).await;
    drop(listener);
    publisher.stopped().await;
    assert!(matches!(publisher.publish(said("a")), Err(TaskStopped)));
}

/// What a client that does not read waits for: the end of its run, for whatever reason.
#[tokio::test(start_paused = true)]
async fn a_run_is_over_in_time_or_when_it_is_told_to() {
    let queue_one = queue(600, message_based).await;
    let began = Instant::now();
    queue_one.listener.over().await;
    assert_eq!(began.elapsed().as_secs(), 600);

    let Queue { listener, tasks, task, user, publisher, .. } = queue(600, message_based).await;
    let began = Instant::now();
    tokio::spawn(async move {
        sleep(Duration::from_secs(7)).await;
        tasks.stop(task, user).await
    });
    listener.over().await;
    assert!((7..=8).contains(&began.elapsed().as_secs()));
    drop(publisher);
    assert_eq!(StopReason::UserManual.text(), "Workflow stopped.");
}
