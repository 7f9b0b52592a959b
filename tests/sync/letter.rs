//! Rules 1 to 3 as they are written, change by change, for comparison.

use sanshe::domain::id::Dot;
use sanshe::domain::merge::{Field, FieldHead};
use sanshe::domain::record::sorted;

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
