//! Rules as they are written, change by change, for comparison.

use sanshe::domain::change::Head;
use sanshe::domain::id::{Dot, hex};
use sanshe::domain::merge::{Field, FieldHead};
use sanshe::domain::record::sorted;
use sanshe::storage::{LogRow, Status, Verdict};

use crate::kit::{Nth, Universe};

/// Heads of a field and the absent dots that they name.
pub fn by_the_letter(universe: &Universe, changes: &[(Nth, bool)], field: &str) -> Field {
    let head = |n: Nth| &universe.made[n].head;
    let touching: Vec<Nth> = changes
        .iter()
        .filter(|(n, active)| *active && head(*n).fields.contains_key(field))
        .map(|(n, _)| *n)
        .collect();
    let covers = |k: Nth, j: Nth| {
        let named = head(k).fields[field].contains(&head(j).dot());
        let later = head(k).device == head(j).device && head(k).seq > head(j).seq;
        named || later
    };
    let open = |j: &Nth| !touching.iter().any(|k| covers(*k, *j));
    let mut heads: Vec<Nth> = touching.iter().copied().filter(open).collect();
    heads.sort_by_key(|n| head(*n).dot());
    let in_log = |dot: &Dot| changes.iter().any(|(n, _)| head(*n).dot() == *dot);
    let named = heads.iter().flat_map(|n| head(*n).fields[field].clone());
    Field {
        absent: sorted(named.filter(|dot| !in_log(dot))),
        heads: heads
            .iter()
            .map(|n| FieldHead {
                dot: head(*n).dot(),
                stamp: head(*n).stamp,
                value: universe.made[*n].patch.get(field).cloned(),
            })
            .collect(),
    }
}

/// How each change stands, by the paper's words (`FORMAT.md` 2.4), decision by decision.
pub fn decided_by_the_letter(rows: &[LogRow], verdict: &dyn Fn(&Head) -> Verdict) {
    let let_in = |row: &LogRow| verdict(&row.head) == Verdict::Active;
    let one_name =
        |a: &LogRow, b: &LogRow| a.head.channel() == b.head.channel() && a.head.seq == b.head.seq;
    let alone = |row: &LogRow| {
        let twin =
            |other: &&LogRow| other.hash != row.hash && one_name(other, row) && let_in(other);
        let_in(row) && !rows.iter().any(|other| twin(&other))
    };
    let is_control = |row: &LogRow| row.head.form == "control";
    let said = |row: &LogRow, field: &str| -> Option<String> {
        let value = row.patch.as_ref()?.get(field)?;
        value.text().map(str::to_owned)
    };
    // Whether a counting decision of this kind names the change.
    let named = |kind: &str, row: &LogRow| {
        !is_control(row)
            && rows.iter().any(|d| {
                is_control(d)
                    && alone(d)
                    && d.head.scope == row.head.scope
                    && said(d, kind) == Some(row.head.dot().to_string())
                    && said(d, "head") == Some(hex(&row.hash))
            })
    };
    let erased = |row: &LogRow| {
        !is_control(row)
            && rows.iter().any(|d| {
                is_control(d)
                    && alone(d)
                    && d.head.scope == row.head.scope
                    && said(d, "erase") == Some(row.head.root.to_string())
            })
    };
    for row in rows {
        let twins: Vec<&LogRow> = rows.iter().filter(|other| one_name(other, row)).collect();
        let admitted = |r: &LogRow| named("admit", r) && !named("refuse", r);
        let any = twins.iter().any(|r| admitted(r));
        let chosen = |r: &LogRow| !named("refuse", r) && if any { admitted(r) } else { let_in(r) };
        let wanted = if is_control(row) {
            match (let_in(row), alone(row)) {
                (false, _) => Status::Held,
                (true, true) => Status::Active,
                (true, false) => Status::Forked,
            }
        } else if erased(row) {
            Status::Erased
        } else if !chosen(row) {
            Status::Held
        } else if twins.iter().filter(|r| chosen(r)).count() == 1 {
            Status::Active
        } else {
            Status::Forked
        };
        let dot = row.head.dot();
        assert_eq!(row.status, wanted, "{dot} of {}", row.head.form);
        assert!(
            wanted != Status::Erased || row.body.is_none(),
            "{dot} still speaks"
        );
    }
}
