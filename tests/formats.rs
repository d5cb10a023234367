//! The machine formats: each read back as its consumer reads it, with tabs and letters of every width before the place.

#[path = "support/project.rs"]
mod project;

use project::{Project, letgo_in};
use serde_json::Value;

/// A tab, letters of two and four bytes, and a letter that is two units of UTF-16 stand before the await.
const ODD: &str = "use sqlx::PgPool;

pub async fn ship(pool: &PgPool, client: &reqwest::Client) -> Result<(), Box<dyn std::error::Error>> {
\tlet mut größe = pool.begin().await?;
\t/* 🚚ä */ client.get(\"x\").send().await?;
\tlet _ = sqlx::query(\"select 1\").fetch_one(pool).await?;
\tgröße.commit().await?;
\tOk(())
}
";

fn parsed(project: &Project, format: &str) -> Value {
    let run = project.letgo(&["--message-format", format, "-q"]);
    assert_eq!(run.status, 1, "{}", run.stderr);
    assert_eq!(run.stderr, "");
    serde_json::from_str(&run.stdout).expect("JSON")
}

/// The line with the truck, up to the word `await`.
fn before() -> &'static str {
    let line = ODD.lines().nth(4).expect("five lines");
    &line[..line.find("await").expect("it is there")]
}

fn chars() -> u64 {
    before().chars().count() as u64 + 1
}

fn bytes() -> u64 {
    before().len() as u64 + 1
}

fn of<'v>(list: &'v Value, key: &str, code: &str) -> &'v Value {
    let list = list.as_array().expect("an array");
    list.iter()
        .find(|one| one.pointer(key).is_some_and(|value| value == code))
        .expect("a finding of this lint")
}

fn validate(schema: &str, value: &Value) {
    let mut schemas = boon::Schemas::new();
    let mut compiler = boon::Compiler::new();
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("test-fixtures/schemas").join(schema);
    let index = compiler.compile(path.to_str().expect("UTF-8"), &mut schemas).expect("a schema");
    if let Err(error) = schemas.validate(value, index) {
        panic!("{error:#}");
    }
}

#[test]
fn the_units_differ_here() {
    assert!(bytes() > before().encode_utf16().count() as u64 + 1);
    assert!(before().encode_utf16().count() as u64 + 1 > chars());
}

#[test]
fn sarif_keeps_to_its_schema_and_to_what_code_scanning_asks_for() {
    let project = Project::shop(ODD);
    let log = parsed(&project, "sarif");
    validate("sarif-2.1.0.json", &log);
    let run = &log["runs"][0];
    assert_eq!(run["columnKind"], "unicodeCodePoints");
    let rules = run["tool"]["driver"]["rules"].as_array().expect("rules");
    for rule in rules {
        for text in ["/shortDescription/text", "/fullDescription/text", "/help/text", "/help/markdown"] {
            let text = rule.pointer(text).and_then(Value::as_str).expect("GitHub wants it");
            assert!(!text.is_empty());
        }
        assert!(rule["fullDescription"]["text"].as_str().is_some_and(|text| text.chars().count() <= 1024));
        assert!(rule["id"].as_str().is_some_and(|id| id.starts_with("letgo::")));
    }
    let results = run["results"].as_array().expect("results");
    assert_eq!(results.len(), 2);
    for result in results {
        let index = result["ruleIndex"].as_u64().expect("an index") as usize;
        assert_eq!(rules[index]["id"], result["ruleId"]);
        let uri = result.pointer("/locations/0/physicalLocation/artifactLocation/uri").expect("a place");
        assert_eq!(uri, "src/lib.rs");
        assert!(result["partialFingerprints"]["primaryLocationLineHash"].is_string());
    }
    let held = of(&run["results"], "/ruleId", "letgo::guard_across_await");
    assert_eq!(held["level"], "warning");
    let region = held.pointer("/locations/0/physicalLocation/region").expect("a region");
    assert_eq!(region["startLine"], 5);
    assert_eq!(region["startColumn"], chars());
    assert_eq!(region["endColumn"], chars() + 5);
    // from the guard to the wait
    let flow =
        held.pointer("/codeFlows/0/threadFlows/0/locations").and_then(Value::as_array).expect("a flow");
    let lines: Vec<_> = flow
        .iter()
        .map(|step| step.pointer("/location/physicalLocation/region/startLine").and_then(Value::as_u64))
        .collect();
    assert_eq!(lines, [Some(4), Some(5)]);
    // the message links to what is related
    let text = held["message"]["text"].as_str().expect("a text");
    assert!(text.contains("[`größe` is taken here](1)"), "{text}");
    assert_eq!(held["relatedLocations"][0]["id"], 1);
}

#[test]
fn sarif_without_findings_still_names_the_rules_and_problems_are_no_results() {
    let project = Project::shop("pub fn f( {}\n");
    let run = project.letgo(&["--message-format", "sarif", "-q"]);
    assert_eq!(run.status, 0);
    let log: Value = serde_json::from_str(&run.stdout).expect("JSON");
    validate("sarif-2.1.0.json", &log);
    let run = &log["runs"][0];
    assert_eq!(run["results"], serde_json::json!([]));
    assert!(run["tool"]["driver"]["rules"].as_array().is_some_and(|rules| rules.len() > 5));
    let told = &run["invocations"][0]["toolExecutionNotifications"][0];
    assert!(told["message"]["text"].as_str().is_some_and(|text| text.contains("cannot parse")));
}

#[test]
fn sarif_of_a_run_that_could_not_check_says_so() {
    let project = Project::shop(ODD);
    project.write("letgo.toml", "gaurds = []\n");
    let run = project.letgo(&["--message-format", "sarif", "-q", "--exit-zero"]);
    assert_eq!(run.status, 2);
    let log: Value = serde_json::from_str(&run.stdout).expect("JSON");
    validate("sarif-2.1.0.json", &log);
    let invocation = &log["runs"][0]["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], false);
    assert_eq!(invocation["toolExecutionNotifications"][0]["level"], "error");
}

#[test]
fn a_wrong_schema_is_noticed() {
    let mut log = parsed(&Project::shop(ODD), "sarif");
    log["runs"][0]["results"][0]["locations"] = "src/lib.rs".into();
    let caught = std::panic::catch_unwind(|| validate("sarif-2.1.0.json", &log));
    assert!(caught.is_err());
}

fn fingerprints(project: &Project, format: &str) -> Vec<String> {
    let value = parsed(project, format);
    let (list, key) = match format {
        "sarif" => (value.pointer("/runs/0/results"), "/partialFingerprints/primaryLocationLineHash"),
        _ => (value.pointer(""), "/fingerprint"),
    };
    let list = list.and_then(Value::as_array).expect("findings");
    list.iter()
        .map(|one| one.pointer(key).and_then(Value::as_str).expect("a fingerprint").to_owned())
        .collect()
}

#[test]
fn fingerprints_survive_lines_above_and_differ_from_each_other() {
    for format in ["sarif", "gitlab"] {
        let project = Project::shop(ODD);
        let before = fingerprints(&project, format);
        assert_ne!(before[0], before[1]);
        let moved =
            ODD.replace("use sqlx", "//! New.\n\nfn new() {}\nuse sqlx").replace("\tlet _", "\n\n\t\tlet _");
        project.write("src/lib.rs", &moved);
        assert_eq!(fingerprints(&project, format), before, "{format}");
        // the same twice in one function
        let line = ODD.lines().nth(4).expect("five lines");
        project.write("src/lib.rs", &ODD.replace(line, &format!("{line}\n{line}")));
        let twice = fingerprints(&project, format);
        assert_eq!(twice.len(), 3);
        assert!(before.iter().all(|one| twice.contains(one)));
        assert_ne!(twice[0], twice[1]);
    }
}

#[test]
fn github_annotations_put_errors_first_and_tell_the_true_total() {
    let project = Project::shop(ODD);
    let run = project.letgo(&["--message-format", "github", "-q"]);
    let lines: Vec<&str> = run.stdout.lines().collect();
    assert_eq!(lines.len(), 2, "{}", run.stdout);
    assert!(
        lines[0].starts_with("::error title=letgo (nested_acquire),file=src/lib.rs,line=6,endLine=6,col="),
        "{}",
        lines[0]
    );
    let (from, to) = (chars(), chars() + 5);
    let place = format!(",file=src/lib.rs,line=5,endLine=5,col={from},endColumn={to}::src/lib.rs:5:{from}: ");
    assert!(lines[1].contains(&place), "{}", lines[1]);
    // line breaks would end the command
    assert!(lines[1].contains("%0Ahelp: "), "{}", lines[1]);

    let line = ODD.lines().nth(4).expect("five lines");
    project.write("src/lib.rs", &ODD.replace(line, &[line; 12].join("\n")));
    let run = project.letgo(&["--message-format", "github", "-q"]);
    let first = run.stdout.lines().next().expect("a line");
    assert!(first.starts_with("::notice title=letgo::1 error and 12 warnings in all"), "{first}");
    assert_eq!(run.stdout.lines().filter(|line| line.starts_with("::warning ")).count(), 12);
}

#[test]
fn gitlab_has_what_its_report_asks_for() {
    let project = Project::shop(ODD);
    let issues = parsed(&project, "gitlab");
    let held = of(&issues, "/check_name", "letgo::guard_across_await");
    assert!(held["description"].as_str().is_some_and(|text| text.starts_with("letgo::guard_across_await: ")));
    assert_eq!(held["severity"], "minor");
    assert_eq!(held["location"]["path"], "src/lib.rs");
    let begin = &held["location"]["positions"]["begin"];
    assert_eq!((begin["line"].as_u64(), begin["column"].as_u64()), (Some(5), Some(chars())));
    assert_eq!(of(&issues, "/check_name", "letgo::nested_acquire")["severity"], "major");
    // an empty report is an empty list
    project.write("src/lib.rs", "");
    assert_eq!(project.letgo(&["--message-format", "gitlab", "-q"]).stdout, "[]\n");
}

#[test]
fn rdjson_counts_bytes() {
    let project = Project::shop(ODD);
    let log = parsed(&project, "rdjson");
    assert_eq!(log["source"]["name"], "letgo");
    let held = of(&log["diagnostics"], "/code/value", "letgo::guard_across_await");
    assert_eq!(held["severity"], "WARNING");
    assert_eq!(held["location"]["path"], "src/lib.rs");
    let range = &held["location"]["range"];
    assert_eq!(
        (range["start"]["line"].as_u64(), range["start"]["column"].as_u64()),
        (Some(5), Some(bytes()))
    );
    assert_eq!(range["end"]["column"].as_u64(), Some(bytes() + 5));
    assert_eq!(of(&log["diagnostics"], "/code/value", "letgo::nested_acquire")["severity"], "ERROR");
    assert!(held["related_locations"].as_array().is_some_and(|places| !places.is_empty()));
}

#[test]
fn paths_are_those_that_each_consumer_expects() {
    let project = Project::shop(ODD);
    let outer = Project::new("//- notes.txt\n");
    outer.write("back end/Cargo.toml", &project.read("Cargo.toml"));
    outer.write("back end/src/lib.rs", ODD);
    outer.git(&["init", "-q"]);
    let below = outer.root().join("back end");
    let path = |format: &str, pointer: &str| {
        let run = letgo_in(&below, &["--message-format", format, "-q"]);
        let value: Value = serde_json::from_str(&run.stdout).expect("JSON");
        value.pointer(pointer).and_then(Value::as_str).expect("a path").to_owned()
    };
    let uri = "/runs/0/results/0/locations/0/physicalLocation/artifactLocation/uri";
    assert_eq!(path("sarif", uri), "back%20end/src/lib.rs");
    assert_eq!(path("gitlab", "/0/location/path"), "back end/src/lib.rs");
    assert_eq!(path("rdjson", "/diagnostics/0/location/path"), "src/lib.rs");
    let above = letgo_in(&outer.root(), &["--message-format", "rdjson", "-q", "back end"]);
    let value: Value = serde_json::from_str(&above.stdout).expect("JSON");
    assert_eq!(value["diagnostics"][0]["location"]["path"], "back end/src/lib.rs");
}

#[test]
fn cargos_messages_are_read_by_cargos_own_types() {
    let project = Project::shop(ODD);
    let id = format!("path+file://{}#shop@0.1.0", project.root().display());
    let mut fixable = 0;
    for format in ["json", "json-diagnostic-rendered-ansi"] {
        let run = project.letgo(&["--message-format", format, "-q", "-p", &id, "--keep-going"]);
        let messages = cargo_metadata::Message::parse_stream(run.stdout.as_bytes());
        let messages: Vec<_> = messages.map(|message| message.expect("a message of cargo's")).collect();
        assert_eq!(messages.len(), 2);
        for message in &messages {
            let cargo_metadata::Message::CompilerMessage(message) = message else { panic!("{message:?}") };
            assert_eq!(message.package_id.repr, id);
            assert_eq!(message.target.name, "shop");
            let diagnostic = &message.message;
            let code = &diagnostic.code.as_ref().expect("a code").code;
            assert_eq!(code.split("::").count(), 2);
            let rendered = diagnostic.rendered.as_deref().expect("a text");
            assert_eq!(rendered.contains('\u{1b}'), format.ends_with("ansi"));
            let page = diagnostic.children.iter().find(|child| child.message.contains("https://"));
            assert!(page.is_some_and(|page| page.spans.is_empty()));
            let primary = diagnostic.spans.iter().find(|span| span.is_primary).expect("a primary span");
            assert_eq!(&ODD[primary.byte_start as usize..primary.byte_end as usize], "await");
            if code == "letgo::guard_across_await" {
                assert_eq!(primary.column_start as u64, chars());
                assert_eq!(primary.text[0].highlight_start as u64, chars());
            }
            // an editor offers a fix where its spans are, and that must be at the finding, too
            let fixes = diagnostic.children.iter().filter(|child| !child.spans.is_empty());
            for fix in fixes {
                let (edits, places): (Vec<_>, Vec<_>) =
                    fix.spans.iter().partition(|span| span.suggested_replacement.is_some());
                assert!(!edits.is_empty() && places.len() == 1, "{fix:?}");
                assert_eq!(places[0].byte_start..places[0].byte_end, primary.byte_start..primary.byte_end);
                fixable += 1;
            }
            // labels become related information
            assert!(diagnostic.spans.iter().any(|span| !span.is_primary && span.label.is_some()));
        }
    }
    assert!(fixable > 0, "no finding of the fixture has a fix");
}

/// `--message-format` may be repeated and be a list, as cargo takes it.
#[test]
fn several_formats_are_one_in_cargos_grammar() {
    let project = Project::shop(ODD);
    let rendered = |arguments: &[&str]| {
        let run = project.letgo(&[arguments, &["-q"]].concat());
        assert_eq!(run.status, 1, "{arguments:?}: {}", run.stderr);
        let line: Value = serde_json::from_str(run.stdout.lines().next().expect("a line")).expect("JSON");
        line["message"]["rendered"].as_str().expect("a text").to_owned()
    };
    assert!(rendered(&["--message-format=json,json-diagnostic-rendered-ansi"]).contains('\u{1b}'));
    assert!(
        rendered(&["--message-format", "json", "--message-format", "json-diagnostic-rendered-ansi"])
            .contains('\u{1b}')
    );
    let short = rendered(&["--message-format=json-diagnostic-short"]);
    assert!(short.starts_with("src/lib.rs:5:") && short.lines().count() == 1, "{short}");
    // cargo's words for: findings for people, and JSON of everything else
    let run = project.letgo(&["--message-format", "json-render-diagnostics", "-q"]);
    assert_eq!((run.status, run.stdout.as_str()), (1, ""));
    assert!(run.stderr.contains("error[letgo::nested_acquire]"), "{}", run.stderr);
    let run = project.letgo(&["--message-format", "json,sarif"]);
    assert_eq!((run.status, run.stdout.as_str()), (2, ""));
    assert!(run.stderr.contains("two kinds of formats"), "{}", run.stderr);
}

#[test]
fn findings_may_be_shown_without_failing_the_run() {
    let project = Project::shop(ODD);
    let run = project.letgo(&["--exit-zero", "-D", "warnings"]);
    assert_eq!(run.status, 0);
    // the query on the pool has a certain way out, the call in the transaction has none
    assert!(run.stderr.contains("2 errors (1 fixable with `--fix`)"), "{}", run.stderr);
    assert_eq!(project.letgo(&["--exit-zero", "-p", "no-such-package"]).status, 2);
}

#[test]
fn findings_go_to_a_file_without_colours() {
    let project = Project::shop(ODD);
    for format in ["human", "short", "json", "sarif", "github", "gitlab", "rdjson"] {
        let run = project.letgo(&[
            "--message-format",
            format,
            "--output-file",
            "findings.txt",
            "--color",
            "always",
            "-q",
        ]);
        assert_eq!((run.status, run.stdout.as_str(), run.stderr.as_str()), (1, "", ""), "{format}");
        let text = project.read("findings.txt");
        assert!(text.contains("nested_acquire") && !text.contains('\u{1b}'), "{format}: {text}");
    }
    let run = project.letgo(&["--output-file", "no/such/folder/x"]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("cannot write `no/such/folder/x`"), "{}", run.stderr);
}
