//! Completions and the manual, from the definition of the command line.

use clap_complete::Shell;

use super::desk::Desk;
use super::{Answer, args, help};
use crate::domain::fault::{Fault, Result};

pub(super) fn completions(desk: &Desk, shell: Shell) -> Answer {
    let mut command = help::dress(args::definition(), desk.lang);
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command, "sanshe", &mut script);
    Answer::Text(String::from_utf8_lossy(&script).into_owned())
}

/// The manual: one page for the program, one for each command, behind each other.
pub(super) fn man(desk: &Desk) -> Result<Answer> {
    let mut command = help::dress(args::definition(), desk.lang);
    command.build();
    let mut pages = Vec::new();
    render(&command, &mut pages)
        .map_err(|e| Fault::new("E_FILE").with("path", "man").because(e))?;
    Ok(Answer::Text(String::from_utf8_lossy(&pages).into_owned()))
}

fn render(command: &clap::Command, pages: &mut Vec<u8>) -> std::io::Result<()> {
    clap_mangen::Man::new(command.clone()).render(pages)?;
    for sub in command.get_subcommands() {
        render(sub, pages)?;
    }
    Ok(())
}
