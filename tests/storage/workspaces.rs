//! Opening a workspace that something is wrong with: one sentence each, nothing harmed.

use std::fs;
use std::path::{Path, PathBuf};

use sanshe::ops::health::Checkup;
use sanshe::ops::workspace::{DATABASE, KEYS, RECOVERY, Setup, Workspace};
use sanshe::ops::world::World;
use sanshe::sync::keys::Secrets;
use tempfile::TempDir;

use crate::kit::{SECRET, VILLAGE, json, setup, worker, world};
use crate::records::CLIENT;
use sanshe::domain::role::Role;

/// A workspace that holds one client, closed, and what it showed when it was closed.
pub struct Closed {
    pub dir: TempDir,
    pub home: PathBuf,
    pub world: World,
    held: Held,
}

type Held = (Vec<String>, Vec<String>, Vec<(String, u64)>);

fn held(found: &Checkup) -> Held {
    let channels = found.channels.iter().map(|c| format!("{c:?}")).collect();
    let scopes = found.scopes.iter().map(|s| format!("{s:?}")).collect();
    (channels, scopes, found.census.clone())
}

pub fn closed(seed: u64, setup: Option<&Setup>) -> Closed {
    let dir = tempfile::tempdir().unwrap();
    let (mut w, _) = world(seed);
    let home = dir.path().join("ws");
    let mut ws = match setup {
        Some(setup) => Workspace::init(&home, setup, SECRET, &mut w).unwrap(),
        None => worker(&home, &mut w),
    };
    ws.new_record(&mut w, "client", None, &json(CLIENT))
        .unwrap();
    let held = held(&ws.check(false).unwrap());
    assert_eq!(
        held.2,
        [("client".into(), 1), ("client_household".into(), 1)]
    );
    Closed {
        dir,
        home,
        world: w,
        held,
    }
}

impl Closed {
    /// The code with which opening is refused.
    pub fn refused(&mut self, secret: &str) -> &'static str {
        match Workspace::open(&self.home, secret, &mut self.world) {
            Ok(_) => "opened",
            Err(fault) => fault.code(),
        }
    }

    /// Opens it and sees that everything is there, projections too.
    pub fn whole(&mut self, secret: &str) -> Workspace {
        let mut ws = Workspace::open(&self.home, secret, &mut self.world).unwrap();
        let found = ws.check(true).unwrap();
        assert!(found.is_good(), "{found:?}");
        assert_eq!(held(&found), self.held);
        ws
    }

    fn file(&self, name: &str) -> PathBuf {
        self.home.join(name)
    }
}

#[test]
fn a_wrong_passphrase_opens_nothing_and_harms_nothing() {
    let mut it = closed(31, None);
    let before = fs::read(it.file(DATABASE)).unwrap();
    assert_eq!(it.refused("一把很长的口令 3shE"), "E_PASSPHRASE");
    assert_eq!(it.refused(""), "E_PASSPHRASE");
    assert_eq!(fs::read(it.file(DATABASE)).unwrap(), before);
    assert!(it.whole(SECRET).notices.is_empty());
}

#[test]
fn damaged_keys_are_told_from_a_wrong_passphrase() {
    let mut it = closed(32, None);
    let good = fs::read(it.file(KEYS)).unwrap();
    let mut flipped = good.clone();
    *flipped.last_mut().unwrap() ^= 1;
    let cases: [(&str, &[u8]); 4] = [
        ("empty", b""),
        ("cut", &good[..good.len() - 7]),
        ("flipped", &flipped),
        ("other", b"not a key file at all\n"),
    ];
    for (name, bytes) in cases {
        fs::write(it.file(KEYS), bytes).unwrap();
        assert_eq!(it.refused(SECRET), "E_KEYS_DAMAGED", "{name}");
    }
    fs::write(it.file(KEYS), vec![b'x'; 1 << 20]).unwrap();
    assert_eq!(it.refused(SECRET), "E_FILE_TOO_LARGE");
    fs::remove_file(it.file(KEYS)).unwrap();
    assert_eq!(it.refused(SECRET), "E_NO_SUCH_PATH");
    fs::write(it.file(KEYS), good).unwrap();
    it.whole(SECRET);
}

#[test]
fn keys_of_another_workspace_do_not_open_this_one() {
    let mut it = closed(33, None);
    let (mut w, _) = world(34);
    let other = it.dir.path().join("other");
    drop(worker(&other, &mut w));
    let good = fs::read(it.file(KEYS)).unwrap();
    fs::copy(other.join(KEYS), it.file(KEYS)).unwrap();
    assert_eq!(it.refused(SECRET), "E_DB_DAMAGED");
    fs::write(it.file(KEYS), good).unwrap();
    it.whole(SECRET);
}

/// The database as another program with the key would open it.
fn database(home: &Path) -> rusqlite::Connection {
    let sealed = fs::read(home.join(KEYS)).unwrap();
    let secrets = Secrets::open_with_passphrase(&sealed, SECRET).unwrap();
    let key = sanshe::domain::id::hex(&secrets.db_key[..]);
    let conn = rusqlite::Connection::open(home.join(DATABASE)).unwrap();
    conn.execute_batch(&format!("PRAGMA key = \"x'{key}'\""))
        .unwrap();
    conn
}

#[test]
fn a_database_of_a_newer_program_is_left_alone() {
    let mut it = closed(35, None);
    let conn = database(&it.home);
    let version: i64 = conn
        .pragma_query_value(None, "user_version", |r| r.get(0))
        .unwrap();
    let tables = |conn: &rusqlite::Connection| -> i64 {
        conn.query_row("SELECT count(*) FROM sqlite_master", [], |r| r.get(0))
            .unwrap()
    };
    let before = tables(&conn);
    conn.pragma_update(None, "user_version", version + 1)
        .unwrap();
    drop(conn);
    assert_eq!(it.refused(SECRET), "E_DB_NEWER");
    let conn = database(&it.home);
    assert_eq!(tables(&conn), before);
    conn.pragma_update(None, "user_version", version).unwrap();
    drop(conn);
    it.whole(SECRET);
}

#[test]
fn a_damaged_database_is_named_and_the_rest_left_alone() {
    let mut it = closed(36, None);
    let good = fs::read(it.file(DATABASE)).unwrap();
    let mut bad = good.clone();
    // The first page holds the salt and the table of tables.
    bad[100] ^= 1;
    fs::write(it.file(DATABASE), &bad).unwrap();
    assert_eq!(it.refused(SECRET), "E_DB_DAMAGED");
    // Moved aside, not removed: the system may give a removed file's number out again.
    fs::rename(it.file(DATABASE), it.home.join("aside")).unwrap();
    assert_eq!(it.refused(SECRET), "E_NO_WORKSPACE");
    fs::write(it.file(DATABASE), &good).unwrap();
    // Put back from elsewhere it is another file than it was, and the person is told.
    assert_eq!(it.whole(SECRET).notices[0].code, "W_COPIED");
    assert!(it.whole(SECRET).notices.is_empty());
}

#[test]
fn a_second_instance_waits_outside() {
    let mut it = closed(37, None);
    let first = it.whole(SECRET);
    assert_eq!(it.refused(SECRET), "E_SECOND_INSTANCE");
    let recovery = it.dir.path().join("none");
    let fault = Workspace::recover(&it.home, &recovery, SECRET).unwrap_err();
    assert_eq!(fault.code(), "E_SECOND_INSTANCE");
    drop(first);
    it.whole(SECRET);
}

#[test]
fn no_workspace_is_made_over_another_or_found_where_none_is() {
    let mut it = closed(38, None);
    let again = Workspace::init(
        &it.home,
        &setup("别人", VILLAGE, Role::Worker, "C"),
        SECRET,
        &mut it.world,
    );
    assert_eq!(again.err().unwrap().code(), "E_WORKSPACE_EXISTS");
    let nowhere = it.dir.path().join("nowhere");
    let fault = Workspace::open(&nowhere, SECRET, &mut it.world).err();
    assert_eq!(fault.unwrap().code(), "E_NO_WORKSPACE");
    assert!(!nowhere.exists());
    it.whole(SECRET);
}

#[test]
fn another_passphrase_takes_the_place_of_the_old_one() {
    let mut it = closed(39, None);
    let mut ws = it.whole(SECRET);
    let before = fs::read(it.file(KEYS)).unwrap();
    let fault = ws.change_passphrase("短", None).unwrap_err();
    assert_eq!(fault.code(), "E_PASSPHRASE_SHORT");
    assert_eq!(fs::read(it.file(KEYS)).unwrap(), before);
    ws.change_passphrase("另一把很长的口令 4she", None).unwrap();
    drop(ws);
    assert_eq!(it.refused(SECRET), "E_PASSPHRASE");
    it.whole("另一把很长的口令 4she");
}

#[test]
fn the_recovery_file_opens_what_a_forgotten_passphrase_closed() {
    let keep = tempfile::tempdir().unwrap();
    let file = keep.path().join("recovery.txt");
    let mut setup = setup("周社工", VILLAGE, Role::Worker, "A");
    setup.recovery_out = Some(file.clone());
    let mut it = closed(40, Some(&setup));
    let wrong = keep.path().join("wrong.txt");
    fs::write(&wrong, "AGE-SECRET-KEY-1QQQ\n").unwrap();
    let fault = Workspace::recover(&it.home, &wrong, "新的很长的口令 5she").unwrap_err();
    assert_eq!(fault.code(), "E_RECOVERY");
    let fault = Workspace::recover(&it.home, &file, "短").unwrap_err();
    assert_eq!(fault.code(), "E_PASSPHRASE_SHORT");
    it.whole(SECRET);
    Workspace::recover(&it.home, &file, "新的很长的口令 5she").unwrap();
    assert_eq!(it.refused(SECRET), "E_PASSPHRASE");
    let mut ws = it.whole("新的很长的口令 5she");
    // A new recovery file makes the old one worthless.
    let newer = keep.path().join("newer.txt");
    ws.change_passphrase(SECRET, Some(&newer)).unwrap();
    drop(ws);
    let fault = Workspace::recover(&it.home, &file, "又一把很长的口令").unwrap_err();
    assert_eq!(fault.code(), "E_RECOVERY");
    Workspace::recover(&it.home, &newer, "又一把很长的口令").unwrap();
    it.whole("又一把很长的口令");
    // Without a recovery file at all it is said so.
    fs::remove_file(it.file(RECOVERY)).unwrap();
    let fault = Workspace::recover(&it.home, &newer, SECRET).unwrap_err();
    assert_eq!(fault.code(), "E_NO_RECOVERY");
}

/// As an export does: a stick named as it is gets a file of its own.
#[test]
fn a_recovery_file_goes_into_a_folder_and_is_told_where_it_lies() {
    let stick = tempfile::tempdir().unwrap();
    let mut setup = setup("周社工", VILLAGE, Role::Worker, "A");
    setup.recovery_out = Some(stick.path().to_owned());
    let (mut w, _) = world(43);
    let home = tempfile::tempdir().unwrap();
    let made = Workspace::init(&home.path().join("a"), &setup, SECRET, &mut w).unwrap();
    let file = stick.path().join("sanshe-recovery-T01-A.txt");
    let told: Vec<_> = made.notices.iter().map(|n| (n.code, &n.args)).collect();
    let path = vec![("path", file.display().to_string())];
    assert_eq!(told, [("W_RECOVERY_KEPT", &path)]);
    drop(made);
    Workspace::recover(&home.path().join("a"), &file, "新的很长的口令 5she").unwrap();
    // A colleague's is not written over, and lies beside it.
    let before = fs::read(&file).unwrap();
    Workspace::init(&home.path().join("b"), &setup, SECRET, &mut w).unwrap();
    assert_eq!(fs::read(&file).unwrap(), before);
    assert!(stick.path().join("sanshe-recovery-T01-A-2.txt").exists());
    assert_eq!(fs::read_dir(stick.path()).unwrap().count(), 2);
    // Of an attempt that fails no file stays that would open nothing.
    let broken = home.path().join("c");
    fs::create_dir_all(broken.join(RECOVERY).join("x")).unwrap();
    assert!(Workspace::init(&broken, &setup, SECRET, &mut w).is_err());
    assert_eq!(fs::read_dir(stick.path()).unwrap().count(), 2);
}

/// Root may write anywhere, so there the test runs itself again as nobody.
#[cfg(unix)]
#[test]
fn a_folder_that_may_not_be_written_is_named() {
    use std::os::unix::fs::{PermissionsExt, chown};
    use std::os::unix::process::CommandExt;

    const CHILD: &str = "SANSHE_TEST_READ_ONLY_HOME";
    const NOBODY: u32 = 65534;
    if let Some(home) = std::env::var_os(CHILD) {
        let home = PathBuf::from(home);
        let (mut w, _) = world(42);
        let fault = Workspace::open(&home, SECRET, &mut w).err().unwrap();
        assert_eq!(fault.code(), "E_READ_ONLY");
        let setup = setup("周社工", VILLAGE, Role::Worker, "A");
        let inside = home.join("inside");
        let fault = Workspace::init(&inside, &setup, SECRET, &mut w).err();
        assert_eq!(fault.unwrap().code(), "E_READ_ONLY");
        return;
    }
    let mut it = closed(41, None);
    let top = it.dir.path().to_path_buf();
    let mode = |path: &Path, mode: u32| {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    };
    let program = top.join("tests");
    fs::copy(std::env::current_exe().unwrap(), &program).unwrap();
    let paths: Vec<PathBuf> = fs::read_dir(&it.home)
        .unwrap()
        .map(|e| e.unwrap().path())
        .collect();
    let root = chown(&top, Some(NOBODY), None).is_ok();
    for path in paths.iter().chain([&it.home]) {
        if root {
            chown(path, Some(NOBODY), None).unwrap();
        }
        mode(path, if path == &it.home { 0o500 } else { 0o400 });
    }
    let mut child = std::process::Command::new(&program);
    child
        .args([
            "--exact",
            "workspaces::a_folder_that_may_not_be_written_is_named",
        ])
        .env(CHILD, &it.home)
        .current_dir(&top);
    if root {
        child.uid(NOBODY);
    }
    let done = child.output().unwrap();
    let said = String::from_utf8_lossy(&done.stdout);
    mode(&it.home, 0o700);
    for path in &paths {
        mode(path, 0o600);
    }
    assert!(done.status.success(), "{said}");
    assert!(said.contains("1 passed"), "{said}");
    it.whole(SECRET);
}

/// The files that the database puts beside itself too, from the first moment on.
#[cfg(unix)]
#[test]
fn nobody_else_may_read_what_is_in_a_new_workspace() {
    use std::os::unix::fs::PermissionsExt;
    let dir = tempfile::tempdir().unwrap();
    let home = dir.path().join("ws");
    let (mut w, _) = world(77);
    let mut ws = worker(&home, &mut w);
    ws.new_record(&mut w, "client", None, &json(CLIENT))
        .unwrap();
    let mut names = Vec::new();
    for file in fs::read_dir(&home).unwrap() {
        let file = file.unwrap();
        let mode = file.metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{:?}: {mode:o}", file.file_name());
        names.push(file.file_name().into_string().unwrap());
    }
    assert!(names.iter().any(|n| n.ends_with("-wal")), "{names:?}");
}
