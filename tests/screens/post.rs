//! Sending, receiving, receipts, and the two desks.

use sanshe::domain::fault::Fault;
use sanshe::domain::id::RecordId;
use sanshe::i18n::Lang;
use sanshe::ui::kit::answer::{
    Answer, Came, Change, Choices, Conflict, Finding, OnDrive, Receipt, Sent, Side,
};
use sanshe::ui::kit::ask::{Ask, Look, Sync, Write};
use sanshe::ui::kit::{Msg, Progress, Route};

use crate::kit::{LANGS, Stage};

pub fn choices() -> Answer {
    Answer::Choices(Choices {
        people: vec![
            (
                "id-1".into(),
                "陈协调".into(),
                "我的协调员  上次第 16 号 2026-11-16 09:00".into(),
            ),
            ("id-2".into(), "李某".into(), "同事".into()),
        ],
        drives: vec![
            (
                "/media/zhou/SANSHE".into(),
                "U 盘 /media/zhou/SANSHE".into(),
            ),
            ("/home/zhou/桌面".into(), "文件夹 /home/zhou/桌面".into()),
        ],
        unsent: vec![("个案".into(), 4), ("会议".into(), 3), ("志愿者".into(), 5)],
        made: 9,
        files: vec![OnDrive {
            path: "/media/zhou/SANSHE/3f2a.sanshe".into(),
            name: "3f2a.sanshe  /media/zhou/SANSHE".into(),
            when: "2026-11-22 17:05".into(),
            bytes: 48_000,
        }],
    })
}

pub fn open(lang: Lang) -> Stage {
    let mut stage = Stage::open(Route::Sync, lang);
    stage.answer(choices());
    stage.asked();
    stage
}

fn came() -> Came {
    Came {
        from: vec![
            "来自 林某   第 17 号   2026-11-22   签名有效".into(),
            "以前送来的内容都在，没有缺".into(),
        ],
        table: vec![
            ("个案".into(), [4, 6, 0, 0, 0]),
            ("会议".into(), [3, 2, 1, 0, 0]),
            ("志愿者与时长".into(), [21, 3, 0, 1, 0]),
            ("合计".into(), [28, 11, 1, 1, 0]),
        ],
        lines: vec![
            "冲突  第47周例会 待办「联系供餐单位」期限：我处 2026-12-01，林某 2026-12-05".into(),
            "待核  李某 11-14 的服务时长与他在甲村的记录重叠 40 分钟".into(),
        ],
        missing: vec!["还缺 乙村 第 9 号文件（请再发一次）".into()],
        after: "接收后对方下次会看到：39 条已收到".into(),
        changes: vec![
            Change {
                id: RecordId::from_u128(1),
                masked: false,
                revealed: false,
                title: "待办 联系供餐单位".into(),
                new: false,
                fields: vec![
                    (
                        "期限".into(),
                        "2026-12-01".into(),
                        "2026-12-05".into(),
                        true,
                    ),
                    (
                        "备注".into(),
                        String::new(),
                        "先问价格，再问送餐时间。".into(),
                        false,
                    ),
                ],
            },
            Change {
                id: RecordId::from_u128(2),
                masked: true,
                revealed: false,
                title: "服务对象 张三丰".into(),
                new: true,
                fields: vec![("姓名".into(), String::new(), "张三丰".into(), false)],
            },
        ],
        ..Came::default()
    }
}

#[test]
fn sending_is_three_rows_then_read_back() {
    for lang in LANGS {
        let mut stage = open(lang);
        stage.snapshots("send");
        stage.keys("down down enter");
        let asked = stage.asked();
        assert!(
            matches!(&asked[..], [Ask::Sync(Sync::Export { to, out })]
                if to == "id-1" && out == "/media/zhou/SANSHE"),
            "{asked:?}"
        );
        stage.tell(Msg::Progress(Progress {
            what: "sync-packing",
            done: 5,
            of: Some(12),
        }));
        assert!(stage.frame((80, 24)).contains("5/12"));
        stage.answer(Answer::Exported(Sent {
            path: "/media/zhou/SANSHE/9ab1.sanshe".into(),
            number: 17,
            changes: 12,
            bytes: 20_480,
            notes: Vec::new(),
        }));
        stage.snapshots("sent");
    }
}

#[test]
fn tabs_rows_and_choices_are_clicked() {
    let mut stage = open(Lang::Zh);
    // A row once moves there, once more opens it; so does a choice of the window.
    stage.click("存到");
    assert!(stage.line().contains("存到"), "{}", stage.line());
    stage.click("存到");
    stage.click("/home/zhou/桌面");
    stage.click("/home/zhou/桌面");
    // The cursor went on to what comes next.
    stage.click("做成文件");
    let asked = stage.asked();
    assert!(
        matches!(&asked[..], [Ask::Sync(Sync::Export { out, .. })] if out == "/home/zhou/桌面"),
        "{asked:?}"
    );
    let mut stage = open(Lang::Zh);
    stage.click("回执");
    let asked = stage.asked();
    assert!(
        matches!(&asked[..], [Ask::Sync(Sync::Receipts)]),
        "{asked:?}"
    );
    stage.click("接收");
    stage.answer(choices());
    stage.asked();
    // The first file is under the cursor: one click looks into it.
    stage.click("3f2a.sanshe");
    let asked = stage.asked();
    assert!(
        matches!(&asked[..], [Ask::Sync(Sync::Look { reveal: None, .. })]),
        "{asked:?}"
    );
}

#[test]
fn another_person_and_a_typed_folder_can_be_chosen() {
    let mut stage = open(Lang::Zh);
    stage.keys("enter down enter");
    stage.keys("enter down down enter");
    stage.keys("/ t m p enter enter");
    let asked = stage.asked();
    assert!(
        matches!(&asked[..], [Ask::Sync(Sync::Export { to, out })]
            if to == "id-2" && out == "/tmp"),
        "{asked:?}"
    );
}

/// A path that led nowhere is there again to be mended; a folder shows what is in it.
#[test]
fn a_typed_path_is_not_typed_again() {
    let mut stage = open(Lang::Zh);
    stage.keys("tab");
    stage.answer(choices());
    stage.asked();
    stage.keys("down enter");
    stage.type_in("/tmp/x");
    stage.keys("enter");
    let looked = |stage: &mut Stage| match &stage.asked()[..] {
        [Ask::Sync(Sync::Look { path, .. })] => path.clone(),
        asked => panic!("{asked:?}"),
    };
    assert_eq!(looked(&mut stage), "/tmp/x");
    let fault = Fault::new("E_FOLDER_WITHOUT").with("path", "/tmp/x");
    stage.tell(Msg::Refused(fault));
    stage.answer(choices());
    stage.asked();
    stage.keys("down enter");
    stage.type_in("y");
    stage.keys("enter");
    assert_eq!(looked(&mut stage), "/tmp/xy");
    stage.answer(choices());
    stage.asked();
    assert!(stage.frame((80, 24)).contains("3f2a.sanshe"));
    stage.keys("enter");
    assert_eq!(looked(&mut stage), "/media/zhou/SANSHE/3f2a.sanshe");
}

#[test]
fn a_file_is_looked_into_before_anything_is_written() {
    for lang in LANGS {
        let mut stage = open(lang);
        stage.keys("tab");
        stage.answer(choices());
        stage.snapshots("receive");
        stage.asked();
        stage.keys("enter");
        let asked = stage.asked();
        assert!(
            matches!(&asked[..], [Ask::Sync(Sync::Look { path, .. })] if path.ends_with("3f2a.sanshe"))
        );
        stage.answer(Answer::Looked(Box::new(came())));
        stage.snapshots("looked");
        stage.keys("esc");
        assert!(
            stage
                .asked()
                .iter()
                .all(|a| matches!(a, Ask::Sync(Sync::Choices)))
        );
        stage.keys("enter");
        stage.answer(Answer::Looked(Box::new(came())));
        stage.asked();
        stage.keys("enter");
        let asked = stage.asked();
        assert!(
            matches!(&asked[..], [Ask::Sync(Sync::Import(path))] if path.ends_with("3f2a.sanshe"))
        );
        stage.answer(Answer::Imported(Box::new(came())));
        assert!(stage.frame((80, 24)).contains(if lang == Lang::Zh {
            "已接收"
        } else {
            "taken in"
        }));
    }
}

#[test]
fn the_picture_of_a_file_looked_into() {
    let mut stage = open(Lang::Zh);
    stage.keys("tab");
    stage.answer(choices());
    stage.keys("enter");
    stage.answer(Answer::Looked(Box::new(came())));
    stage.picture("import");
}

#[test]
fn receipts_say_by_name_what_has_arrived_and_what_is_missing() {
    for lang in LANGS {
        let mut stage = open(lang);
        stage.keys("tab tab");
        stage.answer(Answer::Receipts(vec![
            Receipt {
                who: "陈协调".into(),
                lines: vec![
                    "上次收到他的文件：2026-11-16 09:00".into(),
                    "我的 40 条改动，他已收到 28 条".into(),
                ],
                missing: 12,
            },
            Receipt {
                who: "李某".into(),
                lines: vec!["还没有收到过他的文件".into()],
                missing: 0,
            },
        ]));
        stage.snapshots("receipts");
    }
}

#[test]
fn conflicts_show_both_values_and_keep_one_after_a_question() {
    for lang in LANGS {
        let mut stage = Stage::open(Route::Conflicts, lang);
        let side = |change: &str, value: &str, who: &str| Side {
            change: change.into(),
            value: value.into(),
            who: who.into(),
            when: "2026-11-20 09:00".into(),
            beside: vec![
                ("负责人".into(), "李某".into()),
                ("状态".into(), "进行中".into()),
            ],
        };
        let conflict = |id: &str, field: &str, waits: &[&str]| Conflict {
            id: id.into(),
            record: RecordId::from_u128(1),
            title: "待办事项 联系供餐单位，确认送餐时间与价格".into(),
            field: field.into(),
            waits: waits.iter().map(|w| (*w).to_owned()).collect(),
            sides: vec![
                side("a", "2026-12-01", "周社工"),
                side("b", "2026-12-05", "陈协调"),
            ],
            masked: false,
            revealed: false,
        };
        stage.answer(Answer::Conflicts(vec![
            conflict("c1", "期限", &[]),
            conflict("c2", "结果", &["李某"]),
        ]));
        stage.snapshots("conflicts");
        stage.asked();
        stage.keys("down enter enter");
        let asked = stage.asked();
        assert!(
            matches!(&asked[..], [Ask::Write(Write::Keep { conflict, change })]
                if conflict == "c1" && change == "b"),
            "{asked:?}"
        );
    }
}

#[test]
fn what_is_masked_in_a_conflict_is_shown_on_request_and_masked_again() {
    let side = |change: &str, value: &str| Side {
        change: change.into(),
        value: value.into(),
        who: "周社工".into(),
        when: "2026-11-20 09:00".into(),
        beside: Vec::new(),
    };
    let conflict = |id: &str, values: [&str; 2]| Conflict {
        id: id.into(),
        record: RecordId::from_u128(1),
        title: "服务对象 张三丰".into(),
        field: "电话".into(),
        waits: Vec::new(),
        sides: vec![side("a", values[0]), side("b", values[1])],
        masked: true,
        revealed: values[0] != values[1],
    };
    let plain = Conflict {
        masked: false,
        revealed: false,
        ..conflict("c0", ["已婚", "未婚"])
    };
    let masked = ["139****1234", "139****1234"];
    let full = ["13900001234", "13911111234"];
    let mut stage = Stage::open(Route::Conflicts, Lang::Zh);
    let asked = |stage: &mut Stage| match &stage.asked()[..] {
        [Ask::Look(Look::Conflicts { reveal })] => Some(reveal.clone()),
        _ => None,
    };
    assert_eq!(asked(&mut stage), Some(None));
    stage.answer(Answer::Conflicts(vec![
        plain.clone(),
        conflict("c1", masked),
    ]));
    // Nothing is masked in the first one.
    assert!(!stage.frame((80, 24)).contains("F5"));
    stage.keys("f5");
    assert_eq!(asked(&mut stage), None);
    stage.keys("down down");
    let frame = stage.frame((80, 24));
    assert!(frame.contains("F5 显示"), "{frame}");
    stage.keys("f5");
    assert_eq!(asked(&mut stage), Some(Some("c1".into())));
    stage.answer(Answer::Conflicts(vec![plain, conflict("c1", full)]));
    let frame = stage.frame((80, 24));
    for shown in [full[0], full[1], "F5 遮住"] {
        assert!(frame.contains(shown), "{frame}");
    }
    stage.keys("f5");
    assert_eq!(asked(&mut stage), Some(None));
}

#[test]
fn findings_lead_to_their_records() {
    for lang in LANGS {
        let mut stage = Stage::open(Route::Findings, lang);
        let finding = |record: Option<u128>, title: &str, text: &str, held: bool| Finding {
            record: record.map(RecordId::from_u128),
            title: title.into(),
            text: text.into(),
            held,
        };
        let twice = "两位服务对象用了同一个编号，请核对后改正其中一个";
        stage.answer(Answer::Findings(vec![
            finding(Some(1), "接案登记表 GA-T01-2026-A0031 张三", twice, false),
            finding(Some(2), "接案登记表 GA-T01-2026-A0031 赵生", twice, false),
            finding(
                None,
                "会议纪要",
                "李某 的修改暂不生效：他没有这个村的授权",
                true,
            ),
        ]));
        stage.snapshots("findings");
        stage.asked();
        stage.keys("enter");
        assert!(matches!(
            &stage.asked()[..],
            [Ask::Look(Look::Record { .. })]
        ));
        stage.keys("esc");
        stage.answer(Answer::Findings(Vec::new()));
        stage.snapshots("findings_none");
    }
}

#[test]
fn each_change_of_a_file_is_looked_at_before_it_is_taken_in() {
    for lang in LANGS {
        let mut stage = open(lang);
        stage.keys("tab enter");
        stage.answer(Answer::Looked(Box::new(came())));
        stage.keys("f6");
        stage.snapshots("one_by_one");
        stage.asked();
        stage.keys("enter");
        assert!(stage.frame((80, 24)).contains("张三丰"));
        // Behind the last one stands the table; nothing was taken in on the way.
        stage.keys("enter");
        assert!(stage.frame((80, 24)).contains("28"));
        assert!(stage.asked().is_empty());
        stage.keys("f6 esc enter");
        assert!(matches!(&stage.asked()[..], [Ask::Sync(Sync::Import(_))]));
    }
}

#[test]
fn what_a_file_decides_stands_before_what_it_conflicts_with() {
    for lang in LANGS {
        let mut stage = open(lang);
        stage.keys("tab enter");
        let words = [
            "决定  陈协调 退回：会议纪要 上林村例会 2026-11-16（待办缺期限）",
            "决定  陈协调 要求在每台机器上删除：服务对象 张三丰（理由：本人要求）",
            "照决定，3 处修改从本机删除",
        ];
        let came = Came {
            decisions: words.map(str::to_owned).to_vec(),
            ..came()
        };
        stage.answer(Answer::Looked(Box::new(came)));
        stage.snapshots("looked_decisions");
    }
}

#[test]
fn a_file_that_was_taken_in_before_says_so() {
    let mut stage = open(Lang::Zh);
    stage.keys("tab enter");
    let nothing = "没有新内容：这个文件 2026-11-20 09:00 已经接收过了。";
    stage.answer(Answer::Looked(Box::new(Came {
        nothing: Some(nothing.into()),
        changes: Vec::new(),
        ..came()
    })));
    let frame = stage.frame((80, 24));
    assert!(
        frame.contains(nothing) && !frame.contains("合计"),
        "{frame}"
    );
}

/// F5 asks once more for the one record under the eyes, and comes back to it.
#[test]
fn what_a_file_brings_is_unmasked_one_by_one() {
    let mut stage = open(Lang::Zh);
    stage.keys("tab enter");
    stage.answer(Answer::Looked(Box::new(came())));
    stage.asked();
    stage.keys("f5");
    assert!(stage.asked().is_empty(), "nothing is under the eyes yet");
    stage.keys("f6 f5");
    assert!(stage.asked().is_empty(), "nothing of the first is masked");
    stage.keys("right f5");
    let asked = stage.asked();
    let whom = Some(RecordId::from_u128(2));
    assert!(
        matches!(&asked[..], [Ask::Sync(Sync::Look { path, reveal })]
            if path.ends_with("3f2a.sanshe") && *reveal == whom),
        "{asked:?}"
    );
    let mut shown = came();
    shown.changes[1].revealed = true;
    stage.answer(Answer::Looked(Box::new(shown)));
    let frame = stage.frame((80, 24));
    assert!(frame.contains("单条 2/2"), "{frame}");
    stage.keys("f5");
    assert!(matches!(
        &stage.asked()[..],
        [Ask::Sync(Sync::Look { reveal: None, .. })]
    ));
}
