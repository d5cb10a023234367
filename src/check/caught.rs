//! A panic in our own code is a bug of ours in one place, not the end of the run.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, PoisonError};
use std::thread::ThreadId;

/// Panics that nobody has caught yet, by thread: rayon carries a panic from one thread to another.
static PANICS: Mutex<Vec<(ThreadId, String)>> = Mutex::new(Vec::new());

/// Runs `work`; a panic becomes a sentence that says where it happened.
pub fn caught<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|_| {
        let mut panics = PANICS.lock().unwrap_or_else(PoisonError::into_inner);
        let here = std::thread::current().id();
        let own =
            panics.iter().rposition(|(thread, _)| *thread == here).or_else(|| panics.len().checked_sub(1));
        let place = own.map_or_else(|| "place not known".to_owned(), |index| panics.remove(index).1);
        format!("a bug in letgo ({place}); please report it with the code in question")
    })
}

/// Keeps the place of a panic for [`caught`] instead of printing it.
pub fn install_hook() {
    std::panic::set_hook(Box::new(|info| {
        let message = info.payload_as_str().unwrap_or("panic");
        let place = info.location().map(|at| format!("{}:{}: ", at.file(), at.line())).unwrap_or_default();
        let mut panics = PANICS.lock().unwrap_or_else(PoisonError::into_inner);
        panics.push((std::thread::current().id(), format!("{place}{message}")));
    }));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_a_sentence() {
        assert_eq!(caught(|| 1), Ok(1));
        let bug = caught(|| -> u32 { panic!("on purpose") }).expect_err("it panicked");
        assert!(bug.starts_with("a bug in letgo ("), "{bug}");
    }
}
