//! A panic in our own code is a bug of ours in one place, not the end of the run.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};

thread_local! {
    static LAST: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Runs `work`; a panic becomes a sentence that says where it happened.
pub fn caught<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|_| {
        let place = LAST.with(RefCell::take).unwrap_or_else(|| "place not known".to_owned());
        format!("a bug in letgo ({place}); please report it with this file")
    })
}

/// Keeps the place of a panic for [`caught`] instead of printing it.
pub fn install_hook() {
    std::panic::set_hook(Box::new(|info| {
        let message = info.payload_as_str().unwrap_or("panic");
        let place = info.location().map(|at| format!("{}:{}: ", at.file(), at.line())).unwrap_or_default();
        LAST.with(|last| *last.borrow_mut() = Some(format!("{place}{message}")));
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
