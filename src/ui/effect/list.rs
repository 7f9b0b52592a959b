//! One row of a list: its cells, what it says of itself below, how it presses.

use jiff::civil::Date;

use super::show::Words;
use crate::domain::date::parse_date;
use crate::domain::form::{Form, Kind, Search};
use crate::domain::record::Record;
use crate::i18n::values::label;
use crate::ops::view::View;
use crate::ui::kit::answer::{Press, Row};

/// Due within so many days is soon.
const SOON: i64 = 3;
/// So many more fields stand in the line below the list.
const ABOUT: usize = 5;
/// States in which a day to be met no longer presses.
const DONE: [&str; 6] = [
    "done",
    "cancelled",
    "closed",
    "archived",
    "not_accepted",
    "void",
];

/// The row of a record.
pub(super) fn row(words: &Words, view: &View, today: Date) -> Row {
    let record = &view.record;
    let Some(form) = words.forms.get(&record.form) else {
        return Row {
            id: record.id,
            cells: Vec::new(),
            about: String::new(),
            press: None,
        };
    };
    let mut cells: Vec<String> = form
        .list
        .iter()
        .map(|c| cell(words, form, view, c))
        .collect();
    let pressing = pressing(form, record, today);
    let press = pressing.and_then(|(field, press, days)| {
        let at = form.list.iter().position(|c| c == field)?;
        let cell = cells.get_mut(at)?;
        if let Some(days) = days {
            let n = days.to_string();
            let id = match days {
                1.. => "list-overdue",
                0 => "list-today",
                _ => "list-soon",
            };
            let n = n.trim_start_matches('-');
            *cell = format!("{cell} {}", words.say(id, &[("n", n)]));
        }
        Some((at, press))
    });
    Row {
        id: record.id,
        cells,
        about: about(words, view),
        press,
    }
}

fn cell(words: &Words, form: &Form, view: &View, column: &str) -> String {
    let show = words.show(false);
    if let Some(field) = column.strip_prefix("parent.") {
        return match (&view.parent, words.forms.above(form)) {
            (Some(parent), Some(above)) => show.cell(above, parent.get(field), field),
            _ => String::new(),
        };
    }
    let value = view.computed.get(column);
    let value = value.unwrap_or_else(|| view.record.get(column));
    match form.field(column).map(|f| &f.kind) {
        Some(Kind::Division { .. }) => words.place(value.text().unwrap_or_default()),
        _ => show.cell(form, value, column),
    }
}

/// What a record says besides its columns: running text first.
pub(super) fn about(words: &Words, view: &View) -> String {
    let record = &view.record;
    let Some(form) = words.forms.get(&record.form) else {
        return String::new();
    };
    let show = words.show(false);
    let beside = |id: &str| !form.list.iter().chain(&form.title).any(|c| c == id);
    let mut fields: Vec<_> = form
        .visible()
        .filter(|f| beside(&f.id) && !f.protected && !f.sensitive && !f.is_rows())
        .filter(|f| !record.get(&f.id).is_empty())
        .collect();
    fields.sort_by_key(|f| (f.search != Some(Search::Text), !f.indexed));
    let parts = fields.into_iter().take(ABOUT).map(|field| {
        let value = show.value(field, record.get(&field.id));
        let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
        format!("{} {value}", label(words.lang, form, &field.id))
    });
    let title = words.title(record, view.parent.as_ref());
    let parts: Vec<String> = std::iter::once(title).chain(parts).collect();
    parts.join("  ")
}

/// The field of a record that presses, how, and by how many days it is late.
fn pressing<'f>(
    form: &'f Form,
    record: &Record,
    today: Date,
) -> Option<(&'f str, Press, Option<i64>)> {
    let over = record.state.as_deref().is_some_and(|s| DONE.contains(&s));
    if over || record.void {
        return None;
    }
    let field = |id: &str| form.field(id).map(|f| f.id.as_str());
    if let Some(due) = field("due")
        && let Some(day) = record.get(due).text().and_then(|t| parse_date(t).ok())
    {
        let late = i64::from((today - day).get_days());
        return match late {
            1.. => Some((due, Press::Overdue, Some(late))),
            0 => Some((due, Press::Soon, Some(0))),
            _ if -late <= SOON => Some((due, Press::Soon, Some(late))),
            _ => None,
        };
    }
    let risk = field("risk_level")?;
    match record.get(risk).text()? {
        "imminent" | "high" => Some((risk, Press::Overdue, None)),
        "moderate" => Some((risk, Press::Soon, None)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::id::{RecordId, Scope};
    use crate::domain::record::Place;
    use crate::domain::stamp::Stamp;
    use crate::domain::value::Value;
    use crate::ui::kit::test_cx;

    fn record(form: &str, fields: &[(&str, &str)]) -> Record {
        let id = RecordId::from_bytes([7; 16]);
        let scope: Scope = "320585101201/open".parse().unwrap();
        let place = Place {
            id,
            form: form.into(),
            parent: None,
            root: id,
            scope,
        };
        let mut record = Record::blank(place, Stamp::default());
        for (field, value) in fields {
            record.fields.insert((*field).into(), Value::from(*value));
        }
        record
    }

    #[test]
    fn days_press_until_the_work_is_done() {
        let cx = test_cx();
        let form = cx.forms.get("action").unwrap();
        let at = |due: &str, state: &str| {
            let mut record = record("action", &[("due", due)]);
            record.state = Some(state.into());
            pressing(form, &record, cx.today).map(|(_, press, days)| (press, days.unwrap()))
        };
        assert_eq!(at("2026-11-20", "open"), Some((Press::Overdue, 3)));
        assert_eq!(at("2026-11-23", "doing"), Some((Press::Soon, 0)));
        assert_eq!(at("2026-11-25", "open"), Some((Press::Soon, -2)));
        assert_eq!(at("2026-12-25", "open"), None);
        assert_eq!(at("2026-11-20", "done"), None);
    }

    #[test]
    fn risk_presses_by_its_level() {
        let cx = test_cx();
        let form = cx.forms.get("F1").unwrap();
        let at = |risk: &str| {
            let record = record("F1", &[("risk_level", risk)]);
            pressing(form, &record, cx.today).map(|(_, press, _)| press)
        };
        assert_eq!(at("imminent"), Some(Press::Overdue));
        assert_eq!(at("high"), Some(Press::Overdue));
        assert_eq!(at("moderate"), Some(Press::Soon));
        assert_eq!(at("low"), None);
    }
}
