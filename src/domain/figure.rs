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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// The number.
    Number(u64),
    /// Between 1 and 4 people: `<5`.
    Few,
    /// Nothing, because a number beside it could be worked out.
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

/// What may be told of a number of people in need, and of its parts, whose sum it is: 1 to
/// 4 is told as [`Told::Few`]. As long as one of those could be worked out from what is
/// told beside it, the smallest number that still is told is withheld too, and the whole
/// once no part is left. Two reports of different periods or places are not compared.
#[must_use]
pub fn guarded(all: u64, parts: &[u64]) -> (Told, Vec<Told>) {
    let few = |n: u64| match n {
        1..=FEW => Told::Few,
        n => Told::Number(n),
    };
    let mut told: Vec<Told> = parts.iter().map(|n| few(*n)).collect();
    if few(all) == Told::Few {
        return (Told::Few, told);
    }
    while gives_away(all, &told) {
        let next = parts
            .iter()
            .enumerate()
            .filter(|(at, n)| **n > 0 && told.get(*at) == Some(&Told::Number(**n)));
        let next = next.min_by_key(|(_, n)| **n).map(|(at, _)| at);
        match next.and_then(|at| told.get_mut(at)) {
            Some(slot) => *slot = Told::Withheld,
            None => return (Told::Withheld, told),
        }
    }
    (Told::Number(all), told)
}

/// Whether one of the small numbers has a single value that fits the sum.
fn gives_away(all: u64, told: &[Told]) -> bool {
    let sum = |of: &dyn Fn(&Told) -> u64| told.iter().map(of).sum::<u64>();
    let small = sum(&|t| u64::from(*t == Told::Few));
    let withheld = sum(&|t| u64::from(*t == Told::Withheld));
    let rest = all.saturating_sub(sum(&|t| match t {
        Told::Number(n) => *n,
        Told::Few | Told::Withheld => 0,
    }));
    if small == 0 {
        return false;
    }
    // Whoever knows the rule knows that what is withheld is more than a few.
    let least = (small - 1) + withheld * (FEW + 1);
    let high = rest.saturating_sub(least).min(FEW);
    let low = if withheld > 0 {
        1
    } else {
        rest.saturating_sub((small - 1) * FEW).max(1)
    };
    low >= high
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::codes::Codes;
    use crate::domain::form::BUILT_IN;
    use proptest::prelude::*;

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
            (3, &[3][..], (Few, vec![Few])),
            (4, &[1, 3][..], (Few, vec![Few, Few])),
            (5, &[5][..], (Number(5), vec![Number(5)])),
            // One alone would be the whole less the others.
            (12, &[2, 10][..], (Number(12), vec![Few, Withheld])),
            (
                19,
                &[2, 7, 10][..],
                (Number(19), vec![Few, Withheld, Number(10)]),
            ),
            // 1 and 5 are all that makes 6 of one that is small and one that is not.
            (6, &[1, 5][..], (Withheld, vec![Few, Withheld])),
            (
                16,
                &[1, 5, 10][..],
                (Number(16), vec![Few, Withheld, Withheld]),
            ),
            // Two that can only be 1 and 1, or 4 and 4.
            (12, &[1, 1, 10][..], (Number(12), vec![Few, Few, Withheld])),
            (18, &[4, 4, 10][..], (Number(18), vec![Few, Few, Withheld])),
            (
                15,
                &[2, 3, 10][..],
                (Number(15), vec![Few, Few, Number(10)]),
            ),
            (16, &[6, 10][..], (Number(16), vec![Number(6), Number(10)])),
            (10, &[0, 10][..], (Number(10), vec![Number(0), Number(10)])),
        ] {
            assert_eq!(guarded(all, parts), told, "{parts:?}");
        }
    }

    /// All ways to fill in what is not told that fit what is.
    fn fitting(all: Told, told: &[Told], upto: u64) -> Vec<Vec<u64>> {
        let mut ways: Vec<Vec<u64>> = vec![vec![]];
        for one in told {
            let range = match one {
                Told::Number(n) => *n..=*n,
                Told::Few => 1..=FEW,
                Told::Withheld => FEW + 1..=upto,
            };
            ways = ways
                .iter()
                .flat_map(|way| range.clone().map(|n| [way.clone(), vec![n]].concat()))
                .collect();
        }
        ways.retain(|way| match all {
            Told::Number(n) => way.iter().sum::<u64>() == n,
            Told::Few => (1..=FEW).contains(&way.iter().sum()),
            Told::Withheld => true,
        });
        ways
    }

    proptest! {
        #[test]
        fn whoever_reads_a_report_has_two_values_to_choose_from(
            parts in proptest::collection::vec(0u64..9, 1..5)
        ) {
            let all: u64 = parts.iter().sum();
            let (whole, told) = guarded(all, &parts);
            let ways = fitting(whole, &told, 20);
            prop_assert!(ways.contains(&parts));
            if whole != Told::Few {
                for (at, one) in told.iter().enumerate().filter(|(_, t)| **t == Told::Few) {
                    let mut values: Vec<u64> = ways.iter().map(|way| way[at]).collect();
                    values.sort_unstable();
                    values.dedup();
                    prop_assert!(values.len() > 1, "{parts:?} {one:?} {values:?}");
                }
            }
            for (n, one) in parts.iter().zip(&told) {
                prop_assert!(!(1..=FEW).contains(n) || *one == Told::Few);
            }
        }
    }
}
