//! The language server from outside: a scripted client on stdin and stdout.

use std::collections::BTreeMap;
use std::fs;
use std::io::BufReader;
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use lsp_server::{Message, Notification, Request, RequestId, Response};
use serde_json::{Value, json};
use tempfile::TempDir;

const MANIFEST: &str = "[package]\nname = \"shop\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n\
                        [dependencies]\nsqlx = \"0.8\"\nreqwest = \"0.12\"\n";

const LIB: &str = "\
mod mail;

/// Ünïcödé 𝄞 before the code
pub async fn order(pool: &sqlx::PgPool) -> anyhow::Result<()> {
    let mut conn = pool.acquire().await?;
    sqlx::query(\"select 1\").execute(&mut *conn).await?;
    /* ä𝄞 */ mail::send().await?;
    sqlx::query(\"select 2\").execute(&mut *conn).await?;
    Ok(())
}
";

const MAIL: &str = "\
pub async fn send() -> anyhow::Result<()> {
    reqwest::get(\"https://mail\").await?;
    Ok(())
}
";

const HARMLESS: &str = "pub async fn send() -> anyhow::Result<()> {\n    Ok(())\n}\n";

fn workspace() -> TempDir {
    let folder = TempDir::new().expect("a folder");
    fs::create_dir(folder.path().join("src")).expect("a folder");
    for (path, text) in [("Cargo.toml", MANIFEST), ("src/lib.rs", LIB), ("src/mail.rs", MAIL)] {
        fs::write(folder.path().join(path), text).expect("writable");
    }
    folder
}

fn uri(folder: &Path, file: &str) -> String {
    format!("file://{}", folder.join(file).display())
}

struct Client {
    server: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    requests: i32,
    /// The newest diagnostics of each file, by uri.
    published: BTreeMap<String, Value>,
    /// What the server asked.
    asked: Vec<String>,
    capabilities: Value,
}

impl Client {
    fn start(folder: &Path, capabilities: Value, options: Value) -> Self {
        let mut server = Command::new(env!("CARGO_BIN_EXE_cargo-letgo"))
            .args(["letgo", "lsp"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("it starts");
        let input = server.stdin.take().expect("piped");
        let output = BufReader::new(server.stdout.take().expect("piped"));
        let mut client = Self {
            server,
            input,
            output,
            requests: 0,
            published: BTreeMap::new(),
            asked: Vec::new(),
            capabilities: Value::Null,
        };
        let folders = json!([{ "uri": uri(folder, "").trim_end_matches('/'), "name": "shop" }]);
        let result = client.request(
            "initialize",
            json!({
                "processId": null, "rootUri": null, "capabilities": capabilities,
                "workspaceFolders": folders, "initializationOptions": options,
            }),
        );
        client.capabilities = result["capabilities"].clone();
        client.notify("initialized", json!({}));
        client
    }

    fn write(&mut self, message: Message) {
        message.write(&mut self.input).expect("the server listens");
    }

    fn notify(&mut self, method: &str, params: Value) {
        self.write(Message::Notification(Notification::new(method.to_owned(), params)));
    }

    fn send(&mut self, method: &str, params: Value) -> RequestId {
        self.requests += 1;
        let id = RequestId::from(self.requests);
        self.write(Message::Request(Request::new(id.clone(), method.to_owned(), params)));
        id
    }

    fn request(&mut self, method: &str, params: Value) -> Value {
        let id = self.send(method, params);
        let response = self.response(&id);
        response.response_result.unwrap_or_else(|error| panic!("{method}: {error:?}"))
    }

    fn response(&mut self, id: &RequestId) -> Response {
        loop {
            if let Some(response) = self.read()
                && response.id == *id
            {
                return response;
            }
        }
    }

    /// One message of the server, a response if it is one.
    fn read(&mut self) -> Option<Response> {
        match Message::read(&mut self.output).expect("readable").expect("the server speaks") {
            Message::Response(response) => return Some(response),
            Message::Notification(notification) => {
                if notification.method == "textDocument/publishDiagnostics" {
                    let uri = notification.params["uri"].as_str().expect("a uri").to_owned();
                    self.published.insert(uri, notification.params);
                }
            }
            Message::Request(request) => {
                self.asked.push(request.method);
                self.write(Message::Response(Response::new_ok(request.id, Value::Null)));
            }
        }
        None
    }

    /// Until everything that was sent so far is checked: a request is answered from findings that are as new.
    fn settle(&mut self, file: &str) {
        self.request(
            "textDocument/hover",
            json!({ "textDocument": { "uri": file }, "position": { "line": 0, "character": 0 } }),
        );
    }

    fn open(&mut self, file: &str, text: &str) {
        self.notify(
            "textDocument/didOpen",
            json!({ "textDocument": { "uri": file, "languageId": "rust", "version": 1, "text": text } }),
        );
    }

    fn change(&mut self, file: &str, version: i32, changes: Value) {
        self.notify(
            "textDocument/didChange",
            json!({ "textDocument": { "uri": file, "version": version }, "contentChanges": changes }),
        );
    }

    fn published(&self, file: &str) -> Vec<Value> {
        self.published.get(file).map_or_else(Vec::new, |params| diagnostics(&params["diagnostics"]))
    }

    fn stop(mut self) {
        self.request("shutdown", Value::Null);
        self.notify("exit", Value::Null);
        assert!(self.server.wait().expect("it ends").success());
    }
}

fn diagnostics(list: &Value) -> Vec<Value> {
    list.as_array().expect("a list").clone()
}

fn range(line: u32, start: u32, end: u32) -> Value {
    json!({ "start": { "line": line, "character": start }, "end": { "line": line, "character": end } })
}

/// Applies text edits the way an editor does; columns are taken as characters, the texts here are ASCII there.
fn apply(text: &str, edits: &Value) -> String {
    let mut lines: Vec<String> = text.split('\n').map(str::to_owned).collect();
    for edit in edits.as_array().expect("edits") {
        let at = |end: &str, of: &str| edit["range"][end][of].as_u64().expect("a number") as usize;
        assert_eq!(at("start", "line"), at("end", "line"));
        let line = &mut lines[at("start", "line")];
        line.replace_range(
            at("start", "character")..at("end", "character"),
            edit["newText"].as_str().expect("text"),
        );
    }
    lines.join("\n")
}

fn everything() -> Value {
    json!({
        "textDocument": {
            "publishDiagnostics": { "relatedInformation": true, "codeDescriptionSupport": true },
            "hover": { "contentFormat": ["markdown", "plaintext"] },
        },
        "workspace": { "didChangeWatchedFiles": { "dynamicRegistration": true }, "inlayHint": { "refreshSupport": true } },
    })
}

#[test]
fn findings_are_published_with_places_links_and_the_way_out() {
    let folder = workspace();
    let lib = uri(folder.path(), "src/lib.rs");
    let mut client = Client::start(folder.path(), everything(), Value::Null);
    assert_eq!(client.capabilities["positionEncoding"], "utf-16");
    assert_eq!(client.capabilities["diagnosticProvider"], Value::Null);
    client.settle(&lib);
    assert!(client.asked.contains(&"client/registerCapability".to_owned()), "{:?}", client.asked);
    let found = client.published(&lib);
    assert_eq!(found.len(), 1, "{found:#?}");
    let finding = &found[0];
    assert_eq!(finding["source"], "letgo");
    assert_eq!(finding["code"], "guard_across_await");
    assert_eq!(finding["severity"], 2);
    assert!(finding["codeDescription"]["href"].as_str().expect("a link").contains("guard_across_await"));
    let message = finding["message"].as_str().expect("text");
    assert!(message.contains("`conn` is held while waiting for a network call"), "{message}");
    assert!(message.contains("help: "), "{message}");
    // the word `await` behind two characters that take one and two units
    let line = LIB.lines().nth(6).expect("there");
    let before: String = line.split("await").next().expect("there").to_owned();
    let start = before.encode_utf16().count() as u32;
    assert_ne!(start as usize, before.chars().count(), "the test needs a wide character");
    assert_eq!(finding["range"], range(6, start, start + 5));
    let related = finding["relatedInformation"].as_array().expect("other places");
    let places: Vec<(&str, u64)> = related
        .iter()
        .map(|one| {
            let place = &one["location"];
            (place["uri"].as_str().expect("a uri"), place["range"]["start"]["line"].as_u64().expect("a line"))
        })
        .collect();
    assert!(places.contains(&(lib.as_str(), 4)), "where it is taken: {places:?}");
    assert!(places.contains(&(uri(folder.path(), "src/mail.rs").as_str(), 1)), "where it waits: {places:?}");
    client.stop();
}

#[test]
fn columns_have_the_unit_that_was_agreed_on() {
    let folder = workspace();
    let lib = uri(folder.path(), "src/lib.rs");
    let line = LIB.lines().nth(6).expect("there");
    let before = line.split("await").next().expect("there");
    for (offered, chosen, start) in [
        (json!(["utf-32", "utf-8", "utf-16"]), "utf-8", before.len()),
        (json!(["utf-32"]), "utf-32", before.chars().count()),
        (json!(["utf-16", "utf-32"]), "utf-16", before.encode_utf16().count()),
    ] {
        let mut client =
            Client::start(folder.path(), json!({ "general": { "positionEncodings": offered } }), Value::Null);
        assert_eq!(client.capabilities["positionEncoding"], chosen);
        client.settle(&lib);
        let found = client.published(&lib);
        assert_eq!(found[0]["range"]["start"]["character"], start, "{chosen}");
        // without support for related information the places are in the message
        assert_eq!(found[0]["relatedInformation"], Value::Null);
        assert!(
            found[0]["message"].as_str().expect("text").contains("src/lib.rs:5: "),
            "{}",
            found[0]["message"]
        );
        client.stop();
    }
}

#[test]
fn an_unsaved_file_changes_what_is_found_in_those_that_call_it() {
    let folder = workspace();
    let (lib, mail) = (uri(folder.path(), "src/lib.rs"), uri(folder.path(), "src/mail.rs"));
    let mut client = Client::start(folder.path(), everything(), Value::Null);
    client.settle(&lib);
    assert_eq!(client.published(&lib).len(), 1);
    client.open(&mail, HARMLESS);
    client.settle(&mail);
    assert_eq!(client.published(&lib).len(), 0, "the buffer waits for nothing");
    client.notify("textDocument/didClose", json!({ "textDocument": { "uri": mail } }));
    client.settle(&lib);
    assert_eq!(client.published(&lib).len(), 1, "the disk still does");
    // a module that is not on the disk yet
    client.open(&lib, &LIB.replace("mod mail;", "mod mail;\nmod late;").replace("mail::send", "late::send"));
    client.open(&uri(folder.path(), "src/late.rs"), MAIL);
    client.settle(&lib);
    let found = client.published(&lib);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(found[0].to_string().contains("late.rs"), "{found:#?}");
    assert_eq!(client.published[&lib]["version"], 1);
    client.stop();
}

#[test]
fn edits_arrive_one_by_one_and_a_broken_file_keeps_its_findings() {
    let folder = workspace();
    let lib = uri(folder.path(), "src/lib.rs");
    let mut client = Client::start(folder.path(), everything(), Value::Null);
    client.open(&lib, LIB);
    client.settle(&lib);
    let before = client.published(&lib)[0]["range"].clone();
    // two edits in one message, the second in the positions that the first left; then the file does not parse
    let changes = json!([
        { "range": range(1, 0, 0), "text": "\n\nfn new() {" },
        { "range": range(3, 10, 10), "text": " let x = ;" },
    ]);
    client.change(&lib, 2, changes);
    client.settle(&lib);
    let found = client.published(&lib);
    assert_eq!(found.len(), 1, "the last text that parsed speaks: {found:#?}");
    let moved = &found[0]["range"];
    assert_eq!(moved["start"]["line"], before["start"]["line"].as_u64().expect("a line") + 2);
    assert_eq!(moved["start"]["character"], before["start"]["character"]);
    assert_eq!(client.published[&lib]["version"], 2);
    client.change(&lib, 3, json!([{ "range": range(3, 10, 20), "text": " }" }]));
    client.change(&lib, 4, json!([{ "text": LIB.replace("/* ä𝄞 */ mail::send().await?;", "") }]));
    client.settle(&lib);
    assert_eq!(client.published(&lib).len(), 0, "the whole text was replaced by a harmless one");
    client.stop();
}

#[test]
fn a_client_that_asks_is_answered_and_told_to_ask_again() {
    let folder = workspace();
    let (lib, mail) = (uri(folder.path(), "src/lib.rs"), uri(folder.path(), "src/mail.rs"));
    let capabilities = json!({
        "textDocument": { "diagnostic": { "relatedInformation": true } },
        "workspace": { "diagnostics": { "refreshSupport": true } },
    });
    let mut client = Client::start(folder.path(), capabilities, Value::Null);
    assert_eq!(client.capabilities["diagnosticProvider"]["interFileDependencies"], true);
    assert_eq!(client.capabilities["diagnosticProvider"]["workspaceDiagnostics"], true);
    let pull = |client: &mut Client, previous: Value| {
        client.request(
            "textDocument/diagnostic",
            json!({ "textDocument": { "uri": lib }, "previousResultId": previous }),
        )
    };
    let full = pull(&mut client, Value::Null);
    assert_eq!(full["kind"], "full");
    assert_eq!(diagnostics(&full["items"]).len(), 1);
    let same = pull(&mut client, full["resultId"].clone());
    assert_eq!(same["kind"], "unchanged");
    assert!(client.published.is_empty(), "what is asked for is not published as well");

    let all = client.request("workspace/diagnostic", json!({ "previousResultIds": [] }));
    let files = all["items"].as_array().expect("files");
    assert_eq!(files.len(), 1);
    assert_eq!(files[0]["uri"], lib);
    client.asked.clear();
    client.open(&mail, HARMLESS);
    client.settle(&mail);
    assert!(client.asked.contains(&"workspace/diagnostic/refresh".to_owned()), "{:?}", client.asked);
    let previous = json!([{ "uri": lib, "value": files[0]["resultId"] }]);
    let all = client.request("workspace/diagnostic", json!({ "previousResultIds": previous }));
    assert_eq!(all["items"][0]["kind"], "full");
    assert_eq!(all["items"][0]["items"], json!([]), "what was there before is taken back");
    client.stop();
}

#[test]
fn hover_tells_the_life_of_a_guard_and_hints_are_off_until_asked_for() {
    let folder = workspace();
    let lib = uri(folder.path(), "src/lib.rs");
    let mut client = Client::start(folder.path(), everything(), Value::Null);
    client.open(&lib, LIB);
    let hover = |client: &mut Client, line: u32, character: u32| {
        let at =
            json!({ "textDocument": { "uri": lib }, "position": { "line": line, "character": character } });
        client.request("textDocument/hover", at)
    };
    // at the binding, at a later use, at the await
    for (line, character) in [(4, 13), (5, 46)] {
        let text =
            hover(&mut client, line, character)["contents"]["value"].as_str().expect("markdown").to_owned();
        assert!(text.contains("`conn` keeps a connection"), "{text}");
        assert!(text.contains("line 5: taken"), "{text}");
        assert!(text.contains("⚠ line 7: "), "{text}");
        assert!(text.contains("line 8: query"), "{text}");
        assert!(text.contains("line 10: the end of its block"), "{text}");
    }
    let wait = hover(&mut client, 6, 29);
    assert!(wait["contents"]["value"].as_str().expect("markdown").contains("⚠ `conn`"), "{wait}");
    assert_eq!(hover(&mut client, 9, 0), Value::Null);

    let hints = |client: &mut Client| {
        let range = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 20, "character": 0 } });
        client.request("textDocument/inlayHint", json!({ "textDocument": { "uri": lib }, "range": range }))
    };
    assert_eq!(hints(&mut client), json!([]));
    client.notify(
        "workspace/didChangeConfiguration",
        json!({ "settings": { "letgo": { "inlayHints": true } } }),
    );
    let shown = hints(&mut client);
    let labels: Vec<&str> =
        shown.as_array().expect("hints").iter().map(|hint| hint["label"].as_str().expect("text")).collect();
    assert_eq!(labels, ["holds conn", "⚠ holds conn", "holds conn"]);
    client.stop();
}

#[test]
fn hover_tells_where_a_guard_is_let_go() {
    let text = "\
pub async fn order(pool: &sqlx::PgPool) -> anyhow::Result<()> {
    let mut tx = pool.begin().await?;
    sqlx::query(\"select 1\").execute(&mut *tx).await?;
    tx.commit().await?;
    {
        let mut conn = pool.acquire().await?;
        sqlx::query(\"select 1\").execute(&mut *conn).await?;
        drop(conn);
        reqwest::get(\"https://mail\").await?;
    }
    Ok(())
}
";
    let folder = workspace();
    let lib = uri(folder.path(), "src/lib.rs");
    let mut client = Client::start(folder.path(), everything(), Value::Null);
    client.open(&lib, text);
    let mut life = |line: u32, character: u32| {
        let at =
            json!({ "textDocument": { "uri": lib }, "position": { "line": line, "character": character } });
        let hover = client.request("textDocument/hover", at);
        hover["contents"]["value"].as_str().expect("markdown").to_owned()
    };
    let steps = |text: &str| -> Vec<String> {
        let steps = text.lines().filter_map(|line| line.strip_prefix("- "));
        steps.map(|step| step.split(" — ").next().expect("a part").to_owned()).collect()
    };
    assert_eq!(
        steps(&life(1, 13)),
        [
            "line 2: taken",
            "line 3: query `Query::execute`",
            "line 4: let go by `Transaction::commit`",
            "line 12: the end of its block"
        ]
    );
    assert_eq!(
        steps(&life(5, 17)),
        [
            "line 6: taken",
            "line 7: query `Query::execute`",
            "line 8: dropped",
            "line 10: the end of its block"
        ]
    );
    client.stop();
}

#[test]
fn quick_fixes_and_all_of_them_at_once() {
    let text = "\
async fn one(pool: &sqlx::PgPool) -> anyhow::Result<()> {
    let mut conn = pool.acquire().await?;
    sqlx::query(\"select 1\").execute(&mut *conn).await?;
    reqwest::get(\"https://mail\").await?;
    Ok(())
}
async fn two(pool: &sqlx::PgPool) -> anyhow::Result<()> {
    let mut tx = pool.begin().await?;
    sqlx::query(\"select 1\").execute(&mut *tx).await?;
    sqlx::query(\"select 2\").execute(pool).await?;
    reqwest::get(\"https://mail\").await?;
    tx.commit().await?;
    Ok(())
}
";
    let folder = workspace();
    let lib = uri(folder.path(), "src/lib.rs");
    let mut client = Client::start(folder.path(), everything(), Value::Null);
    client.open(&lib, text);
    let actions = |client: &mut Client, line: u32, only: &str| {
        let params = json!({
            "textDocument": { "uri": lib }, "range": range(line, 0, 80),
            "context": { "diagnostics": [], "only": [only] },
        });
        diagnostics(&client.request("textDocument/codeAction", params))
    };
    let fix = actions(&mut client, 3, "quickfix")[0].clone();
    assert_eq!(fix["isPreferred"], true, "{fix:#?}");
    assert!(fix["title"].as_str().expect("a title").contains("drop(conn)"), "{fix:#?}");
    let first = text.replacen("    reqwest", "    drop(conn);\n    reqwest", 1);
    assert_eq!(apply(text, &fix["edit"]["changes"][&lib]), first);
    // the transaction has no certain way out at the request, only a suppression
    assert!(actions(&mut client, 10, "quickfix").iter().all(|action| action["isPreferred"] == false));
    for kind in ["source", "source.fixAll", "source.fixAll.letgo"] {
        let all = actions(&mut client, 0, kind);
        assert_eq!(all.len(), 1, "{all:#?}");
        assert_eq!(all[0]["kind"], "source.fixAll.letgo");
        let result = apply(text, &all[0]["edit"]["changes"][&lib]);
        assert_eq!(result, first.replace("execute(pool)", "execute(&mut *tx)"));
    }
    client.stop();
}

/// A package that others depend on, changed in an editor and not saved.
#[test]
fn an_unsaved_buffer_of_a_dependency_changes_what_is_found_in_its_dependents() {
    let folder = TempDir::new().expect("a folder");
    let package = |name: &str, more: &str| {
        format!(
            "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n[dependencies]\n{more}"
        )
    };
    let files = [
        ("Cargo.toml", "[workspace]\nmembers = [\"shop\", \"mail\"]\nresolver = \"3\"\n".to_owned()),
        ("shop/Cargo.toml", package("shop", "sqlx = \"0.8\"\nmail = { path = \"../mail\" }\n")),
        ("shop/src/lib.rs", LIB.replace("mod mail;\n", "")),
        ("mail/Cargo.toml", package("mail", "reqwest = \"0.12\"\n")),
        ("mail/src/lib.rs", HARMLESS.to_owned()),
    ];
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("below")).expect("a folder");
        fs::write(path, text).expect("writable");
    }
    let (shop, mail) = (uri(folder.path(), "shop/src/lib.rs"), uri(folder.path(), "mail/src/lib.rs"));
    let mut client = Client::start(folder.path(), everything(), Value::Null);
    client.settle(&shop);
    assert_eq!(client.published(&shop).len(), 0);
    client.open(&mail, HARMLESS);
    client.change(
        &mail,
        2,
        json!([{ "range": range(1, 0, 0), "text": "    reqwest::get(\"x\").await?;\n" }]),
    );
    client.settle(&mail);
    let found = client.published(&shop);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(found[0].to_string().contains("mail/src/lib.rs"), "{found:#?}");
    client.change(&mail, 3, json!([{ "text": HARMLESS }]));
    client.settle(&mail);
    assert_eq!(client.published(&shop).len(), 0);
    client.stop();
}

#[test]
fn a_suppression_is_offered_and_works() {
    let folder = workspace();
    let lib = uri(folder.path(), "src/lib.rs");
    let mut client = Client::start(folder.path(), everything(), Value::Null);
    client.open(&lib, LIB);
    let actions = |client: &mut Client, line: u32, only: Value| {
        let params = json!({
            "textDocument": { "uri": lib }, "range": range(line, 0, 80),
            "context": { "diagnostics": [], "only": only },
        });
        client.request("textDocument/codeAction", params)
    };
    assert_eq!(actions(&mut client, 1, Value::Null), json!([]), "nothing is found on that line");
    assert_eq!(actions(&mut client, 6, json!(["refactor"])), json!([]));
    let offered = actions(&mut client, 6, json!(["quickfix"]));
    let allow = offered
        .as_array()
        .expect("actions")
        .iter()
        .find(|action| action["title"].as_str().expect("a title").starts_with("allow `guard_across_await`"))
        .unwrap_or_else(|| panic!("{offered:#?}"));
    assert_eq!(allow["kind"], "quickfix");
    assert_eq!(allow["diagnostics"][0]["code"], "guard_across_await");
    let text = apply(LIB, &allow["edit"]["changes"][&lib]);
    client.change(&lib, 2, json!([{ "text": text }]));
    client.settle(&lib);
    assert_eq!(client.published(&lib), Vec::<Value>::new(), "{text}");
    client.stop();
}

#[test]
fn folders_and_configuration_come_and_go() {
    let (one, two) = (workspace(), workspace());
    let (first, second) = (uri(one.path(), "src/lib.rs"), uri(two.path(), "src/lib.rs"));
    let mut client = Client::start(one.path(), everything(), Value::Null);
    client.settle(&first);
    assert_eq!((client.published(&first).len(), client.published(&second).len()), (1, 0));
    let folder =
        |folder: &TempDir| json!([{ "uri": uri(folder.path(), "").trim_end_matches('/'), "name": "x" }]);
    client.notify(
        "workspace/didChangeWorkspaceFolders",
        json!({ "event": { "added": folder(&two), "removed": folder(&one) } }),
    );
    client.settle(&second);
    assert_eq!((client.published(&first).len(), client.published(&second).len()), (0, 1));
    let config = two.path().join("letgo.toml");
    let touched = |client: &mut Client| {
        let change = json!({ "uri": uri(two.path(), "letgo.toml"), "type": 2 });
        client.notify("workspace/didChangeWatchedFiles", json!({ "changes": [change] }));
        client.settle(&second);
    };
    fs::write(&config, "[lints]\nguard_across_await = \"deny\"\n").expect("writable");
    touched(&mut client);
    assert_eq!(client.published(&second)[0]["severity"], 1);
    fs::write(&config, "[lints]\nguard_across_awiat = \"deny\"\n").expect("writable");
    touched(&mut client);
    let wrong = client.published(&uri(two.path(), "letgo.toml"));
    assert!(wrong[0]["message"].as_str().expect("text").contains("guard_across_awiat"), "{wrong:#?}");
    // a baseline that somebody wrote meanwhile
    fs::remove_file(&config).expect("it is there");
    let wrote = Command::new(env!("CARGO_BIN_EXE_cargo-letgo"))
        .args(["--write-baseline", "-q"])
        .current_dir(two.path())
        .status()
        .expect("it runs");
    assert!(wrote.success());
    touched(&mut client);
    assert_eq!(client.published(&second), Vec::<Value>::new());
    client.stop();
}

#[test]
fn every_request_gets_one_answer_and_may_be_cancelled() {
    let folder = workspace();
    let lib = uri(folder.path(), "src/lib.rs");
    let mut client = Client::start(folder.path(), everything(), Value::Null);
    client.open(&lib, LIB);
    let mut ids = Vec::new();
    for version in 2..30 {
        client.change(&lib, version, json!([{ "range": range(1, 0, 0), "text": "\n" }]));
        let at = json!({ "textDocument": { "uri": lib }, "position": { "line": 0, "character": 0 } });
        let id = client.send("textDocument/hover", at);
        client.notify("$/cancelRequest", json!({ "id": id }));
        ids.push(id);
    }
    let last = client.send("textDocument/nonsense", json!({}));
    let (mut cancelled, mut answered) = (0, Vec::new());
    loop {
        let Some(response) = client.read() else { continue };
        if response.id == last {
            assert!(response.response_result.is_err_and(|error| error.code == -32601));
            break;
        }
        cancelled += usize::from(response.response_result.is_err_and(|error| error.code == -32800));
        answered.push(response.id);
    }
    assert_eq!(answered.len(), ids.len());
    assert!(ids.iter().all(|id| answered.contains(id)));
    assert!(cancelled > 0, "none of {} was cancelled in time", ids.len());
    client.stop();
}
