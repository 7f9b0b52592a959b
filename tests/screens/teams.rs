//! The board of teams, one device of it, and a lost laptop in three steps.

use sanshe::i18n::Lang;
use sanshe::ui::kit::Route;
use sanshe::ui::kit::answer::{Answer, Choices, Press, Team, TeamRow, Teams};
use sanshe::ui::kit::ask::{Ask, Look, Sync};

use crate::kit::{LANGS, Stage};

fn row(lang: Lang, n: u64) -> TeamRow {
    let zh = lang == Lang::Zh;
    let say = |a: &str, b: &str| if zh { a.to_owned() } else { b.to_owned() };
    let names = ["周社工", "李社工", "吴社工/B", "欧阳社工"];
    let name = names[usize::try_from(n % 4).unwrap()];
    let (silence, press, missing) = match n % 4 {
        0 => (say("2 天", "2 days"), Press::Calm, String::new()),
        1 => (say("20 天", "20 days"), Press::Soon, String::new()),
        2 => (
            say("9 天", "9 days"),
            Press::Overdue,
            say("第2号、第3-2卷、7-9段", "no.2, vol.3-2, seg.7-9"),
        ),
        _ => (say("已注销", "revoked"), Press::Calm, String::new()),
    };
    TeamRow {
        id: format!("{n:032x}"),
        name: name.into(),
        team: format!("T{n:02}"),
        file: say(&format!("第{n}号"), &format!("no.{n}")),
        silence,
        missing,
        review: n % 3,
        held: n % 2 * 4,
        revoked: n % 4 == 3,
        press,
    }
}

fn page(lang: Lang, from: u64, to: u64, next: Option<&str>) -> Answer {
    Answer::Teams(Teams {
        rows: (from..to).map(|n| row(lang, n)).collect(),
        next: next.map(str::to_owned),
        all: 171,
    })
}

#[test]
fn the_board_shows_each_device_a_page_at_a_time() {
    for lang in LANGS {
        let mut stage = Stage::open(Route::Teams, lang);
        let asked = stage.asked();
        assert!(
            matches!(&asked[..], [Ask::Look(Look::Teams(None))]),
            "{asked:?}"
        );
        stage.answer(page(lang, 0, 40, Some("next")));
        stage.keys("down down");
        stage.snapshots("teams");
        assert!(stage.asked().is_empty());
        // Near the end the next page is asked for, once.
        stage.keys("pagedown pagedown down down down");
        let asked = stage.asked();
        assert!(
            matches!(&asked[..], [Ask::Look(Look::Teams(Some(next)))] if next == "next"),
            "{asked:?}"
        );
        stage.answer(page(lang, 40, 80, None));
        stage.keys("pagedown pagedown pagedown");
        assert!(stage.asked().is_empty());
        assert!(stage.frame((80, 24)).contains("T70"));
    }
}

#[test]
fn an_empty_board_says_what_to_do() {
    for lang in LANGS {
        let mut stage = Stage::open(Route::Teams, lang);
        stage.answer(Answer::Teams(Teams::default()));
        stage.snapshots("teams_none");
        stage.asked();
        stage.keys("enter f6");
        assert!(stage.asked().is_empty());
    }
}

#[test]
fn a_key_on_the_board_leads_to_the_answer_file() {
    let mut stage = Stage::open(Route::Teams, Lang::Zh);
    stage.answer(page(Lang::Zh, 0, 4, None));
    stage.asked();
    // Nothing goes to a revoked device.
    stage.keys("down down down f6");
    assert!(stage.asked().is_empty());
    stage.keys("up up f6");
    let asked = stage.asked();
    assert!(
        matches!(&asked[..], [Ask::Sync(Sync::Choices)]),
        "{asked:?}"
    );
    let id = format!("{:032x}", 1);
    stage.answer_top(Answer::Choices(Choices {
        people: vec![
            ("other".into(), "李某".into(), "同事".into()),
            (id.clone(), "李社工".into(), "同事".into()),
        ],
        drives: vec![("/media/stick".into(), "U 盘 /media/stick".into())],
        ..Choices::default()
    }));
    stage.keys("enter");
    let asked = stage.asked();
    assert!(
        matches!(&asked[..], [Ask::Sync(Sync::Export { to, out })]
            if *to == id && out == "/media/stick"),
        "{asked:?}"
    );
}

fn device(lang: Lang, may_revoke: bool) -> Answer {
    let lines: &[&str] = if lang == Lang::Zh {
        &[
            "吴社工/B  T02",
            "",
            "地点  太仓市沙溪镇印溪村",
            "指纹  12345 23456 34567 45678 56789 67890",
            "",
            "最近收到第 3 号文件，2026-11-14 09:00，已 9 天",
            "发给这台设备的最近一份是第 5 号，2026-11-16 09:00",
            "",
            "还缺它的第 2 号文件，请对方再发一次。",
            "还缺 太仓市沙溪镇印溪村 会议 的第 7-9 段，下次请一并要来。",
            "有 2 条记录等待审核。",
        ]
    } else {
        &[
            "吴社工/B  T02",
            "",
            "Place  太仓市沙溪镇印溪村",
            "Last file no. 3, 2026-11-14 09:00, 9 days ago",
            "Its files no. 2 are missing; ask for them again.",
            "2 records wait for a review.",
        ]
    };
    Answer::Team(Box::new(Team {
        lines: lines.iter().map(|l| (*l).to_owned()).collect(),
        revoked: false,
        may_revoke,
    }))
}

#[test]
fn a_lost_laptop_is_handled_in_three_steps() {
    for lang in LANGS {
        let mut stage = Stage::open(Route::Team("d2".into()), lang);
        let asked = stage.asked();
        assert!(
            matches!(&asked[..], [Ask::Look(Look::Team(id))] if id == "d2"),
            "{asked:?}"
        );
        stage.answer(device(lang, true));
        stage.snapshots("team");
        // One: what would stay good. Nothing is revoked by looking, nor by leaving.
        stage.keys("f7");
        let asked = stage.asked();
        assert!(
            matches!(&asked[..], [Ask::Sync(Sync::WouldRevoke(id))] if id == "d2"),
            "{asked:?}"
        );
        let would = if lang == Lang::Zh {
            [
                "注销 吴社工/B 的设备",
                "",
                "太仓市沙溪镇印溪村 会议：到第 6 段为止有效",
                "",
                "按回车注销；按 Esc 离开，什么都不变。不能撤回。",
            ]
        } else {
            [
                "Revoke the device of 吴社工/B",
                "",
                "太仓市沙溪镇印溪村 meetings: good up to segment 6",
                "",
                "Enter revokes it; Esc leaves, and nothing changes. This can’t be undone.",
            ]
        };
        let would = || Answer::WouldRevoke(would.iter().map(|l| (*l).to_owned()).collect());
        stage.answer(would());
        stage.snapshots("team_revoke");
        stage.keys("esc");
        assert!(matches!(&stage.asked()[..], [Ask::Look(Look::Team(_))]));
        stage.keys("f7");
        stage.answer(would());
        stage.asked();
        // Two: it is done.
        stage.keys("enter");
        let asked = stage.asked();
        assert!(
            matches!(&asked[..], [Ask::Sync(Sync::Revoke(id))] if id == "d2"),
            "{asked:?}"
        );
        let done = if lang == Lang::Zh {
            [
                "已注销。新的授权名单是第 4 号。",
                "",
                "别人要收到名单才知道。请给他们各写一份文件：周社工、李社工",
            ]
        } else {
            [
                "Revoked. The new roster is no. 4.",
                "",
                "Others know once they have the roster. Make a file for each of: 周社工, 李社工",
            ]
        };
        stage.answer(Answer::Revoked(
            done.iter().map(|l| (*l).to_owned()).collect(),
        ));
        stage.snapshots("team_revoked");
        // Three: the file that tells the others.
        stage.keys("f6");
        assert!(matches!(&stage.asked()[..], [Ask::Sync(Sync::Choices)]));
    }
}

#[test]
fn only_who_may_revoke_is_offered_it() {
    let mut stage = Stage::open(Route::Team("d2".into()), Lang::Zh);
    stage.answer(device(Lang::Zh, false));
    stage.asked();
    stage.keys("f7 enter");
    assert!(stage.asked().is_empty());
}
