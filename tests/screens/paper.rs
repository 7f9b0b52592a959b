//! Paper and copies: what, as what, where to, and what is said of it.

use sanshe::domain::fault::Note;
use sanshe::domain::id::RecordId;
use sanshe::i18n::Lang;
use sanshe::ui::kit::Route;
use sanshe::ui::kit::answer::{Answer, Written};
use sanshe::ui::kit::ask::{Ask, Out, Printable};

use crate::kit::{LANGS, Stage};

fn folders() -> Answer {
    Answer::Folders(vec![
        ("/media/zhou/U".into(), "U 盘 /media/zhou/U".into()),
        ("/home/zhou/桌面".into(), "文件夹 /home/zhou/桌面".into()),
    ])
}

fn printed(stage: &mut Stage) -> (Printable, String, bool, String) {
    let asked = stage.asked().into_iter();
    let mut printed = asked.filter_map(|ask| match ask {
        Ask::Out(Out::Print {
            paper,
            format,
            reveal,
            folder,
        }) => Some((paper, format, reveal, folder)),
        _ => None,
    });
    printed.next().unwrap()
}

#[test]
fn minutes_are_printed_with_a_word_about_who_can_read_them() {
    for lang in LANGS {
        let id = RecordId::from_u128(7);
        let mut stage = Stage::open(Route::Print(Some((id, "minutes".into()))), lang);
        stage.answer(folders());
        stage.snapshots("print");
        // The sign-in sheet, as text, whole.
        stage.keys("enter down enter enter down enter enter down down");
        assert!(stage.line().len() > 3, "{}", stage.line());
        stage.keys("enter");
        let folder = "/media/zhou/U".to_owned();
        let wanted = (Printable::SignIn(Some(id)), "txt".to_owned(), true, folder);
        assert_eq!(printed(&mut stage), wanted);
        stage.answer(Answer::Written(Written {
            path: "/media/zhou/U/签到表-2026-11-23.txt".into(),
            bytes: 4096,
            notes: vec![Note::new("W_UNENCRYPTED").with("path", "签到表-2026-11-23.txt")],
        }));
        stage.snapshots("print_done");
    }
}

#[test]
fn an_empty_form_reveals_nobody() {
    let mut stage = Stage::open(Route::Print(None), Lang::Zh);
    stage.answer(folders());
    let frame = stage.frame((80, 24));
    assert!(!frame.contains("保密内容"), "{frame}");
    stage.keys("down down down enter");
    let (paper, _, reveal, _) = printed(&mut stage);
    assert!(matches!(paper, Printable::Blank(_)) && !reveal);
}

#[test]
fn a_backup_is_made_where_it_was_said() {
    for lang in LANGS {
        let mut stage = Stage::open(Route::Backup, lang);
        stage.answer(folders());
        stage.snapshots("backup");
        stage.keys("down enter");
        let asked = stage.asked();
        assert!(matches!(asked.last(), Some(Ask::Out(Out::Backup(f))) if f == "/media/zhou/U"));
    }
}
