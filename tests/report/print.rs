//! Paper: golden files, masks, and the files it is written to.

use std::fs;
use std::path::Path;

use crate::filled;
use crate::kit::{Desk, example};

const MINUTES: &str = "HY-SX-2026-A0001";
const CASE: &str = "GA-SX-2026-A0001";

/// Prints and compares with the file of this name in `golden`. With `SANSHE_GOLDEN` set
/// in the environment the file is written instead, to be looked at.
#[track_caller]
fn golden(desk: &Desk, words: &[&str], name: &str) -> String {
    let out = desk.path(name);
    let out = out.to_str().unwrap();
    let mut all = vec!["print"];
    all.extend(words);
    all.extend(["--out", out]);
    desk.run(&all).text();
    let bytes = fs::read(out).unwrap();
    let (text, kept) = if name.ends_with(".docx") {
        (document(&bytes), name.replace(".docx", ".xml"))
    } else {
        (String::from_utf8(bytes).unwrap(), name.to_owned())
    };
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/report/golden")
        .join(kept);
    if std::env::var_os("SANSHE_GOLDEN").is_some() {
        fs::write(&path, &text).unwrap();
    }
    let wanted = fs::read_to_string(&path).expect("a golden file");
    assert_eq!(text, wanted, "{name}");
    text
}

/// `word/document.xml`, which is kept without compression; each element on its own line.
fn document(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let from = text.find("<w:document").expect("a document");
    let end = "</w:document>";
    let to = text.find(end).expect("its end") + end.len();
    text[from..to].replace("><", ">\n<") + "\n"
}

#[test]
fn paper_is_as_it_was_looked_at() {
    let desk = filled();
    for ending in ["docx", "md", "txt"] {
        golden(&desk, &[MINUTES], &format!("minutes.{ending}"));
        golden(&desk, &[CASE], &format!("intake.{ending}"));
        let list = ["--list", "volunteer"];
        golden(&desk, &list, &format!("volunteers.{ending}"));
        let sheet = ["--sign-in", MINUTES];
        golden(&desk, &sheet, &format!("sign-in.{ending}"));
    }
    golden(&desk, &["--blank", "F1"], "blank-intake.txt");
    golden(&desk, &["--blank", "minutes"], "blank-minutes.md");
    golden(&desk, &["--blank", "sign-in"], "blank-sign-in.txt");
    golden(&desk, &[MINUTES, "--lang", "en"], "minutes-en.txt");
    golden(
        &desk,
        &["--list", "volunteer", "--lang", "en"],
        "volunteers-en.txt",
    );
}

/// What was voted down is not called decided, and a pasted tab is only space.
#[test]
fn a_motion_that_was_lost_is_no_decision() {
    let desk = filled();
    let mut lost: serde_json::Value = serde_json::from_str(&example("minutes")).unwrap();
    lost["minutes_no"] = "HY-SX-2026-A0002".into();
    lost["votes"][0]["in_favour"] = 0.into();
    lost["votes"][0]["against"] = 2.into();
    lost["decisions"][0]["text"] = "助餐点\t迟开门。".into();
    desk.give(&["new", "minutes"], &lost.to_string()).json();
    let print = |number: &str| {
        let out = desk.path(number).with_extension("txt");
        desk.run(&["print", number, "--out", out.to_str().unwrap()])
            .text();
        fs::read_to_string(out).unwrap()
    };
    let carried = print(MINUTES);
    assert!(carried.contains("会议决定：") && !carried.contains("会议未通过："));
    let lost = print("HY-SX-2026-A0002");
    assert!(!lost.contains("会议决定："), "{lost}");
    assert!(lost.contains("会议未通过：助餐点    迟开门。"), "{lost}");
}

#[test]
fn protected_values_stand_on_paper_only_when_asked_for_and_that_is_logged() {
    let desk = filled();
    let out = |name: &str| desk.path(name).to_str().unwrap().to_owned();
    let (masked, whole) = (out("masked.txt"), out("whole.txt"));
    desk.run(&["print", CASE, "--out", &masked]).text();
    desk.run(&["print", CASE, "--out", &whole, "--reveal"])
        .text();
    let (masked, whole) = [&masked, &whole]
        .map(|p| fs::read_to_string(p).unwrap())
        .into();
    assert!(masked.contains("3205**********43") && masked.contains("138****0001"));
    for secret in ["320599195206071143", "13800000001", "沿河街"] {
        assert!(!masked.contains(secret), "{secret}");
        assert!(whole.contains(secret), "{secret}");
    }
    let log = desk.json(&["access", "--limit", "6"]).json();
    let what = log["items"].as_array().unwrap().iter();
    let what: Vec<&str> = what.filter_map(|a| a["what"].as_str()).collect();
    // The client stands on the paper too.
    assert_eq!(
        what,
        ["reveal", "reveal", "print", "print", "print", "print"]
    );
}

#[test]
fn a_file_that_is_there_is_kept_and_nothing_else_is_written() {
    let desk = filled();
    let before = fs::read_dir(desk.dir.path()).unwrap().count();
    desk.write("there.txt", "mine");
    let there = desk.path("there.txt");
    let words = ["print", MINUTES, "--out", there.to_str().unwrap()];
    assert_eq!(desk.json(&words).codes(), ["E_PATH_TAKEN"]);
    assert_eq!(fs::read_to_string(&there).unwrap(), "mine");
    let out = desk.path("new.md");
    let said = desk.json(&["print", MINUTES, "--out", out.to_str().unwrap()]);
    assert!(said.err.contains("W_UNENCRYPTED"), "{}", said.err);
    assert_eq!(said.json()["records"], 1);
    assert_eq!(fs::read_dir(desk.dir.path()).unwrap().count(), before + 2);
}

#[test]
fn what_cannot_be_printed_says_what_to_do() {
    let desk = filled();
    let out = desk.path("x.pdf");
    let out = out.to_str().unwrap();
    assert_eq!(
        desk.json(&["print", MINUTES, "--out", out]).codes(),
        ["E_PRINT_FORMAT"]
    );
    let as_text = ["--format", "txt", "--out", out];
    let run = |words: &[&str]| {
        let mut all = vec!["print"];
        all.extend(words);
        all.extend(as_text);
        desk.json(&all)
    };
    assert_eq!(run(&["--sign-in", CASE]).codes(), ["E_SIGN_IN"]);
    assert_eq!(run(&["--blank", "nothing"]).codes(), ["E_FORM_UNKNOWN"]);
    assert_eq!(run(&["nobody"]).codes(), ["E_NO_RECORD"]);
    assert_eq!(run(&[]).code, 2);
    assert_eq!(run(&[MINUTES, "--blank", "F1"]).code, 2);
    assert!(!Path::new(out).exists());
}
