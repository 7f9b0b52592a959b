//! The commands of the README, as a new user copies them, in an empty folder.
#![cfg(target_os = "linux")]

use std::process::Command;

/// The commands between ` ```sh ` and ` ``` `, in their order.
fn commands() -> String {
    let mut commands = String::new();
    let mut inside = false;
    for line in include_str!("../README.md").lines() {
        match line {
            "```sh" => inside = true,
            "```" => inside = false,
            _ if inside => {
                commands.push_str(line);
                commands.push('\n');
            }
            _ => {}
        }
    }
    commands
}

#[test]
fn every_command_does_what_the_readme_says() {
    let program = std::path::Path::new(env!("CARGO_BIN_EXE_sanshe"));
    let folder = program.parent().unwrap().display();
    let commands = commands();
    // The program is built already, and the passphrase that age asks for at a terminal
    // is typed by `script`.
    let asks = "age -d -i chen/keys.age -o 1.tar 1.sanshe";
    let swaps = [
        ("cargo build --release\n", String::new()),
        ("$PWD/target/release", folder.to_string()),
        (
            asks,
            format!("(sleep 2; cat chen.pass) | script -qec '{asks}' /dev/null"),
        ),
    ];
    let mut script = format!("set -euo pipefail\n{commands}");
    for (from, to) in swaps {
        assert_eq!(script.matches(from).count(), 1, "{from}");
        script = script.replace(from, &to);
    }
    let top = tempfile::tempdir().unwrap();
    let done = Command::new("bash")
        .args(["-c", &script])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env("TMPDIR", top.path())
        .env("LANG", "zh_CN.UTF-8")
        .env_remove("LC_ALL")
        .output()
        .unwrap();
    let out = String::from_utf8_lossy(&done.stdout);
    let err = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{out}\n{err}");
    let mut rest = &*out;
    for (said, times) in [
        ("工作区已建在", 2),
        ("GA-T01-", 1),
        ("已导入 周社工", 2),
        ("已审定", 1),
        ("一切正常", 1),
        ("Good \"sanshe-file-v1\" signature", 1),
        ("bodies.zst: OK", 1),
        ("SZ-7788", 1),
    ] {
        for _ in 0..times {
            let (_, after) = rest
                .split_once(said)
                .unwrap_or_else(|| panic!("{said}: {out}"));
            rest = after;
        }
    }
    let last = out.lines().last().unwrap_or_default();
    assert!(last.contains("张三丰"), "{last}");
}
