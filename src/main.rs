//! args -> open -> run.
fn main() {}
