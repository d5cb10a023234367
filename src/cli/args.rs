//! The command line, as clap reads it. Options that cargo and rust-analyzer pass to every check command are accepted.

use std::path::PathBuf;

use clap::{ArgMatches, Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};

use crate::config::{LevelFlag, is_known};
use crate::diagnostic::Level;
use crate::lints::LINTS;
use crate::workspace::{Edition, Request, Selection, Shard};

/// Find database connections held across `.await`, and models passed where an id is enough
#[derive(Debug, Parser)]
#[command(
    name = "cargo letgo",
    bin_name = "cargo letgo",
    version,
    about,
    max_term_width = 100,
    after_help = "Exit status: 0 nothing at deny level, 1 at least one finding at deny level, 2 could not run.",
    disable_help_subcommand = true
)]
pub struct Cli {
    /// A file or folder to check, with or without a Cargo.toml [default: the workspace of the current folder]
    #[arg(value_name = "PATH")]
    pub path: Option<PathBuf>,

    /// More levels, as after `cargo clippy --`
    #[arg(last = true, value_name = "LEVELS")]
    pub rest: Vec<String>,

    #[command(flatten)]
    pub options: Options,

    #[command(subcommand)]
    pub command: Option<Command>,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// What a lint finds, why that is bad, and the way out
    Explain {
        /// As in the messages, with or without `letgo::`
        lint: String,
    },
    /// All lints with their levels
    List,
    /// Print stanzas to paste, for CI, hooks, editors and letgo.toml
    Init {
        /// Only this one, without its heading
        stanza: Option<String>,
    },
    /// Print completions for a shell
    #[command(hide = true)]
    Completions { shell: clap_complete::Shell },
    /// Print the man page
    #[command(hide = true)]
    Man,
    /// The language server, on stdin and stdout
    Lsp,
    /// Every connection kept over an await, the harmless ones too, and why that is fine
    Holds {
        /// A file or folder to check
        #[arg(value_name = "PATH")]
        path: Option<PathBuf>,
        #[arg(last = true, value_name = "LEVELS")]
        rest: Vec<String>,
    },
}

#[derive(Debug, Default, Args)]
pub struct Options {
    #[command(flatten)]
    pub select: Select,
    #[command(flatten)]
    pub levels: Levels,
    #[command(flatten)]
    pub output: Output,
    #[command(flatten)]
    pub old_code: OldCode,
    #[command(flatten)]
    pub fix: Fix,
    #[command(flatten)]
    pub compile: Compile,

    /// Run this cargo command afterwards, with the same selection and message format
    #[arg(long, global = true, value_name = "COMMAND", help_heading = "Beside other checkers")]
    pub then: Option<String>,
}

#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Selection")]
#[expect(clippy::struct_excessive_bools, reason = "one flag each")]
pub struct Select {
    /// Packages to check: name, name@version or id [default: all members]
    #[arg(short, long, global = true, value_name = "SPEC")]
    pub package: Vec<String>,
    /// All members
    #[arg(long, visible_alias = "all", global = true)]
    pub workspace: bool,
    /// Members to leave out
    #[arg(long, global = true, value_name = "SPEC")]
    pub exclude: Vec<String>,
    /// Libraries only
    #[arg(long, global = true)]
    pub lib: bool,
    /// All binaries
    #[arg(long, global = true)]
    pub bins: bool,
    /// One binary
    #[arg(long, global = true, value_name = "NAME")]
    pub bin: Vec<String>,
    /// All examples
    #[arg(long, global = true)]
    pub examples: bool,
    /// One example
    #[arg(long, global = true, value_name = "NAME")]
    pub example: Vec<String>,
    /// Everything that `cargo test` builds, with `cfg(test)`
    #[arg(long, global = true)]
    pub tests: bool,
    /// One test target
    #[arg(long, global = true, value_name = "NAME")]
    pub test: Vec<String>,
    /// All benches
    #[arg(long, global = true)]
    pub benches: bool,
    /// One bench
    #[arg(long, global = true, value_name = "NAME")]
    pub bench: Vec<String>,
    /// All targets, with `cfg(test)`
    #[arg(long, global = true)]
    pub all_targets: bool,
    /// Findings of one part of the packages, for a matrix of N jobs; all parts together are one whole run
    #[arg(long, global = true, value_name = "I/N", conflicts_with_all = ["write_baseline", "fix"])]
    pub shard: Option<Shard>,
    /// The Cargo.toml to start from
    #[arg(long, global = true, value_name = "PATH")]
    pub manifest_path: Option<PathBuf>,
    /// Edition of files without a manifest [default: 2024]
    #[arg(long, global = true, value_name = "YEAR")]
    pub edition: Option<EditionArg>,
}

#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Levels (LINT: a lint, a group, `warnings`)")]
pub struct Levels {
    /// Do not report
    #[arg(short = 'A', long, global = true, value_name = "LINT")]
    pub allow: Vec<String>,
    /// Report as a warning
    #[arg(short = 'W', long, global = true, value_name = "LINT")]
    pub warn: Vec<String>,
    /// Report as an error
    #[arg(short = 'D', long, global = true, value_name = "LINT")]
    pub deny: Vec<String>,
    /// Report as an error, whatever the source says
    #[arg(short = 'F', long, global = true, value_name = "LINT")]
    pub forbid: Vec<String>,
}

#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Output")]
#[expect(clippy::struct_field_names, reason = "named as the flags are")]
pub struct Output {
    /// Human text and status lines go to stderr, machine formats to stdout
    #[arg(
        long,
        global = true,
        value_name = "FORMAT",
        value_delimiter = ',',
        ignore_case = true,
        default_value = "human"
    )]
    pub message_format: Vec<MessageFormat>,
    /// The one that those given come to.
    #[arg(skip)]
    pub format: MessageFormat,
    /// Write the findings to this file
    #[arg(long, global = true, value_name = "FILE")]
    pub output_file: Option<PathBuf>,
    /// When to use colours
    #[arg(long, global = true, value_name = "WHEN")]
    pub color: Option<ColorArg>,
    /// No status lines
    #[arg(short, long, global = true)]
    pub quiet: bool,
    /// More status lines: awaits and macros that could not be analysed
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
    /// How long each phase took
    #[arg(long, global = true)]
    pub timings: bool,
    /// Same as `explain`
    #[arg(long, global = true, value_name = "LINT")]
    pub explain: Option<String>,
    /// Findings that are possible but not shown to be so
    #[arg(long, global = true)]
    pub pedantic: bool,
    /// End with 0 although there are findings at deny level; what could not run is still 2
    #[arg(long, global = true)]
    pub exit_zero: bool,
    /// Look at everything again, also when nothing has changed since the last run
    #[arg(long, global = true)]
    pub no_cache: bool,
}

#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Old code")]
pub struct OldCode {
    /// Write down the findings of today, which later runs do not show; over an existing baseline, only let counts fall
    #[arg(long, global = true)]
    pub write_baseline: bool,
    /// The baseline [default: letgo-baseline.toml in the workspace root, when there is one]
    #[arg(long, global = true, value_name = "FILE")]
    pub baseline: Option<PathBuf>,
}

#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Fixing")]
#[expect(
    clippy::struct_excessive_bools,
    clippy::struct_field_names,
    reason = "one flag each, named as cargo's"
)]
pub struct Fix {
    /// Take the ways out that are certain
    #[arg(long, global = true)]
    pub fix: bool,
    /// Fix although files have changes that are not committed
    #[arg(long, global = true)]
    pub allow_dirty: bool,
    /// Fix although changes are staged
    #[arg(long, global = true)]
    pub allow_staged: bool,
    /// Fix without version control
    #[arg(long, global = true)]
    pub allow_no_vcs: bool,
}

/// What cargo takes and a checker that does not compile has no use for. Passed on by `--then`.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Accepted, without effect but on `--then`")]
#[expect(clippy::struct_excessive_bools, reason = "one flag each")]
pub struct Compile {
    #[arg(long, global = true)]
    pub keep_going: bool,
    #[arg(long, global = true, value_name = "TRIPLE")]
    pub target: Vec<String>,
    #[arg(long, global = true, value_name = "DIRECTORY")]
    pub target_dir: Option<PathBuf>,
    #[arg(long, global = true, value_name = "KEY=VALUE|PATH")]
    pub config: Vec<String>,
    #[arg(long, global = true, value_name = "NAME")]
    pub profile: Option<String>,
    #[arg(short, long, global = true)]
    pub release: bool,
    #[arg(short, long, global = true, value_name = "N", allow_hyphen_values = true)]
    pub jobs: Option<String>,
    #[arg(long, global = true)]
    pub locked: bool,
    #[arg(long, global = true)]
    pub offline: bool,
    #[arg(long, global = true)]
    pub frozen: bool,
    #[arg(long, global = true)]
    pub all_features: bool,
    #[arg(long, global = true, value_name = "FEATURES")]
    pub features: Vec<String>,
    #[arg(long, global = true)]
    pub no_default_features: bool,
    #[arg(long, global = true, hide = true)]
    pub ignore_rust_version: bool,
    #[arg(short = 'Z', global = true, value_name = "FLAG", hide = true)]
    pub unstable: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum EditionArg {
    #[value(name = "2015")]
    E2015,
    #[value(name = "2018")]
    E2018,
    #[value(name = "2021")]
    E2021,
    #[value(name = "2024")]
    E2024,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ColorArg {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum MessageFormat {
    #[default]
    Human,
    Short,
    Json,
    /// As `json`, with the short form as the rendered text.
    #[value(hide = true)]
    JsonDiagnosticShort,
    JsonDiagnosticRenderedAnsi,
    /// Cargo's: JSON of all but findings, which are for people.
    #[value(hide = true)]
    JsonRenderDiagnostics,
    Sarif,
    Github,
    Gitlab,
    Rdjson,
}

impl MessageFormat {
    /// Several formats are cargo's grammar: `json,json-diagnostic-rendered-ansi` is the second, a kind of the first.
    fn of(given: &[Self]) -> Option<Self> {
        let is_json = |format: &Self| {
            use MessageFormat::{
                Json, JsonDiagnosticRenderedAnsi, JsonDiagnosticShort, JsonRenderDiagnostics,
            };
            matches!(format, Json | JsonDiagnosticShort | JsonDiagnosticRenderedAnsi | JsonRenderDiagnostics)
        };
        match given {
            [] => Some(Self::Human),
            [one] => Some(*one),
            several if several.iter().all(is_json) => {
                several.iter().rev().copied().find(|format| *format != Self::Json).or(Some(Self::Json))
            }
            _ => None,
        }
    }
}

/// A command line that was understood.
#[derive(Debug)]
pub struct Invocation {
    pub cli: Cli,
    /// In the order given, those after `--` last.
    pub levels: Vec<LevelFlag>,
    /// What stands after `--` and is not for us.
    pub foreign: Vec<String>,
}

impl Invocation {
    /// Reads `cargo-letgo letgo …` (as cargo calls it) and `cargo-letgo …`.
    pub fn read(mut arguments: Vec<std::ffi::OsString>) -> Result<Self, clap::Error> {
        if arguments.get(1).is_some_and(|word| word == "letgo") {
            arguments.remove(1);
        }
        let matches = command().try_get_matches_from(arguments)?;
        let mut cli = Cli::from_arg_matches(&matches)?;
        if let Some(Command::Holds { path, rest }) = &mut cli.command {
            cli.path = cli.path.or_else(|| path.take());
            cli.rest.append(rest);
        }
        let output = &mut cli.options.output;
        output.format = MessageFormat::of(&output.message_format).ok_or_else(|| {
            let message = "`--message-format` is given two kinds of formats, and only one can be written";
            Cli::command().error(clap::error::ErrorKind::ArgumentConflict, message)
        })?;
        let mut levels = ordered_levels(&matches);
        let foreign = levels_after_dashes(&cli.rest, cli.options.then.is_some(), &mut levels)?;
        if let Some(word) = foreign.first()
            && cli.options.then.is_none()
            && !foreign.iter().all(|word| of_another_tool(word))
        {
            return Err(Cli::command().error(
                clap::error::ErrorKind::UnknownArgument,
                format!(
                    "unexpected argument `{word}` after `--`: only levels (`-D letgo::lint`) may stand there"
                ),
            ));
        }
        Ok(Self { cli, levels, foreign })
    }
}

/// The command with the version as it is shown: a release build names its commit.
pub fn command() -> clap::Command {
    let version = match option_env!("LETGO_COMMIT") {
        Some(commit) => format!("{} ({commit})", env!("CARGO_PKG_VERSION")),
        None => env!("CARGO_PKG_VERSION").to_owned(),
    };
    // clap keeps it for as long as the process lives
    Cli::command().version(&*version.leak())
}

const LEVELS: [(&str, char, Level); 4] = [
    ("allow", 'A', Level::Allow),
    ("warn", 'W', Level::Warn),
    ("deny", 'D', Level::Deny),
    ("forbid", 'F', Level::Forbid),
];

/// Later flags win, so the order among `-A`, `-W`, `-D` and `-F` counts.
fn ordered_levels(matches: &ArgMatches) -> Vec<LevelFlag> {
    let mut found = Vec::new();
    for (name, letter, level) in LEVELS {
        let values = matches.get_many::<String>(name).into_iter().flatten();
        let indices = matches.indices_of(name).into_iter().flatten();
        found.extend(indices.zip(values).map(|(index, lint)| (index, LevelFlag::new(letter, level, lint))));
    }
    found.sort_by_key(|(index, _)| *index);
    found.into_iter().map(|(_, flag)| flag).collect()
}

/// Levels after `--`, as people paste them from clippy lines; returns what is not ours. When another checker follows,
/// a lint that we do not know is one of its.
fn levels_after_dashes(
    rest: &[String],
    another_follows: bool,
    levels: &mut Vec<LevelFlag>,
) -> Result<Vec<String>, clap::Error> {
    let mut foreign = Vec::new();
    let mut words = rest.iter();
    while let Some(word) = words.next() {
        let flag = LEVELS.iter().find_map(|(name, letter, level)| {
            let value = match word.strip_prefix("--") {
                Some(long) => {
                    long.strip_prefix(name).filter(|rest| rest.is_empty() || rest.starts_with('='))?
                }
                None => word.strip_prefix('-')?.strip_prefix(*letter)?,
            };
            Some((*letter, *level, value.trim_start_matches('=')))
        });
        let Some((letter, level, attached)) = flag else {
            foreign.push(word.clone());
            continue;
        };
        let lint = match attached {
            "" => words.next().cloned().ok_or_else(|| {
                let message = format!("a lint is missing after `{word}`");
                Cli::command().error(clap::error::ErrorKind::InvalidValue, message)
            })?,
            attached => attached.to_owned(),
        };
        let is_theirs = of_another_tool(&lint)
            || (another_follows && !lint.starts_with("letgo::") && !is_known(&lint, LINTS));
        // `warnings` means both checkers
        if is_theirs || lint == "warnings" {
            foreign.push(format!("-{letter}{lint}"));
        }
        if !is_theirs {
            levels.push(LevelFlag::new(letter, level, &lint));
        }
    }
    Ok(foreign)
}

/// `clippy::x`, `-Dclippy::x`, `-Dwarnings`: levels that are (also) for others.
fn of_another_tool(word: &str) -> bool {
    let lint = LEVELS.iter().find_map(|(_, letter, _)| word.strip_prefix('-')?.strip_prefix(*letter));
    let lint = lint.unwrap_or(word);
    (lint == "warnings" && lint.len() < word.len()) || (lint.contains("::") && !lint.starts_with("letgo::"))
}

impl Cli {
    pub fn request(&self) -> Request {
        let select = &self.options.select;
        Request {
            manifest_path: select.manifest_path.clone(),
            path: self.path.clone(),
            edition: select.edition.map(|edition| match edition {
                EditionArg::E2015 => Edition::E2015,
                EditionArg::E2018 => Edition::E2018,
                EditionArg::E2021 => Edition::E2021,
                EditionArg::E2024 => Edition::E2024,
            }),
        }
    }

    pub fn selection(&self) -> Selection {
        let select = &self.options.select;
        Selection {
            packages: select.package.clone(),
            workspace: select.workspace,
            exclude: select.exclude.clone(),
            lib: select.lib,
            bins: select.bins,
            bin: select.bin.clone(),
            examples: select.examples,
            example: select.example.clone(),
            tests: select.tests,
            test: select.test.clone(),
            benches: select.benches,
            bench: select.bench.clone(),
            all_targets: select.all_targets,
            shard: select.shard,
        }
    }
}
