//! What a coordinator decides: changes held back, returning, erasing, who has answered.

use sanshe::domain::fault::Fault;
use sanshe::domain::id::RecordId;
use sanshe::domain::value::Value;
use sanshe::i18n::Lang;
use sanshe::ui::kit::answer::{Answer, ErasureLines, HeldChange};
use sanshe::ui::kit::ask::{Ask, Decide, Write};
use sanshe::ui::kit::{Msg, Route};

use crate::kit::{LANGS, Stage};

fn held() -> Answer {
    let change = |n: u8, who: &str, title: &str, why: &str, open| HeldChange {
        id: format!("{n:02x}").repeat(6),
        record: (n < 3).then(|| RecordId::from_u128(n.into())),
        title: title.into(),
        who: who.into(),
        when: "2026-11-20 09:12".into(),
        why: why.into(),
        says: "标题 十二月例会 · 地点 镇二楼会议室".into(),
        open,
        masked: n == 1,
        revealed: false,
    };
    Answer::Held(vec![
        change(
            1,
            "林某",
            "会议纪要 第47周例会",
            "暂不生效：作者没有这个地方的权限。请协调员确认。",
            true,
        ),
        change(
            2,
            "李某",
            "会议纪要 第46周例会",
            "暂不生效：同一个编号有两个不同的修改。请告诉协调员：可能有人复制了那台设备的工作区。",
            true,
        ),
        change(
            3,
            "某人",
            "志愿者",
            "协调员已拒绝，不生效。若内容其实正确，请重新填写一遍。",
            false,
        ),
    ])
}

fn desk(route: Route, lang: Lang) -> Stage {
    let mut stage = Stage::open(route, lang);
    stage.cx.me.role = "coordinator".into();
    stage
}

#[test]
fn a_change_is_let_in_or_kept_out_after_a_question() {
    for lang in LANGS {
        let mut stage = desk(Route::Held, lang);
        assert!(matches!(
            &stage.asked()[..],
            [Ask::Decide(Decide::Held { reveal: None })]
        ));
        stage.answer(held());
        stage.snapshots("held");
        stage.keys("f5");
        let asked = stage.asked();
        assert!(
            matches!(&asked[..], [Ask::Decide(Decide::Held { reveal: Some(id) })]
                if *id == "01".repeat(6)),
            "{asked:?}"
        );
        stage.keys("down f7");
        stage.snapshots("held-question");
        stage.keys("esc");
        stage.asked();
        stage.keys("f8 enter");
        let asked = stage.asked();
        assert!(
            matches!(&asked[..], [Ask::Decide(Decide::Rule { change, admit: false })]
                if *change == "02".repeat(6)),
            "{asked:?}"
        );
        stage.answer(Answer::Decided("好".into()));
        assert!(matches!(
            &stage.asked()[..],
            [Ask::Decide(Decide::Held { reveal: None })]
        ));
        // What was refused is refused.
        stage.keys("down f7");
        assert!(stage.asked().is_empty(), "that one is closed");
    }
    let mut stage = desk(Route::Held, Lang::Zh);
    stage.answer(Answer::Held(Vec::new()));
    stage.snapshots("held-none");
    // A worker sees why, and decides nothing.
    let mut stage = Stage::open(Route::Held, Lang::Zh);
    stage.answer(held());
    stage.asked();
    stage.keys("f7 f8");
    assert!(stage.asked().is_empty());
}

fn erasing(lang: Lang) -> Stage {
    let mut stage = desk(
        Route::Erase {
            id: RecordId::from_u128(7),
            title: "服务对象 张三丰".into(),
            word: "张三丰".into(),
        },
        lang,
    );
    stage.asked();
    stage
}

fn type_in(stage: &mut Stage, text: &str) {
    let keys: Vec<String> = text.chars().map(|c| c.to_string()).collect();
    stage.keys(&keys.join(" "));
}

#[test]
fn nothing_is_erased_before_its_number_or_name_was_typed() {
    for lang in LANGS {
        let mut stage = erasing(lang);
        stage.snapshots("erase");
        stage.keys("enter");
        type_in(&mut stage, "abc");
        stage.keys("enter");
        stage.snapshots("erase-word");
        type_in(&mut stage, "张三");
        stage.keys("enter");
        assert!(stage.asked().is_empty(), "another word erases nothing");
        stage.keys("enter x enter esc");
        assert!(
            stage.asked().is_empty(),
            "nor does a question that was closed"
        );
        stage.keys("enter");
        type_in(&mut stage, "abc");
        stage.keys("enter");
        type_in(&mut stage, "张三丰");
        stage.keys("enter");
        let asked = stage.asked();
        assert!(
            matches!(&asked[..], [Ask::Decide(Decide::Erase { id, ground })]
                if *id == RecordId::from_u128(7) && ground == "abc"),
            "{asked:?}"
        );
        stage.answer(Answer::Erased(vec![
            "已删除：3 条记录、24 处修改。其他机器收到您下一份文件后也会删除。".into(),
            String::new(),
            "下面这些副本程序够不着，请自己销毁，或请对方销毁：".into(),
            "  2026-11-20 09:12 打印的纸".into(),
            "  给 周社工 的交换文件，不论在哪个优盘上：3 份，最近一次 2026-11-22 17:05".into(),
        ]));
        stage.snapshots("erase-done");
    }
}

#[test]
fn who_has_answered_an_erasure_is_told() {
    for lang in LANGS {
        let mut stage = desk(Route::Erasures, lang);
        assert!(matches!(
            &stage.asked()[..],
            [Ask::Decide(Decide::Erasures)]
        ));
        stage.answer(Answer::Erasures(vec![ErasureLines {
            head: "2026-11-23 09:00 · 9a2b3c · 陈协调：本人要求".into(),
            lines: vec![
                ("已删除：陈协调、周社工".into(), false),
                ("还没有回复：林某".into(), true),
            ],
        }]));
        stage.snapshots("erasures");
    }
}

#[test]
fn a_record_is_given_back_and_handed_in_again() {
    let mut stage = crate::records::open(Lang::Zh);
    stage.cx.me.role = "coordinator".into();
    stage.keys("r");
    type_in(&mut stage, "abc");
    stage.keys("enter");
    let asked = stage.asked();
    assert!(
        matches!(&asked[..], [Ask::Write(Write::Return { reason, .. })] if reason == "abc"),
        "{asked:?}"
    );
    // A worker can't, and has nothing to hand in while nothing was given back.
    let mut stage = crate::records::open(Lang::Zh);
    stage.keys("r i");
    assert!(stage.asked().is_empty());
    // Whoever approves is asked nothing that will be refused.
    let mut stage = crate::records::open(Lang::Zh);
    stage.cx.me.role = "coordinator".into();
    for returned in [false, true] {
        let mut sheet = crate::records::sheet(false);
        if returned {
            let why = Value::from("缺期限");
            sheet.record.fields.insert("returned".into(), why);
        }
        stage.answer(Answer::Sheet(sheet));
        stage.asked();
        stage.keys("f8");
        let asked = stage.asked();
        let refused_at_once = matches!(&asked[..], [Ask::Write(Write::Approve(..))]);
        assert_eq!(refused_at_once, returned, "{asked:?}");
        stage.keys("esc");
    }
    for lang in LANGS {
        let mut stage = crate::records::open(lang);
        let mut sheet = crate::records::sheet(false);
        let why = Value::from("缺期限，请补上");
        sheet.record.fields.insert("returned".into(), why);
        stage.answer(Answer::Sheet(sheet));
        stage.snapshots("returned");
        stage.keys("i");
        let asked = stage.asked();
        assert!(
            matches!(&asked[..], [Ask::Write(Write::HandIn(_))]),
            "{asked:?}"
        );
    }
}

/// What was erased while it stood on a screen is not left on it.
#[test]
fn a_record_that_is_gone_leaves_the_screen() {
    let mut stage = crate::records::open(Lang::Zh);
    stage.tell(Msg::Refused(Fault::new("E_NO_RECORD").with("id", "x")));
    assert!(!stage.frame((80, 24)).contains("张三丰"));
}
