//! Another version: not the one that the lock file names.
