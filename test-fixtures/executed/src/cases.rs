pub mod bindings;
pub mod control;
pub mod moves;
pub mod temporaries;
