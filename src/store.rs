//! Files that a run leaves for later ones, below the target folder: written whole or not at all, whoever else writes the
//! same; bounded in number. What is damaged, or was written by another build, is for its reader to see and to ignore.

use std::io::Result;
use std::path::{Path, PathBuf};

use xxhash_rust::xxh3::xxh3_128;

/// Of this build of letgo alone: what one build found out, another may see differently.
pub(crate) const BUILD: &str = concat!(env!("CARGO_PKG_VERSION"), " ", env!("LETGO_BUILD"));

/// Of contents, or as the name of a file.
pub(crate) fn hash(text: &[u8]) -> String {
    format!("{:032x}", xxh3_128(text))
}

/// Writes a file, and removes others of its folder when there are more than `most`: whichever, they can be made again.
pub(crate) fn write(path: &Path, content: &[u8], most: usize) -> Result<()> {
    let folder = path.parent().unwrap_or(path);
    std::fs::create_dir_all(folder)?;
    // a repository that does not ignore its `target` is left as it is; a commit hook would take it for a change
    let ignored = folder.join(".gitignore");
    if !ignored.exists() {
        std::fs::write(&ignored, "*\n")?;
    }
    let own = path.with_extension(format!("{}.tmp", std::process::id()));
    std::fs::write(&own, content).and_then(|()| std::fs::rename(&own, path)).inspect_err(|_| {
        let _ = std::fs::remove_file(&own);
    })?;
    let others = std::fs::read_dir(folder)?.flatten().map(|entry| entry.path());
    let others: Vec<PathBuf> = others.filter(|other| other != path && *other != ignored).collect();
    for other in others.iter().skip(most.saturating_sub(1)) {
        // another process may have been faster
        let _ = std::fs::remove_file(other);
    }
    Ok(())
}
