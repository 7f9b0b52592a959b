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
use sanshe::sync::container;
use sanshe::sync::container::Limits;
use sanshe::sync::device::device_id;
use sanshe::sync::inbox::Letter;
use sanshe::sync::keys::Secrets;
use sanshe::sync::packing::{Frame, Packed};
use serde_json::{Value as Json, json};

use crate::frozen::{folder, golden, make};

pub const SECRET: &str = "osmanthus in August";
const CLIENT: &str = include_str!("../cli/data/client.json");
pub const MINUTES: &str = include_str!("../cli/data/minutes.json");
const FORMAT: &str = include_str!("../../src/sync/FORMAT.md");

pub fn workspace(home: &Path, name: &str, place: &str, role: Role) -> Workspace {
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

pub fn world() -> World {
    World::real(None)
}

pub fn trust(who: &mut Workspace, whom: &mut Workspace, at: &Path) {
    let card = at.join(format!("{}.card", whom.me.name));
    if !card.exists() {
        whom.write_card(&world(), &card).unwrap();
    }
    let print = Workspace::read_card(&card).unwrap().fingerprint();
    who.trust(&mut world(), &card, &print, &[]).unwrap();
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
    let hand = |from: &mut Workspace, to: &mut Workspace, file: &str| {
        let path = at.join(file);
        from.export(&mut world(), &to.me.name, &path, &mut |_, _| true)
            .unwrap();
        to.import(&mut world(), &path, false, &mut |_, _| true)
            .unwrap();
    };
    // The receiver has a channel too, of which the file's manifest speaks.
    new.new_record(
        w,
        "minutes",
        None,
        &object(&MINUTES.replace("印溪", "望海")),
    )
    .unwrap();
    hand(&mut new, &mut chief, "0.sanshe");
    let client = worker
        .new_record(w, "client", None, &object(CLIENT))
        .unwrap();
    let minutes = worker
        .new_record(w, "minutes", None, &object(MINUTES))
        .unwrap();
    let (client, minutes) = (client.view.record.id, minutes.view.record.id);
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

pub fn expected(checked: &Checkup, file: &sanshe::ops::sync::Imported) -> Json {
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
    let id = |name: &str| {
        let card = Workspace::read_card(&v1.join(format!("{name}.card"))).unwrap();
        (card.identity.person.clone(), card.identity.key)
    };
    let sender = id("chief").0;
    let keys = fs::read_to_string(at.join("keys.age")).unwrap();
    let identity = keys.lines().find(|l| l.starts_with("AGE-")).unwrap();
    let file = fs::read(at.join("x.sanshe")).unwrap();
    let letter = Letter::open(&file, &identity.parse().unwrap(), Limits::default()).unwrap();
    let device = letter.seals[0].statement.d.clone();
    let wrote = |name: &&str| {
        let key = sanshe::sync::public_key::from_line(&id(name).1).unwrap();
        let any = sanshe::domain::id::hex(&sanshe::sync::device::device_id(&key, [0; 4]));
        any.get(..32) == device.get(..32)
    };
    let author = id(["chief", "worker"].iter().find(|n| wrote(n)).unwrap()).0;
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
}

/// What a reader of another make says of the golden file, one change a line.
pub fn read_by_python(at: &Path) -> (Vec<Json>, String) {
    let reader = folder().join("../reader.py");
    assert!(fs::read_to_string(&reader).unwrap().lines().count() < 150);
    let out = Command::new("python3")
        .arg(reader)
        .args(["x.sanshe", "keys.txt", "allowed_signers", "revoked_keys"])
        .current_dir(at)
        .output()
        .expect("the test needs python3");
    let text = String::from_utf8(out.stdout).unwrap();
    let said = text.lines().map(|l| serde_json::from_str(l).unwrap());
    (said.collect(), String::from_utf8(out.stderr).unwrap())
}

#[test]
fn golden_a_reader_of_another_make_says_what_the_program_says() {
    let v1 = folder().join("v1");
    let (said, why) = read_by_python(&v1);
    assert_eq!(why, "");
    let dir = tempfile::tempdir().unwrap();
    let home = dir.path().join("ws");
    Workspace::restore(&home, &v1.join("receiver.backup")).unwrap();
    let mut ws = Workspace::open(&home, SECRET, &mut world()).unwrap();
    let came = ws
        .import(&mut world(), &v1.join("x.sanshe"), false, &mut |_, _| true)
        .unwrap();
    let whole = came.came.changes + came.came.known;
    assert_eq!(u64::try_from(said.len()).unwrap(), whole);
    let names = ws.author_names().unwrap();
    for change in &said {
        let record = change["record"].as_str().unwrap().parse().unwrap();
        let rows = ws.store.read(|tx| tx.changes_of(record)).unwrap();
        let dot =
            |row: &sanshe::storage::LogRow| format!("{}/{}", row.head.channel(), row.head.seq);
        let row = rows
            .into_iter()
            .find(|row| change["dot"] == dot(row))
            .expect("a change that the program does not have");
        let head = &row.head;
        assert_eq!(
            change["form"],
            format!("{}/{}", head.form, head.form_version)
        );
        assert_eq!(change["root"], head.root.to_string());
        assert_eq!(change["parent"], json!(head.parent.map(|p| p.to_string())));
        let body = row.body.map(|b| String::from_utf8(b.patch).unwrap());
        let fields: Option<Json> = body.map(|patch| serde_json::from_str(&patch).unwrap());
        assert_eq!(change["fields"], json!(fields));
        let digest: String = head.device.to_string().chars().take(32).collect();
        let who = [
            ("worker", "周社工"),
            ("chief", "陈协调"),
            ("receiver", "孙社工"),
        ];
        let who = who
            .into_iter()
            .find(|(_, name)| names[&digest] == *name)
            .unwrap();
        let card = Workspace::read_card(&v1.join(format!("{}.card", who.0))).unwrap();
        assert_eq!(change["person"], card.identity.person);
    }
}

/// The stranger's reader sees what is wrong: a byte anywhere in the parts, a file that is
/// cut, a key that is revoked.
#[test]
fn golden_a_reader_of_another_make_refuses_what_is_not_whole() {
    let v1 = folder().join("v1");
    let dir = tempfile::tempdir().unwrap();
    let at = dir.path();
    for name in ["x.sanshe", "keys.txt", "allowed_signers", "revoked_keys"] {
        fs::copy(v1.join(name), at.join(name)).unwrap();
    }
    let whole = fs::read(at.join("x.sanshe")).unwrap();
    fs::write(at.join("x.sanshe"), &whole[..whole.len() - 100]).unwrap();
    assert!(read_by_python(at).1.contains("refused: age"));
    fs::write(at.join("x.sanshe"), &whole).unwrap();
    let chief = Workspace::read_card(&v1.join("chief.card")).unwrap();
    fs::write(at.join("revoked_keys"), chief.identity.key + "\n").unwrap();
    let (said, why) = read_by_python(at);
    assert!(said.is_empty());
    assert!(why.contains("refused: ssh-keygen"), "{why}");
    // Another body under the same commitment, packed and signed by a sender who lies.
    let keys = fs::read(v1.join("keys.txt")).unwrap();
    let keys = Secrets::from_text(std::str::from_utf8(&keys).unwrap()).unwrap();
    fs::write(at.join("x.sanshe"), forged(&whole, &keys)).unwrap();
    fs::write(at.join("revoked_keys"), "").unwrap();
    let why = read_by_python(at).1;
    assert!(why.contains("refused: commitment"), "{why}");
}

/// The file with another name in a body, sent by its receiver, who is known to all.
fn forged(whole: &[u8], keys: &Secrets) -> Vec<u8> {
    let limits = container::Limits::default();
    let opened = container::Opened::new(whole, &keys.identity, &limits).unwrap();
    let mut manifest = opened.manifest().unwrap();
    let bodies = opened.unpack(&manifest, "bodies.zst", &limits).unwrap();
    let bodies = String::from_utf8(bodies)
        .unwrap()
        .replacen("张三丰", "张三", 1);
    let mut parts: Vec<Packed> = Vec::new();
    for part in &manifest.parts {
        parts.push(Packed {
            part: part.clone(),
            bytes: opened.entry(&part.name).to_vec(),
        });
    }
    *parts.last_mut().unwrap() = Frame::of(bodies.as_bytes())
        .unwrap()
        .into_part("bodies.zst")
        .unwrap();
    manifest.parts = parts.iter().map(|p| p.part.clone()).collect();
    manifest.from.key = keys.key_line().unwrap();
    let device = device_id(&keys.public_key().unwrap(), [0; 4]);
    manifest.from.device = sanshe::domain::id::hex(&device);
    let (text, sig) = manifest.sign(&keys.signing).unwrap();
    container::write(Vec::new(), &[keys.recipient()], (&text, &sig), &parts).unwrap()
}
