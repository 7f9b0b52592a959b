//! The list of a form and the search over everything.

use sanshe::domain::id::RecordId;
use sanshe::domain::value::Value;
use sanshe::i18n::Lang;
use sanshe::ui::kit::Route;
use sanshe::ui::kit::answer::{Answer, Counts, Hit, Hits, Page, Press, Row};
use sanshe::ui::kit::ask::{Ask, ListAsk, Look};

use crate::kit::{LANGS, Stage};

fn list(form: &str, lang: Lang) -> Stage {
    let route = Route::List {
        form: form.into(),
        filters: Vec::new(),
    };
    Stage::open(route, lang)
}

/// The page that was asked for last.
fn wanted(stage: &mut Stage) -> ListAsk {
    let mut asked = stage.asked().into_iter().rev();
    asked
        .find_map(|ask| match ask {
            Ask::Look(Look::List(ask)) => Some(ask),
            _ => None,
        })
        .unwrap()
}

fn row(n: u128, cells: &[&str], about: &str, press: Option<(usize, Press)>) -> Row {
    Row {
        id: RecordId::from_u128(n),
        cells: cells.iter().map(|c| (*c).to_owned()).collect(),
        about: about.into(),
        press,
    }
}

fn cases() -> Vec<Row> {
    vec![
        row(
            31,
            &[
                "GA-T01-2026-A0031",
                "张三",
                "男",
                "1948-03-15",
                "介入",
                "高",
                "尽快",
                "2026-11-01",
            ],
            "GA-T01-2026-A0031 张三  求助事由 老人独居，子女在外地，11月8日出院后行动不便，希望解决午餐和买药。邻居反映夜里有人敲门，本人害怕  来源 社区转介",
            Some((5, Press::Overdue)),
        ),
        row(
            27,
            &[
                "GA-T01-2026-A0027",
                "欧阳赵生",
                "女",
                "1960-01-02",
                "计划",
                "中",
                "一般",
                "2026-10-11",
            ],
            "GA-T01-2026-A0027 欧阳赵生",
            Some((5, Press::Soon)),
        ),
        row(
            12,
            &[
                "GA-T01-2026-A0012",
                "曾顺",
                "男",
                "2013-09-30",
                "预估",
                "低",
                "一般",
                "2026-09-02",
            ],
            "GA-T01-2026-A0012 曾顺",
            None,
        ),
    ]
}

fn filled(lang: Lang) -> Stage {
    let mut stage = list("F1", lang);
    stage.keys("z s");
    let of = wanted(&mut stage);
    assert_eq!((of.typed.as_str(), of.after.as_ref()), ("zs", None));
    stage.answer(Answer::Page(Page {
        rows: cases(),
        next: None,
        of: of.clone(),
    }));
    let counted = stage.asked();
    assert!(matches!(&counted[..], [Ask::Look(Look::Count(ask))] if *ask == of));
    stage.answer(Answer::Counts(Box::new(Counts {
        of,
        found: (3, false),
        all: (126, false),
    })));
    stage
}

#[test]
fn letters_filter_and_the_line_under_the_cursor_explains_itself() {
    for lang in LANGS {
        filled(lang).snapshots("list");
    }
}

#[test]
fn the_picture_of_a_list() {
    filled(Lang::Zh).picture("list");
}

#[test]
fn an_empty_list_says_what_to_press() {
    for lang in LANGS {
        let mut stage = list("volunteer", lang);
        let of = wanted(&mut stage);
        let page = Page {
            of,
            ..Page::default()
        };
        stage.answer(Answer::Page(page));
        stage.snapshots("list_empty");
    }
}

#[test]
fn an_empty_list_of_what_hangs_on_another_names_that_one() {
    for (lang, words) in [(Lang::Zh, "志愿者登记表"), (Lang::En, "“Volunteer”")] {
        let mut stage = list("hours", lang);
        let of = wanted(&mut stage);
        stage.answer(Answer::Page(Page {
            of,
            ..Page::default()
        }));
        let frame = stage.frame((80, 24));
        let body: Vec<&str> = frame.lines().skip(3).take(5).collect();
        let body = body.join("\n");
        assert!(body.contains(words) && body.contains("F4"), "{frame}");
        stage.snapshots("list_empty_below");
        // F2 does what its hint says: the one it hangs on is chosen first.
        stage.keys("f2");
        assert_eq!(wanted(&mut stage).form, "volunteer");
        assert!(stage.frame((80, 24)).contains("F4"));
    }
}

#[test]
fn enter_opens_and_esc_clears_before_it_leaves() {
    let mut stage = filled(Lang::Zh);
    stage.keys("down enter");
    let opened = stage.asked();
    let id = RecordId::from_u128(27);
    assert!(
        matches!(&opened[..], [Ask::Look(Look::Record { id: at, reveal: false })] if *at == id)
    );
    stage.keys("esc esc");
    assert_eq!(wanted(&mut stage).typed, "");
}

#[test]
fn a_page_for_letters_that_were_typed_over_is_dropped() {
    let mut stage = list("F1", Lang::Zh);
    stage.keys("z");
    let old = wanted(&mut stage);
    stage.keys("s");
    let new = wanted(&mut stage);
    stage.answer(Answer::Page(Page {
        rows: cases(),
        next: None,
        of: old,
    }));
    assert!(!stage.frame((80, 24)).contains("曾顺"));
    stage.answer(Answer::Page(Page {
        rows: cases(),
        next: None,
        of: new,
    }));
    assert!(stage.frame((80, 24)).contains("曾顺"));
}

#[test]
fn filters_are_chosen_field_then_value_and_kept_under_a_name() {
    let mut stage = list("F1", Lang::Zh);
    stage.asked();
    stage.keys("f5 风 险 enter g enter");
    let of = wanted(&mut stage);
    let filters = vec![("risk_level".to_owned(), Value::from("high"))];
    assert_eq!(of.filters, filters);
    stage.answer(Answer::Page(Page {
        rows: cases(),
        next: None,
        of,
    }));
    stage.snapshots("list_filtered");
    stage.asked();
    stage.keys("f6 高 危 enter");
    let kept = stage.asked();
    assert!(matches!(
        &kept[..],
        [Ask::Look(Look::KeepFilter { name, filters: kept, .. })]
            if name == "高危" && *kept == filters
    ));
    stage.answer(Answer::KeptFilters(vec![("高危".into(), filters.clone())]));
    stage.keys("f5 enter");
    assert_eq!(wanted(&mut stage).filters, []);
    stage.keys("f5 高 危 enter");
    assert_eq!(wanted(&mut stage).filters, filters);
    // It can be dropped where it is offered, and nothing else can be.
    stage.asked();
    stage.keys("f5 ctrl+d");
    assert!(stage.asked().is_empty());
    stage.keys("高 危");
    stage.snapshots("list_kept");
    stage.keys("ctrl+d");
    let dropped = stage.asked();
    assert!(
        dropped.iter().any(|ask| matches!(
            ask,
            Ask::Look(Look::KeepFilter { name, filters, .. })
                if name == "高危" && filters.is_empty()
        )),
        "{dropped:?}"
    );
}

#[test]
fn sorting_asks_for_the_other_order() {
    let mut stage = list("client", Lang::Zh);
    let of = wanted(&mut stage);
    assert_eq!((of.sort, of.descending), (None, true));
    stage.keys("f4");
    stage.snapshots("list_sort");
    stage.keys("出 生 日 期 enter");
    let of = wanted(&mut stage);
    assert_eq!(
        (of.sort.as_deref(), of.descending),
        (Some("birth_date"), false)
    );
    let mut stage = list("action", Lang::Zh);
    let of = wanted(&mut stage);
    assert_eq!((of.sort.as_deref(), of.descending), (Some("due"), false));
}

#[test]
fn search_shows_forms_titles_and_where_the_words_were_found() {
    for lang in LANGS {
        let mut stage = Stage::open(Route::Search, lang);
        stage.snapshots("search_begin");
        stage.keys("z s f");
        let hit = |n: u128, form: &str, title: &str, about: &str| Hit {
            id: RecordId::from_u128(n),
            form: form.into(),
            title: title.into(),
            beside: String::new(),
            about: about.into(),
            of: Vec::new(),
        };
        stage.answer(Answer::Hits(Hits {
            typed: "zsf".into(),
            hits: vec![
                hit(1, "服务对象", "张三丰", "张三丰  人群类别 独居空巢、低保"),
                hit(
                    2,
                    "议题",
                    "助餐点设在哪里",
                    "会议纪要 第十二次例会 2026-11-20",
                ),
                Hit {
                    beside: "女 45岁 上林村".into(),
                    ..hit(3, "志愿者", "张胜芬 VT-T01-2026-A0002", "")
                },
                Hit {
                    of: vec![(RecordId::from_u128(4), "例会 2026-11-20".into())],
                    ..hit(5, "参会人", "张三丰 社工站", "会议纪要 例会 2026-11-20")
                },
            ],
            more: true,
        }));
        stage.snapshots("search");
        stage.keys("down enter");
        let asked = stage.asked();
        assert!(matches!(asked.last(), Some(Ask::Look(Look::Record { .. }))));
        // One who was at many meetings is one line; the meetings are offered.
        stage.keys("esc down down enter");
        assert!(stage.frame((80, 24)).contains("例会 2026-11-20"));
        stage.keys("enter");
        let wanted = RecordId::from_u128(4);
        let asked = stage.asked();
        assert!(
            asked
                .iter()
                .any(|a| matches!(a, Ask::Look(Look::Record { id, .. }) if *id == wanted)),
            "{asked:?}"
        );
    }
}
