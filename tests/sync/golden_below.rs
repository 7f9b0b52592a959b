//! A file of format 2, as a county hands it to the city above it, with the roster of the
//! town below: read by every later version, and by a reader of another make.
//!
//! `SANSHE_GOLDEN=make cargo test --test sync golden` makes it anew, as `golden.rs` says.

use std::fs;
use std::path::Path;

use sanshe::domain::role::Role;
use sanshe::ops::workspace::{KEYS, Workspace};
use sanshe::sync::keys::Secrets;

use crate::frozen::{folder, golden, make};
use crate::golden::{MINUTES, SECRET, expected, read_by_python, trust, workspace, world};

fn make_v2(to: &Path) {
    let dir = tempfile::tempdir().unwrap();
    let at = dir.path();
    let mut worker = workspace(&at.join("w"), "周社工", "320585101201", Role::Worker);
    let mut town = workspace(&at.join("t"), "陈协调", "320585101", Role::Coordinator);
    let mut county = workspace(&at.join("c"), "县协调", "320585", Role::Coordinator);
    let mut city = workspace(&at.join("y"), "市协调", "320500", Role::Coordinator);
    for (one, other) in [(&mut worker, &mut town), (&mut county, &mut city)] {
        trust(one, other, at);
        trust(other, one, at);
    }
    trust(&mut town, &mut county, at);
    trust(&mut county, &mut town, at);
    let w = &mut world();
    let input = serde_json::from_str(MINUTES).unwrap();
    worker.new_record(w, "minutes", None, &input).unwrap();
    let hand = |from: &mut Workspace, to: &mut Workspace, file: &str| {
        let path = at.join(file);
        from.export(&mut world(), &to.me.name, &path, &mut |_, _| true)
            .unwrap();
        to.import(&mut world(), &path, false, &mut |_, _| true)
            .unwrap();
    };
    hand(&mut worker, &mut town, "1.sanshe");
    hand(&mut town, &mut county, "2.sanshe");
    let _ = fs::remove_dir_all(to);
    fs::create_dir_all(to).unwrap();
    let file = to.join("x.sanshe");
    county.export(w, "市协调", &file, &mut |_, _| true).unwrap();
    county.export_keys(to).unwrap();
    city.backup(&world(), &to.join("receiver.backup")).unwrap();
    let sealed = fs::read(city.home.join(KEYS)).unwrap();
    let keys = Secrets::open_with_passphrase(&sealed, SECRET).unwrap();
    fs::write(to.join("keys.txt"), keys.to_text().unwrap().as_bytes()).unwrap();
}

#[test]
fn golden_a_file_with_rosters_from_below_is_read() {
    let v2 = folder().join("v2");
    if make() {
        make_v2(&v2);
    }
    let dir = tempfile::tempdir().unwrap();
    let home = dir.path().join("ws");
    Workspace::restore(&home, &v2.join("receiver.backup")).unwrap();
    let mut ws = Workspace::open(&home, SECRET, &mut world()).unwrap();
    let came = ws
        .import(&mut world(), &v2.join("x.sanshe"), false, &mut |_, _| true)
        .unwrap();
    assert_eq!(came.file.warnings, []);
    assert!(ws.held().unwrap().is_empty());
    let checked = ws.check(true).unwrap();
    assert!(checked.is_good(), "{checked:?}");
    let text = serde_json::to_string_pretty(&expected(&checked, &came)).unwrap() + "\n";
    golden("v2/expected.json", text.as_bytes());
    let (said, why) = read_by_python(&v2);
    assert_eq!(why, "");
    assert_eq!(u64::try_from(said.len()).unwrap(), came.came.changes);
}
