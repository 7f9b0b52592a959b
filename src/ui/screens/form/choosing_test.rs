//! Choosing from lists, and going through what needs mending.

use super::FormScreen;
use super::kit::{cx, fill, key, open, put, to, value, write};
use crate::ui::commands::Cmd;
use crate::ui::kit::{Msg, Screen};

/// One rule for lists of one and of many: Enter opens what is blank, takes what is meant
/// and goes on; on what is filled it goes on at once, and Space opens.
#[test]
fn enter_takes_and_goes_on_in_every_list() {
    let cx = cx();
    for (field, typed) in [("gender", "nan"), ("categories", "dj")] {
        let fresh = || {
            let mut screen = open("client", &cx);
            to(&mut screen, field, &cx);
            screen
        };
        let at = |screen: &mut _| fill(screen).at.clone();
        let shut = |screen: &mut _| fill(screen).menu.is_none();
        let blank = |screen: &mut _| value(screen, field).is_null();
        // Opened, gone to a line, taken.
        let mut screen = fresh();
        key(&mut screen, "enter", &cx);
        assert!(!shut(&mut screen) && blank(&mut screen), "{field}");
        key(&mut screen, "down", &cx);
        key(&mut screen, "enter", &cx);
        assert!(shut(&mut screen) && !blank(&mut screen), "{field}");
        assert_ne!(at(&mut screen), field);
        // What is filled is passed, and opened by Space; a look changes nothing.
        let before = value(&mut screen, field);
        to(&mut screen, field, &cx);
        key(&mut screen, "enter", &cx);
        assert_ne!(at(&mut screen), field);
        assert_eq!(value(&mut screen, field), before);
        to(&mut screen, field, &cx);
        write(&mut screen, " ", &cx);
        assert!(!shut(&mut screen));
        key(&mut screen, "enter", &cx);
        assert_ne!(at(&mut screen), field);
        assert_eq!(value(&mut screen, field), before);
        // Typed: Enter and Tab take it alike.
        let [one, other] = ["enter", "tab"].map(|by| {
            let mut screen = fresh();
            write(&mut screen, typed, &cx);
            if by == "tab" {
                screen.update(Msg::Do(Cmd::NextField), &cx);
            } else {
                key(&mut screen, by, &cx);
            }
            assert_ne!(at(&mut screen), field, "{by}");
            assert!(shut(&mut screen) && !blank(&mut screen), "{field} {by}");
            (at(&mut screen), value(&mut screen, field))
        });
        assert_eq!(one, other);
    }
    // Whoever ticked with Space and looks further down has said all with it.
    let mut screen = open("client", &cx);
    to(&mut screen, "categories", &cx);
    for name in ["enter", "down"] {
        key(&mut screen, name, &cx);
    }
    write(&mut screen, " ", &cx);
    let ticked = value(&mut screen, "categories");
    for name in ["down", "down", "enter"] {
        key(&mut screen, name, &cx);
    }
    assert_eq!(value(&mut screen, "categories"), ticked);
    assert_ne!(fill(&mut screen).at, "categories");
}

/// Wherever it is saved from, the cursor stands on the first, and F8 goes through all of
/// them in the order of the paper, over pages and rows.
#[test]
fn what_needs_mending_is_gone_through_from_the_first() {
    let cx = cx();
    let mut screen = open("minutes", &cx);
    to(&mut screen, "attendees", &cx);
    screen.update(Msg::Do(Cmd::AddRow), &cx);
    put(&mut screen, "name", "吴主任", &cx);
    screen.update(Msg::Do(Cmd::AddRow), &cx);
    let place = |screen: &mut FormScreen| {
        let at = fill(screen).at.clone();
        let row = fill(screen).open;
        let row = row.map(|row| (row, fill(screen).inner().at.clone()));
        (at, row)
    };
    screen.update(Msg::Do(Cmd::Save), &cx);
    let mut all = vec![place(&mut screen)];
    loop {
        screen.update(Msg::Do(Cmd::NextError), &cx);
        let here = place(&mut screen);
        assert_ne!(all.last(), Some(&here), "F8 stays");
        if here == all[0] {
            break;
        }
        assert!(!all.contains(&here), "{here:?} twice: {all:?}");
        all.push(here);
    }
    let form = cx.forms.get("minutes").unwrap();
    let order = |id: &str| form.fields.iter().position(|f| f.id == id);
    let orders: Vec<_> = all.iter().map(|(at, _)| order(at)).collect();
    assert!(orders.is_sorted(), "{all:?}");
    let rows: Vec<usize> = all
        .iter()
        .filter_map(|(_, r)| r.as_ref().map(|r| r.0))
        .collect();
    assert!(
        rows.is_sorted() && rows.contains(&0) && rows.contains(&1),
        "{all:?}"
    );
    assert!(all.len() > 4, "{all:?}");
    // From the last page, and from inside the row, it is the first all the same.
    for field in ["topics", "attendees"] {
        to(&mut screen, field, &cx);
        screen.update(Msg::Do(Cmd::Save), &cx);
        assert_eq!(place(&mut screen), all[0], "{field}");
    }
    // Before anything was shown, F8 first shows what is missing under the cursor.
    let mut screen = open("client", &cx);
    assert_eq!(fill(&mut screen).at, "name");
    screen.update(Msg::Do(Cmd::NextError), &cx);
    assert_eq!(fill(&mut screen).at, "name");
    screen.update(Msg::Do(Cmd::NextError), &cx);
    assert_ne!(fill(&mut screen).at, "name");
}

#[test]
fn a_word_that_fits_no_choice_stands_once_when_the_cursor_comes_back() {
    let cx = cx();
    let mut screen = open("client", &cx);
    put(&mut screen, "gender", "王五", &cx);
    let count = |screen: &FormScreen| {
        let (lines, _) = super::pictures::drawn(screen, (80, 24), &cx);
        let text = lines.join("\n");
        let line = lines.into_iter().find(|l| l.contains("性别"));
        let line = line.filter(|_| text.contains("没有“王五”这一项"));
        line.unwrap().matches("王五").count()
    };
    assert_eq!(count(&screen), 1);
    to(&mut screen, "gender", &cx);
    assert_eq!(count(&screen), 1);
}
