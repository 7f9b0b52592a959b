//! Choosing from a list by typing: words, pinyin in full, initials, codes.

use crate::domain::form::{Field, Kind};
use crate::ui::kit::Cx;
use crate::ui::widgets::matching::{self, Keys};

/// One thing that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What is kept.
    pub value: String,
    /// What is read.
    pub label: String,
    keys: Keys,
}

impl Choice {
    /// A choice that is found by its label, its value and these other names.
    #[must_use]
    pub fn new(value: &str, label: &str, names: &[&str]) -> Self {
        Self {
            value: value.to_owned(),
            label: label.to_owned(),
            keys: Keys::of(names, &[label, value]),
        }
    }
}

/// What was done in a list where several may be ticked: it says what Enter means there.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Aim {
    /// It was opened.
    #[default]
    Nothing,
    /// The cursor was taken to a line.
    Line,
    /// Something was ticked.
    Ticks,
}

impl Aim {
    /// After the cursor was moved.
    #[must_use]
    pub fn moved(self) -> Self {
        if self == Self::Ticks {
            self
        } else {
            Self::Line
        }
    }
}

/// The list under the cursor.
#[derive(Debug, Clone, Default)]
pub struct Menu {
    /// The field it belongs to.
    pub field: String,
    /// All that can be chosen; for references what the worker found.
    pub all: Vec<Choice>,
    /// What fits what was typed, best first, as indexes of `all`.
    pub found: Vec<usize>,
    /// The line under the cursor.
    pub at: usize,
    /// What a person did in it so far.
    pub aim: Aim,
}

impl Menu {
    /// A list of these.
    #[must_use]
    pub fn new(field: &str, all: Vec<Choice>) -> Self {
        let found = (0..all.len()).collect();
        Self {
            field: field.to_owned(),
            all,
            found,
            at: 0,
            aim: Aim::Nothing,
        }
    }

    /// What is under the cursor.
    #[must_use]
    pub fn choice(&self) -> Option<&Choice> {
        self.all.get(*self.found.get(self.at)?)
    }

    /// Leaves what fits the typed text: what begins so before what holds it.
    pub fn filter(&mut self, typed: &str) {
        self.found = matching::ranked(self.all.iter().map(|c| &c.keys), typed);
        self.at = 0;
    }

    /// Moves the cursor; whether there was room.
    pub fn go(&mut self, down: bool) -> bool {
        let next = if down {
            self.at + 1
        } else {
            self.at.wrapping_sub(1)
        };
        if next < self.found.len() {
            self.at = next;
            return true;
        }
        false
    }

    /// Puts the cursor on the line of this value.
    pub fn seek(&mut self, value: &str) {
        let at = |i: &usize| self.all.get(*i).is_some_and(|c| c.value == value);
        if let Some(at) = self.found.iter().position(at) {
            self.at = at;
        }
    }
}

/// All that a field offers without asking the worker.
#[must_use]
pub fn offered(field: &Field, cx: &Cx) -> Vec<Choice> {
    let chinese = cx.lang.is_chinese();
    match &field.kind {
        Kind::Code { list } | Kind::Multi { list } => {
            let codes = cx
                .reference
                .codes
                .list(list)
                .map(crate::domain::codes::CodeList::offered)
                .into_iter()
                .flatten();
            codes
                .map(|c| Choice::new(&c.code, c.label(cx.lang.tag()), &[&c.zh, &c.en]))
                .collect()
        }
        Kind::Choice { of } => of
            .iter()
            .map(|c| Choice::new(&c.code, c.label.text(chinese), &[&c.label.zh, &c.label.en]))
            .collect(),
        Kind::Grid { rows, cols } => {
            let cell = |r: &crate::domain::form::Choice, c: &crate::domain::form::Choice| {
                let space = if chinese { "" } else { " " };
                let value = format!("{}_{}", r.code, c.code);
                let label = format!("{}{space}{}", r.label.text(chinese), c.label.text(chinese));
                Choice::new(&value, &label, &[&label])
            };
            rows.iter()
                .flat_map(|r| cols.iter().map(move |c| cell(r, c)))
                .collect()
        }
        Kind::Division { digits } => places(digits, cx),
        _ => Vec::new(),
    }
}

/// Places of these lengths, those near the place of work first.
fn places(digits: &[usize], cx: &Cx) -> Vec<Choice> {
    let near = |code: &str| {
        let mine = cx.me.place.chars().zip(code.chars());
        std::cmp::Reverse(mine.take_while(|(a, b)| a == b).count())
    };
    let mut known: Vec<_> = cx
        .reference
        .places
        .under("")
        .filter(|p| digits.contains(&p.code.len()))
        .collect();
    known.sort_by_key(|p| (near(&p.code), p.code.clone()));
    known
        .into_iter()
        .map(|p| {
            let full = cx
                .reference
                .places
                .full_name(&p.code)
                .unwrap_or_else(|| p.name.clone());
            Choice::new(&p.code, &full, &[&p.name])
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn menu() -> Menu {
        let of = [
            ("care", "照料"),
            ("money", "经济"),
            ("elder_care", "养老照料"),
        ];
        Menu::new(
            "x",
            of.iter().map(|(v, l)| Choice::new(v, l, &[l])).collect(),
        )
    }

    #[test]
    fn choices_are_found_by_word_pinyin_initials_and_code() {
        for (typed, want) in [
            ("jj", vec!["money"]),
            ("jingji", vec!["money"]),
            ("经", vec!["money"]),
            ("zl", vec!["care", "elder_care"]),
            ("zhaol", vec!["care", "elder_care"]),
            ("elder", vec!["elder_care"]),
            ("", vec!["care", "money", "elder_care"]),
            ("qq", vec![]),
            // Letters from the middle of a syllable are no word.
            ("ao", vec![]),
            ("老zl", vec![]),
        ] {
            let mut menu = menu();
            menu.filter(typed);
            let found: Vec<&str> = menu
                .found
                .iter()
                .map(|i| menu.all[*i].value.as_str())
                .collect();
            assert_eq!(found, want, "{typed}");
        }
    }

    #[test]
    fn the_cursor_stays_on_the_list() {
        let mut menu = menu();
        assert!(!menu.go(false));
        assert!(menu.go(true) && menu.go(true));
        assert!(!menu.go(true));
        assert_eq!(menu.choice().unwrap().value, "elder_care");
        menu.seek("money");
        assert_eq!(menu.at, 1);
    }
}
