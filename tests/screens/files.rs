//! The list of files that may be received.

use sanshe::i18n::Lang;
use sanshe::ui::kit::answer::{Answer, Came, OnDrive};
use sanshe::ui::kit::ask::{Ask, Sync};

use crate::kit::{LANGS, Stage};
use crate::post::{choices, open};

#[test]
fn the_cursor_stays_where_it_is_when_the_list_of_files_comes_anew() {
    let mut stage = open(Lang::Zh);
    stage.keys("tab");
    stage.answer(choices());
    assert!(stage.line().contains("3f2a.sanshe"), "{}", stage.line());
    let mut more = choices();
    if let Answer::Choices(choices) = &mut more {
        let mut newer = choices.files[0].clone();
        newer.path = "/media/zhou/SANSHE/77aa.sanshe".into();
        newer.name = "77aa.sanshe  /media/zhou/SANSHE".into();
        choices.files.insert(0, newer);
    }
    stage.answer(more);
    assert!(stage.line().contains("3f2a.sanshe"), "{}", stage.line());
    // Whoever was about to type a path still is, and nobody opens a file that is gone.
    let mut none = choices();
    if let Answer::Choices(choices) = &mut none {
        choices.files.clear();
    }
    for list in [none, choices()] {
        stage.answer(list);
        assert!(stage.line().contains("另外的文件"), "{}", stage.line());
    }
    // F9 looks anew: a stick that was just put in comes first.
    stage.keys("f9");
    stage.answer(choices());
    assert!(stage.line().contains("3f2a.sanshe"), "{}", stage.line());
}

/// What is masked in the overview of a file says where it can be seen: before it is taken
/// in one by one, afterwards where the values are settled.
#[test]
fn masked_values_of_a_file_say_where_they_are_shown() {
    for lang in LANGS {
        let came = |masked| {
            Box::new(Came {
                lines: vec!["冲突  志愿者 孙小美 联系电话：139****1234".into()],
                masked,
                ..Came::default()
            })
        };
        let mut stage = open(lang);
        let [before, after] = ["came-masked", "came-masked-done"].map(|id| stage.cx.say(id));
        let wide = (160, 30);
        stage.keys("tab enter");
        stage.answer(Answer::Looked(came(false)));
        assert!(!stage.frame(wide).contains(&before));
        stage.answer(Answer::Looked(came(true)));
        assert!(stage.frame(wide).contains(&before));
        stage.keys("enter");
        stage.answer(Answer::Imported(came(true)));
        let frame = stage.frame(wide);
        assert!(
            frame.contains(&after) && !frame.contains(&before),
            "{frame}"
        );
    }
}

/// Whose a file is stands before its name, for those that are on the screen; it is asked
/// once, and anew when the list comes anew.
#[test]
fn the_sender_of_a_file_stands_in_the_list() {
    let mut stage = open(Lang::Zh);
    stage.keys("tab");
    stage.asked();
    let mut many = choices();
    if let Answer::Choices(choices) = &mut many {
        let one = choices.files[0].clone();
        choices.files.extend((0..40).map(|n| OnDrive {
            path: format!("/media/zhou/SANSHE/{n}.sanshe"),
            ..one.clone()
        }));
    }
    stage.answer(many);
    let asked = |stage: &mut Stage| {
        let all = stage.asked().into_iter();
        let mut all = all.filter_map(|ask| match ask {
            Ask::Sync(Sync::Senders(paths)) => Some(paths),
            _ => None,
        });
        (all.next(), all.count())
    };
    let (Some(shown), 0) = asked(&mut stage) else {
        panic!("the files on the screen are asked about once")
    };
    assert!(shown.len() <= 20, "{}", shown.len());
    assert!(shown[0].ends_with("3f2a.sanshe"), "{shown:?}");
    let said = |path: &String| (path.clone(), format!("林某 第 {} 号", path.len()));
    stage.answer(Answer::Senders(shown.iter().map(said).collect()));
    let line = stage.line();
    let at = |text: &str| line.find(text).unwrap();
    assert!(at("林某 第") < at("3f2a.sanshe"), "{line}");
    stage.keys("down up");
    assert_eq!(asked(&mut stage), (None, 0));
    // Further down are others.
    stage.keys("end pagedown pagedown pagedown pagedown");
    let (Some(others), _) = asked(&mut stage) else {
        panic!("those further down are asked about when they are there")
    };
    assert!(others.iter().all(|path| !shown.contains(path)));
    stage.answer(choices());
    assert!(asked(&mut stage).0.is_some());
}
