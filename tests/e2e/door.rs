//! First run, unlocking, lock, help, resizing, leaving.

use super::kit::{Desk, Pty, SECRET, key};

#[test]
fn the_first_run_asks_eight_things_and_ends_at_home() {
    let desk = Desk::empty();
    let mut pty = Pty::start(&desk.home(), &[], (80, 24));
    pty.wait("首次使用");
    pty.keys(key::ENTER);
    pty.wait("写在名片和记录里");
    pty.type_in("陈小雨");
    pty.keys(key::ENTER);
    pty.wait("团队简称");
    pty.type_in("T01");
    pty.keys(key::ENTER);
    pty.wait("拼音首字母");
    pty.type_in("tcssx");
    pty.until("one place", |s| s.contains("太仓市沙溪镇"));
    pty.keys(key::ENTER);
    pty.wait("哪些步骤由您做");
    pty.keys(key::ENTER);
    pty.wait("每次打开都要输入");
    pty.type_in("短");
    pty.keys(key::ENTER);
    pty.wait("8");
    pty.type_in(SECRET);
    pty.keys(key::ENTER);
    pty.wait("同样的口令");
    pty.type_in("别的一句不相同的话");
    pty.keys(key::ENTER);
    pty.wait("两次不一样");
    pty.type_in("短");
    pty.type_in(SECRET);
    pty.keys(key::ENTER);
    pty.wait("恢复文件能救回");
    pty.keys(key::ENTER);
    pty.wait("第 1 步，共 3 步");
    pty.keys(key::ENTER);
    pty.wait("第 2 步");
    pty.keys(key::ENTER);
    pty.wait("第 3 步");
    pty.keys(key::ENTER);
    pty.wait("急办");
    pty.wait("未开");
    assert!(desk.home().join("sanshe.db").exists());
    let sent = String::from_utf8_lossy(&pty.sent).into_owned();
    assert!(!sent.contains("桂花"), "a passphrase was shown");
    pty.keys(key::CTRL_Q);
    assert_eq!(pty.left(), 0);
}

#[test]
fn nothing_of_a_killed_program_shines_through_the_lock() {
    let desk = Desk::worker();
    let mut pty = desk.open();
    pty.wait("已锁定");
    // A killed program left its last frame where this one draws. Blank cells are never
    // sent, so all of it is cleared before the first sign is.
    let at = |sign: &str| {
        let mut all = pty.sent.windows(sign.len());
        all.position(|w| w == sign.as_bytes()).unwrap()
    };
    assert!(at("\x1b[?1049h") < at("\x1b[2J"));
    assert!(at("\x1b[2J") < at("已"));
}

#[test]
fn a_village_on_no_list_is_named_at_the_first_run() {
    let desk = Desk::empty();
    let mut pty = Pty::start(&desk.home(), &[], (80, 24));
    pty.wait("首次使用");
    pty.keys(key::ENTER);
    pty.wait("写在名片和记录里");
    pty.type_in("陈小雨");
    pty.keys(key::ENTER);
    pty.wait("团队简称");
    // What numbers cannot hold is said where it is typed, not after the passphrase.
    pty.type_in("T-");
    pty.keys(key::ENTER);
    pty.wait("不要空格和符号");
    pty.keys("\x7f01");
    pty.keys(key::ENTER);
    pty.wait("拼音首字母");
    pty.type_in("320585101299");
    pty.keys(key::ENTER);
    pty.wait("写上名称");
    pty.type_in(" 清溪村");
    pty.keys(key::ENTER);
    pty.wait("哪些步骤由您做");
    pty.keys(key::ENTER);
    pty.wait("每次打开都要输入");
    pty.type_in(SECRET);
    pty.keys(key::ENTER);
    pty.wait("同样的口令");
    pty.type_in(SECRET);
    pty.keys(key::ENTER);
    pty.wait("恢复文件能救回");
    pty.keys(key::ENTER);
    pty.wait("第 1 步，共 3 步");
    pty.keys(key::ESC);
    pty.wait("沙溪镇清溪村");
}

#[test]
fn a_wrong_passphrase_is_said_and_the_right_one_opens() {
    let desk = Desk::worker();
    let mut pty = desk.open();
    pty.wait("已锁定");
    pty.until("cursor", |_| true);
    assert!(pty.cursor().is_some(), "the input method has no place");
    pty.type_in("不是这一句口令");
    pty.keys(key::ENTER);
    pty.wait("sanshe recover");
    pty.type_in(SECRET);
    pty.keys(key::ENTER);
    pty.wait("急办");
    pty.wait("陈小雨");
}

#[test]
fn the_lock_hides_everything_and_opens_again() {
    let desk = Desk::worker();
    let mut pty = desk.unlocked();
    pty.keys(key::CTRL_L);
    pty.wait("已锁定");
    assert!(!pty.screen().contains("陈小雨"), "{}", pty.screen());
    pty.type_in(SECRET);
    pty.keys(key::ENTER);
    pty.wait("陈小雨");
    pty.keys(key::CTRL_Q);
    assert_eq!(pty.left(), 0);
    // The answer would go to the thread that reads keys, and the loop would hang.
    let asks = String::from_utf8_lossy(&pty.sent)
        .matches("\u{1b}[6n")
        .count();
    assert!(asks <= 1, "the terminal was asked {asks} times");
}

#[test]
fn help_names_the_keys_of_a_screen_and_the_palette_runs_a_command() {
    let desk = Desk::worker();
    let mut pty = desk.unlocked();
    pty.keys(key::F1);
    pty.wait("帮助  今日");
    pty.wait("Ctrl+Z");
    pty.keys(key::ESC);
    pty.wait("急办");
    pty.keys("？");
    pty.wait("帮助  今日");
    pty.keys(key::ESC);
    pty.wait("急办");
    pty.keys(key::CTRL_P);
    pty.wait("命令  今日");
    pty.type_in("huanyuyan");
    pty.wait("中文、英文互换");
    pty.keys(key::ENTER);
    pty.wait("Urgent");
    pty.wait("not held");
}

#[test]
fn a_small_window_says_so_and_a_larger_one_shows_everything_again() {
    let desk = Desk::worker();
    let mut pty = desk.unlocked();
    pty.resize(50, 12);
    pty.wait("窗口太小");
    pty.resize(120, 40);
    pty.wait("急办");
    pty.resize(60, 20);
    pty.wait("急办");
    pty.keys(key::F1);
    pty.wait("帮助  今日");
}

#[test]
fn the_terminal_is_given_back_as_it_was() {
    let desk = Desk::worker();
    let mut pty = desk.unlocked();
    pty.keys(key::CTRL_Q);
    assert_eq!(pty.left(), 0);
    let sent = String::from_utf8_lossy(&pty.sent).into_owned();
    for undone in ["\x1b[?1049l", "\x1b[?2004l", "\x1b[?25h"] {
        assert!(sent.contains(undone), "{undone:?} was not sent");
    }
    assert!(
        !sent.contains("\x1b[>"),
        "the kitty keyboard protocol is never switched on"
    );
}
