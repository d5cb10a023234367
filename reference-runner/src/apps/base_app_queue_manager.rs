//! The queue between a worker and its pipeline, with pings, the stop flag and the time limit.
//!
//! The worker publishes through a [`Publisher`], the pipeline listens through a [`Listener`]. Kinds differ only in
//! which events are the last: [`Terminal`]. When the listener sees the end, or is dropped, the worker is cancelled.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::entities::queue_entities::{QueueEvent, RunError, StopReason, TaskStopped};
use crate::ids::{EndUserId, TaskId};
use crate::task_store::{TaskStore, TaskStoreError};
use crate::workflow::entities::EngineEvent;

/// How long the listener waits for an event before it looks round.
const POLL: Duration = Duration::from_secs(1);
/// A sign of life for clients and proxies, whatever else is sent.
const PING_EVERY: u64 = 10;

/// Which events end the listening.
pub type Terminal = fn(&QueueEvent) -> bool;

/// The worker's end.
#[derive(Debug, Clone)]
pub struct Publisher {
    queue: mpsc::UnboundedSender<QueueEvent>,
    cancel: CancellationToken,
}

impl Publisher {
    /// Puts the event into the queue. A stopped worker learns it here, after its event is in.
    pub fn publish(&self, event: QueueEvent) -> Result<(), TaskStopped> {
        let nobody_listens = self.queue.send(event).is_err();
        if nobody_listens || self.cancel.is_cancelled() { Err(TaskStopped) } else { Ok(()) }
    }

    /// Resolves when the worker shall leave, in whatever it is waiting for.
    pub async fn stopped(&self) {
        self.cancel.cancelled().await;
    }
}

/// The pipeline's end.
#[derive(Debug)]
pub struct Listener {
    task: TaskId,
    tasks: TaskStore,
    queue: mpsc::UnboundedReceiver<QueueEvent>,
    /// To put own events behind what the worker has sent; weak, so that a lost worker is noticed.
    back: mpsc::WeakUnboundedSender<QueueEvent>,
    /// Own events once the worker has gone.
    own: VecDeque<QueueEvent>,
    terminal: Terminal,
    cancel: CancellationToken,
    shutdown: CancellationToken,
    limit: Duration,
    began: Instant,
    looked: Instant,
    pings: u64,
    stopping: bool,
    ended: bool,
}

impl Listener {
    /// The next event; `None` after the last. Cancel safe: an event that was not returned stays in the queue.
    pub async fn next(&mut self) -> Option<QueueEvent> {
        loop {
            if self.ended {
                return None;
            }
            self.look_round().await;
            let event = match self.queue.try_recv() {
                Ok(event) => Some(event),
                Err(mpsc::error::TryRecvError::Empty) => {
                    match tokio::time::timeout(POLL, self.queue.recv()).await {
                        Ok(Some(event)) => Some(event),
                        // Silence, or the worker has gone: both show in the next round.
                        Err(_) | Ok(None) => None,
                    }
                }
                Err(mpsc::error::TryRecvError::Disconnected) => {
                    Some(self.own.pop_front().unwrap_or_else(worker_lost))
                }
            };
            let Some(event) = event else { continue };
            if (self.terminal)(&event) {
                self.end();
            }
            return Some(event);
        }
    }

    /// For the pipeline itself: queued behind what the worker has sent.
    pub fn publish(&mut self, event: QueueEvent) {
        match self.back.upgrade() {
            // The receiver is ours, so the queue is open.
            Some(queue) => drop(queue.send(event)),
            None => self.own.push_back(event),
        }
    }

    /// Resolves when the run shall end, whatever the worker does: its time is up, it was told to stop, the server goes.
    pub async fn over(&self) {
        let told = async {
            while !matches!(self.tasks.is_stopped(self.task).await, Ok(true)) {
                tokio::time::sleep(POLL).await;
            }
        };
        tokio::select! {
            () = tokio::time::sleep_until(self.began + self.limit) => {}
            () = self.shutdown.cancelled() => {}
            () = told => {}
        }
    }

    /// No event will be read any more: whatever the worker does, it shall stop.
    pub fn end(&mut self) {
        self.ended = true;
        self.cancel.cancel();
    }

    /// Between two events: the time limit, the stop flag (asked for once a second), the ping.
    async fn look_round(&mut self) {
        let now = Instant::now();
        if !self.stopping {
            if now - self.began >= self.limit {
                self.stop(StopReason::Timeout);
            } else if self.shutdown.is_cancelled() {
                self.stop(StopReason::Shutdown);
            } else if now - self.looked >= POLL {
                self.looked = now;
                match self.tasks.is_stopped(self.task).await {
                    Ok(true) => self.stop(StopReason::UserManual),
                    Ok(false) => {}
                    // A stop that cannot be read now is read a second later.
                    Err(error) => tracing::warn!(task = %self.task, %error, "stop flag not read"),
                }
            }
        }
        let pings = (now - self.began).as_secs() / PING_EVERY;
        if pings > self.pings {
            self.pings = pings;
            self.publish(QueueEvent::Ping);
        }
    }

    /// What is queued already is still delivered; nothing new is made.
    fn stop(&mut self, reason: StopReason) {
        self.stopping = true;
        self.cancel.cancel();
        self.publish(QueueEvent::Stop(reason));
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.cancel.cancel();
    }
}

fn worker_lost() -> QueueEvent {
    QueueEvent::Error(RunError::Internal("the worker ended without a word".to_owned()))
}

/// What a queue is made with.
#[derive(Debug, Clone)]
pub struct QueueSettings {
    pub tasks: TaskStore,
    pub limit: Duration,
    pub shutdown: CancellationToken,
}

/// Notes the owner of the task and opens its queue.
pub async fn open(
    settings: &QueueSettings,
    task: TaskId,
    user: EndUserId,
    terminal: Terminal,
) -> Result<(Publisher, Listener), TaskStoreError> {
    settings.tasks.own(task, user).await?;
    let (sender, receiver) = mpsc::unbounded_channel();
    let cancel = CancellationToken::new();
    let now = Instant::now();
    let listener = Listener {
        task,
        tasks: settings.tasks.clone(),
        queue: receiver,
        back: sender.downgrade(),
        own: VecDeque::new(),
        terminal,
        cancel: cancel.clone(),
        shutdown: settings.shutdown.clone(),
        limit: settings.limit,
        began: now,
        looked: now,
        pings: 0,
        stopping: false,
        ended: false,
    };
    Ok((Publisher { queue: sender, cancel }, listener))
}

/// Chat, agent-chat, completion, advanced-chat: a workflow's end is not the message's.
pub fn message_based(event: &QueueEvent) -> bool {
    matches!(
        event,
        QueueEvent::Stop(_)
            | QueueEvent::Error(_)
            | QueueEvent::MessageEnd { .. }
            | QueueEvent::AdvancedChatMessageEnd
    )
}

/// Workflow.
pub fn workflow_based(event: &QueueEvent) -> bool {
    matches!(
        event,
        QueueEvent::Stop(_)
            | QueueEvent::Error(_)
            | QueueEvent::MessageEnd { .. }
            | QueueEvent::Workflow(EngineEvent::WorkflowSucceeded | EngineEvent::WorkflowFailed { .. })
    )
}
