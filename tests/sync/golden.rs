//! A workspace and a file as this version made them, read by every later one, and by
//! public tools that know nothing of ours.
//!
//! `SANSHE_GOLDEN=make cargo test --test sync golden` makes `v1` anew, from made-up people
//! with made-up keys. Do so only before a first release; later releases add a folder.

use std::fs;
use std::path::Path;
use std::process::Command;

use sanshe::domain::role::Role;
use sanshe::ops::health::Checkup;
use sanshe::ops::workspace::{KEYS, Setup, Workspace};
use sanshe::ops::world::World;
use sanshe::sync::keys::Secrets;
use serde_json::{Value as Json, json};

use crate::frozen::{folder, golden, make};

const SECRET: &str = "osmanthus in August";
const CLIENT: &str = include_str!("../cli/data/client.json");
const MINUTES: &str = include_str!("../cli/data/minutes.json");
const FORMAT: &str = include_str!("../../src/sync/FORMAT.md");

fn workspace(home: &Path, name: &str, place: &str, role: Role) -> Workspace {
    let setup = Setup {
        person: name.into(),
        team: "T01".into(),
        place: place.into(),
        role,
        letter: "A".into(),
        recovery_out: None,
    };
    Workspace::init(home, &setup, SECRET, &mut world()).unwrap()
}

fn world() -> World {
    World::real(None)
}

fn trust(who: &mut Workspace, whom: &mut Workspace, at: &Path) {
    let card = at.join(format!("{}.card", whom.me.name));
    if !card.exists() {
        whom.write_card(&world(), &card).unwrap();
    }
    let print = Workspace::read_card(&card).unwrap().fingerprint();
    who.trust(&world(), &card, &print, &[]).unwrap();
}

/// A worker's records, changed and approved by the coordinator, go to a colleague.
fn make_v1(to: &Path) {
    let dir = tempfile::tempdir().unwrap();
    let at = dir.path();
    let village = "320585101201";
    let mut worker = workspace(&at.join("worker"), "周社工", village, Role::Worker);
    let mut chief = workspace(&at.join("chief"), "陈协调", "320585101", Role::Coordinator);
    let mut new = workspace(&at.join("new"), "孙社工", village, Role::Worker);
    for ws in [&mut worker, &mut new] {
        trust(ws, &mut chief, at);
        trust(&mut chief, ws, at);
    }
    let w = &mut world();
    let object = |text: &str| serde_json::from_str(text).unwrap();
    let client = worker
        .new_record(w, "client", None, &object(CLIENT))
        .unwrap();
    let minutes = worker
        .new_record(w, "minutes", None, &object(MINUTES))
        .unwrap();
    let (client, minutes) = (client.view.record.id, minutes.view.record.id);
    let hand = |from: &mut Workspace, to: &mut Workspace, file: &str| {
        let path = at.join(file);
        from.export(&mut world(), &to.me.name, &path, &mut |_, _| true)
            .unwrap();
        to.import(&mut world(), &path, false, &mut |_, _| true)
            .unwrap();
    };
    hand(&mut worker, &mut chief, "1.sanshe");
    chief
        .set(w, client, &object(r#"{"phone":"13800000002"}"#))
        .unwrap();
    worker
        .set(w, client, &object(r#"{"phone":"13800000003"}"#))
        .unwrap();
    worker
        .set(w, minutes, &object(r#"{"end":"11:00"}"#))
        .unwrap();
    worker.undo(w).unwrap();
    hand(&mut worker, &mut chief, "2.sanshe");
    chief.approve(w, minutes).unwrap();
    let file = to.join("x.sanshe");
    let _ = fs::remove_dir_all(to);
    fs::create_dir_all(to).unwrap();
    chief.export(w, "孙社工", &file, &mut |_, _| true).unwrap();
    chief.export_keys(to).unwrap();
    new.backup(&world(), &to.join("receiver.backup")).unwrap();
    let sealed = fs::read(new.home.join(KEYS)).unwrap();
    let keys = Secrets::open_with_passphrase(&sealed, SECRET).unwrap();
    fs::write(to.join("keys.txt"), keys.to_text().unwrap().as_bytes()).unwrap();
    for (name, plain) in [
        ("周社工", "worker"),
        ("陈协调", "chief"),
        ("孙社工", "receiver"),
    ] {
        let card = to.join(format!("{plain}.card"));
        fs::copy(at.join(format!("{name}.card")), card).unwrap();
    }
}

fn expected(checked: &Checkup, file: &sanshe::ops::sync::Imported) -> Json {
    let channels = checked.channels.iter();
    let scopes = checked.scopes.iter();
    json!({
        "channels": channels
            .map(|c| json!([c.channel.to_string(), c.changes, c.tip, c.hash]))
            .collect::<Vec<_>>(),
        "scopes": scopes
            .map(|s| json!([s.scope.to_string(), s.records, s.hash]))
            .collect::<Vec<_>>(),
        "census": checked.census,
        "changes": file.came.changes, "roster": file.roster, "from": file.file.from,
        "conflicts": file.came.conflicts.len(),
    })
}

#[test]
fn golden_a_workspace_and_a_file_of_the_first_version_are_read() {
    let v1 = folder().join("v1");
    if make() {
        make_v1(&v1);
    }
    let dir = tempfile::tempdir().unwrap();
    let home = dir.path().join("ws");
    Workspace::restore(&home, &v1.join("receiver.backup")).unwrap();
    let mut ws = Workspace::open(&home, SECRET, &mut world()).unwrap();
    for name in ["worker", "chief", "receiver"] {
        let card = Workspace::read_card(&v1.join(format!("{name}.card"))).unwrap();
        let print = card.fingerprint();
        golden(&format!("v1/{name}.fingerprint"), print.as_bytes());
    }
    let came = ws
        .import(&mut world(), &v1.join("x.sanshe"), false, &mut |_, _| true)
        .unwrap();
    assert!(ws.held().unwrap().is_empty());
    let checked = ws.check(true).unwrap();
    assert!(checked.is_good(), "{checked:?}");
    let text = serde_json::to_string_pretty(&expected(&checked, &came)).unwrap() + "\n";
    golden("v1/expected.json", text.as_bytes());
    assert_eq!(came.came.conflicts.len(), 1);
}

fn run(at: &Path, script: &str) -> String {
    let out = Command::new("bash")
        .args(["-euo", "pipefail", "-c", script])
        .current_dir(at)
        .output()
        .expect("the test needs bash");
    let err = String::from_utf8_lossy(&out.stderr);
    let text = String::from_utf8(out.stdout).unwrap();
    assert!(
        out.status.success(),
        "the test needs age, ssh-keygen (openssh-client), tar, coreutils, zstd and python3\n{text}\n{err}"
    );
    text
}

/// The commands of FORMAT.md as they stand there.
fn commands() -> &'static str {
    let (_, section) = FORMAT
        .split_once("## 10 Checking a file with public tools")
        .unwrap();
    let (_, block) = section.split_once("```sh\n").unwrap();
    block.split_once("```").unwrap().0
}

#[test]
fn golden_the_file_is_checked_with_public_tools_alone() {
    let v1 = folder().join("v1");
    let dir = tempfile::tempdir().unwrap();
    let at = dir.path();
    for name in ["x.sanshe", "allowed_signers", "revoked_keys"] {
        fs::copy(v1.join(name), at.join(name)).unwrap();
    }
    // The keys without their passphrase, so that nothing is asked.
    fs::copy(v1.join("keys.txt"), at.join("keys.age")).unwrap();
    fs::copy(folder().join("check.py"), at.join("check.py")).unwrap();
    let id = |name: &str| {
        let card = Workspace::read_card(&v1.join(format!("{name}.card"))).unwrap();
        (card.identity.person.clone(), card.identity.key)
    };
    let (sender, author) = (id("chief").0, {
        // Seal number 1 is of the device whose id comes first.
        let mut both = ["chief", "worker"].map(|name| {
            let (person, key) = id(name);
            let key = sanshe::sync::public_key::from_line(&key).unwrap();
            (sanshe::sync::device::device_id(&key, [0; 4]), person)
        });
        both.sort();
        both[0].1.clone()
    });
    let said = run(
        at,
        &format!("SENDER={sender} AUTHOR={author}\n{}", commands()),
    );
    assert_eq!(said.matches("Good \"sanshe-").count(), 3, "{said}");
    assert_eq!(said.matches(": OK").count(), 5, "{said}");
    let statement: Json =
        serde_json::from_str(&fs::read_to_string(at.join("seal")).unwrap()).unwrap();
    let heads = fs::read_to_string(at.join("heads")).unwrap();
    let first: Json = serde_json::from_str(heads.lines().next().unwrap()).unwrap();
    let hashes: Vec<&str> = said
        .lines()
        .filter_map(|l| l.split_once("  ").map(|(h, _)| h))
        .collect();
    assert!(
        hashes.contains(&statement["sha256"].as_str().unwrap()),
        "{said}"
    );
    assert!(hashes.contains(&first["c"].as_str().unwrap()), "{said}");
    // Every seal, chain and commitment, by a stranger's program.
    let said = run(at, "python3 check.py");
    let expected: Json =
        serde_json::from_slice(&fs::read(v1.join("expected.json")).unwrap()).unwrap();
    let changes = expected["changes"].as_u64().unwrap();
    assert!(
        said.contains(&format!("changes {changes} bodies {changes}")),
        "{said}"
    );
    // The stranger's program sees what is wrong.
    let bodies = fs::read_to_string(at.join("bodies")).unwrap();
    fs::write(at.join("bodies"), bodies.replacen("张三丰", "张三", 1)).unwrap();
    run(at, "! python3 check.py 2> why && grep -q commitment why");
}
