//! fzf over one line for each person: pinyin, initials, name.

use std::fs::File;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result};
use serde_json::json;

use crate::{timed, told};

pub fn run(folder: &Path, rounds: usize) -> Result<()> {
    let names = folder.join("names.txt");
    let n = std::fs::read_to_string(&names)?.lines().count();
    let version = Command::new("fzf").arg("--version").output();
    let Ok(version) = version else {
        let why = "fzf is not installed (Debian: apt install fzf)";
        told("search", "fzf", n, ("why", json!(why)));
        return Ok(());
    };
    let version = String::from_utf8_lossy(&version.stdout).trim().to_owned();
    let by = format!("fzf {}", version.split(' ').next().unwrap_or_default());
    let mut times = Vec::new();
    for typed in std::fs::read_to_string(folder.join("typed.txt"))?.lines() {
        for _ in 0..rounds {
            let (time, status) = timed(|| {
                Command::new("fzf")
                    .args(["--filter", typed])
                    .stdin(File::open(&names)?)
                    .stdout(Stdio::null())
                    .status()
                    .context("fzf")
            })?;
            // 1: nobody is called so.
            anyhow::ensure!(matches!(status.code(), Some(0 | 1)), "fzf: {status}");
            times.push(time);
        }
    }
    told("search", &by, n, ("ms", json!(times)));
    Ok(())
}
