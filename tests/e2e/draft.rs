//! What was typed is still there: after a kill, a lock, another size, leaving.

use super::case::new_person;
use super::kit::{Desk, Pty, SECRET, key};

/// Opens the draft that home lists; the name is still in it.
fn go_on(pty: &mut Pty, what: &str) {
    pty.wait("草稿 1");
    // The day of a draft is the clock's, not the one that was asked for.
    pty.find(key::DOWN, " 草稿 ");
    assert!(pty.line().contains(what), "{}", pty.line());
    pty.keys(key::ENTER);
    pty.wait("接着");
}

#[test]
fn a_killed_program_has_the_draft() {
    let desk = Desk::worker();
    let mut pty = desk.unlocked();
    new_person(&mut pty, "李四");
    pty.press(key::CTRL_DOWN, "> 联系电话");
    pty.go(key::TAB, "居住地址");
    pty.paste("三组河边第二家");
    pty.wait("三组河边第二家");
    pty.wait("草稿已存");
    pty.kill();

    let mut pty = desk.unlocked();
    go_on(&mut pty, "李四");
    // Where it was left, and the pages before it.
    pty.wait("三组河边第二家");
    pty.press("\x1b[1;5A", "李四");
}

#[test]
fn a_lock_in_the_middle_of_a_word_keeps_it() {
    let desk = Desk::worker();
    let mut pty = desk.unlocked();
    new_person(&mut pty, "王五");
    pty.go(key::TAB, "化名");
    pty.keys(key::UP);
    pty.wait("> 姓名");
    // No waiting for the draft: the lock itself keeps what is typed.
    pty.keys("妹");
    pty.keys(key::CTRL_L);
    pty.wait("已锁定");
    assert!(!pty.screen().contains("王五"), "{}", pty.screen());
    pty.type_in(SECRET);
    pty.keys(key::ENTER);
    // Back where it was locked, in the field, with what lay below.
    pty.wait("接着");
    pty.wait("王五妹");
    assert!(pty.line().starts_with("姓名"), "{}", pty.line());
    pty.keys("子");
    pty.wait("王五妹子");
    pty.press(key::ESC, "急办");
    pty.wait("草稿 1");
}

#[test]
fn another_size_in_the_middle_of_a_form_changes_nothing_typed() {
    let desk = Desk::worker();
    let mut pty = desk.unlocked();
    new_person(&mut pty, "赵六");
    pty.go(key::TAB, "出生日期");
    pty.type_in("1950-0");
    for (cols, rows) in [(60, 20), (120, 40), (40, 10), (80, 24)] {
        pty.resize(cols, rows);
        if cols == 40 {
            pty.wait("窗口太小");
            // A key that nobody sees is not lost either.
            pty.keys("1");
        } else {
            pty.until("the form in this size", |s| {
                s.contains("> 出生日期") && !s.contains("窗口太小")
            });
            pty.wait("1950-0");
        }
    }
    pty.type_in("-02");
    pty.wait("1950-01-02");
    let cursor = pty.cursor();
    assert!(cursor.is_some(), "the input method has no place");
}

#[test]
fn leaving_with_something_unsaved_keeps_it() {
    let desk = Desk::worker();
    let mut pty = desk.unlocked();
    new_person(&mut pty, "孙七");
    pty.keys("娘");
    pty.keys(key::CTRL_Q);
    assert_eq!(pty.left(), 0);
    assert!(desk.records("client").is_empty());

    let mut pty = desk.unlocked();
    go_on(&mut pty, "孙七娘");
    pty.wait("孙七娘");
    // Esc goes back and keeps.
    pty.keys(key::ESC);
    pty.wait("草稿留着");
    pty.wait("草稿 1");
}
