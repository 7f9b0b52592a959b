//! A town changes a form without a compiler: `config/forms` in its workspace.

use std::fs;
use std::path::{Path, PathBuf};

use sanshe::domain::fault::{Fault, Note};
use sanshe::domain::form::BUILT_IN;
use sanshe::domain::value::Value;
use sanshe::ops::workspace::Workspace;

use crate::kit::{SECRET, json, worker, world};
use crate::records::CLIENT;
use crate::workspaces::closed;

const PATH: &str = "case/client.toml";

/// The built-in form of clients as a town would change it: a higher version and one
/// field more on the last page.
fn with_a_bus_card() -> String {
    let (_, text) = BUILT_IN.iter().find(|(path, _)| *path == PATH).unwrap();
    let text = text.replacen("version = 1\n", "version = 2\n", 1);
    format!(
        "{text}\n[[page.field]]\nid = \"x_bus_card\"\nzh = \"公交卡号\"\nen = \"Bus card\"\n\
         type = \"text20\"\nindexed = true\nsearch = \"exact\"\n"
    )
}

fn write(home: &Path, text: &str) -> PathBuf {
    let path = home.join("config").join("forms").join(PATH);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, text).unwrap();
    path
}

#[test]
fn a_field_of_the_town_appears_and_is_found() {
    let mut it = closed(61, None);
    let mut ws = it.whole(SECRET);
    let own = r#"{"name":"李四","x_bus_card":"SZ-7788"}"#;
    let fault = ws.new_record(&mut it.world, "client", None, &json(own));
    assert!(
        fault
            .unwrap_err()
            .notes
            .iter()
            .any(|n| n.code == "E_UNKNOWN_FIELD")
    );
    let old = ws.search(&it.world, "张三丰", 10).unwrap()[0].record.id;
    drop(ws);
    write(&it.home, &with_a_bus_card());
    // Records from before the change stay as they were.
    let mut ws = it.whole(SECRET);
    let set = json(r#"{"x_bus_card":"SZ-7788"}"#);
    let view = ws.set(&mut it.world, old, &set).unwrap().view;
    assert_eq!(view.record.get("x_bus_card"), &Value::from("SZ-7788"));
    let hits = ws.search(&it.world, "SZ-7788", 10).unwrap();
    assert_eq!(hits[0].record.id, old);
    let changes = ws.store.read(|tx| tx.changes_of(old)).unwrap();
    let versions: Vec<u32> = changes.iter().map(|c| c.head.form_version).collect();
    assert_eq!(versions, [1, 2]);
    drop(ws);
    // Without the town's form the field is kept, though nobody can write it.
    fs::remove_dir_all(it.home.join("config")).unwrap();
    let mut ws = Workspace::open(&it.home, SECRET, &mut it.world).unwrap();
    let view = ws.show(&it.world, old).unwrap();
    assert_eq!(view.record.get("x_bus_card"), &Value::from("SZ-7788"));
    assert!(ws.set(&mut it.world, old, &set).is_err());
    assert!(ws.check(true).unwrap().is_good());
}

/// What a remark says under a name.
fn arg<'a>(note: &'a Note, name: &str) -> &'a str {
    let found = note.args.iter().find(|(n, _)| *n == name);
    found.map_or("", |(_, value)| value)
}

fn refused(home: &Path, world: &mut sanshe::ops::world::World) -> Fault {
    Workspace::open(home, SECRET, world).err().unwrap()
}

#[test]
fn a_broken_form_names_file_and_line_and_harms_nothing() {
    let mut it = closed(62, None);
    let good = with_a_bus_card();
    let line_of = |text: &str, part: &str| {
        let line = text.lines().position(|l| l == part).unwrap();
        (line + 1).to_string()
    };
    let cases: [(&str, &str, &str); 5] = [
        ("type = \"text20\"", "type = \"text20", "E_FORM_SYNTAX"),
        ("type = \"text20\"", "type = \"essay\"", "E_FORM_KIND"),
        ("search = \"exact\"", "sarch = \"exact\"", "E_FORM_KEY"),
        ("x_bus_card", "bus_card", "E_FORM_LIMIT_OWN_FIELD"),
        ("version = 2", "version = 1", "E_FORM_LIMIT_VERSION"),
    ];
    for (part, broken, code) in cases {
        let text = good.replacen(part, broken, 1);
        let path = write(&it.home, &text);
        let fault = refused(&it.home, &mut it.world);
        assert_eq!(fault.code(), code, "{broken}");
        let note = &fault.notes[0];
        // As a path: Windows writes it with either stroke.
        assert_eq!(Path::new(arg(note, "file")), path, "{broken}");
        let line = match code {
            // These two are about the field and the form, which begin earlier.
            "E_FORM_LIMIT_OWN_FIELD" => arg(note, "line").to_owned(),
            "E_FORM_LIMIT_VERSION" => "1".to_owned(),
            _ => line_of(&text, broken),
        };
        assert_eq!(arg(note, "line"), line, "{broken}");
    }
    fs::remove_dir_all(it.home.join("config")).unwrap();
    it.whole(SECRET);
}

#[test]
fn flags_that_protect_people_cannot_be_lowered() {
    let mut it = closed(63, None);
    let good = with_a_bus_card();
    for (flag, code) in [
        ("sensitive = true\n", "E_FORM_LIMIT_SENSITIVE"),
        ("protected = true\n", "E_FORM_LIMIT_PROTECTED"),
    ] {
        assert!(good.contains(flag));
        write(&it.home, &good.replacen(flag, "", 1));
        assert_eq!(refused(&it.home, &mut it.world).code(), code);
    }
    fs::remove_dir_all(it.home.join("config")).unwrap();
    it.whole(SECRET);
}

#[test]
fn a_field_that_the_town_leaves_out_is_hidden_and_kept() {
    let mut it = closed(64, None);
    let good = with_a_bus_card();
    let (before, rest) = good
        .split_once("[[page.field]]\nid = \"hukou_address\"")
        .unwrap();
    let (_, after) = rest.split_once("[[page.field]]").unwrap();
    let mut ws = it.whole(SECRET);
    let client = ws.search(&it.world, "张三丰", 10).unwrap()[0].record.id;
    let address = json(r#"{"hukou_address":"旧街 3 号"}"#);
    ws.set(&mut it.world, client, &address).unwrap();
    drop(ws);
    write(&it.home, &format!("{before}[[page.field]]{after}"));
    let mut ws = Workspace::open(&it.home, SECRET, &mut it.world).unwrap();
    let fault = ws.set(&mut it.world, client, &address).unwrap_err();
    assert_eq!(fault.code(), "E_UNKNOWN_FIELD");
    let kept = ws.show(&it.world, client).unwrap();
    assert!(!kept.record.get("hukou_address").is_empty());
}

#[test]
fn a_broken_form_is_named_before_a_workspace_is_made() {
    let dir = tempfile::tempdir().unwrap();
    let home = dir.path().join("ws");
    write(&home, "id = 3\n");
    let (mut w, _) = world(65);
    let setup = crate::kit::setup(
        "周社工",
        crate::kit::VILLAGE,
        sanshe::domain::role::Role::Worker,
        "A",
    );
    let fault = Workspace::init(&home, &setup, SECRET, &mut w)
        .err()
        .unwrap();
    assert_eq!(fault.code(), "E_FORM_SYNTAX");
    fs::remove_dir_all(home.join("config")).unwrap();
    let mut ws = worker(&home, &mut w);
    ws.new_record(&mut w, "client", None, &json(CLIENT))
        .unwrap();
}

/// What is shown is built anew after a form has changed: that says how far it is, and who
/// leaves meanwhile finds everything as it was, and the next opening begins again.
#[test]
fn building_anew_on_opening_says_how_far_it_is_and_can_be_left() {
    let mut it = closed(65, None);
    let mut ws = it.whole(SECRET);
    let before = ws.check(false).unwrap();
    drop(ws);
    write(&it.home, &with_a_bus_card());
    let mut open = |left: &dyn Fn(usize) -> bool| {
        let mut told = Vec::new();
        let mut progress = |done: u64, of: Option<u64>| {
            told.push((done, of.unwrap()));
            !left(told.len())
        };
        let opened = Workspace::open_watched(&it.home, SECRET, &mut it.world, &mut progress);
        (opened, told)
    };
    // Left at every word, until there is none left to leave at.
    for leave_at in 1.. {
        let (opened, told) = open(&|n| n == leave_at);
        assert!(told.is_sorted(), "{told:?}");
        match opened {
            Err(fault) => {
                assert_eq!(fault.code(), "E_CANCELLED");
                assert_eq!(told.len(), leave_at);
            }
            Ok(mut ws) => {
                assert!(leave_at > 2, "it was told {} times", told.len());
                assert_eq!(told.last().map(|(done, of)| done == of), Some(true));
                let after = ws.check(true).unwrap();
                assert!(after.is_good());
                assert_eq!(
                    (before.channels, before.scopes),
                    (after.channels, after.scopes)
                );
                break;
            }
        }
    }
    let (opened, told) = open(&|_| false);
    assert!(opened.is_ok() && told.is_empty());
}

#[test]
fn a_copy_from_before_states_had_an_order_keeps_it() {
    let path = "meeting/action.toml";
    let (_, text) = BUILT_IN.iter().find(|(at, _)| *at == path).unwrap();
    let older = text.replacen("version = 1\n", "version = 2\n", 1);
    let older = older.replacen("by = \"due\"\n", "", 1);
    assert_ne!(older.len(), text.len());
    let mut it = closed(67, None);
    let at = it.home.join("config").join("forms").join(path);
    fs::create_dir_all(at.parent().unwrap()).unwrap();
    fs::write(&at, older).unwrap();
    let ws = it.whole(SECRET);
    let forms = ws.forms();
    let action = forms.get("action").unwrap();
    let by = action.state.as_ref().and_then(|state| state.by.as_deref());
    assert_eq!((action.version, by), (2, Some("due")));
}
