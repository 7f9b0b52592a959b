//! Figures of a period, and the report that is saved of them.

use jiff::civil::date;
use sanshe::domain::id::RecordId;
use sanshe::i18n::Lang;
use sanshe::ui::commands::Cmd;
use sanshe::ui::kit::Route;
use sanshe::ui::kit::answer::{Answer, Figures};
use sanshe::ui::kit::ask::{Ask, FigureAsk, Look, Write};

use crate::kit::{LANGS, Stage};

const OCTOBER: FigureAsk = FigureAsk {
    from: date(2026, 10, 1),
    to: date(2026, 11, 1),
};

fn figures(lang: Lang, of: FigureAsk, refused: bool) -> Answer {
    let zh = lang == Lang::Zh;
    let say = |a: &str, b: &str| if zh { a.to_owned() } else { b.to_owned() };
    let row = |name: (&str, &str), part: (&str, &str), value: &str| {
        [say(name.0, name.1), say(part.0, part.1), value.to_owned()]
    };
    let cases = ("新接个案", "new cases");
    Answer::Figures(Figures {
        of,
        rows: vec![
            row(cases, ("", ""), "18"),
            row(cases, ("养老照护", "elder care"), "12"),
            row(cases, ("人数少的不列出", "small ones left out"), ""),
            row(("召开会议", "meetings held"), ("", ""), "4"),
            row(
                ("已确认服务(分钟)", "minutes of service confirmed"),
                ("", ""),
                "1240",
            ),
        ],
        left: None,
        refused: refused.then(|| say("由协调员填写。", "Written by: coordinator.")),
    })
}

fn asked(stage: &mut Stage) -> FigureAsk {
    let all = stage.asked();
    let figures = all.iter().filter_map(|ask| match ask {
        Ask::Look(Look::Figures(of)) => Some(*of),
        _ => None,
    });
    let figures: Vec<FigureAsk> = figures.collect();
    assert_eq!(figures.len(), all.len(), "{all:?}");
    figures[0]
}

#[test]
fn the_figures_are_seen_before_they_are_saved() {
    for lang in LANGS {
        let mut stage = Stage::open(Route::Report, lang);
        stage.cx.me.role = "coordinator".into();
        assert_eq!(asked(&mut stage), OCTOBER);
        // Nothing is saved that was not seen.
        stage.keys("ctrl+s");
        assert!(stage.asked().is_empty());
        stage.answer(figures(lang, OCTOBER, false));
        stage.keys("down");
        stage.snapshots("report");
        stage.keys("ctrl+s ctrl+s");
        let asked = stage.asked();
        assert!(
            matches!(&asked[..], [Ask::Write(Write::Report(of))] if *of == OCTOBER),
            "{asked:?}"
        );
        stage.answer(Answer::Reported(RecordId::from_u128(5), "已存".into()));
        let asked = stage.asked();
        assert!(
            matches!(&asked[..], [Ask::Look(Look::Record { id, .. })] if *id == RecordId::from_u128(5)),
            "{asked:?}"
        );
    }
}

#[test]
fn keys_choose_the_period_and_a_late_answer_is_not_shown_under_another() {
    let mut stage = Stage::open(Route::Report, Lang::Zh);
    stage.asked();
    let mut after = |keys: &str| {
        stage.keys(keys);
        let of = asked(&mut stage);
        (of.from.to_string(), of.to.to_string())
    };
    let of = |from: &str, to: &str| (from.to_owned(), to.to_owned());
    assert_eq!(after("right"), of("2026-11-01", "2026-12-01"));
    assert_eq!(after("left"), of("2026-10-01", "2026-11-01"));
    assert_eq!(after("left"), of("2026-09-01", "2026-10-01"));
    assert_eq!(after("tab"), of("2026-07-01", "2026-10-01"));
    assert_eq!(after("left"), of("2026-04-01", "2026-07-01"));
    assert_eq!(after("tab"), of("2026-01-01", "2027-01-01"));
    assert_eq!(after("right"), of("2027-01-01", "2028-01-01"));
    assert_eq!(after("tab"), of("2027-01-01", "2027-02-01"));
    stage.answer(figures(Lang::Zh, OCTOBER, false));
    assert!(!stage.frame((80, 24)).contains("1240"));
    // The lock leads back to the period.
    stage.lock();
    assert!(
        stage.aside().contains("month 2027-01-01"),
        "{}",
        stage.aside()
    );
}

#[test]
fn a_worker_sees_figures_and_who_saves_them() {
    let mut stage = Stage::open(Route::Home, Lang::Zh);
    stage.command(Cmd::NewReport);
    stage.asked();
    stage.answer_top(figures(Lang::Zh, OCTOBER, true));
    let frame = stage.frame((80, 24));
    assert!(
        frame.contains("1240") && frame.contains("由协调员填写"),
        "{frame}"
    );
    stage.keys("ctrl+s");
    assert!(stage.asked().is_empty());
    stage.command(Cmd::Reports);
    let asked = stage.asked();
    assert!(
        asked
            .iter()
            .any(|a| matches!(a, Ask::Look(Look::List(l)) if l.form == "report")),
        "{asked:?}"
    );
}
