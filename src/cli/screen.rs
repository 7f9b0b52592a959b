//! `sanshe` without a command opens the screen.

use super::Answer;
use super::desk::Desk;
use crate::domain::fault::Result;
use crate::ui::app::{self, Start};
use crate::ui::kit::ask::Secret;

/// Opens the screen and stays until the person leaves.
pub(super) fn open(desk: &mut Desk) -> Result<Answer> {
    let secret = desk.secret_from_file()?.map(Secret);
    app::run(Start {
        home: desk.home()?,
        asked: desk.asked,
        around: desk.lang,
        today: desk.today,
        no_color: std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty()),
        terminal: std::env::var("TERM").unwrap_or_default(),
        secret,
        demo: None,
    })?;
    Ok(Answer::Text(String::new()))
}
