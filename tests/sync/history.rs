//! Histories with loss, wrong clocks, restored backups, clones and held changes.
//!
//! **No unseen value ever vanishes**, exactly: in every database at every moment,
//! for every field and every change J there that takes part and touches the field,
//! either J is a head of it, or some change K there takes part, touches it too, and
//! when K was written J spoke on its author's screen or had been written by that very
//! database. As K was written after J, following K leads to a head: whoever wrote it,
//! a chain of people each of whom had J or its successor before their eyes.
//!
//! One exception, where it can't be seen: two clones write different changes under
//! one dot, or one of them goes on in a channel in which the other wrote. As long as
//! a database lacks some of what was written as that device, a dot or a sequence
//! number may mean one twin while the author saw the other. Once it has all, there is
//! no exception.

use std::collections::BTreeSet;

use proptest::prelude::*;
use sanshe::domain::form::{APPROVED, VOID};
use sanshe::domain::id::{Dot, RecordId};
use sanshe::domain::merge::{self, Fields, Outcome};
use sanshe::domain::record::Record;
use sanshe::domain::value::Value;

use crate::kit::{FORMS, Nth, Site, Universe, chance, dots_by_field, place, shuffle};
use crate::letter::by_the_letter;
use crate::script::{ALL, Action, Play, Script, Trouble, config, scripts};

type Checked = Result<(), TestCaseError>;

fn touches(universe: &Universe, n: Nth, field: &str) -> bool {
    universe.made[n].head.fields.contains_key(field)
}

fn nothing_unseen_vanished(universe: &Universe, site: &Site, record: RecordId) -> Checked {
    let seen = universe.seen(site, record);
    let fields = universe.merge(&seen);
    let speak: Vec<Nth> = seen.iter().filter(|(_, a)| *a).map(|(n, _)| *n).collect();
    for &j in &speak {
        let was = &universe.made[j].head;
        for field in was.fields.keys() {
            let heads = fields
                .get(field)
                .map(merge::Field::dots)
                .unwrap_or_default();
            if heads.contains(&was.dot()) {
                continue;
            }
            let knew =
                |k: &&Nth| touches(universe, **k, field) && universe.made[**k].knew.contains(&j);
            let excused = universe.cloned(was.device) && universe.lacks(site, was.device);
            prop_assert!(
                excused || speak.iter().find(knew).is_some(),
                "{field} of change {j} ({}) vanished; heads {heads:?}",
                was.dot()
            );
        }
    }
    Ok(())
}

/// The merge says what the rules say, and its records follow from the fields.
fn by_the_rules(universe: &Universe, site: &Site, record: RecordId) -> Checked {
    let seen = universe.seen(site, record);
    let fields = universe.merge(&seen);
    for (name, field) in &fields {
        prop_assert_eq!(field, &by_the_letter(universe, &seen, name), "{}", name);
    }
    let named = seen.iter().filter(|(_, active)| *active);
    let named = named.flat_map(|(n, _)| universe.made[*n].head.fields.keys());
    let named: BTreeSet<&String> = named.collect();
    prop_assert!(named.into_iter().eq(fields.keys()));
    Ok(())
}

/// Rule 5: of the values that heads of a gate hold, the least advanced one counts.
fn least_advanced(universe: &Universe, site: &Site, n: u8) -> Checked {
    let Some(record) = universe.screen(site, n) else {
        return Ok(());
    };
    let fields = universe.fields(site, record.id);
    let values = |name: &str| -> Vec<Value> {
        let heads = fields.get(name).map(|f| f.heads.clone());
        let values = heads.unwrap_or_default().into_iter();
        values.filter_map(|h| h.value).collect()
    };
    let all_yes = |name: &str| {
        let values = values(name);
        !values.is_empty() && values.iter().all(Value::is_true)
    };
    prop_assert_eq!(record.void, all_yes(VOID));
    prop_assert_eq!(record.approved, all_yes(APPROVED));
    if let Some(machine) = FORMS.get(&record.form).and_then(|f| f.state.as_ref()) {
        let held = values(&machine.field);
        let mut order = machine.order.iter();
        let least = order.find(|state| held.contains(&state.as_str().into()));
        prop_assert_eq!(record.state.as_ref(), least);
    }
    Ok(())
}

/// A change that was just written is taken in without merging anew.
fn fast_path(universe: &Universe, site: &Site, wrote: Nth) -> Checked {
    let made = &universe.made[wrote];
    let after = universe.seen(site, made.head.record);
    let before: Vec<_> = after.iter().copied().filter(|(n, _)| *n != wrote).collect();
    let blank = || {
        let n = (0..6).find(|n| place(*n).id == made.head.record).unwrap();
        Record::blank(place(n), made.head.stamp)
    };
    let mut record = universe.record(&before).unwrap_or_else(blank);
    let form = FORMS.get(&made.head.form);
    prop_assert!(record.apply(form, &made.head, &made.patch));
    prop_assert_eq!(Some(record), universe.record(&after));
    Ok(())
}

/// The set decides, not the order: changes come one by one in some order, some of
/// them twice, by the fast path where it holds.
fn any_order(universe: &Universe, site: &Site, record: RecordId, seed: u64) -> Checked {
    let changes = universe.seen(site, record);
    let whole = universe.record(&changes);
    let mut order = changes.clone();
    shuffle(&mut order, seed);
    prop_assert_eq!(&universe.record(&order), &whole);
    let twice: Vec<_> = order.iter().chain(&changes).copied().collect();
    prop_assert_eq!(&universe.record(&twice), &whole);
    let mut came: Vec<(Nth, bool)> = Vec::new();
    let mut grown: Option<Record> = None;
    for &(n, active) in &order {
        let made = &universe.made[n];
        let named = |m: &(Nth, bool)| {
            let fields = &universe.made[m.0].head.fields;
            fields.values().any(|dots| dots.contains(&made.head.dot()))
        };
        let news = active && !came.iter().any(named);
        came.push((n, active));
        let form = FORMS.get(&made.head.form);
        let fast = news
            && grown
                .as_mut()
                .is_some_and(|record| record.apply(form, &made.head, &made.patch));
        let merged = universe.record(&came);
        if fast {
            prop_assert_eq!(&grown, &merged, "the fast path at change {}", n);
        }
        grown = merged;
    }
    prop_assert_eq!(&grown, &whole);
    Ok(())
}

/// A change that doesn't take part neither speaks nor covers: without it the heads
/// are the same; once it takes part, all is as if it always had.
fn held_is_as_absent(universe: &Universe, site: &Site, record: RecordId) -> Checked {
    let seen = universe.seen(site, record);
    let speak: Vec<_> = seen.iter().copied().filter(|(_, active)| *active).collect();
    let (with, without) = (universe.merge(&seen), universe.merge(&speak));
    prop_assert_eq!(dots_by_field(&with), dots_by_field(&without));
    for (name, field) in &with {
        prop_assert!(
            field
                .absent
                .iter()
                .all(|dot| without[name].absent.contains(dot))
        );
    }
    Ok(())
}

/// What a void or an approval did not see is listed (rule 4).
fn apart_is_listed(universe: &Universe, site: &Site, n: u8, exact: bool) -> Checked {
    let Some(record) = universe.screen(site, n) else {
        return Ok(());
    };
    let mut rows = universe.children(site, record.id);
    rows.retain(|r| FORMS.get(&r.form).is_some_and(|f| f.rows_of.is_some()));
    rows.push(record.clone());
    let heads = |r: &Record| -> Vec<Nth> {
        let heads = r.all_heads();
        let of = universe.of(r.id, &site.known).into_iter();
        of.filter(|n| heads.contains(&universe.made[*n].head.dot()))
            .collect()
    };
    let all: Vec<Nth> = rows.iter().flat_map(heads).collect();
    let listed = |n: &Nth| {
        (
            universe.made[*n].head.dot(),
            universe.made[*n].head.gates.as_slice(),
        )
    };
    let shown: Vec<(Dot, &[Dot])> = all.iter().map(listed).collect();
    for gate in heads(&record) {
        let made = &universe.made[gate];
        let dots = |field: &str| record.heads_of(field).contains(&made.head.dot());
        if !dots(VOID) && !dots(APPROVED) {
            continue;
        }
        let apart = merge::changed_apart(made.head.dot(), &made.head.rows, &shown);
        for &h in all.iter().filter(|h| **h != gate) {
            let dot = universe.made[h].head.dot();
            let saw = made.knew.contains(&h) || universe.made[h].knew.contains(&gate);
            if !saw || exact {
                prop_assert_eq!(apart.contains(&dot), !saw, "{} and the gate {}", h, gate);
            }
        }
    }
    Ok(())
}

fn check(play: &Play, s: usize) -> Checked {
    let (universe, site) = (&play.universe, &play.sites[s]);
    let clean = !universe.any_twins();
    for n in play.records() {
        let id = place(n).id;
        nothing_unseen_vanished(universe, site, id)?;
        by_the_rules(universe, site, id)?;
        held_is_as_absent(universe, site, id)?;
        least_advanced(universe, site, n)?;
        if clean {
            apart_is_listed(universe, site, n, false)?;
        }
    }
    Ok(())
}

fn all_alike(play: &Play) -> Checked {
    let shown = |site: &Site| -> Vec<Option<Record>> {
        play.records()
            .map(|n| play.universe.screen(site, n))
            .collect()
    };
    let first = shown(&play.sites[0]);
    for site in &play.sites[1..] {
        prop_assert_eq!(&first, &shown(site));
    }
    Ok(())
}

fn run(script: &Script) -> Result<(Play, BTreeSet<Nth>), TestCaseError> {
    let mut play = Play::begin(script);
    for action in &script.actions {
        let did = play.act(action);
        if let Some(s) = did.site {
            for n in did.wrote {
                fast_path(&play.universe, &play.sites[s], n)?;
            }
            check(&play, s)?;
        }
    }
    for (s, site) in play.sites.iter().enumerate() {
        for n in play.records() {
            let seed = script.seed + s as u64;
            any_order(&play.universe, site, place(n).id, seed)?;
        }
    }
    let all = play.deliver_all();
    all_alike(&play)?;
    check(&play, 0)?;
    Ok((play, all))
}

/// Settles every open field, each record in one database or another; copied ones
/// have been noticed by now.
fn settle(play: &mut Play, seed: u64) {
    for site in &mut play.sites {
        site.device = play.universe.device(site.person);
    }
    for n in play.records() {
        let s = usize::try_from(chance(seed, n.into()) % 97).unwrap();
        play.act(&Action::Keep(s, n, seed));
    }
}

fn nothing_open(play: &Play) -> Checked {
    for n in play.records() {
        if let Some(record) = play.universe.screen(&play.sites[0], n) {
            prop_assert!(record.open.is_empty(), "{:?}", record.open);
        }
    }
    Ok(())
}

fn outcome_follows_values(fields: &Fields) -> Checked {
    for field in fields.values() {
        let values: BTreeSet<String> = field
            .heads
            .iter()
            .map(|h| format!("{:?}", h.value))
            .collect();
        let one = matches!(field.outcome(), Outcome::One(_));
        prop_assert_eq!(one, values.len() == 1);
        let waits = matches!(field.outcome(), Outcome::Waiting);
        prop_assert_eq!(waits, values.len() > 1 && !field.absent.is_empty());
    }
    Ok(())
}

proptest! {
    #![proptest_config(config(800))]

    #[test]
    fn no_unseen_value_ever_vanishes(script in scripts(ALL, 80)) {
        let (mut play, _) = run(&script)?;
        for n in play.records() {
            outcome_follows_values(&play.universe.fields(&play.sites[0], place(n).id))?;
        }
        // What one person keeps is kept everywhere, and nothing is open any more.
        settle(&mut play, script.seed);
        play.deliver_all();
        all_alike(&play)?;
        nothing_open(&play)?;
        check(&play, 0)?;
    }
}

proptest! {
    #![proptest_config(config(250))]

    /// Where nothing is lost, forked or held, heads are exactly the changes that no
    /// later author had before them, and "changed apart" lists neither less nor more.
    #[test]
    fn heads_are_exactly_what_nobody_saw(script in scripts(
        Trouble { clones: false, newcomers: false, restores: false, loss: true, decisions: false }, 60
    )) {
        let (play, all) = run(&script)?;
        let universe = &play.universe;
        prop_assert_eq!(all.len(), universe.made.len());
        for n in play.records() {
            apart_is_listed(universe, &play.sites[0], n, true)?;
            let of = universe.of(place(n).id, &all);
            for (name, field) in universe.fields(&play.sites[0], place(n).id) {
                let unseen = |j: &&Nth| {
                    touches(universe, **j, &name) && !of.iter().any(|k| {
                        touches(universe, *k, &name) && universe.made[*k].knew.contains(*j)
                    })
                };
                let unseen: BTreeSet<Dot> =
                    of.iter().filter(unseen).map(|n| universe.made[*n].head.dot()).collect();
                prop_assert_eq!(unseen.into_iter().collect::<Vec<_>>(), field.dots());
                prop_assert!(field.absent.is_empty());
            }
        }
    }
}
