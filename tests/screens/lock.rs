//! The lock: nothing stays on the screen, and opening leads back to where one was.

use std::collections::BTreeMap;

use sanshe::domain::record::Record;
use sanshe::i18n::Lang;
use sanshe::ops::generate::PASSPHRASE;
use sanshe::ui::commands::Cmd;
use sanshe::ui::kit::Route;
use sanshe::ui::kit::answer::{Answer, Sheet};
use sanshe::ui::kit::ask::{Ask, Draft, Look, Write};

use crate::kit::{LANGS, Stage, record};

fn sheet(record: Record) -> Answer {
    Answer::Sheet(Box::new(Sheet {
        title: "张三".into(),
        record,
        computed: BTreeMap::default(),
        rows: BTreeMap::default(),
        children: Vec::new(),
        parent: None,
        names: BTreeMap::default(),
        revealed: true,
        conflicts: Vec::new(),
    }))
}

fn sheet_saved(record: Record) -> Answer {
    let Answer::Sheet(sheet) = sheet(record) else {
        unreachable!()
    };
    Answer::Saved {
        sheet,
        notes: Vec::new(),
        made: Vec::new(),
    }
}

fn client() -> Record {
    record(
        7,
        "client",
        &[("name", "张三"), ("live_address", "上林村3组")],
    )
}

/// A record is open, and its form over it, with a word typed into the address.
fn at_work() -> Stage {
    let mut stage = Stage::open(Route::Home, Lang::Zh);
    stage.go(Route::Record(client().id));
    stage.answer_top(sheet(client()));
    stage.command(Cmd::Edit);
    stage.answer_top(Answer::Draft(None));
    stage.answer_top(sheet(client()));
    for _ in 0..30 {
        if stage.line().starts_with("居住地址") {
            break;
        }
        stage.keys("tab");
    }
    stage.keys("end");
    stage.type_in("东头");
    stage.asked();
    stage
}

#[test]
fn opening_leads_back_to_the_field_one_was_at() {
    let mut stage = at_work();
    stage.keys("ctrl+l");
    let asked = stage.asked();
    let kept = asked.iter().find_map(|ask| match ask {
        Ask::Draft(Draft::Keep { body, key, .. }) => Some((key.clone(), body.clone())),
        _ => None,
    });
    let (key, body) = kept.unwrap();
    stage.keep_draft();
    let locked = stage.frame((80, 24));
    for secret in ["张三", "上林", "东头", "周社工"] {
        assert!(!locked.contains(secret), "{secret}\n{locked}");
    }
    assert!(!stage.aside().contains("张三") && !stage.aside().contains("东头"));
    stage.type_in("秘密的口令");
    stage.keys("enter");
    stage.asked();
    stage.answer(Answer::Opened(Vec::new()));
    let asked = stage.asked();
    assert!(
        matches!(&asked[..], [Ask::Draft(Draft::Read(k))] if *k == key),
        "{asked:?}"
    );
    stage.answer_top(Answer::Draft(Some(body)));
    stage.answer_top(sheet(client()));
    assert!(stage.line().starts_with("居住地址"), "{}", stage.line());
    assert!(stage.line().ends_with("上林村3组东头"), "{}", stage.line());
    // What lay below lies there again, and reads what it shows once it is seen.
    stage.asked();
    stage.keys("esc");
    let asked = stage.asked();
    assert!(
        asked.iter().any(|a| matches!(
            a,
            Ask::Look(Look::Record { id, .. }) if *id == client().id
        )),
        "{asked:?}"
    );
    stage.keys("esc");
    assert!(matches!(stage.asked()[..], [Ask::Today]));
}

#[test]
fn a_question_is_over_with_the_lock() {
    let mut stage = Stage::open(Route::Home, Lang::Zh);
    stage.go(Route::Record(client().id));
    stage.answer_top(sheet(client()));
    stage.command(Cmd::Void);
    stage.type_in("写错");
    stage.lock();
    assert!(!stage.aside().contains("写错"));
    stage.answer(Answer::Opened(Vec::new()));
    assert!(
        stage
            .asked()
            .iter()
            .any(|a| matches!(a, Ask::Look(Look::Record { .. })))
    );
}

#[test]
fn a_void_record_offers_to_be_restored() {
    for lang in LANGS {
        let mut stage = Stage::open(Route::Record(client().id), lang);
        let mut void = client();
        void.void = true;
        void.fields.insert("void_reason".into(), "重复登记".into());
        stage.answer(sheet(void));
        stage.snapshots("record_void");
        stage.asked();
        stage.keys("ctrl+r y");
        let asked = stage.asked();
        let restores =
            |ask: &Ask| matches!(ask, Ask::Write(Write::Restore(id, _)) if *id == client().id);
        assert!(asked.iter().any(restores), "{asked:?}");
        stage.answer(sheet_saved(client()));
        let said = if lang == Lang::Zh {
            "已恢复"
        } else {
            "Restored"
        };
        assert!(stage.frame((80, 24)).contains(said));
    }
}

#[test]
fn the_locked_screen_of_a_demonstration_names_its_passphrase() {
    for lang in LANGS {
        let mut stage = Stage::open(Route::Unlock, lang);
        assert!(!stage.frame((80, 24)).contains(PASSPHRASE));
        stage.cx.demo = true;
        assert!(stage.frame((80, 24)).contains(PASSPHRASE));
        stage.snapshots("unlock_demo");
    }
}

#[test]
fn new_minutes_come_back_at_their_line() {
    let mut stage = Stage::open(
        Route::Minutes {
            id: None,
            draft: None,
        },
        Lang::Zh,
    );
    stage.answer(Answer::Draft(None));
    stage.answer(Answer::Carry(Box::default()));
    stage.type_in("选址");
    stage.keys("enter");
    stage.type_in("一行");
    stage.keys("enter");
    stage.type_in("二行");
    stage.keys("up ctrl+l");
    let asked = stage.asked();
    let body = asked.iter().find_map(|ask| match ask {
        Ask::Draft(Draft::Keep { body, .. }) => Some(body.clone()),
        _ => None,
    });
    stage.keep_draft();
    stage.answer(Answer::Opened(Vec::new()));
    stage.answer_top(Answer::Draft(body));
    stage.type_in("半");
    let frame = stage.frame((80, 24));
    assert!(frame.contains("一行半"), "{frame}");
}
