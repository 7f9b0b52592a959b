//! What waits for me, and what lies over a screen.

use sanshe::domain::fault::{Fault, Note};
use sanshe::domain::form::REVIEW;
use sanshe::domain::id::RecordId;
use sanshe::domain::value::Value;
use sanshe::i18n::Lang;
use sanshe::ui::kit::answer::{Answer, Leads, Press, Today, Waiting};
use sanshe::ui::kit::ask::{Ask, Door, Draft, Look, Write};
use sanshe::ui::kit::{Msg, Route};

use crate::kit::{LANGS, Stage};

fn line(press: Press, [when, kind, what, who, day]: [&str; 5], leads: Leads) -> Waiting {
    Waiting {
        press,
        when: when.into(),
        kind: kind.into(),
        what: what.into(),
        who: who.into(),
        day: day.into(),
        leads,
    }
}

/// The home screen of the sketch.
pub fn today() -> Today {
    let record = |n| Leads::Record(RecordId::from_u128(n));
    Today {
        figures: "例会 未开 · 逾期 2 · 待办 5 · 草稿 1 · 不一致 0".into(),
        urgent: vec![
            line(
                Press::Overdue,
                [
                    "逾期 3天",
                    "待办",
                    "联系供餐单位，确认送餐时间",
                    "李某",
                    "11-20",
                ],
                record(1),
            ),
            line(
                Press::Overdue,
                [
                    "逾期 1天",
                    "待办",
                    "把老活动室台阶改成坡道的报价单交村委会，并在公开栏张贴三天听取意见",
                    "欧阳某某",
                    "11-22",
                ],
                record(2),
            ),
            line(
                Press::Soon,
                ["未开", "会议", "本周例会（第48周）", "", "11-29"],
                Leads::NewMinutes,
            ),
            line(
                Press::Soon,
                ["今天", "草稿", "接案登记表 张某", "09:42", "11-23"],
                Leads::Draft("F1/new".into(), "F1".into()),
            ),
            line(
                Press::Soon,
                ["周三", "待办", "排三组送餐志愿者", "张某", "11-25"],
                record(3),
            ),
        ],
        more: Some("3".into()),
        post: vec![
            line(
                Press::Calm,
                [
                    "协调员",
                    "",
                    "周某：上次送出 11-16 · 上次收到 11-16",
                    "",
                    "",
                ],
                Leads::Sync,
            ),
            line(
                Press::Calm,
                [
                    "未送",
                    "",
                    "12 条改动：个案 4 · 会议 3 · 志愿者 5",
                    "F9",
                    "",
                ],
                Leads::Sync,
            ),
        ],
        month: "接案登记表 2 · 会议纪要 3 · 志愿者登记表 5 · 志愿服务时长记录 18".into(),
        unsent: 12,
    }
}

fn home(lang: Lang) -> Stage {
    let mut stage = Stage::open(Route::Home, lang);
    assert!(matches!(stage.asked()[..], [Ask::Today]));
    stage.answer(Answer::Today(today()));
    stage
}

#[test]
fn what_waits_stands_by_urgency() {
    for lang in LANGS {
        home(lang).snapshots("home");
    }
}

/// A whole step goes: it is named before it is taken back.
#[test]
fn undo_asks_by_name_and_time() {
    for lang in LANGS {
        let mut stage = home(lang);
        stage.asked();
        stage.keys("ctrl+z");
        assert!(matches!(stage.asked()[..], [Ask::Look(Look::LastStep)]));
        let first = "接案登记表 GA-T01-2026-A0031 张三丰";
        let what = stage
            .cx
            .say_with("ui-and-more", &[("what", first), ("n", "3")]);
        let words = [("at", "11-23 14:05"), ("what", what.as_str())];
        let text = stage.cx.say_with("ui-undo-question", &words);
        stage.answer_asker(Answer::LastStep(text));
        stage.snapshots("undo_question");
        stage.keys("n");
        assert!(stage.asked().is_empty() || !stage.frame((80, 24)).contains("14:05"));
        stage.keys("ctrl+z");
        stage.answer_asker(Answer::LastStep("撤销？".into()));
        stage.asked();
        stage.keys("y");
        assert!(matches!(stage.asked()[..], [Ask::Write(Write::Undo)]));
    }
}

/// What records break together is counted behind the rest, and its line leads there; the
/// cursor stays on its own line.
#[test]
fn findings_stand_on_today_and_lead_to_their_desk() {
    for lang in LANGS {
        let mut stage = home(lang);
        assert!(stage.asked().is_empty(), "only once nobody goes on at once");
        stage.wake();
        assert!(matches!(stage.asked()[..], [Ask::Look(Look::FindingCount)]));
        stage.keys("end");
        let before = stage.line();
        let n = [("n", "2")];
        let found = Waiting {
            press: Press::Soon,
            when: String::new(),
            kind: stage.cx.say("home-finding"),
            what: stage.cx.say_with("home-findings", &n),
            who: String::new(),
            day: String::new(),
            leads: Leads::Findings,
        };
        stage.cx.made = 9;
        stage.cx.unsent = 3;
        stage.answer(Answer::FindingCount(Some(found.clone())));
        assert_eq!(stage.line(), before);
        stage.snapshots("home_findings");
        stage.asked();
        let end = stage.cx.say_with("home-findings", &n);
        for _ in 0..20 {
            if stage.line().contains(&end) {
                break;
            }
            stage.keys("up");
        }
        stage.keys("enter");
        assert!(matches!(stage.asked()[..], [Ask::Look(Look::Findings)]));
    }
}

/// With more than has room the month stays in sight, and what is cut is counted.
#[test]
fn a_long_home_keeps_the_month_in_sight_and_counts_what_is_cut() {
    for lang in LANGS {
        let mut stage = Stage::open(Route::Home, lang);
        let mut long = today();
        let draft = long.urgent[3].clone();
        long.urgent.extend(vec![draft; 12]);
        let all = long.urgent.len() + long.post.len();
        stage.answer(Answer::Today(long));
        stage.snapshots("home_long");
        for size in [(80, 24), (60, 20)] {
            let frame = stage.frame(size);
            assert!(frame.contains("接案登记表 2"), "{frame}");
        }
        // At the end nothing is cut below, and the month still stands there.
        stage.keys("end");
        let frame = stage.frame((80, 24));
        assert!(frame.contains("接案登记表 2"), "{frame}");
        assert!(frame.contains("12 条改动"), "{frame}");
        let cut = stage.cx.say_with("home-cut", &[("n", "1")]);
        assert!(!frame.contains(&cut), "{frame}");
        stage.keys("up");
        for _ in 0..all {
            stage.keys("up");
        }
        assert!(stage.frame((80, 24)).contains("联系供餐单位"));
    }
}

/// Few records that wait for an approval stand line by line, many as one line that opens
/// their list.
#[test]
fn what_waits_for_an_approval_opens_its_record_or_its_list() {
    let wants = |leads: Leads| {
        let mut stage = Stage::open(Route::Home, Lang::Zh);
        let what = "会议纪要 12 份，最近：上林村例会 2026-11-20";
        let words = ["", "待审", what, "上林村", "11-20"];
        stage.answer(Answer::Today(Today {
            urgent: vec![line(Press::Soon, words, leads)],
            ..today()
        }));
        stage.asked();
        stage.keys("enter");
        stage.asked()
    };
    let asked = wants(Leads::Review(
        "minutes".into(),
        (REVIEW.into(), "true".into()),
    ));
    let list = asked.iter().find_map(|ask| match ask {
        Ask::Look(Look::List(list)) => Some(list.clone()),
        _ => None,
    });
    let list = list.unwrap();
    assert_eq!(list.form, "minutes");
    assert_eq!(list.filters, [(REVIEW.to_owned(), Value::Bool(true))]);
    assert_eq!((list.sort, list.descending), (None, true));
    // So do those that wait in a state for whoever moves them on.
    let pending = ("status".to_owned(), "pending".to_owned());
    let asked = wants(Leads::Review("volunteer".into(), pending));
    let list = asked.iter().find_map(|ask| match ask {
        Ask::Look(Look::List(list)) => Some(list.clone()),
        _ => None,
    });
    let list = list.unwrap();
    assert_eq!(list.form, "volunteer");
    assert_eq!(
        list.filters,
        [("status".to_owned(), Value::from("pending"))]
    );
    let asked = wants(Leads::Record(RecordId::from_u128(9)));
    assert!(
        asked
            .iter()
            .any(|ask| matches!(ask, Ask::Look(Look::Record { .. })))
    );
}

#[test]
fn an_empty_home_says_what_to_press() {
    for lang in LANGS {
        let mut stage = Stage::open(Route::Home, lang);
        stage.answer(Answer::Today(Today::default()));
        stage.snapshots("home_empty");
    }
}

#[test]
fn the_help_of_a_screen_and_the_menu_of_what_can_begin() {
    for lang in LANGS {
        let mut stage = home(lang);
        stage.keys("f1");
        stage.snapshots("help");
        let mut stage = home(lang);
        stage.keys("f2");
        stage.snapshots("begin");
    }
}

#[test]
fn a_line_opens_what_it_is_about() {
    let mut stage = home(Lang::Zh);
    stage.asked();
    stage.keys("down down enter");
    let asked = stage.asked();
    let minutes =
        |ask: &Ask| matches!(ask, Ask::Draft(Draft::Read(key)) if key.starts_with("minutes"));
    assert!(asked.iter().any(minutes), "{asked:?}");
}

#[test]
fn the_locked_screen_and_the_first_run() {
    for lang in LANGS {
        Stage::open(Route::Unlock, lang).snapshots("unlock");
        Stage::open(Route::Welcome, lang).snapshots("welcome");
        let mut stage = Stage::open(Route::Tour, lang);
        stage.snapshots("tour");
    }
}

/// The first run as far as the passphrase.
fn at_the_passphrase(lang: Lang) -> Stage {
    let mut stage = Stage::open(Route::Welcome, lang);
    stage.keys("enter");
    stage.type_in("陈小雨");
    stage.keys("enter");
    stage.type_in("T01");
    stage.keys("enter");
    stage.type_in("tcssx");
    stage.keys("enter enter");
    stage
}

#[test]
fn a_passphrase_is_called_too_short_or_its_strength_is_told_never_both() {
    let mut stage = at_the_passphrase(Lang::Zh);
    // Rare characters would make a strong one, if there were enough of them.
    stage.type_in("七个字的口令呢");
    assert!(!stage.frame((80, 24)).contains("强度"));
    stage.keys("enter");
    let frame = stage.frame((80, 24));
    assert!(frame.contains("口令太短"), "{frame}");
    assert!(!frame.contains("强度"), "{frame}");
    stage.type_in("好");
    let frame = stage.frame((80, 24));
    assert!(frame.contains("强度：强"), "{frame}");
    assert!(!frame.contains("口令太短"), "{frame}");
}

/// The longest help of the first run, and a refusal above it.
#[test]
fn the_help_about_the_recovery_file_is_whole_in_a_narrow_window() {
    for (lang, end) in [(Lang::Zh, "补做。"), (Lang::En, "FILE”.")] {
        let mut stage = at_the_passphrase(lang);
        for _ in 0..2 {
            stage.type_in("八个字的口令够了");
            stage.keys("enter");
        }
        let frame = stage.frame((60, 20));
        assert!(frame.contains(end), "{frame}");
        stage.keys("enter");
        let fault = Fault::new("E_NO_SUCH_PATH").with("path", "E:\\");
        stage.tell(Msg::Refused(fault));
        let frame = stage.frame((60, 20));
        assert!(frame.contains("E:\\"), "{frame}");
        assert!(frame.contains(end), "{frame}");
    }
}

#[test]
fn a_stick_that_is_plugged_in_is_offered_for_the_recovery_file() {
    let made = |keys: &[&str], typed: &str| {
        let mut stage = at_the_passphrase(Lang::Zh);
        for _ in 0..2 {
            stage.type_in("八个字的口令够了");
            stage.keys("enter");
        }
        assert!(matches!(
            stage.asked().last(),
            Some(Ask::Door(Door::Sticks))
        ));
        let sticks = ["/media/甲", "/media/乙"].map(str::to_owned);
        stage.answer(Answer::Sticks(sticks.into()));
        let frame = stage.frame((80, 24));
        assert!(frame.contains("存到 /media/甲"), "{frame}");
        assert!(frame.contains("以后再做"), "{frame}");
        stage.type_in(typed);
        let offered = stage.frame((80, 24)).contains("/media/甲");
        assert_eq!(offered, typed.trim().is_empty());
        for key in keys {
            stage.keys(key);
        }
        let asked = stage.asked();
        let Some(Ask::Door(Door::Init(run))) = asked.last() else {
            panic!("{asked:?}");
        };
        run.recovery_out.clone()
    };
    // A bare Enter writes nothing: a drive may turn out to be built in.
    assert_eq!(made(&["enter"], ""), None);
    assert_eq!(made(&["down", "enter"], "").as_deref(), Some("/media/甲"));
    let second = made(&["down", "down", "enter"], "");
    assert_eq!(second.as_deref(), Some("/media/乙"));
    assert_eq!(made(&["enter"], "/tmp/别处").as_deref(), Some("/tmp/别处"));
    // What was taken back again, or says nothing, leaves the choice as it was.
    let again = made(&["backspace", "down", "enter"], "x");
    assert_eq!(again.as_deref(), Some("/media/甲"));
    let blank = made(&["down", "enter"], " ");
    assert_eq!(blank.as_deref(), Some("/media/甲"));
}

#[test]
fn what_a_new_workspace_has_to_say_is_said_once_it_is_open() {
    let mut stage = at_the_passphrase(Lang::Zh);
    for secret in ["八个字的口令够了", "八个字的口令够了", "/media/stick"] {
        stage.type_in(secret);
        stage.keys("enter");
    }
    let asked = stage.asked();
    let Some(Ask::Door(Door::Init(run))) = asked.last() else {
        panic!("{asked:?}");
    };
    assert_eq!(run.recovery_out.as_deref(), Some("/media/stick"));
    let path = "/media/stick/sanshe-recovery-T01-A.txt";
    let note = Note::new("W_RECOVERY_KEPT").with("path", path);
    stage.answer(Answer::Opened(vec![note]));
    let frame = stage.frame((80, 24));
    assert!(frame.contains(path), "{frame}");
}

#[test]
fn the_picture_of_home() {
    home(Lang::Zh).picture("home");
}
