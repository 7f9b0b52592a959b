//! What leaves the program on paper and in office tables, and what comes in from one.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test fails by panicking; the exemption for tests does not reach their helpers"
)]

mod bring;
#[allow(dead_code, reason = "the tests of the command line use the rest")]
#[path = "../cli/kit.rs"]
mod kit;
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
