//! Which records count for a figure, and how many they are.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;

use super::Period;
use crate::domain::date::parse_date;
use crate::domain::fault::{Fault, Result};
use crate::domain::figure::{Figure, Line, Measure, States, Told, guarded};
use crate::domain::form::{Expr, Facts, Form, Forms, Kind, VOID, computed, no_rows};
use crate::domain::id::RecordId;
use crate::domain::meeting::rhythm::{Round, rounds};
use crate::domain::record::Record;
use crate::domain::value::{Patch, Value};
use crate::ops::finding::findings_in;
use crate::storage::{Status, Tx};
use crate::sync::words::prefix_of;

/// What stands above a record, as far as its figures need it.
struct Above {
    /// Whether one of the records above is void or not here: then it counts nowhere.
    counts: bool,
    /// Whether it is not known if it counts, or where: its form is not known here, or it
    /// has no single value for that.
    unsure: bool,
    /// Whether the record above has any field without a single value.
    open: bool,
    /// The division code of the root.
    place: String,
    fields: Patch,
}

/// What is asked once for all figures.
pub(super) struct Gather<'a, 's> {
    tx: &'a Tx<'s>,
    forms: &'a Forms,
    period: &'a Period,
    today: Date,
    broken: BTreeSet<RecordId>,
    /// Records that have a field without a single value, void ones not.
    open: Vec<Record>,
    /// Records that were left out of some figure.
    pub left_out: BTreeSet<RecordId>,
    above: BTreeMap<RecordId, Arc<Above>>,
}

impl<'a, 's> Gather<'a, 's> {
    pub(super) fn new(
        tx: &'a Tx<'s>,
        forms: &'a Forms,
        period: &'a Period,
        today: Date,
    ) -> Result<Self> {
        let broken = findings_in(tx)?.into_iter().flat_map(|f| f.records);
        let mut open = tx.unsettled()?;
        open.retain(|record| !record.void && !record.open.is_empty());
        Ok(Self {
            tx,
            forms,
            period,
            today,
            broken: broken.collect(),
            open,
            left_out: BTreeSet::new(),
            above: BTreeMap::new(),
        })
    }

    /// The lines of one figure: the whole, the parts that may be told, and whether some
    /// are not.
    pub(super) fn lines(&mut self, figure: &Figure) -> Result<Vec<Line>> {
        let mut parts: BTreeMap<String, u64> = BTreeMap::new();
        let all = if figure.measure == Measure::Missed {
            self.missed(figure)?
        } else {
            self.counted(figure, &mut parts)?
        };
        let values: Vec<u64> = parts.values().copied().collect();
        let (told, told_parts) = if figure.sensitive {
            guarded(all, &values)
        } else {
            let told = values.iter().map(|n| Told::Number(*n));
            (Told::Number(all), told.collect())
        };
        let list = figure
            .by
            .as_ref()
            .and_then(|by| list_of(self.forms, figure, by));
        let list = list.unwrap_or_default();
        let mut lines = vec![Line {
            indicator: figure.id.clone(),
            part: None,
            told,
        }];
        // Which ones are left out is not said: a code that stands here is not none.
        let left_out =
            (values.iter().zip(&told_parts)).any(|(n, told)| *n > 0 && *told == Told::Withheld);
        let told_parts = parts.into_keys().zip(told_parts);
        let named = told_parts.filter(|(code, t)| !code.is_empty() && *t != Told::Withheld);
        lines.extend(named.map(|(code, told)| Line {
            indicator: figure.id.clone(),
            part: Some((list.clone(), code)),
            told,
        }));
        if left_out {
            lines.push(Line {
                indicator: figure.id.clone(),
                part: None,
                told: Told::Withheld,
            });
        }
        Ok(lines)
    }

    fn counted(&mut self, figure: &Figure, parts: &mut BTreeMap<String, u64>) -> Result<u64> {
        let forms = self.forms;
        let form = forms.need(&figure.form)?;
        let mut above: BTreeSet<RecordId> = BTreeSet::new();
        let mut sum = 0;
        self.each(figure, |it, record| {
            let up = it.above(form, &record)?;
            if it.is_unsettled(figure, form, &record, &up) {
                it.left_out.insert(record.id);
                return Ok(());
            }
            if !up.counts || !it.is_inside(&up.place) || !it.holds(figure, form, &record, &up)? {
                return Ok(());
            }
            if it.broken.contains(&record.id) {
                it.left_out.insert(record.id);
                return Ok(());
            }
            let n = match &figure.measure {
                Measure::Records | Measure::Missed => 1,
                Measure::Above => u64::from(record.parent.is_some_and(|p| above.insert(p))),
                Measure::Sum(field) => it.number(form, &record, &up, field),
            };
            sum += n;
            if let Some(by) = &figure.by {
                // What has none is a part as well, and not told by name.
                let part = record.get(by).text().unwrap_or_default();
                *parts.entry(part.to_owned()).or_default() += n;
            }
            Ok(())
        })?;
        self.dated_elsewhere(figure, form)?;
        Ok(sum)
    }

    /// Leaves out what a figure would count or not depending on a value that is not
    /// settled. What is surely outside the place is not a matter of this report.
    fn is_unsettled(&self, figure: &Figure, form: &Form, record: &Record, up: &Above) -> bool {
        let place = record.scope.place();
        if !(self.is_inside(&up.place) || up.unsure && self.is_inside(place)) {
            return false;
        }
        let open = |field: &str| record.open.contains_key(field);
        let state = form.state.as_ref().map(|machine| machine.field.as_str());
        let by_state = figure.states != States::All && state.is_some_and(open);
        let asked = |expr: &Expr| {
            record.open.keys().any(|field| expr.asks_for(field))
                || up.open && expr.asks_for("parent")
        };
        let counted = match &figure.measure {
            Measure::Sum(field) => {
                let computed = form.field(field).and_then(|f| f.computed.as_ref());
                open(field) || computed.is_some_and(asked)
            }
            Measure::Records | Measure::Above | Measure::Missed => false,
        };
        up.unsure
            || open(VOID)
            || open(&figure.date)
            || by_state
            || figure.by.as_deref().is_some_and(open)
            || figure.that.as_ref().is_some_and(asked)
            || counted
    }

    /// Leaves out records whose date lies elsewhere as it is shown now, but in the period
    /// as somebody else wrote it.
    fn dated_elsewhere(&mut self, figure: &Figure, form: &Form) -> Result<()> {
        let (from, to) = (self.period.from.to_string(), self.period.to.to_string());
        let of = |r: &&Record| r.form == form.id && r.open.contains_key(&figure.date);
        let open: Vec<Record> = self.open.iter().filter(of).cloned().collect();
        for record in open {
            let up = self.above(form, &record)?;
            let heads = record.heads_of(&figure.date);
            let changes = self.tx.changes_of(record.id)?;
            let mut sides = changes.iter().filter(|c| heads.contains(&c.head.dot()));
            let inside = sides.any(|change| {
                let said = change.says(&figure.date);
                let said = said.as_ref().and_then(Value::text);
                said.is_some_and(|day| (figure.until || day >= from.as_str()) && day < to.as_str())
            });
            if inside && up.counts && self.is_inside(&up.place) {
                self.left_out.insert(record.id);
            }
        }
        Ok(())
    }

    /// Every record whose date lies in the period.
    fn each(
        &mut self,
        figure: &Figure,
        mut each: impl FnMut(&mut Self, Record) -> Result<()>,
    ) -> Result<()> {
        let (from, to) = (self.period.from.to_string(), self.period.to.to_string());
        let from = if figure.until { "" } else { &from };
        let tx = self.tx;
        tx.each_dated(&figure.form, (&figure.date, from, &to), |record| {
            each(self, record)
        })
    }

    fn is_inside(&self, place: &str) -> bool {
        place.starts_with(prefix_of(&self.period.place))
    }

    /// What stands above a record, read once for all that hang there.
    fn above(&mut self, form: &Form, record: &Record) -> Result<Arc<Above>> {
        let place = |form: Option<&Form>, record: &Record| {
            let field = form.and_then(|f| f.place.as_ref());
            let text = field.and_then(|f| record.get(f).text());
            text.unwrap_or_else(|| record.scope.place()).to_owned()
        };
        let Some(parent) = record.parent else {
            let field = form.place.as_ref();
            return Ok(Arc::new(Above {
                counts: true,
                unsure: field.is_some_and(|f| record.open.contains_key(f)),
                open: false,
                place: place(Some(form), record),
                fields: Patch::new(),
            }));
        };
        if let Some(known) = self.above.get(&parent) {
            return Ok(Arc::clone(known));
        }
        let found = self.tx.record(parent)?.filter(|p| p.scope == record.scope);
        let above = match found {
            None => Above {
                counts: false,
                unsure: false,
                open: false,
                place: String::new(),
                fields: Patch::new(),
            },
            Some(up) => {
                let forms = self.forms;
                let further = match forms.get(&up.form) {
                    Some(form) => self.above(form, &up)?,
                    None => Arc::new(Above {
                        counts: false,
                        unsure: true,
                        open: false,
                        place: place(None, &up),
                        fields: Patch::new(),
                    }),
                };
                Above {
                    counts: !up.void && further.counts,
                    unsure: !up.void && (further.unsure || up.open.contains_key(VOID)),
                    open: !up.open.is_empty(),
                    place: further.place.clone(),
                    fields: up.fields,
                }
            }
        };
        let above = Arc::new(above);
        self.above.insert(parent, Arc::clone(&above));
        Ok(above)
    }

    fn holds(&self, figure: &Figure, form: &Form, record: &Record, up: &Above) -> Result<bool> {
        let has = |states: &[String]| {
            let state = record.state.as_ref();
            state.is_some_and(|s| states.contains(s))
        };
        let stands = match &figure.states {
            States::All => true,
            States::Now(states) => has(states),
            States::Ever(states) => has(states) || self.was_ever(form, record, states)?,
        };
        let Some(that) = figure.that.as_ref().filter(|_| stands) else {
            return Ok(stands);
        };
        let holds = |facts: &Facts| that.holds(&facts.vars()) == Some(true);
        Ok(self.of(form, record, up, holds))
    }

    /// What an expression of the form says of a record.
    fn of<T>(&self, form: &Form, record: &Record, up: &Above, ask: impl Fn(&Facts) -> T) -> T {
        let (rows, today) = (no_rows(), self.today.to_string());
        ask(&Facts {
            forms: self.forms,
            form,
            values: &record.fields,
            rows: &rows,
            parent: Some(&up.fields),
            today: &today,
        })
    }

    /// The number in a field, computed ones too.
    fn number(&self, form: &Form, record: &Record, up: &Above, field: &str) -> u64 {
        let value = if form.field(field).is_some_and(|f| f.computed.is_some()) {
            let all = self.of(form, record, up, computed);
            all.get(field).cloned().unwrap_or_default()
        } else {
            record.get(field).clone()
        };
        let number = value.int().and_then(|n| u64::try_from(n).ok());
        number.unwrap_or(0)
    }

    /// Whether a record was once in one of these states, as its changes say.
    fn was_ever(&self, form: &Form, record: &Record, states: &[String]) -> Result<bool> {
        let Some(machine) = &form.state else {
            return Ok(false);
        };
        let changes = self.tx.changes_of(record.id)?;
        let mut active = changes.iter().filter(|c| c.status == Status::Active);
        Ok(active.any(|change| {
            let said = change.says(&machine.field);
            let said = said.as_ref().and_then(Value::text);
            said.is_some_and(|s| states.iter().any(|state| state == s))
        }))
    }

    /// The regular meetings whose days ended in the period, and before today, without
    /// minutes. A place holds them from the first one on that it wrote down.
    fn missed(&mut self, figure: &Figure) -> Result<u64> {
        let forms = self.forms;
        let form = forms.need(&figure.form)?;
        let mut held: BTreeMap<String, BTreeSet<Date>> = BTreeMap::new();
        self.each(figure, |it, record| {
            let up = it.above(form, &record)?;
            if it.is_unsettled(figure, form, &record, &up) {
                it.left_out.insert(record.id);
                return Ok(());
            }
            let place = up.place.clone();
            let day = record.get(&figure.date).text().map(parse_date).transpose();
            if let (Some(day), true) = (day.map_err(Fault::from)?, it.is_inside(&place)) {
                let round = Round::of(&place, day);
                if record.get("kind").text() == Some(round.kind) {
                    held.entry(place).or_default().insert(round.from);
                }
            }
            Ok(())
        })?;
        let end = self.period.to.min(self.today);
        let mut missed = 0;
        for (place, held) in &held {
            let first = held.first().copied().unwrap_or(end);
            let due = rounds(place, first, end).filter(|r| r.to >= self.period.from);
            missed += due.filter(|r| !held.contains(&r.from)).count() as u64;
        }
        Ok(missed)
    }
}

/// The code list of a field.
fn list_of(forms: &Forms, figure: &Figure, field: &str) -> Option<String> {
    match &forms.get(&figure.form)?.field(field)?.kind {
        Kind::Code { list } => Some(list.clone()),
        _ => None,
    }
}
