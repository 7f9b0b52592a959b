//! The functions of the form files: dates, times, emptiness. Each gives `null` for
//! a missing or unreadable argument.

use std::collections::BTreeMap;
use std::sync::Arc;

use cel::{Context, ExecutionError, Value as Cel};
use jiff::ToSpan;
use jiff::civil::Date;

use crate::domain::date::age;
use crate::domain::meeting::{Count, VoteRule};

/// The names form files may call.
pub(super) const NAMES: [&str; 7] = [
    "age",
    "minutes",
    "year",
    "empty",
    "days",
    "add_days",
    "vote_passed",
];

/// The rules of votes, by code.
pub(super) type Rules = BTreeMap<String, VoteRule>;

type Answer = Result<Cel, ExecutionError>;

/// Adds the functions to a context.
pub(super) fn register(context: &mut Context, rules: &Arc<Rules>) {
    // A name is refused only if the library already has it, which a test rules out.
    let _ = context.add_function("age", |birth: Cel, on: Cel| -> Answer {
        Ok(both(date(&birth), date(&on)).map_or(Cel::Null, |(b, o)| age(b, o).into()))
    });
    let _ = context.add_function("minutes", |start: Cel, end: Cel| -> Answer {
        Ok(both(minute(&start), minute(&end)).map_or(Cel::Null, |(s, e)| (e - s).into()))
    });
    let _ = context.add_function("year", |on: Cel| -> Answer {
        Ok(date(&on).map_or(Cel::Null, |d| i64::from(d.year()).into()))
    });
    let _ = context.add_function("empty", |value: Cel| -> Answer { Ok(empty(&value).into()) });
    let _ = context.add_function("days", |from: Cel, to: Cel| -> Answer {
        Ok(both(date(&from), date(&to)).map_or(Cel::Null, |(f, t)| {
            f.until(t)
                .map_or(Cel::Null, |span| i64::from(span.get_days()).into())
        }))
    });
    let _ = context.add_function("add_days", |from: Cel, count: i64| -> Answer {
        let moved = date(&from)
            .filter(|_| count.abs() < 40_000)
            .and_then(|d| d.checked_add(count.days()).ok());
        Ok(moved.map_or(Cel::Null, |d| d.to_string().into()))
    });
    let rules = Arc::clone(rules);
    let _ = context.add_function(
        "vote_passed",
        move |rule: Cel, eligible: Cel, present: Cel, in_favour: Cel, against: Cel| -> Answer {
            let counts = [&eligible, &present, &in_favour, &against].map(count);
            let (
                Cel::String(rule),
                [
                    Some(eligible),
                    Some(present),
                    Some(in_favour),
                    Some(against),
                ],
            ) = (&rule, counts)
            else {
                return Ok(Cel::Null);
            };
            let count = Count {
                eligible,
                present,
                in_favour,
                against,
            };
            let rule = rules.get(rule.as_str());
            Ok(rule.map_or(Cel::Null, |rule| rule.passed(&count).into()))
        },
    );
}

fn count(value: &Cel) -> Option<i64> {
    match value {
        Cel::Int(number) => Some(*number),
        _ => None,
    }
}

fn both<A, B>(a: Option<A>, b: Option<B>) -> Option<(A, B)> {
    a.zip(b)
}

fn date(value: &Cel) -> Option<Date> {
    match value {
        Cel::String(text) => text.get(..10)?.parse().ok(),
        _ => None,
    }
}

/// Minutes since midnight of `HH:MM`.
fn minute(value: &Cel) -> Option<i64> {
    let Cel::String(text) = value else {
        return None;
    };
    let (h, m) = text.split_once(':')?;
    let (h, m): (i64, i64) = (h.parse().ok()?, m.parse().ok()?);
    ((0..=24).contains(&h) && (0..60).contains(&m)).then_some(h * 60 + m)
}

fn empty(value: &Cel) -> bool {
    match value {
        Cel::Null => true,
        Cel::String(text) => text.is_empty(),
        Cel::List(items) => items.is_empty(),
        Cel::Map(map) => map.map.values().all(empty),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_registered() {
        let mut context = Context::default();
        let codes = crate::domain::codes::Codes::built_in(None).unwrap();
        let rules = codes.list(crate::domain::meeting::VOTE_RULES).unwrap();
        let rules = rules.codes.iter();
        let rules: Rules = rules
            .map(|c| (c.code.clone(), VoteRule::of(c).unwrap()))
            .collect();
        register(&mut context, &Arc::new(rules));
        for call in [
            "age('2000-01-01', '2001-01-01') == 1",
            "minutes('09:00', '24:00') == 900",
            "year('2000-01-01') == 2000",
            "empty('')",
            "days('2000-02-28', '2000-03-01') == 2",
            "add_days('2000-02-28', 1) == '2000-02-29'",
            "vote_passed('two_committees', 7, 4, 3, 1)",
            "!vote_passed('two_committees', 7, 4, 2, 1)",
            "vote_passed('no_rule', 7, 4, 2, 1) == null",
            "vote_passed('two_committees', 7, null, 2, 1) == null",
        ] {
            let value = cel::Program::compile(call).unwrap().execute(&context);
            assert_eq!(value, Ok(Cel::Bool(true)), "{call}");
        }
        assert_eq!(NAMES.len(), 7);
    }

    #[test]
    fn the_age_changes_on_the_birthday() {
        let day = |t: &str| t.parse::<Date>().unwrap();
        for (birth, on, years) in [
            ("2015-06-15", "2029-06-14", 13),
            ("2015-06-15", "2029-06-15", 14),
            ("2000-02-29", "2018-02-28", 17),
            ("2000-02-29", "2018-03-01", 18),
        ] {
            assert_eq!(age(day(birth), day(on)), years, "{birth} {on}");
        }
    }
}
