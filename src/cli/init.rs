//! `init`: stanzas that are ready to be pasted, for CI, hooks and editors.
//!
//! Prints and writes nothing: what a repository or an editor looks like is for its owner to say.

use anyhow::{Result, bail};

use super::about;
use super::exit::Exit;
use crate::config::nearest;

struct Stanza {
    name: &'static str,
    /// Where it goes.
    file: &'static str,
    text: &'static str,
}

const STANZAS: &[Stanza] = &[
    Stanza {
        name: "github",
        file: ".github/workflows/letgo.yml",
        text: r"name: letgo
on: [push, pull_request]
permissions:
  contents: read
  actions: read # in private repositories, to upload SARIF
  security-events: write # to upload SARIF
jobs:
  letgo:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v6
      # `+stable`: whatever toolchain the repository asks for
      - run: cargo +stable install --locked --git https://github.com/letgo-rs/letgo cargo-letgo
      # annotations on the pull request, and a red check
      - run: cargo letgo -D warnings --message-format github
      # the whole answer, under Security > Code scanning
      - if: always()
        run: cargo letgo --exit-zero --message-format sarif --output-file letgo.sarif
      # a pull request from a fork may not upload
      - if: always() && github.event.pull_request.head.repo.fork != true
        uses: github/codeql-action/upload-sarif@v4
        with:
          sarif_file: letgo.sarif
          category: letgo
",
    },
    Stanza {
        name: "gitlab",
        file: ".gitlab-ci.yml",
        text: r"letgo:
  image: rust:latest
  script:
    # outside of the checkout: whatever toolchain the repository asks for
    - (cd / && cargo install --locked --git https://github.com/letgo-rs/letgo cargo-letgo)
    - cargo letgo -D warnings --message-format gitlab --output-file letgo.json
  artifacts:
    when: always
    reports:
      codequality: letgo.json
",
    },
    Stanza {
        name: "pre-commit",
        file: ".pre-commit-config.yaml",
        text: r"repos:
  - repo: local
    hooks:
      - id: letgo
        name: cargo letgo
        entry: cargo letgo -D warnings
        language: system
        types: [rust]
        pass_filenames: false
",
    },
    Stanza {
        name: "vscode",
        file: ".vscode/settings.json",
        text: r#"{
  // letgo's findings first, then what clippy and rustc say
  "rust-analyzer.check.overrideCommand": [
    "cargo", "letgo", "--then", "clippy", "--workspace", "--all-targets", "--message-format=json"
  ]
  // only letgo: "rust-analyzer.check.command": "letgo"
}
"#,
    },
    Stanza {
        name: "zed",
        file: ".zed/settings.json",
        text: r#"{
  "lsp": {
    "rust-analyzer": {
      "initialization_options": {
        "check": {
          "overrideCommand": [
            "cargo", "letgo", "--then", "clippy", "--workspace", "--all-targets", "--message-format=json"
          ]
        }
      }
    }
  }
}
"#,
    },
    Stanza {
        name: "helix",
        file: ".helix/languages.toml",
        text: r#"[language-server.rust-analyzer.config.check]
overrideCommand = ["cargo", "letgo", "--then", "clippy", "--workspace", "--all-targets", "--message-format=json"]

[[language]]
name = "rust"
persistent-diagnostic-sources = ["rustc", "clippy", "letgo"]
"#,
    },
    Stanza {
        name: "helix-lsp",
        file: ".helix/languages.toml",
        text: r#"# letgo's own server, beside rust-analyzer: findings while you type
[language-server.letgo]
command = "cargo"
args = ["letgo", "lsp"]

[[language]]
name = "rust"
language-servers = ["rust-analyzer", "letgo"]
"#,
    },
    Stanza {
        name: "neovim",
        file: "~/.config/nvim/after/lsp/rust_analyzer.lua",
        text: r#"return {
  settings = {
    ["rust-analyzer"] = {
      check = {
        overrideCommand = {
          "cargo", "letgo", "--then", "clippy", "--workspace", "--all-targets", "--message-format=json",
        },
      },
    },
  },
}
"#,
    },
    Stanza {
        name: "neovim-lsp",
        file: "~/.config/nvim/plugin/letgo.lua",
        text: r#"-- letgo's own server, beside rust-analyzer: findings while you type
vim.lsp.config("letgo", {
  cmd = { "cargo", "letgo", "lsp" },
  filetypes = { "rust" },
  root_markers = { "Cargo.lock", "Cargo.toml" },
})
vim.lsp.enable("letgo")
"#,
    },
    Stanza {
        name: "config",
        file: "letgo.toml",
        text: r#"# More types that keep a connection while they live (`*` inside a segment).
# guards = ["mydb::Conn", "mydb::Tx"]

# Types that hand connections out: never flagged, and where nested acquires are looked for.
# handles = ["mydb::Pool"]

# More types that mirror a row, and types in which a copy of a row is intended.
# models = ["crate::rows::*"]
# snapshots = ["crate::events::*"]

# More calls that take long, with your own advice.
# [[external]]
# path = "my_llm::Client::generate"
# category = "network"
# advice = "publish a job instead"

# allow | warn | deny; `cargo letgo list` shows all lints.
# [lints]
# guard_across_await = "deny"
"#,
    },
];

/// Names that a user may pass.
pub fn names() -> impl Iterator<Item = &'static str> {
    STANZAS.iter().map(|stanza| stanza.name)
}

/// One stanza, bare so that it can be redirected into its file; or all of them, each with where it goes.
pub fn run(name: Option<&str>) -> Result<Exit> {
    let Some(name) = name else {
        let all = STANZAS
            .iter()
            .map(|stanza| format!("# cargo letgo init {} > {}\n\n{}", stanza.name, stanza.file, stanza.text));
        return about::print(&all.collect::<Vec<_>>().join("\n"));
    };
    match STANZAS.iter().find(|stanza| stanza.name == name) {
        Some(stanza) => about::print(stanza.text),
        None => {
            let known = names().collect::<Vec<_>>().join(", ");
            let near = nearest(name, names()).map(|near| format!("did you mean `{near}`? "));
            bail!("unknown stanza `{name}`\n\nhelp: {}there are {known}", near.unwrap_or_default())
        }
    }
}
