//! What the fuzz targets call: each takes any bytes and must neither panic nor hang.

use std::path::PathBuf;
use std::sync::Arc;

use letgo::catalogue::Category;
use letgo::check::{self, Options};
use letgo::config::{self, Layer, Text};
use letgo::lints::LINTS;
use letgo::syntax::{self, CfgOptions};
use letgo::workspace::{Buffer, Request};

fn text(data: &[u8]) -> String {
    String::from_utf8_lossy(data).into_owned()
}

/// Syntax trees are deep; see `check`.
fn on_large_stack(work: impl FnOnce() + Send) {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(128 << 20);
        thread.spawn_scoped(scope, work).expect("a thread").join().expect("no panic");
    });
}

/// Parse and lower; bodies at once, and bodies when they are asked for.
pub fn lower(data: &[u8]) {
    let text: Arc<str> = text(data).into();
    on_large_stack(|| {
        for test in [false, true] {
            let options = CfgOptions { test };
            syntax::lower(&text, &options);
            let lazy = syntax::lower_lazily(&text, &options, |work| {
                work();
                Ok(())
            });
            for id in lazy.bodies.ids() {
                lazy.bodies.get(id);
            }
        }
    });
}

/// All stages over one file, the text of which only the editor has.
pub fn flow(data: &[u8]) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().canonicalize().expect("it exists").join("lib.rs");
    std::fs::write(&path, "").expect("writable");
    let buffer = Buffer { text: text(data).into(), last_good: None };
    let options = Options {
        request: Request { path: Some(path.clone()), ..Request::default() },
        unsaved: [(path, buffer)].into_iter().collect(),
        pedantic: true,
        jobs: Some(1),
        ..Options::default()
    };
    let outcome = check::check(&options, &|_| {}).expect("there is a file");
    for finding in &outcome.report.diagnostics {
        assert!(!finding.message.contains("a bug in letgo"), "{}", finding.message);
    }
}

pub fn config(data: &[u8]) {
    for layer in [Layer::File, Layer::Workspace, Layer::Package(0)] {
        let text = Text { layer, path: PathBuf::from("letgo.toml"), text: text(data).into() };
        config::read(&[text], LINTS, &Category::ALL.map(Category::word));
    }
}

pub fn baseline(data: &[u8]) {
    let _ = letgo::diagnostic::baseline::read(&text(data));
}

/// A file below `target/letgo/runs` that anybody may have written.
pub fn cache(data: &[u8]) {
    check::is_kept_run(data);
}

/// Each line is a message, if it is one, to a server that was greeted and is bidden farewell.
pub fn lsp(data: &[u8]) {
    use lsp_server::{Connection, Message};
    use serde_json::json;
    let (server, client) = Connection::memory();
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("a.rs"), "fn f() {}").expect("writable");
    let uri = format!("file://{}", folder.path().display());
    let hello = json!({ "id": 1, "method": "initialize", "params": {
        "processId": null, "rootUri": null, "capabilities": {}, "workspaceFolders": [{ "uri": uri, "name": "a" }],
    }});
    let text = text(data);
    let inside = text.lines().filter_map(|line| serde_json::from_str::<Message>(line).ok());
    let message = |value| serde_json::from_value::<Message>(value).expect("a message");
    let greeted = [message(hello), message(json!({ "method": "initialized", "params": {} }))];
    let farewell =
        [message(json!({ "id": "farewell", "method": "shutdown" })), message(json!({ "method": "exit" }))];
    for message in greeted.into_iter().chain(inside).chain(farewell) {
        client.sender.send(message).expect("the channel is open");
    }
    // an error is an answer: the client did not keep to the protocol
    let _ = letgo::lsp::speak(&server);
}
