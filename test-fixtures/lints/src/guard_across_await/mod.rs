mod alive;
mod borrowed;
mod branches;
mod owned;
mod streams;
mod temporaries;
mod waits;
mod wrappers;
