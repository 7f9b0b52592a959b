//! What the README says: its commands, as a new user copies them in an empty folder, its
//! tables of keys, and the pictures it shows. `README=write cargo test --test readme`
//! writes the tables anew.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    reason = "a test fails by panicking; the exemption for tests does not reach their helpers"
)]

use std::fmt::Write;
use std::path::Path;
use std::process::Command;

use sanshe::i18n::{Lang, say};
use sanshe::ui::commands::{CATALOGUE, Cmd, Keymap, Scope};

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
    let program = Path::new(env!("CARGO_BIN_EXE_sanshe"));
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
        ("的设备已注销", 1),
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

/// The table of keys: a line for each place with the commands that live there, and one
/// for those that only the palette has.
fn keys(lang: Lang) -> String {
    let map = Keymap::default();
    let word = |id: &str| say(lang, id, &[]);
    let named = |cmd: Cmd| {
        let keys = map.of(cmd).iter().map(|key| format!("`{key}` "));
        keys.collect::<String>() + &word(&format!("do-{}", cmd.entry().id))
    };
    let mut table = String::from(if lang.is_chinese() {
        "| 在哪里 | 按键 |\n|---|---|\n"
    } else {
        "| where | keys |\n|---|---|\n"
    });
    let mut line = |place: &str, of: &dyn Fn(Cmd) -> bool| {
        let commands = CATALOGUE.iter().map(|c| c.cmd).filter(|cmd| of(*cmd));
        let commands: Vec<String> = commands.map(named).collect();
        writeln!(table, "| {place} | {} |", commands.join(" · ")).unwrap();
    };
    for scope in Scope::ALL {
        let place = word(&format!("scope-{}", scope.id()));
        line(&place, &|cmd| {
            cmd.entry().scopes.contains(&scope) && !map.of(cmd).is_empty()
        });
    }
    line(&named(Cmd::Palette), &|cmd| map.of(cmd).is_empty());
    table
}

#[test]
fn the_tables_of_keys_are_those_of_the_catalogue() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let kept = std::fs::read_to_string(&path).unwrap();
    let mut readme = kept.clone();
    for lang in Lang::ALL {
        let marks = [
            format!("<!-- keys {} -->\n", lang.tag()),
            format!("<!-- end of keys {} -->\n", lang.tag()),
        ];
        let (before, rest) = readme.split_once(&marks[0]).unwrap();
        let (_, after) = rest.split_once(&marks[1]).unwrap();
        let table = keys(lang);
        readme = format!("{before}{}\n{table}\n{}{after}", marks[0], marks[1]);
    }
    if std::env::var_os("README").is_some_and(|v| v == "write") {
        std::fs::write(&path, &readme).unwrap();
    } else {
        assert!(
            readme == kept,
            "the tables of keys in README.md are not those of the catalogue; write them with README=write"
        );
    }
}

/// The commands of a table of promises.
fn promises(table: &str) -> Vec<&str> {
    let quoted = table.split('`').skip(1).step_by(2);
    quoted.filter(|c| c.contains("cargo test ")).collect()
}

#[test]
fn every_promise_names_tests_that_are_there() {
    let readme = include_str!("../README.md");
    let tables = readme.split("<!-- promises -->").skip(1);
    let tables: Vec<_> = tables
        .map(|t| promises(t.split_once("<!-- end of promises -->").unwrap().0))
        .collect();
    assert_eq!(tables.len(), Lang::ALL.len());
    assert!(tables.iter().all(|t| *t == tables[0]));
    assert!(tables[0].len() > 10);
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for command in &tables[0] {
        let (variable, words) = command.split_once("cargo test ").unwrap();
        // Tests of the library stand beside what they test.
        let (folder, words) = if let Some((_, words)) = words.split_once("--test ") {
            let mut words = words.split_whitespace();
            (root.join("tests").join(words.next().unwrap()), words)
        } else {
            let (_, words) = words.split_once("--lib ").unwrap();
            (root.join("src"), words.split_whitespace())
        };
        let sources = sources(&folder);
        for word in words.filter(|w| *w != "--") {
            let named = [format!("fn {word}"), format!("mod {word};")];
            assert!(named.iter().any(|n| sources.contains(n)), "{command}");
        }
        let variable = variable.split_once('=').map_or("", |(name, _)| name);
        assert!(sources.contains(variable), "{command}");
    }
}

/// All code of a folder.
fn sources(folder: &Path) -> String {
    let mut all = String::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all += &sources(&path);
        } else if path.extension().is_some_and(|e| e == "rs") {
            all += &std::fs::read_to_string(path).unwrap();
        }
    }
    all
}

#[test]
fn every_picture_and_file_that_is_linked_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = include_str!("../README.md");
    let links = readme.split("](").skip(1);
    let links: Vec<&str> = links.filter_map(|l| Some(l.split_once(')')?.0)).collect();
    let local = |link: &&str| !link.starts_with('#') && !link.contains("://");
    for link in links.iter().filter(|link| local(link)) {
        assert!(root.join(link).is_file(), "{link}");
    }
    for picture in std::fs::read_dir(root.join("tests/screens/pictures")).unwrap() {
        let name = picture.unwrap().file_name().into_string().unwrap();
        let shown = links.iter().filter(|link| link.ends_with(&name)).count();
        assert_eq!(shown, Lang::ALL.len(), "{name} stands in both languages");
    }
}
