//! The disk is full: what is written stands only on the screen, and no way out loses it
//! without a yes.

use sanshe::i18n::Lang;
use sanshe::ui::kit::Route;
use sanshe::ui::kit::answer::Answer;

use crate::kit::{LANGS, Stage};

const WRITTEN: &str = "张三丰";

/// A new person over the home screen, with a name that is on its way to the drafts.
fn form(lang: Lang) -> Stage {
    let mut stage = Stage::open(Route::Home, lang);
    stage.go(Route::Form {
        form: "client".into(),
        id: None,
        parent: None,
        given: serde_json::Map::new(),
        draft: None,
    });
    stage.answer_top(Answer::Draft(None));
    stage.type_in(WRITTEN);
    stage.wake();
    stage
}

/// New minutes in the same state.
fn minutes(lang: Lang) -> Stage {
    let mut stage = Stage::open(Route::Home, lang);
    stage.go(Route::Minutes {
        id: None,
        draft: None,
    });
    stage.answer_top(Answer::Draft(None));
    stage.answer_top(Answer::Carry(Box::default()));
    stage.type_in(WRITTEN);
    stage.wake();
    stage
}

/// Many volunteers in the same state.
fn quick(lang: Lang) -> Stage {
    let mut stage = Stage::open(Route::Home, lang);
    stage.go(Route::Quick(None));
    stage.answer_top(Answer::Draft(None));
    stage.type_in(WRITTEN);
    stage.wake();
    stage
}

const SCREENS: [fn(Lang) -> Stage; 3] = [form, minutes, quick];

fn shows(stage: &mut Stage, text: &str) -> bool {
    stage.frame((80, 24)).contains(text)
}

#[test]
fn every_way_out_asks_first_and_enter_stays() {
    for open in SCREENS {
        for way in ["esc", "ctrl+t", "ctrl+q"] {
            let mut stage = open(Lang::Zh);
            stage.refuse_draft();
            for no in ["n", "esc", "enter"] {
                stage.keys(way);
                let frame = stage.frame((80, 24));
                assert!(frame.contains("离开就没有了"), "{way}\n{frame}");
                assert!(frame.contains("没有保存。请腾出"), "{way}\n{frame}");
                stage.keys(no);
                assert!(!stage.over);
                assert!(!shows(&mut stage, "离开就没有了"), "{way} {no}");
                assert!(shows(&mut stage, WRITTEN), "{way} {no}");
            }
            stage.keys(way);
            stage.keys("y");
            assert!(stage.over || !shows(&mut stage, WRITTEN), "{way}");
            assert_eq!(stage.over, way == "ctrl+q");
        }
    }
}

#[test]
fn once_it_is_stored_nothing_is_asked() {
    for open in SCREENS {
        let mut stage = open(Lang::Zh);
        stage.refuse_draft();
        stage.type_in("甲");
        stage.wake();
        stage.keep_draft();
        stage.keys("esc");
        let frame = stage.frame((80, 24));
        assert!(!frame.contains("离开就没有了"), "{frame}");
        assert!(!frame.contains(WRITTEN), "{frame}");
    }
}

#[test]
fn what_was_left_before_it_was_refused_is_on_the_screen_again() {
    for open in SCREENS {
        for way in ["esc", "ctrl+t", "ctrl+q"] {
            let mut stage = open(Lang::Zh);
            stage.keys(way);
            assert!(!stage.over, "the draft is still on its way");
            stage.refuse_draft();
            assert!(!stage.over);
            assert!(shows(&mut stage, WRITTEN), "{way}");
            assert!(shows(&mut stage, "没有存上"), "{way}");
        }
        let mut stage = open(Lang::Zh);
        stage.keys("ctrl+q");
        stage.keep_draft();
        assert!(stage.over);
    }
}

#[test]
fn the_lock_covers_what_could_not_be_stored_and_opening_brings_it_back() {
    for open in SCREENS {
        for before in [true, false] {
            let mut stage = open(Lang::Zh);
            if before {
                stage.refuse_draft();
            }
            stage.lock();
            stage.refuse_draft();
            let frame = stage.frame((80, 24));
            assert!(!frame.contains(WRITTEN), "{frame}");
            assert!(!stage.aside().contains(WRITTEN));
            assert!(!frame.contains("都加密存着"), "{frame}");
            assert!(frame.contains("只在内存里"), "{frame}");
            // The program does not end without a question either.
            stage.keys("ctrl+q");
            assert!(!stage.over && shows(&mut stage, "离开就没有了"));
            stage.keys("n");
            stage.answer(Answer::Opened(Vec::new()));
            assert!(shows(&mut stage, WRITTEN));
            stage.keys("esc");
            assert!(shows(&mut stage, "离开就没有了"));
        }
        // What is on disk is not kept in memory.
        let mut stage = open(Lang::Zh);
        stage.lock();
        stage.keep_draft();
        assert!(shows(&mut stage, "都加密存着"));
        stage.answer(Answer::Opened(Vec::new()));
        assert!(!shows(&mut stage, WRITTEN));
    }
}

#[test]
fn the_question_and_the_lock_look_like_this() {
    for lang in LANGS {
        let mut stage = form(lang);
        stage.refuse_draft();
        stage.keys("esc");
        stage.snapshots("unkept_question");
        stage.keys("n");
        stage.lock();
        stage.snapshots("unkept_locked");
    }
}
