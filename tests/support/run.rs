//! Builds the instrumented cases of an edition as a program, runs it, and reads what it counted.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use serde::Deserialize;

use super::instrument::{Case, Site, instrument};
use super::{EDITIONS, Place, case_files, fixture, read, scratch, write};

/// What a run of a function saw: the most connections that were out while this stack of awaits was suspended.
#[derive(Debug, Deserialize)]
pub struct Wait {
    /// Outermost first.
    pub stack: Vec<Place>,
    /// `query`, `release`, `acquire`, `external`.
    pub kind: String,
    pub out: u32,
}

#[derive(Debug, Deserialize)]
struct Ran {
    function: String,
    problem: Option<String>,
    waits: Vec<Wait>,
}

/// The truth of one edition.
#[derive(Debug, Default)]
pub struct Truth {
    pub sites: BTreeMap<Place, Site>,
    /// By function under test.
    pub waits: BTreeMap<String, Vec<Wait>>,
    pub problems: Vec<String>,
}

impl Truth {
    /// The most connections out at a place for waits of this kind; `None`: never suspended so.
    pub fn out(&self, place: &Place, kind: &str) -> Option<u32> {
        let here = |wait: &&Wait| wait.kind == kind && wait.stack.contains(place);
        self.waits.values().flatten().filter(here).map(|wait| wait.out).max()
    }

    pub fn unreached(&self) -> Vec<String> {
        let reached: BTreeSet<&Place> = self.waits.values().flatten().flat_map(|wait| &wait.stack).collect();
        let missing = self.sites.iter().filter(|(place, _)| !reached.contains(place));
        missing
            .filter(|(place, _)| place.0 != GENERATED && !line(place).contains("// not reached"))
            .map(|(place, site)| format!("{}:{}:{} in `{}`", place.0, place.1, place.2, site.function))
            .collect()
    }
}

/// Where the generated cases are, as a file of the fixture.
pub const GENERATED: &str = "cases/generated.rs";

fn line(place: &Place) -> String {
    let text = read(&fixture().join("src").join(&place.0));
    text.lines().nth(place.1 as usize - 1).unwrap_or_default().to_owned()
}

/// Both editions are members of one workspace, so that dependencies are built once.
/// `generated`: one more file of cases.
pub fn execute(generated: &str) -> BTreeMap<&'static str, Truth> {
    let root = scratch().join("runner");
    let mut truths = BTreeMap::new();
    let fixture = fixture();
    let mut manifest =
        String::from("[workspace]\nmembers = [\"run-2021\", \"run-2024\"]\nresolver = \"2\"\n\n");
    manifest.push_str("[profile.dev]\ndebug = false\nincremental = false\n");
    write(&root.join("Cargo.toml"), &manifest);
    if !root.join("Cargo.lock").exists() {
        write(&root.join("Cargo.lock"), &lock_file(&fixture));
    }
    for edition in EDITIONS {
        truths.insert(edition, generate(&root, edition, generated));
    }
    let built = Command::new(env!("CARGO"))
        .args(["build", "--quiet"])
        .current_dir(&root)
        .env("CARGO_TARGET_DIR", scratch().join("target"))
        .env_remove("RUSTFLAGS")
        .status()
        .expect("cargo can be started");
    assert!(built.success(), "the cases do not compile: see above");
    for (edition, truth) in &mut truths {
        let program = scratch().join("target/debug").join(format!("run-{edition}"));
        let output = Command::new(&program).output().expect("the program was built");
        assert!(output.status.success(), "{edition}: {}", String::from_utf8_lossy(&output.stderr));
        // The cases may print, too.
        let stdout = String::from_utf8_lossy(&output.stdout);
        for text in stdout.lines().filter(|line| line.starts_with("{\"function\"")) {
            let ran: Ran = serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"));
            truth
                .problems
                .extend(ran.problem.map(|problem| format!("{edition} `{}`: {problem}", ran.function)));
            truth.waits.insert(ran.function, ran.waits);
        }
    }
    truths
}

/// The fixture's own lock file names its two packages; the rest is the same.
fn lock_file(fixture: &Path) -> String {
    read(&fixture.join("Cargo.lock")).replace("\"cases-", "\"run-")
}

fn generate(root: &Path, edition: &str, generated: &str) -> Truth {
    let (fixture, package) = (fixture(), root.join(format!("run-{edition}")));
    let manifest = read(&fixture.join(format!("edition-{edition}/Cargo.toml")));
    let manifest = manifest
        .replace("name = \"cases-", "name = \"run-")
        .replace("[lib]\npath = \"../src/lib.rs\"\ntest = false\ndoctest = false\n\n", "");
    let shared: toml::Table =
        read(&fixture.join("Cargo.toml")).parse().expect("the fixture's manifest is TOML");
    let mut lines = Vec::new();
    for line in manifest.lines() {
        let inherited = line.strip_suffix(".workspace = true");
        match inherited.and_then(|name| Some((name, shared["workspace"]["dependencies"].get(name)?))) {
            Some((name, value)) => lines.push(dependency(name, value.clone())),
            None => lines.push(line.to_owned()),
        }
    }
    lines.push(dependency("ledger", toml::toml! { path = "ledger" }.into()));
    write(&package.join("Cargo.toml"), &lines.join("\n"));

    let source = package.join("src");
    write(&source.join("support.rs"), &read(&fixture.join("src/support.rs")));
    write(&source.join("cases.rs"), &format!("{}pub mod generated;\n", read(&fixture.join("src/cases.rs"))));
    let mut truth = Truth::default();
    let mut calls = String::new();
    let written = case_files(edition).into_iter().map(|file| (read(&fixture.join("src").join(&file)), file));
    for (text, file) in written.chain([(generated.to_owned(), GENERATED.to_owned())]) {
        let instrumented = instrument(&file, &text);
        write(&source.join(&file), &instrumented.text);
        for case in &instrumented.cases {
            call(&mut calls, file.trim_start_matches("cases/").trim_end_matches(".rs"), case);
        }
        for site in instrumented.sites {
            truth.sites.insert((file.clone(), site.line, site.column), site);
        }
    }
    write(&source.join("main.rs"), &format!("{}\nfn all() {{\n{calls}}}\n", include_str!("runner.rs")));
    truth
}

/// A line of a manifest elsewhere: paths are the fixture's.
fn dependency(name: &str, mut value: toml::Value) -> String {
    if let Some(toml::Value::String(path)) = value.get_mut("path") {
        *path = fixture().join(&*path).to_string_lossy().into_owned();
    }
    format!("{name} = {value}")
}

/// One line of the generated program: how to call the function in each of its variants.
fn call(out: &mut String, module: &str, case: &Case) {
    let mut variants = 1;
    let mut arguments = Vec::new();
    let mut before = String::new();
    for (index, parameter) in case.parameters.iter().enumerate() {
        let (count, setup, argument) = argument(parameter, index, variants).unwrap_or_else(|| {
            panic!("`{}` has a parameter of type `{parameter}`: teach `argument` to make one", case.name)
        });
        variants *= count;
        before.push_str(&setup);
        arguments.push(argument);
    }
    let (name, arguments) = (&case.name, arguments.join(", "));
    let _ = writeln!(
        out,
        "    run(\"{name}\", {variants}, |pool, world, variant| Box::pin(async move {{ {before}::ledger::start(world); \
         let _ = cases::{module}::{name}({arguments}).await; }}));"
    );
}

/// How many values to try, what to do first, and the argument; `step`: how many variants the parameters before have.
fn argument(parameter: &str, index: usize, step: u32) -> Option<(u32, String, String)> {
    let pick = |count: u32| format!("variant / {step} % {count}");
    let connection = format!("let mut a{index} = pool.acquire().await.unwrap(); ");
    let transaction = format!("let mut a{index} = pool.begin().await.unwrap(); ");
    let own = |setup: &str| Some((1, setup.to_owned(), format!("a{index}")));
    let lend = |setup: &str| Some((1, setup.to_owned(), format!("&mut *a{index}")));
    let none = |argument: &str| Some((1, String::new(), argument.to_owned()));
    match parameter {
        "&PgPool" => none("&pool"),
        "PgPool" => none("pool.clone()"),
        "bool" => Some((2, String::new(), format!("{} == 0", pick(2)))),
        "u32" | "i32" | "i64" | "u64" | "usize" => Some((3, String::new(), format!("({}) as _", pick(3)))),
        "Coin" => Some((512, String::new(), format!("crate::support::Coin::new({})", pick(512)))),
        "Option<i64>" => Some((2, String::new(), format!("({} == 0).then_some(1)", pick(2)))),
        "Vec<i64>" => none("vec![1, 2]"),
        "&[i64]" => none("&[1, 2]"),
        "&str" => none("\"name\""),
        "PoolConnection<Postgres>" => own(&connection),
        "Transaction<'_,Postgres>" | "Transaction<'static,Postgres>" | "PgTransaction<'_>" => {
            own(&transaction)
        }
        "Option<PoolConnection<Postgres>>" => {
            let setup = format!(
                "let a{index} = if {} == 0 {{ Some(pool.acquire().await.unwrap()) }} else {{ None }}; ",
                pick(2)
            );
            Some((2, setup, format!("a{index}")))
        }
        "&mutPgConnection" => lend(&connection),
        "&mutPoolConnection<Postgres>" => Some((1, connection, format!("&mut a{index}"))),
        "&mutTransaction<'_,Postgres>" | "&mutPgTransaction<'_>" => {
            Some((1, transaction, format!("&mut a{index}")))
        }
        _ => None,
    }
}
