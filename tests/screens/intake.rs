//! A new case begins with the person: who is known already is not written down twice.

use sanshe::domain::id::RecordId;
use sanshe::i18n::Lang;
use sanshe::ui::kit::Route;
use sanshe::ui::kit::answer::{Alike, Answer};
use sanshe::ui::kit::ask::{Ask, Draft, Look};

use crate::kit::{LANGS, Stage};

fn alike(n: u128, title: &str, why: &str, strong: bool) -> Alike {
    Alike {
        id: RecordId::from_u128(n),
        title: title.into(),
        why: why.into(),
        strong,
    }
}

fn found(n: u128, line: &str) -> (String, String) {
    (RecordId::from_u128(n).to_string(), line.into())
}

#[test]
fn a_number_that_is_known_has_the_cursor_and_its_reason() {
    for lang in LANGS {
        let mut stage = Stage::open(Route::NewCase, lang);
        stage.type_in("张三 13800000001");
        let asked = stage.asked();
        let told = asked.iter().rev().find_map(|ask| match ask {
            Ask::Look(Look::Alike(ask)) => Some((ask.name.as_str(), ask.phone.as_str())),
            _ => None,
        });
        assert_eq!(told, Some(("张三", "13800000001")));
        let why = match lang {
            Lang::Zh => ["电话相同，同名", "姓名同音"],
            Lang::En => ["same telephone, same name", "name sounds the same"],
        };
        stage.answer(Answer::Alike(vec![
            alike(7, "张三 男 1948-03-15 上林村", why[0], true),
            alike(8, "章三 女 1950-01-02 半泾村", why[1], false),
        ]));
        stage.answer(Answer::Names(vec![
            found(7, "张三 男 1948-03-15 上林村"),
            found(9, "张三 男 2001-05-06 泰西村"),
        ]));
        assert!(stage.line().starts_with("张三 男 1948"), "{}", stage.line());
        stage.snapshots("new_case_known");
        stage.keys("enter");
        let key = format!("F1+{}", RecordId::from_u128(7));
        let asked = stage.asked();
        assert!(matches!(&asked[..], [Ask::Draft(Draft::Read(k))] if *k == key));
    }
}

#[test]
fn a_like_name_alone_leaves_the_cursor_on_the_new_person() {
    let mut stage = Stage::open(Route::NewCase, Lang::Zh);
    stage.type_in("张三");
    let all = vec![alike(7, "张三 男 1948-03-15 上林村", "同名", false)];
    stage.answer(Answer::Alike(all));
    assert!(stage.line().starts_with("新的服务对象：张三"));
    assert!(stage.frame((80, 24)).contains("同名"));
    // A number that turns out to be nobody's takes the cursor back.
    let known = vec![alike(7, "张三", "电话相同", true)];
    stage.answer(Answer::Alike(known));
    assert!(stage.line().starts_with("张三"));
    stage.type_in("5");
    stage.answer(Answer::Alike(Vec::new()));
    assert!(stage.line().starts_with("新的服务对象"), "{}", stage.line());
}
