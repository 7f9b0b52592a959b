//! What a terminal gets to see of a hostile value.

use std::process::Command;

use crate::forge::{Draft, PEOPLE, Scene};
use crate::kit::SECRET;

#[test]
fn escape_sequences_in_a_value_are_shown_not_sent() {
    let mut scene = Scene::new();
    let name = "张\u{1b}[2J\u{1b}]0;x\u{7}\u{202e}三\u{200b}";
    let changes = [scene.worker.change(
        PEOPLE,
        1,
        61,
        &[
            ("name", name.into()),
            ("\u{1b}[31m", name.into()),
            ("status", "active".into()),
        ],
    )];
    let file = scene.file(1, &Draft::of(&scene.worker, &changes));
    scene.import(&file).unwrap();
    assert_eq!(scene.shown(61, "name"), Some(name.into()));
    let home = scene.ws.home.clone();
    let dir = scene.dir;
    drop(scene.ws);
    let pass = dir.path().join("pass");
    std::fs::write(&pass, SECRET).unwrap();
    let id = sanshe::domain::id::RecordId::from_u128(61).to_string();
    for words in [
        vec!["list", "volunteer"],
        vec!["show", &id, "--history"],
        vec!["show", &id, "--json"],
        vec!["search", "张"],
    ] {
        let said = Command::new(env!("CARGO_BIN_EXE_sanshe"))
            .args(&words)
            .arg("--home")
            .arg(&home)
            .arg("--passphrase-file")
            .arg(&pass)
            .output()
            .unwrap();
        let (out, err) = (
            String::from_utf8(said.stdout).unwrap(),
            String::from_utf8(said.stderr).unwrap(),
        );
        assert!(said.status.success(), "{words:?}: {err}");
        assert!(out.contains('张'), "{words:?}: {out}");
        let raw = |c: char| c.is_control() && c != '\n' || ['\u{202e}', '\u{200b}'].contains(&c);
        let json = words.contains(&"--json");
        // A program gets the value itself; JSON keeps escapes out by its own spelling.
        let raw = |c: char| if json { c == '\u{1b}' } else { raw(c) };
        assert!(!out.contains(raw), "{words:?}: {out:?}");
        assert!(!err.contains(raw), "{words:?}: {err:?}");
    }
}
