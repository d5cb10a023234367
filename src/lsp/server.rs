//! The conversation with the client: one thread that owns the [`Session`], and a [`worker`] that it hands states to.
//!
//! A request is answered from findings that are at least as new as the request: it waits while the worker is busy with
//! an older state, and may be cancelled until then.

use std::path::PathBuf;

use anyhow::{Context, Result};
use crossbeam_channel::{Sender, select, unbounded};
use gen_lsp_types::{
    ChangeNotifications, ClientCapabilities, CodeActionKind, CodeActionOptions, CodeActionParams,
    CodeActionProvider, Diagnostic, DiagnosticOptions, DiagnosticProvider,
    DidChangeWatchedFilesRegistrationOptions, DocumentDiagnosticParams, DocumentDiagnosticReport,
    FileSystemWatcher, FullDocumentDiagnosticReport, GlobPattern, HoverParams, HoverProvider,
    InitializeParams, InitializeResult, InlayHintParams, InlayHintProvider,
    LspNotificationMethod as Notified, LspRequestMethod as Requested, MarkupKind, MessageType,
    PublishDiagnosticsParams, Registration, RegistrationParams, RelatedFullDocumentDiagnosticReport,
    RelatedUnchangedDocumentDiagnosticReport, Save, ServerCapabilities, ServerInfo, ShowMessageParams,
    TextDocumentSync, TextDocumentSyncKind, TextDocumentSyncOptions, UnchangedDocumentDiagnosticReport, Uri,
    WorkspaceDiagnosticParams, WorkspaceDiagnosticReport, WorkspaceDocumentDiagnosticReport,
    WorkspaceFolders, WorkspaceFoldersServerCapabilities, WorkspaceFullDocumentDiagnosticReport,
    WorkspaceOptions, WorkspaceUnchangedDocumentDiagnosticReport,
};
use lsp_server::{Connection, ErrorCode, Message, Notification, Request, RequestId, Response};
use rustc_hash::FxHashMap;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::place::Encoding;
use super::session::{Client, Session, path, uri};
use super::worker::{self, Answer, Job};
use super::{actions, findings, hints, hover};
use crate::check::caught;

/// Until the client says `exit`.
pub(super) fn run(connection: &Connection) -> Result<()> {
    let (id, params) = connection.initialize_start()?;
    let params: InitializeParams =
        serde_json::from_value(params).context("`initialize` is not understood")?;
    let session = session(&params);
    let result = InitializeResult::new(
        capabilities(&session.client),
        Some(ServerInfo::new("letgo".to_owned(), Some(env!("CARGO_PKG_VERSION").to_owned()))),
    );
    connection.initialize_finish(id, serde_json::to_value(result)?)?;

    let (jobs, waiting) = unbounded();
    let (done, answers) = unbounded();
    // not joined: a run that is under way must not keep the process
    std::thread::Builder::new()
        .name("check".to_owned())
        .spawn(move || worker::run(&waiting, &done))
        .context("cannot start a thread")?;
    let mut server = Server {
        sender: &connection.sender,
        jobs,
        session,
        pending: Vec::new(),
        shown: FxHashMap::default(),
        failures: Vec::new(),
        only_edits: false,
        requests: 0,
    };
    server.watch_files();
    server.changed(false);
    loop {
        select! {
            recv(connection.receiver) -> message => match message {
                Ok(Message::Request(request)) => {
                    if connection.handle_shutdown(&request)? {
                        return Ok(());
                    }
                    server.request(request);
                }
                Ok(Message::Notification(notification)) => server.notification(notification),
                Ok(Message::Response(_)) => {}
                // the client is gone without a word
                Err(_) => return Ok(()),
            },
            recv(answers) -> answer => match answer {
                Ok(answer) => server.answered(answer),
                Err(_) => anyhow::bail!("the checking thread ended"),
            },
        }
    }
}

struct Server<'a> {
    sender: &'a Sender<Message>,
    jobs: Sender<Job>,
    session: Session,
    /// Requests and the state that they asked about.
    pending: Vec<(u64, Request)>,
    /// What each file has according to the newest answer; what was published, for clients that do not ask.
    shown: FxHashMap<PathBuf, Vec<Diagnostic>>,
    failures: Vec<String>,
    /// Since the newest answer, nothing but texts of open documents has changed.
    only_edits: bool,
    /// Our own, to the client.
    requests: i32,
}

impl Server<'_> {
    fn send(&self, message: Message) {
        // a client that is gone is noticed by the receiver
        let _ = self.sender.send(message);
    }

    fn notify(&self, method: &Notified<'_>, params: impl Serialize) {
        self.send(Message::Notification(Notification::new(method.to_string(), params)));
    }

    fn ask(&mut self, method: &Requested<'_>, params: impl Serialize) {
        self.requests += 1;
        let id = RequestId::from(self.requests);
        self.send(Message::Request(Request::new(id, method.to_string(), params)));
    }

    fn watch_files(&mut self) {
        if !self.session.client.watches_files {
            return;
        }
        let watch = |pattern: &str| FileSystemWatcher::new(GlobPattern::Pattern(pattern.to_owned()), None);
        let watchers =
            ["**/*.rs", "**/Cargo.toml", "**/letgo.toml", "**/letgo-baseline.toml"].map(watch).to_vec();
        let options = DidChangeWatchedFilesRegistrationOptions::new(watchers);
        let registration = Registration::new(
            "watch".to_owned(),
            Notified::WorkspaceDidChangeWatchedFiles.to_string(),
            serde_json::to_value(options).ok(),
        );
        self.ask(&Requested::ClientRegisterCapability, RegistrationParams::new(vec![registration]));
    }

    /// Something is not as it was: the worker is told.
    fn changed(&mut self, only_edits: bool) {
        self.session.state += 1;
        // what is known of the disk is older than what has not been answered yet
        self.only_edits &= only_edits;
        let job = Job {
            state: self.session.state,
            folders: self.session.folders.clone(),
            unsaved: self.session.texts(self.only_edits),
            only_edits,
        };
        // the worker ends only with us
        let _ = self.jobs.send(job);
    }

    fn notification(&mut self, notification: Notification) {
        let Notification { method, params } = notification;
        let kind = Notified::from(method.as_str());
        let handled = match kind {
            Notified::TextDocumentDidOpen => self.with(params, |session, params| {
                let params: gen_lsp_types::DidOpenTextDocumentParams = params;
                let document = params.text_document;
                let Some(path) = path(&document.uri) else { return false };
                session.documents.open(path, document.version, document.text);
                true
            }),
            Notified::TextDocumentDidChange => self.with(params, |session, params| {
                let params: gen_lsp_types::DidChangeTextDocumentParams = params;
                let document = params.text_document;
                let Some(path) = path(&document.text_document_identifier.uri) else { return false };
                let encoding = session.client.encoding;
                session.documents.change(&path, document.version, params.content_changes, encoding);
                true
            }),
            Notified::TextDocumentDidClose => self.with(params, |session, params| {
                let params: gen_lsp_types::DidCloseTextDocumentParams = params;
                let Some(path) = path(&params.text_document.uri) else { return false };
                session.documents.close(&path);
                true
            }),
            // manifests and configuration are read from the disk
            Notified::TextDocumentDidSave | Notified::WorkspaceDidChangeWatchedFiles => Ok(true),
            Notified::WorkspaceDidChangeWorkspaceFolders => self.with(params, |session, params| {
                let params: gen_lsp_types::DidChangeWorkspaceFoldersParams = params;
                let gone: Vec<PathBuf> =
                    params.event.removed.iter().filter_map(|folder| path(&folder.uri)).collect();
                session.folders.retain(|folder| !gone.contains(folder));
                session.folders.extend(params.event.added.iter().filter_map(|folder| path(&folder.uri)));
                true
            }),
            Notified::WorkspaceDidChangeConfiguration => self.with(params, |session, params| {
                let params: gen_lsp_types::DidChangeConfigurationParams = params;
                let own = params.settings.get("letgo").unwrap_or(&params.settings);
                if let Some(on) = own.get("inlayHints").and_then(Value::as_bool) {
                    session.hints = on;
                }
                // levels may be in files that changed at the same time
                true
            }),
            Notified::CancelRequest => {
                if let Some(id) = params.get("id").cloned()
                    && let Ok(id) = serde_json::from_value::<RequestId>(id)
                {
                    self.cancel(&id);
                }
                Ok(false)
            }
            _ => Ok(false),
        };
        match handled {
            Ok(true) => self.changed(matches!(kind, Notified::TextDocumentDidChange)),
            Ok(false) => {}
            Err(error) => self.log(MessageType::Error, format!("`{method}` is not understood: {error}")),
        }
    }

    /// Whether the handler changed what is to be checked.
    fn with<P: DeserializeOwned>(
        &mut self,
        params: Value,
        handle: impl FnOnce(&mut Session, P) -> bool,
    ) -> Result<bool, serde_json::Error> {
        Ok(handle(&mut self.session, serde_json::from_value(params)?))
    }

    fn cancel(&mut self, id: &RequestId) {
        let Some(at) = self.pending.iter().position(|(_, request)| request.id == *id) else { return };
        let (_, request) = self.pending.remove(at);
        let code = ErrorCode::RequestCanceled as i32;
        self.send(Message::Response(Response::new_err(request.id, code, "cancelled".to_owned())));
    }

    fn log(&self, kind: MessageType, message: String) {
        self.notify(&Notified::WindowLogMessage, ShowMessageParams::new(kind, message));
    }

    fn request(&mut self, request: Request) {
        if self.session.answered < self.session.state {
            self.pending.push((self.session.state, request));
        } else {
            self.respond(request);
        }
    }

    fn respond(&mut self, request: Request) {
        let id = request.id.clone();
        let result = caught(|| self.result(request));
        let response = match result {
            Ok(Ok(value)) => Response::new_ok(id, value),
            Ok(Err((code, message))) => Response::new_err(id, code as i32, message),
            Err(bug) => Response::new_err(id, ErrorCode::InternalError as i32, bug),
        };
        self.send(Message::Response(response));
    }

    fn result(&self, request: Request) -> Result<Value, (ErrorCode, String)> {
        let Request { method, params, .. } = request;
        let session = &self.session;
        match Requested::from(method.as_str()) {
            Requested::TextDocumentHover => {
                let params: HoverParams = read(params)?;
                let at = params.text_document_position_params;
                value(path(&at.text_document.uri).and_then(|path| hover::at(session, &path, at.position)))
            }
            Requested::TextDocumentInlayHint => {
                let params: InlayHintParams = read(params)?;
                let path = path(&params.text_document.uri).filter(|_| session.hints);
                value(path.map_or_else(Vec::new, |path| hints::within(session, &path, params.range)))
            }
            Requested::TextDocumentCodeAction => {
                let params: CodeActionParams = read(params)?;
                let path = path(&params.text_document.uri);
                value(path.map_or_else(Vec::new, |path| actions::at(session, &path, &params)))
            }
            Requested::TextDocumentDiagnostic => {
                let params: DocumentDiagnosticParams = read(params)?;
                let items = path(&params.text_document.uri)
                    .map_or_else(Vec::new, |path| findings::of_file(session, &path));
                let result_id = result_id(&items);
                value(if params.previous_result_id.as_ref() == Some(&result_id) {
                    DocumentDiagnosticReport::from(RelatedUnchangedDocumentDiagnosticReport::new(
                        None,
                        UnchangedDocumentDiagnosticReport::new(result_id),
                    ))
                } else {
                    DocumentDiagnosticReport::from(RelatedFullDocumentDiagnosticReport::new(
                        None,
                        FullDocumentDiagnosticReport::new(Some(result_id), items),
                    ))
                })
            }
            Requested::WorkspaceDiagnostic => value(self.workspace_report(&read(params)?)),
            _ => Err((ErrorCode::MethodNotFound, format!("`{method}` is not served"))),
        }
    }

    /// Files with findings, and those that had some when the client asked last.
    fn workspace_report(&self, params: &WorkspaceDiagnosticParams) -> WorkspaceDiagnosticReport {
        let session = &self.session;
        let mut paths = session.with_findings();
        paths.extend(params.previous_result_ids.iter().filter_map(|previous| path(&previous.uri)));
        paths.sort();
        paths.dedup();
        let report = |path: &PathBuf| {
            let uri: Uri = uri(path)?;
            let items = findings::of_file(session, path);
            let id = result_id(&items);
            let version = session.documents.get(path).map(|document| document.version);
            let same =
                params.previous_result_ids.iter().any(|previous| previous.uri == uri && previous.value == id);
            Some(if same {
                WorkspaceDocumentDiagnosticReport::from(WorkspaceUnchangedDocumentDiagnosticReport::new(
                    uri,
                    version,
                    UnchangedDocumentDiagnosticReport::new(id),
                ))
            } else {
                WorkspaceDocumentDiagnosticReport::from(WorkspaceFullDocumentDiagnosticReport::new(
                    uri,
                    version,
                    FullDocumentDiagnosticReport::new(Some(id), items),
                ))
            })
        };
        WorkspaceDiagnosticReport::new(paths.iter().filter_map(report).collect())
    }

    fn answered(&mut self, answer: Answer) {
        if answer.failures != self.failures {
            self.failures.clone_from(&answer.failures);
            for failure in &answer.failures {
                self.log(MessageType::Warning, failure.clone());
            }
        }
        self.session.take(answer);
        if self.session.answered == self.session.state {
            self.only_edits = true;
        }
        self.show();
        let session = &self.session;
        let (ready, waiting): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.pending).into_iter().partition(|(state, _)| *state <= session.answered);
        self.pending = waiting;
        for (_, request) in ready {
            self.respond(request);
        }
    }

    /// Publishes what changed, or tells a client that asks that it should.
    fn show(&mut self) {
        let mut now: FxHashMap<PathBuf, Vec<Diagnostic>> = FxHashMap::default();
        for path in self.session.with_findings() {
            let found = findings::of_file(&self.session, &path);
            if !found.is_empty() {
                now.insert(path, found);
            }
        }
        let mut paths: Vec<PathBuf> = now.keys().chain(self.shown.keys()).cloned().collect();
        paths.sort();
        paths.dedup();
        paths.retain(|path| now.get(path) != self.shown.get(path));
        let client = self.session.client;
        if !client.pulls {
            for path in &paths {
                let Some(uri) = uri(path) else { continue };
                let version = self.session.documents.get(path).map(|document| document.version);
                let diagnostics = now.get(path).cloned().unwrap_or_default();
                let params = PublishDiagnosticsParams::new(uri, version, diagnostics);
                self.notify(&Notified::TextDocumentPublishDiagnostics, params);
            }
        } else if client.refreshes_diagnostics && !paths.is_empty() {
            self.ask(&Requested::WorkspaceDiagnosticRefresh, Value::Null);
        }
        if client.refreshes_hints && self.session.hints && !paths.is_empty() {
            self.ask(&Requested::WorkspaceInlayHintRefresh, Value::Null);
        }
        self.shown = now;
    }
}

fn read<P: DeserializeOwned>(params: Value) -> Result<P, (ErrorCode, String)> {
    serde_json::from_value(params).map_err(|error| (ErrorCode::InvalidParams, error.to_string()))
}

fn value(result: impl Serialize) -> Result<Value, (ErrorCode, String)> {
    serde_json::to_value(result).map_err(|error| (ErrorCode::InternalError, error.to_string()))
}

/// The same findings have the same id.
fn result_id(items: &[Diagnostic]) -> String {
    use std::hash::Hasher as _;
    let mut hasher = rustc_hash::FxHasher::default();
    hasher.write(serde_json::to_string(items).unwrap_or_default().as_bytes());
    format!("{:016x}", hasher.finish())
}

#[expect(deprecated, reason = "clients without workspace folders have a root")]
fn session(params: &InitializeParams) -> Session {
    let folders = match &params.workspace_folders_initialize_params.workspace_folders {
        Some(WorkspaceFolders::WorkspaceFolderList(folders)) => {
            folders.iter().filter_map(|folder| path(&folder.uri)).collect()
        }
        _ => params.root_uri.as_ref().and_then(path).into_iter().collect(),
    };
    let option = |name: &str| {
        let options = params.initialization_options.as_ref()?;
        options.get("letgo").unwrap_or(options).get(name)?.as_bool()
    };
    Session {
        client: client(&params.capabilities),
        folders,
        hints: option("inlayHints").unwrap_or(false),
        ..Session::default()
    }
}

fn client(capabilities: &ClientCapabilities) -> Client {
    let document = capabilities.text_document.as_ref();
    let workspace = capabilities.workspace.as_ref();
    let general = capabilities.general.as_ref();
    let pulls = document.and_then(|document| document.diagnostic.as_ref());
    let shows = match pulls {
        Some(pulls) => Some(&pulls.diagnostics_capabilities),
        None => document
            .and_then(|document| document.publish_diagnostics.as_ref())
            .map(|published| &published.diagnostics_capabilities),
    };
    // clients that pull may say only of published diagnostics what they can show
    let published = document.and_then(|document| document.publish_diagnostics.as_ref());
    let can = |one: fn(&gen_lsp_types::DiagnosticsCapabilities) -> Option<bool>| {
        shows
            .and_then(one)
            .or_else(|| published.and_then(|published| one(&published.diagnostics_capabilities)))
            == Some(true)
    };
    let hover = document.and_then(|document| document.hover.as_ref());
    Client {
        encoding: Encoding::choose(
            general.and_then(|general| general.position_encodings.as_deref()).unwrap_or_default(),
        ),
        pulls: pulls.is_some(),
        refreshes_diagnostics: workspace
            .and_then(|workspace| workspace.diagnostics.as_ref())
            .is_some_and(|diagnostics| diagnostics.refresh_support == Some(true)),
        refreshes_hints: workspace
            .and_then(|workspace| workspace.inlay_hint.as_ref())
            .is_some_and(|hints| hints.refresh_support == Some(true)),
        related_information: can(|shows| shows.related_information),
        code_description: can(|shows| shows.code_description_support),
        markdown: hover
            .and_then(|hover| hover.content_format.as_ref())
            .is_some_and(|formats| formats.contains(&MarkupKind::Markdown)),
        watches_files: workspace
            .and_then(|workspace| workspace.did_change_watched_files.as_ref())
            .is_some_and(|watched| watched.dynamic_registration == Some(true)),
    }
}

fn capabilities(client: &Client) -> ServerCapabilities {
    ServerCapabilities {
        position_encoding: Some(client.encoding.kind()),
        text_document_sync: Some(TextDocumentSync::Options(TextDocumentSyncOptions {
            open_close: Some(true),
            change: Some(TextDocumentSyncKind::Incremental),
            save: Some(Save::Bool(true)),
            ..TextDocumentSyncOptions::default()
        })),
        hover_provider: Some(HoverProvider::Bool(true)),
        inlay_hint_provider: Some(InlayHintProvider::Bool(true)),
        code_action_provider: Some(CodeActionProvider::CodeActionOptions(CodeActionOptions {
            code_action_kinds: Some(vec![
                CodeActionKind::QuickFix,
                CodeActionKind::Custom(actions::FIX_ALL.into()),
            ]),
            ..CodeActionOptions::default()
        })),
        diagnostic_provider: client.pulls.then(|| {
            DiagnosticProvider::DiagnosticOptions(DiagnosticOptions {
                identifier: Some("letgo".to_owned()),
                inter_file_dependencies: true,
                workspace_diagnostics: true,
                ..DiagnosticOptions::default()
            })
        }),
        workspace: Some(WorkspaceOptions {
            workspace_folders: Some(WorkspaceFoldersServerCapabilities::new(
                Some(true),
                Some(ChangeNotifications::Bool(true)),
            )),
            ..WorkspaceOptions::default()
        }),
        ..ServerCapabilities::default()
    }
}
