//! Set-up, locks, copies and passphrases.

use std::fs;

use crate::kit::{Desk, PASSPHRASE, VILLAGE, bare, example, finish, id};

#[test]
fn what_stands_in_the_way_is_said_in_one_sentence() {
    let desk = Desk::new();
    assert_eq!(desk.json(&["held"]).codes(), ["E_NO_WORKSPACE"]);
    let init = [
        "init",
        "--person",
        "周社工",
        "--team",
        "SX",
        "--place",
        VILLAGE,
        "--role",
        "worker",
    ];
    let bad = [
        "init", "--person", "\u{1b}", "--team", "S-X", "--place", "1", "--role", "worker",
        "--device", "AAA",
    ];
    assert_eq!(
        desk.json(&bad).codes(),
        ["E_PERSON_NAME", "E_TEAM_NAME", "E_LEN", "E_DEVICE_LETTERS"]
    );
    assert!(!desk.home().exists());
    desk.write("pass", "kurz\n");
    assert_eq!(desk.json(&init).codes(), ["E_PASSPHRASE_SHORT"]);
    desk.write("pass", "");
    assert_eq!(desk.json(&init).codes(), ["E_PASSPHRASE_FILE"]);
    desk.write("pass", PASSPHRASE);
    let made = desk.json(&init).json();
    assert_eq!(made["letter"], "A");
    assert_eq!(desk.json(&init).codes(), ["E_WORKSPACE_EXISTS"]);
    desk.write("pass", "ganz anderes Wort\n");
    assert_eq!(desk.json(&["held"]).codes(), ["E_PASSPHRASE"]);
    // A folder that is a file, as a read-only place is for root too.
    let mut command = bare(&init);
    command.arg("--home").arg(desk.path("pass").join("ws"));
    command
        .arg("--passphrase-file")
        .arg(desk.path("pass"))
        .arg("--json");
    assert_eq!(finish(command, "").codes(), ["E_NO_SUCH_PATH"]);
    #[cfg(target_os = "linux")]
    {
        let mut command = bare(&init);
        command.args(["--home", "/proc/sanshe", "--json"]);
        command.arg("--passphrase-file").arg(desk.path("pass"));
        let codes = finish(command, "").codes();
        assert!(
            ["E_NO_SUCH_PATH", "E_READ_ONLY", "E_FILE"].contains(&codes[0].as_str()),
            "{codes:?}"
        );
    }
}

#[test]
fn a_second_instance_is_turned_away_and_then_places_and_warnings_work() {
    let desk = Desk::made("周社工", "worker", VILLAGE);
    let lock = fs::OpenOptions::new()
        .write(true)
        .open(desk.home().join("lock"))
        .unwrap();
    lock.lock().unwrap();
    assert_eq!(desk.json(&["held"]).codes(), ["E_SECOND_INSTANCE"]);
    drop(lock);
    assert_eq!(desk.run(&["held"]).text(), "没有暂不生效的修改。\n");
    places_are_added_one_by_one_and_by_table(&desk);
    a_passphrase_file_that_others_read_warns(&desk);
}

#[cfg(not(unix))]
fn a_passphrase_file_that_others_read_warns(_desk: &Desk) {}

#[cfg(unix)]
fn a_passphrase_file_that_others_read_warns(desk: &Desk) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(desk.path("pass"), fs::Permissions::from_mode(0o644)).unwrap();
    let said = desk.json(&["findings"]);
    assert!(said.err.contains("W_PASSPHRASE_FILE"), "{}", said.err);
    said.json();
}

#[test]
fn a_backup_comes_back_and_a_forgotten_passphrase_is_replaced() {
    let desk = Desk::new();
    let recovery = desk.path("recovery.txt");
    let recovery = recovery.to_str().unwrap();
    let words = [
        "init",
        "--person",
        "周社工",
        "--team",
        "SX",
        "--place",
        VILLAGE,
        "--role",
        "worker",
        "--recovery-out",
        recovery,
    ];
    desk.json(&words).json();
    let client = id(&desk.give(&["new", "client"], &example("client")).json());
    let backup = desk.path("backup.tar");
    let backup = backup.to_str().unwrap();
    assert!(
        desk.json(&["backup", backup]).json()["bytes"]
            .as_u64()
            .unwrap()
            > 0
    );
    assert_eq!(desk.json(&["backup", backup]).codes(), ["E_PATH_TAKEN"]);
    let scopes = desk.state()["scopes"].clone();
    assert_eq!(
        desk.json(&["restore", backup]).codes(),
        ["E_WORKSPACE_EXISTS"]
    );
    fs::remove_dir_all(desk.home()).unwrap();
    desk.json(&["restore", backup]).json();
    let said = desk.json(&["show", &client]);
    assert!(said.err.contains("W_RESTORED"), "{}", said.err);
    said.json();
    assert_eq!(desk.state()["scopes"], scopes);

    desk.write("new", "新的口令也要够长\n");
    let new = desk.path("new");
    let new = new.to_str().unwrap();
    desk.json(&[
        "recover",
        "--recovery",
        recovery,
        "--new-passphrase-file",
        new,
    ])
    .json();
    assert_eq!(desk.json(&["held"]).codes(), ["E_PASSPHRASE"]);
    desk.write("pass", "新的口令也要够长\n");
    desk.write("new", PASSPHRASE);
    desk.json(&["passphrase", "--new-passphrase-file", new])
        .json();
    desk.write("pass", PASSPHRASE);
    desk.json(&["held"]).json();
}

#[test]
fn a_team_may_be_told_with_the_name_of_its_unit() {
    let desk = Desk::new();
    let words = [
        "init",
        "--person",
        "周社工",
        "--team",
        "sx 沙溪镇社工服务站",
        "--place",
        VILLAGE,
        "--role",
        "worker",
    ];
    let made = desk.json(&words).json();
    assert_eq!(
        (&made["team"], &made["unit"]),
        (&"SX".into(), &"沙溪镇社工服务站".into())
    );
    let client = desk.give(&["new", "client"], &example("client")).json();
    let case = desk.give(&["new", "F1", "--parent", &id(&client)], &example("F1"));
    assert_eq!(case.json()["no"], "GA-SX-2026-A0001");
}

fn places_are_added_one_by_one_and_by_table(desk: &Desk) {
    assert_eq!(
        desk.json(&["places", "add", VILLAGE, "沿河社区"]).json()["changed"],
        true
    );
    assert_eq!(
        desk.json(&["places", "add", VILLAGE, "沿河社区"]).json()["changed"],
        false
    );
    let table = desk.write("places.csv", "320585101202,桥头村\n32058510120,少一位\n");
    let came = desk
        .json(&["places", "import", table.to_str().unwrap()])
        .json();
    assert_eq!(came["taken"], 1);
    assert_eq!(came["refused"][0]["code"], "E_PLACE_ROW");
    let list = desk.run(&["places", "list", "3205851012"]);
    assert_eq!(list.text().lines().count(), 3, "{}", list.out);
    assert!(list.text().contains("沿河社区"), "{}", list.out);
}
