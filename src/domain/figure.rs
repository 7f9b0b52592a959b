//! The figures of a report: which records count, as `config/figures.toml` says, and how
//! much of a figure about people in need may be told.

use serde::Deserialize;
use toml::Spanned;

use super::fault::{Fault, Result};
use super::form::{Expr, Form, Forms};
use super::id::Class;
use super::toml_text::{Text, parse};

/// The code list of the figures' names.
pub const INDICATORS: &str = "enum.indicator";
/// The greatest number of people that is told as "fewer than five".
const FEW: u64 = 4;

/// What is counted of the records that count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Measure {
    /// The records.
    Records,
    /// The different records that they hang on: people, each once.
    Above,
    /// Regular meetings that were due and have no minutes.
    Missed,
    /// The numbers of this field, added up.
    Sum(String),
}

/// Which states a record must have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum States {
    /// Any.
    All,
    /// One of these, as it stands now.
    Now(Vec<String>),
    /// One of these, now or at some time before.
    Ever(Vec<String>),
}

/// One figure and the exact rule of what counts for it.
#[derive(Debug, Clone)]
pub struct Figure {
    /// Its name, a code of [`INDICATORS`].
    pub id: String,
    /// The form of the records.
    pub form: String,
    /// The date that decides.
    pub date: String,
    /// Whether the date may lie before the period too: what stands at its end.
    pub until: bool,
    /// The states.
    pub states: States,
    /// What else has to hold.
    pub that: Option<Expr>,
    /// What is counted.
    pub measure: Measure,
    /// A field by whose codes it is told apart too.
    pub by: Option<String>,
    /// Whether it is about people in need: small numbers are not told.
    pub sensitive: bool,
}

/// How much of a figure is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Told {
    /// The number.
    Number(u64),
    /// Between 1 and 4 people: `<5`.
    Few,
    /// Nothing, because it is small or a small one beside it could be worked out. As a line
    /// of a report: that such parts were left out, not which nor how many.
    Withheld,
}

/// One line of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Which figure, a code of [`INDICATORS`].
    pub indicator: String,
    /// Of which: the list, and the code of it.
    pub part: Option<(String, String)>,
    /// What is told of it.
    pub told: Told,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    figure: Vec<Spanned<Entry>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    id: String,
    form: String,
    on: Option<String>,
    until: Option<String>,
    #[serde(default)]
    states: Vec<String>,
    #[serde(default)]
    ever: Vec<String>,
    that: Option<String>,
    count: Option<String>,
    by: Option<String>,
}

/// The figures of the program, in their order.
pub fn built_in(forms: &Forms) -> Result<Vec<Figure>> {
    let text = include_str!("../../config/figures.toml");
    let file = "figures.toml";
    read(Text { file, text }, forms)
}

/// Reads a file of figures. What names a form, field or state that is not there is
/// `E_CODES_FILE` with its line, `reason` `unknown_list`, and `detail`.
pub fn read(text: Text<'_>, forms: &Forms) -> Result<Vec<Figure>> {
    let file: File = parse(text)?;
    let figure = |entry: Spanned<Entry>| {
        let at = entry.span().start;
        let bad = |what: &str| text.fault(at, "unknown_list", what);
        resolve(entry.into_inner(), forms, &bad)
    };
    file.figure.into_iter().map(figure).collect()
}

fn resolve(entry: Entry, forms: &Forms, bad: &dyn Fn(&str) -> Fault) -> Result<Figure> {
    let form = forms.get(&entry.form).ok_or_else(|| bad(&entry.form))?;
    let need = |field: &str| match form.field(field) {
        Some(_) => Ok(field.to_owned()),
        None => Err(bad(field)),
    };
    let (date, until) = match (&entry.on, &entry.until) {
        (Some(date), None) => (date, false),
        (None, Some(date)) => (date, true),
        _ => return Err(bad("on, until")),
    };
    if form.field(date).is_none_or(|f| !f.indexed) {
        return Err(bad(date));
    }
    let measure = match entry.count.as_deref() {
        None | Some("records") => Measure::Records,
        Some("above") if forms.above(form).is_some() => Measure::Above,
        Some("missed") => Measure::Missed,
        Some(field) => Measure::Sum(need(field)?),
    };
    let order = form.state.as_ref().map_or(&[][..], |m| &m.order);
    let named = entry.states.iter().chain(&entry.ever);
    if let Some(state) = named.into_iter().find(|s| !order.contains(s)) {
        return Err(bad(state));
    }
    let known = |name: &str| form.field(name).is_some() || ["parent", "rows"].contains(&name);
    let that = entry
        .that
        .as_deref()
        .map(|text| Expr::compile(text, &known));
    Ok(Figure {
        date: date.clone(),
        until,
        states: match (entry.states.is_empty(), entry.ever.is_empty()) {
            (true, true) => States::All,
            (false, true) => States::Now(entry.states),
            (true, false) => States::Ever(entry.ever),
            (false, false) => return Err(bad("states, ever")),
        },
        that: that.transpose().map_err(Fault::from)?,
        measure,
        by: entry.by.as_deref().map(need).transpose()?,
        sensitive: is_sensitive(form),
        id: entry.id,
        form: entry.form,
    })
}

/// Whoever stands in a case file is a person in need, whatever is counted of them.
fn is_sensitive(form: &Form) -> bool {
    form.class == Class::Case
}

/// What may be told of a number of people in need, and of its parts, whose sum it is. A
/// whole of 1 to 4 is [`Told::Few`] and has no parts. A part that is small or none is
/// [`Told::Withheld`]: which ones are small is never told. Where the small ones together
/// are few, or are all of the greatest size that is small, the smallest part that is told
/// is withheld as well, and whatever is as great as it.
///
/// So nobody can work out a small part, knowing all this: where a part stands does not
/// matter to what is told, hence any two that are withheld could be the other way round.
/// Only if all were equal would that say nothing; then they are all small. If they are less
/// than 4, one less here and one more there tells the same; if they are 4, nothing greater
/// is told, and what they make together could as well be a small one and a great one. Two
/// reports of different periods or places are not compared: see `W_REPORT_OVERLAP`.
#[must_use]
pub fn guarded(all: u64, parts: &[u64]) -> (Told, Vec<Told>) {
    if is_small(all) {
        return (Told::Few, vec![Told::Withheld; parts.len()]);
    }
    let small = || parts.iter().copied().filter(|n| is_small(*n));
    let bare = small().sum::<u64>() <= FEW || small().all(|n| n == FEW);
    let least = parts.iter().copied().filter(|n| *n > FEW).min();
    let beside = least.filter(|_| bare && small().next().is_some());
    let told = parts.iter().map(|n| match *n {
        n if n <= FEW || Some(n) == beside => Told::Withheld,
        n => Told::Number(n),
    });
    (Told::Number(all), told.collect())
}

fn is_small(n: u64) -> bool {
    (1..=FEW).contains(&n)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::codes::Codes;
    use crate::domain::form::BUILT_IN;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn forms() -> Forms {
        Forms::read(BUILT_IN).unwrap()
    }

    #[test]
    fn every_figure_has_a_name_and_every_name_a_figure() {
        let figures = built_in(&forms()).unwrap();
        let ids: Vec<&str> = figures.iter().map(|f| f.id.as_str()).collect();
        let codes = Codes::built_in(None).unwrap();
        let list = codes.list(INDICATORS).unwrap();
        let named: Vec<&str> = list.codes.iter().map(|c| c.code.as_str()).collect();
        assert_eq!(ids, named);
        for figure in &figures {
            assert_eq!(figure.sensitive, figure.id.starts_with("cases_"));
        }
    }

    #[test]
    fn a_figure_names_what_is_there() {
        let forms = forms();
        for (text, detail) in [
            ("form = 'F9'\non = 'date'", "F9"),
            ("form = 'F1'\non = 'date'", "date"),
            ("form = 'F1'\non = 'place'", "place"),
            ("form = 'F1'", "on, until"),
            (
                "form = 'F1'\non = 'intake_date'\nuntil = 'intake_date'",
                "on, until",
            ),
            ("form = 'F1'\non = 'intake_date'\nstates = ['done']", "done"),
            ("form = 'F1'\non = 'intake_date'\ncount = 'hours'", "hours"),
            ("form = 'F1'\non = 'intake_date'\nby = 'kind'", "kind"),
        ] {
            let text = format!("[[figure]]\nid = 'x'\n{text}\n");
            let file = "x.toml";
            let fault = read(Text { file, text: &text }, &forms).unwrap_err();
            assert_eq!(fault.code(), "E_CODES_FILE");
            assert_eq!(fault.notes[0].args[3].1, detail, "{text}");
        }
        let text = "[[figure]]\nid = 'x'\nform = 'F1'\non = 'intake_date'\nthat = 'dog > 1'\n";
        let file = "x.toml";
        let fault = read(Text { file, text }, &forms).unwrap_err();
        assert_eq!(fault.code(), "E_FORM_EXPR_NAME");
    }

    #[test]
    fn small_numbers_are_not_told_nor_worked_out() {
        use Told::{Few, Number, Withheld};
        for (all, parts, told) in [
            (0, &[][..], (Number(0), vec![])),
            (3, &[3][..], (Few, vec![Withheld])),
            (4, &[1, 1, 1, 1][..], (Few, vec![Withheld; 4])),
            (5, &[5][..], (Number(5), vec![Number(5)])),
            // None is not told either: what is not there would be small.
            (10, &[0, 10][..], (Number(10), vec![Withheld, Number(10)])),
            (16, &[6, 10][..], (Number(16), vec![Number(6), Number(10)])),
            // 2 would be the whole less the others.
            (12, &[2, 10][..], (Number(12), vec![Withheld, Withheld])),
            (
                19,
                &[2, 7, 10][..],
                (Number(19), vec![Withheld, Withheld, Number(10)]),
            ),
            // Of two that are equal, which one is withheld would depend on where they stand.
            (24, &[4, 10, 10][..], (Number(24), vec![Withheld; 3])),
            (12, &[1, 1, 10][..], (Number(12), vec![Withheld; 3])),
            // 8 of two parts that are small is 4 and 4.
            (13, &[5, 4, 4][..], (Number(13), vec![Withheld; 3])),
            (
                15,
                &[2, 3, 10][..],
                (Number(15), vec![Withheld, Withheld, Number(10)]),
            ),
        ] {
            assert_eq!(guarded(all, parts), told, "{parts:?}");
        }
    }

    /// Of all that look the same to a reader, what each part is in all of them: `None` if
    /// it has more than one value.
    type Seen = BTreeMap<(Told, Vec<Told>), Vec<Option<u64>>>;

    fn see(seen: &mut Seen, parts: &[u64]) {
        let told = guarded(parts.iter().sum(), parts);
        let known = seen
            .entry(told)
            .or_insert_with(|| parts.iter().copied().map(Some).collect());
        for (known, n) in known.iter_mut().zip(parts) {
            *known = known.filter(|k| k == n);
        }
    }

    /// Every list of so many codes with values of these; then what is worked out of it.
    fn worked_out(codes: usize, values: &[u64], filled: usize) -> Seen {
        let mut seen = Seen::new();
        let mut lists: Vec<Vec<u64>> = vec![vec![0; codes]];
        for _ in 0..filled {
            let more = lists.iter().flat_map(|list| {
                let from = list.iter().rposition(|n| *n > 0).map_or(0, |at| at + 1);
                (from..codes).flat_map(move |at| {
                    values.iter().map(move |n| {
                        let mut list = list.clone();
                        list[at] = *n;
                        list
                    })
                })
            });
            let more: Vec<Vec<u64>> = more.collect();
            for list in &lists {
                see(&mut seen, list);
            }
            lists = more;
        }
        for list in &lists {
            see(&mut seen, list);
        }
        seen
    }

    /// A reader who knows the rule and every code tries all lists that give this report.
    #[test]
    fn whoever_tries_all_that_fits_works_out_no_small_part() {
        let upto = |n: u64| (1..=n).collect::<Vec<u64>>();
        let far = [1, 2, 3, 4, 5, 6, 99, 100, 101];
        for (codes, values, filled) in [
            (1, upto(12), 1),
            (2, upto(40), 2),
            (3, upto(12), 3),
            (4, upto(12), 4),
            (30, upto(12), 2),
            (6, upto(12), 4),
            (6, far.to_vec(), 4),
            (6, vec![1, 2, 3, 4, 5, 20], 6),
        ] {
            for ((all, told), known) in worked_out(codes, &values, filled) {
                for (at, n) in known.iter().enumerate() {
                    let small = n.is_some_and(is_small);
                    assert!(!small, "{codes}: {all:?} {told:?}: part {at} is {n:?}");
                }
            }
        }
    }

    proptest! {
        /// What is told does not depend on where a part stands, and is true.
        #[test]
        fn two_that_are_withheld_could_be_the_other_way_round(
            parts in proptest::collection::vec(0u64..13, 1..30),
            one in 0usize..30,
            other in 0usize..30,
        ) {
            let all: u64 = parts.iter().sum();
            let (whole, told) = guarded(all, &parts);
            for (n, told) in parts.iter().zip(&told) {
                prop_assert!(*told == Told::Withheld || *told == Told::Number(*n) && *n > FEW);
            }
            let (one, other) = (one % parts.len(), other % parts.len());
            if told[one] == Told::Withheld && told[other] == Told::Withheld {
                let mut turned = parts.clone();
                turned.swap(one, other);
                prop_assert_eq!(guarded(all, &turned), (whole, told));
            }
        }

        /// Neither are all small ones together few, where a whole is told.
        #[test]
        fn what_is_left_over_is_not_few(parts in proptest::collection::vec(0u64..13, 1..30)) {
            let (whole, told) = guarded(parts.iter().sum(), &parts);
            let number = |t: &Told| match t {
                Told::Number(n) => *n,
                Told::Few | Told::Withheld => 0,
            };
            let rest = number(&whole).saturating_sub(told.iter().map(number).sum());
            prop_assert!(!is_small(rest));
        }
    }
}
