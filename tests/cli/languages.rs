//! Help, completions and the manual, in both languages; forms for those who script.

use std::io::Read;
use std::process::Stdio;

use crate::kit::{Desk, VILLAGE, bare, example, finish, id};

const COMMANDS: [&str; 26] = [
    "init",
    "new",
    "set",
    "show",
    "list",
    "search",
    "move",
    "void",
    "undo",
    "approve",
    "conflicts",
    "findings",
    "held",
    "keys",
    "export",
    "verify",
    "import",
    "check",
    "backup",
    "restore",
    "passphrase",
    "recover",
    "places",
    "forms",
    "completions",
    "man",
];

#[test]
fn help_completions_and_the_manual_name_every_command() {
    for lang in ["zh", "en"] {
        for words in [
            vec!["--lang", lang, "--help"],
            vec!["--lang", lang, "man"],
            vec!["--lang", lang, "completions", "bash"],
            vec!["--lang", lang, "completions", "powershell"],
        ] {
            let said = finish(bare(&words), "");
            for command in COMMANDS {
                assert!(said.text().contains(command), "{words:?} {command}");
            }
        }
    }
}

#[test]
fn help_speaks_the_language_of_the_person() {
    let zh = finish(bare(&["new", "--help"]), "");
    assert!(
        zh.text().contains("用法：") && zh.text().contains("它属于哪条记录"),
        "{}",
        zh.out
    );
    assert!(!zh.text().contains("Usage"), "{}", zh.out);
    let mut command = bare(&["new", "--help"]);
    command.env("LANG", "en_GB.UTF-8");
    let en = finish(command, "");
    assert!(
        en.text().contains("Usage:") && en.text().contains("The record it belongs to"),
        "{}",
        en.out
    );
    let mut command = bare(&["new", "--help", "--lang=zh"]);
    command.env("LANG", "en_GB.UTF-8");
    assert_eq!(finish(command, "").text(), zh.out);
    let mut command = bare(&["held", "--json"]);
    command
        .env("LC_ALL", "en_US.UTF-8")
        .env("SANSHE_HOME", "/nowhere/at/all");
    let said = finish(command, "");
    assert!(
        said.err
            .contains("There is no workspace in /nowhere/at/all"),
        "{}",
        said.err
    );
}

#[test]
fn without_a_command_and_without_a_terminal_the_commands_are_named() {
    let said = finish(bare(&[]), "");
    assert_eq!(said.code, 1);
    assert!(said.err.contains("sanshe --help"), "{}", said.err);
    assert_eq!(said.out, "");
}

#[test]
fn forms_tell_scripts_what_to_fill_in() {
    let desk = Desk::new();
    let forms = desk.json(&["forms"]).json();
    let hours = forms["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|f| f["form"] == "hours")
        .unwrap();
    assert_eq!(hours["parent"], "volunteer");
    let form = desk.json(&["forms", "f1"]).json();
    let urgency = form["fields"]
        .as_array()
        .unwrap()
        .iter()
        .find(|f| f["field"] == "urgency")
        .unwrap();
    assert_eq!(urgency["type"], "code:enum.urgency");
    assert_eq!(urgency["codes"][0]["zh"], "常规");
    assert_eq!(form["states"]["start"], "intake");
    let text = desk.run(&["forms", "client", "--lang", "en"]);
    assert!(text.text().contains("Date of birth"), "{}", text.out);
}

#[test]
fn a_closed_pipe_is_quiet() {
    let mut command = bare(&["man"]);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    drop(child.stdout.take());
    let mut err = String::new();
    child
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut err)
        .unwrap();
    assert_eq!(err, "");
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

/// Why a record is void is stored as a code where nobody wrote a reason, and said in the
/// language of whoever reads it.
#[test]
fn what_was_undone_says_so_in_both_languages() {
    let desk = Desk::made("周社工", "worker", VILLAGE);
    let client = id(&desk.give(&["new", "client"], &example("client")).json());
    desk.run(&["undo"]).text();
    let shown = desk.json(&["show", &client]).json();
    assert_eq!(shown["fields"]["void_reason"], "undo");
    for (lang, words, not) in [
        ("zh", "新建后撤销了", "undo"),
        ("en", "its making was undone", "撤销"),
    ] {
        for more in [&["show", &client][..], &["show", &client, "--history"][..]] {
            let said = desk.run(&[more, &["--lang", lang]].concat());
            assert!(said.text().contains(words), "{}", said.out);
            assert!(!said.out.contains(not), "{}", said.out);
        }
    }
}
