//! `sanshe` without a command opens the screen.

use std::path::PathBuf;

use super::Answer;
use super::counter::counter;
use super::desk::Desk;
use crate::domain::fault::Result;
use crate::ops::files::io_fault;
use crate::ops::generate;
use crate::ops::workspace::Workspace;
use crate::ui::app::{self, Start};
use crate::ui::kit::ask::Secret;

/// Opens the screen and stays until the person leaves.
pub(super) fn open(desk: &mut Desk) -> Result<Answer> {
    let secret = desk.secret_from_file()?.map(Secret);
    run(desk, desk.home()?, secret, None)
}

/// Opens the screen on a made-up village in a folder that is thrown away afterwards.
pub(super) fn demo(desk: &mut Desk, seed: u64) -> Result<Answer> {
    let folder = tempfile::Builder::new().prefix("sanshe-demo-").tempdir();
    let folder = folder.map_err(|e| io_fault(&std::env::temp_dir(), e))?;
    let mut progress = counter(desk.lang, true, "out-generating");
    let made = generate::demo(folder.path(), seed, &desk.world, &mut progress)?;
    drop(progress);
    run(desk, folder.path().to_path_buf(), None, Some(made))
}

fn run(
    desk: &Desk,
    home: PathBuf,
    secret: Option<Secret>,
    demo: Option<Workspace>,
) -> Result<Answer> {
    app::run(Start {
        home,
        asked: desk.asked,
        around: desk.lang,
        today: desk.today,
        no_color: std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty()),
        terminal: std::env::var("TERM").unwrap_or_default(),
        secret,
        demo,
    })?;
    Ok(Answer::Text(String::new()))
}
