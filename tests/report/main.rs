//! What leaves the program on paper and in office tables, and what comes in from one.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::string_slice,
    clippy::cast_possible_truncation,
    clippy::case_sensitive_file_extension_comparisons,
    clippy::format_push_string,
    clippy::must_use_candidate,
    reason = "a test fails by panicking, and it reads its own small files"
)]

mod bring;
#[allow(dead_code, reason = "the tests of the command line use the rest")]
#[path = "../cli/kit.rs"]
mod kit;
mod own_data;
mod print;
mod take_out;

use kit::{Desk, VILLAGE, example, id};

/// A desk with a client, a case, minutes and a volunteer from the examples.
pub fn filled() -> Desk {
    let desk = Desk::made("周社工", "worker", VILLAGE);
    desk.run(&["places", "add", VILLAGE, "印溪村"]).text();
    let client = desk.give(&["new", "client"], &example("client")).json();
    let client = id(&client);
    let case = ["new", "F1", "--parent", &client];
    desk.give(&case, &example("F1")).json();
    for form in ["minutes", "volunteer"] {
        desk.give(&["new", form], &example(form)).json();
    }
    desk
}
