//! Two workspaces that exchange cards and files.

use std::path::Path;

use crate::kit::{Desk, VILLAGE, example, id};

fn word(path: &Path) -> &str {
    path.to_str().expect("UTF-8")
}

/// The coordinator's board after one file of one worker, and another laptop of theirs.
fn board_and_second_device(chief: &Desk) {
    let board = chief.json(&["teams", "--limit", "1"]).json();
    let row = &board["items"][0];
    assert_eq!(
        (&row["called"], &row["last_file"]),
        (&"周社工".into(), &1.into())
    );
    assert_eq!((&row["silent_days"], &row["held"]), (&0.into(), &0.into()));
    assert_eq!(row["missing"]["files"], serde_json::json!([]));
    assert!(board["next"].is_null());
    let text = chief.run(&["teams"]);
    assert!(text.text().contains("周社工"), "{}", text.out);
    // A further device is somebody's only when the coordinator says so.
    let other = Desk::made("周社工", "worker", VILLAGE);
    let card = other.path("other.card");
    let digits = other.json(&["keys", "card", "--out", word(&card)]).json()["fingerprint"].clone();
    let person = row["person"].as_str().unwrap();
    let digits = digits.as_str().unwrap();
    let trust = ["keys", "trust", word(&card), "--fingerprint", digits];
    let mut named = trust.to_vec();
    named.extend(["--person", person]);
    assert_eq!(chief.json(&named).codes(), ["E_LETTER_TAKEN"]);
    named.pop();
    named.push("0190f5a0-0000-7000-8000-000000000099");
    assert_eq!(chief.json(&named).codes(), ["E_NO_PERSON"]);
}

#[test]
fn a_coordinator_and_a_worker_exchange_cards_and_files() {
    let chief = Desk::made("王协调", "coordinator", "320585101");
    let worker = Desk::made("周社工", "worker", VILLAGE);
    let (chief_card, worker_card) = (chief.path("chief.card"), worker.path("worker.card"));
    let chief_digits = chief
        .json(&["keys", "card", "--out", word(&chief_card)])
        .json()["fingerprint"]
        .clone();
    let worker_digits = worker
        .json(&["keys", "card", "--out", word(&worker_card)])
        .json()["fingerprint"]
        .clone();
    let (chief_digits, worker_digits) = (
        chief_digits.as_str().unwrap(),
        worker_digits.as_str().unwrap(),
    );

    let wrong = worker.json(&[
        "keys",
        "trust",
        word(&chief_card),
        "--fingerprint",
        worker_digits,
    ]);
    assert_eq!(wrong.codes(), ["E_CARD_FINGERPRINT"]);
    assert_eq!(
        worker
            .json(&["export", "--to", "王协调", "--out", "x"])
            .codes(),
        ["E_PEER_NONE"]
    );
    let own = worker.run(&[
        "keys",
        "trust",
        word(&chief_card),
        "--fingerprint",
        chief_digits,
    ]);
    // A worker's coordinator gets cases too: nothing else may be said.
    assert!(own.text().contains("您的协调员"), "{}", own.out);
    assert!(!own.text().contains("公开"), "{}", own.out);
    let trusted = chief
        .json(&[
            "keys",
            "trust",
            word(&worker_card),
            "--fingerprint",
            worker_digits,
        ])
        .json();
    assert_eq!(trusted["name"], "周社工");
    let list = chief.run(&["keys", "list"]);
    assert!(
        list.text().contains("周社工") && list.text().contains(VILLAGE),
        "{}",
        list.out
    );

    let client = id(&worker.give(&["new", "client"], &example("client")).json());
    let file = worker.path("to-chief.sanshe");
    let made = worker
        .json(&["export", "--to", "王协调", "--out", word(&file)])
        .json();
    assert_eq!(made["number"], 1);
    let said = chief.json(&["verify", word(&file)]).json();
    assert_eq!(said["from"], "周社工");
    assert_eq!(said["for_me"], true);
    let before = chief.state();
    let dry = chief.json(&["import", "--dry-run", word(&file)]).json();
    assert_eq!(dry["items"][0]["forms"]["client"]["new"], 1);
    assert_eq!(chief.state(), before);
    let came = chief.run(&["import", word(&file)]);
    assert!(came.text().contains("服务对象"), "{}", came.out);
    assert_eq!(
        chief.json(&["show", &client]).json()["fields"]["name"],
        "张三丰"
    );
    board_and_second_device(&chief);
    let after = chief.state();
    assert_eq!(after["scopes"], worker.state()["scopes"]);

    // The same file again changes nothing, a damaged one is refused whole.
    let again = chief.json(&["import", word(&file)]).json();
    assert_eq!(again["items"][0]["changes"], 0);
    let mut bytes = std::fs::read(&file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    let broken = chief.path("broken.sanshe");
    std::fs::write(&broken, bytes).unwrap();
    let refused = chief.json(&["import", word(&file), word(&broken)]);
    assert_eq!(refused.codes(), ["E_FILE_DAMAGED"]);
    assert_eq!(chief.state(), after);
    let lists = chief.path("lists");
    chief.run(&["keys", "export", "--out", word(&lists)]).text();
    let signers = std::fs::read_to_string(lists.join("allowed_signers")).unwrap();
    assert_eq!(
        signers
            .lines()
            .filter(|l| l.contains("ssh-ed25519"))
            .count(),
        2,
        "{signers}"
    );
}
