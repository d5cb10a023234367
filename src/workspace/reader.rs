//! Reads and lowers files in parallel, following their `mod` items.
//!
//! One rayon task reads a file, hands its text to the `lower` that the caller brings, and starts a task for each child
//! module. Where cargo has to be asked it takes its time to name the packages, so reading begins with what the manifests
//! say ([`Reader::ahead`]) and ends with what the packages are ([`Reader::finish`]).

use std::cell::RefCell;
use std::ffi::OsString;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::{FxHashMap, FxHashSet};

use super::modules::{self, Home};
use super::{Choice, Origin, Selection, Sources, Workspace, folder, sources};
use crate::ir::{FileIr, Name};
use crate::source::Span;

/// What an editor has and the disk has not, by absolute path.
pub type Unsaved = FxHashMap<PathBuf, Buffer>;

/// The text of an open file.
#[derive(Debug, Clone)]
pub struct Buffer {
    pub text: Arc<str>,
    /// What stands in for it while it does not parse.
    pub last_good: Option<Arc<str>>,
}

/// The text of a file to IR. An error is a bug of ours in that file.
pub type Lower<'a> = dyn Fn(&Path, &Arc<str>, How) -> Result<FileIr, String> + Sync + 'a;

/// How a text is lowered.
#[derive(Debug, Clone, Copy)]
pub struct How {
    /// `cfg(test)` holds.
    pub test: bool,
    /// Bodies at once: somebody is writing, and a body that does not parse is told at once.
    pub whole: bool,
}

/// What makes one lowered file: where it is, where its modules are, and whether tests are in.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Key {
    /// A normal path, as one string: that compares faster than its components.
    path: OsString,
    test: bool,
    home: Home,
}

impl Key {
    fn new(path: PathBuf, test: bool, home: Home) -> Self {
        Self { path: path.into_os_string(), test, home }
    }

    pub(super) fn path(&self) -> &Path {
        Path::new(&self.path)
    }

    /// The path, and whether tests are in.
    pub(super) fn into_origin(self) -> (PathBuf, bool) {
        (self.path.into(), self.test)
    }
}

#[derive(Default)]
pub(super) struct Loaded {
    pub(super) text: Arc<str>,
    pub(super) ir: FileIr,
    pub(super) children: Vec<(Vec<Name>, Key)>,
    pub(super) problems: Vec<(Span, String)>,
    /// Files that were looked for before another one was found.
    pub(super) absent: Vec<PathBuf>,
}

pub struct Reader<'a> {
    lower: &'a Lower<'a>,
    unsaved: &'a Unsaved,
    /// None while the file's task is under way.
    files: Mutex<Files>,
}

/// Folders that link to themselves make module trees without end.
const DEEPEST_MODULE: usize = 200;

impl<'a> Reader<'a> {
    pub fn new(lower: &'a Lower<'a>, unsaved: &'a Unsaved) -> Self {
        Self { lower, unsaved, files: Mutex::default() }
    }

    /// Begins with packages that are probably the right ones.
    pub fn ahead(&self, guess: &Workspace, selection: &Selection) {
        // a wrong flag is reported when cargo has spoken
        if let Ok(choices) = selection.choose(guess) {
            self.visit_all(guess, &choices);
        }
    }

    /// Reads what is still missing, and puts all together. `extra` are texts that problems and findings may point into
    /// (configuration files); they get a number and no IR.
    pub fn finish(
        &self,
        workspace: &Workspace,
        choices: &[Choice],
        extra: Vec<(PathBuf, Arc<str>)>,
    ) -> Sources {
        if !matches!(workspace.origin, Origin::Folder) {
            self.visit_all(workspace, choices);
            let mut files = self.take_files();
            let mut reached = FxHashSet::default();
            for choice in choices {
                reach(&root_key(workspace, choice), &files, &mut reached);
            }
            let others = beside(&reached, &files);
            others.iter().for_each(|key| drop(files.remove(key)));
            return sources::assemble(workspace, choices, extra, files);
        }
        // without a manifest any file may be a root; those that `lib.rs` and `main.rs` reach are none
        let source = |choice: &Choice| &workspace.packages[choice.package].targets[choice.target].src_path;
        let (sure, others): (Vec<_>, Vec<_>) =
            choices.iter().copied().partition(|choice| folder::is_crate_root(source(choice)));
        self.visit_all(workspace, &sure);
        let reached: FxHashSet<PathBuf> = self.lock().keys().map(|key| key.path().to_owned()).collect();
        let others: Vec<Choice> =
            others.into_iter().filter(|choice| !reached.contains(source(choice))).collect();
        self.visit_all(workspace, &others);
        let mut files = self.take_files();
        let choices = without_modules(workspace, &[sure, others].concat(), &mut files);
        sources::assemble(workspace, &choices, extra, files)
    }

    fn visit_all(&self, workspace: &Workspace, choices: &[Choice]) {
        rayon::scope(|scope| {
            for choice in choices {
                self.visit(scope, root_key(workspace, choice), 0);
            }
        });
    }

    fn visit<'s>(&'s self, scope: &rayon::Scope<'s>, key: Key, depth: usize)
    where
        'a: 's,
    {
        if self.lock().contains_key(&key) {
            return;
        }
        if self.lock().insert(key.clone(), None).is_some() {
            return;
        }
        scope.spawn(move |scope| {
            let loaded = self.read(&key, depth);
            for (_, child) in &loaded.children {
                self.visit(scope, child.clone(), depth + 1);
            }
            self.lock().insert(key, Some(loaded));
        });
    }

    fn take_files(&self) -> Files {
        std::mem::take(&mut *self.lock())
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Files> {
        self.files.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn exists(&self, path: &Path) -> bool {
        self.unsaved.contains_key(path) || path.is_file()
    }

    fn read(&self, key: &Key, depth: usize) -> Loaded {
        let buffer = self.unsaved.get(key.path());
        let (text, problem) = match buffer {
            Some(buffer) => (Arc::clone(&buffer.text), None),
            // a pipe or a device would never end; a module was looked for among files
            None if depth == 0 && key.path().metadata().is_ok_and(|metadata| !metadata.is_file()) => {
                failed("not a file".to_owned())
            }
            None => read_text(key.path()),
        };
        let mut loaded = Loaded { text, ..Loaded::default() };
        if let Some(problem) = problem {
            loaded.problems.push(problem);
            return loaded;
        }
        let how = How { test: key.test, whole: buffer.is_some() };
        let mut lowered = (self.lower)(key.path(), &loaded.text, how);
        if let Some(good) = buffer.and_then(|buffer| buffer.last_good.as_ref())
            && lowered.as_ref().is_ok_and(|ir| ir.items.is_empty() && !ir.problems.is_empty())
        {
            loaded.text = Arc::clone(good);
            lowered = (self.lower)(key.path(), &loaded.text, how);
        }
        match lowered {
            Ok(ir) => loaded.ir = ir,
            Err(bug) => {
                loaded.problems.push((Span::default(), bug));
                return loaded;
            }
        }
        for problem in &loaded.ir.problems {
            loaded.problems.push((problem.span, problem.message.clone()));
        }
        for declaration in modules::declarations(key.path(), key.home, &loaded.ir) {
            if depth >= DEEPEST_MODULE {
                loaded.problems.push((declaration.span, "modules are nested too deeply".to_owned()));
                break;
            }
            let found = declaration.candidates.iter().position(|(path, _)| self.exists(path));
            let before = &declaration.candidates[..found.unwrap_or(declaration.candidates.len())];
            loaded.absent.extend(before.iter().map(|(path, _)| path.clone()));
            match found.map(|found| &declaration.candidates[found]) {
                Some((path, home)) => {
                    let child = Key::new(path.clone(), key.test, *home);
                    loaded.children.push((declaration.path, child));
                }
                None if declaration.in_macro => {}
                None => {
                    let name = declaration.path.last().map_or("", |name| name.as_str());
                    loaded.problems.push((declaration.span, format!("file not found for module `{name}`")));
                }
            }
        }
        loaded
    }
}

pub(super) fn root_key(workspace: &Workspace, choice: &Choice) -> Key {
    let target = &workspace.packages[choice.package].targets[choice.target];
    let alone = matches!(workspace.origin, Origin::Folder)
        && !["lib.rs", "main.rs", "mod.rs"].iter().any(|name| target.src_path.ends_with(name));
    let home = if alone { Home::Unknown } else { Home::Folder };
    Key::new(modules::normalize(&target.src_path), choice.cfg_test, home)
}

/// Drops the choices whose file is a module of another crate, and the files that only they needed.
fn without_modules(workspace: &Workspace, choices: &[Choice], files: &mut Files) -> Vec<Choice> {
    let mut modules: FxHashSet<&OsString> = FxHashSet::default();
    for key in files.keys() {
        let others = children(key, files).filter(|child| child.path != key.path);
        modules.extend(others.map(|child| &child.path));
    }
    let mut reached: FxHashSet<&Key> = FxHashSet::default();
    let mut kept = vec![false; choices.len()];
    // what is left after the first round are files that declare each other: the first of them is the root
    for only_modules in [false, true] {
        for (choice, kept) in choices.iter().zip(&mut kept) {
            let root = root_key(workspace, choice);
            let is_module = modules.contains(&root.path);
            if is_module != only_modules || reached.iter().any(|key| only_modules && key.path == root.path) {
                continue;
            }
            *kept = true;
            reach(&root, files, &mut reached);
        }
    }
    let others = beside(&reached, files);
    others.iter().for_each(|key| drop(files.remove(key)));
    choices.iter().zip(kept).filter(|&(_, kept)| kept).map(|(choice, _)| *choice).collect()
}

type Files = FxHashMap<Key, Option<Loaded>>;

/// Everything that a file leads to, itself included.
fn reach<'a>(root: &Key, files: &'a Files, reached: &mut FxHashSet<&'a Key>) {
    let mut waiting: Vec<&Key> = files.get_key_value(root).map(|(key, _)| key).into_iter().collect();
    while let Some(key) = waiting.pop() {
        if reached.insert(key) {
            waiting.extend(children(key, files));
        }
    }
}

/// The files that were read and that nothing leads to.
fn beside(reached: &FxHashSet<&Key>, files: &Files) -> Vec<Key> {
    files.keys().filter(|key| !reached.contains(key)).cloned().collect()
}

fn children<'a>(key: &Key, files: &'a Files) -> impl Iterator<Item = &'a Key> {
    let loaded = files.get(key).and_then(Option::as_ref);
    loaded.into_iter().flat_map(|loaded| &loaded.children).map(|(_, child)| child)
}

type Text = (Arc<str>, Option<(Span, String)>);

fn failed(message: String) -> Text {
    ("".into(), Some((Span::default(), message)))
}

/// What is kept of a thread's buffer; few files are larger.
const USUAL: usize = 256 << 10;

/// The text, or as much of it as shows where it is wrong, and what is wrong.
fn read_text(path: &Path) -> Text {
    thread_local! {
        static BYTES: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    }
    BYTES.with_borrow_mut(|bytes| {
        let text = match read_into(bytes, path) {
            Err(error) => failed(format!("cannot read this file: {error}")),
            Ok(length) if length >= u32::MAX as usize => failed("larger than 4 GiB".to_owned()),
            Ok(length) => match std::str::from_utf8(&bytes[..length]) {
                Ok(text) => (text.into(), None),
                Err(error) => {
                    let at = error.valid_up_to() as u32;
                    let text = String::from_utf8_lossy(&bytes[..length]).into_owned();
                    (text.into(), Some((Span::new(at, at), "this is not UTF-8".to_owned())))
                }
            },
        };
        if bytes.len() > USUAL {
            *bytes = Vec::new();
        }
        text
    })
}

/// The length of the file, or of as much as a [`Span`] can tell of it.
fn read_into(bytes: &mut Vec<u8>, path: &Path) -> std::io::Result<usize> {
    let mut file = std::fs::File::open(path)?;
    let mut length = 0;
    while length < u32::MAX as usize {
        if length == bytes.len() {
            bytes.resize(USUAL.max(2 * length), 0);
        }
        match file.read(&mut bytes[length..]) {
            Ok(0) => break,
            Ok(more) => length += more,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(length)
}
