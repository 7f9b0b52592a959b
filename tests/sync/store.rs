//! The same histories through real databases: whatever came in whatever order, what
//! is shown follows from the log, and those who have the same show the same.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use sanshe::domain::value::Patch;
use tempfile::TempDir;

use crate::desk::{Desk, Parcel};
use crate::kit::{FORMS, chance, gate, place, plain, value};
use crate::script::{ALL, Action, RECORDS, SITES, Script, Trouble, config, lost, scripts};

struct Office {
    folder: TempDir,
    desks: Vec<Desk>,
    newcomer: Option<u8>,
    rows: u8,
}

impl Office {
    fn open(script: &Script) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let people = u8::try_from(script.sites).unwrap();
        let mut desks: Vec<Desk> = (0..people)
            .map(|n| Desk::new(folder.path(), n, script.seed ^ u64::from(n)))
            .collect();
        let newcomer = script.newcomer.then_some(1);
        for n in 0..3 {
            let author = &mut desks[usize::from(n) % script.sites];
            let place = place(n);
            let mut patch = Patch::from([(plain(&place.form)[0].into(), value(n))]);
            if let Some(machine) = FORMS.get(&place.form).and_then(|f| f.state.as_ref()) {
                patch.insert(machine.field.clone(), machine.start.as_str().into());
            }
            author.write(&place, None, &patch);
            let parcels = author.parcels();
            for (i, desk) in desks.iter_mut().enumerate() {
                if !chance(script.seed, i as u64 * 10 + u64::from(n)).is_multiple_of(5) {
                    desk.take(parcels.clone(), newcomer, script.seed);
                }
            }
        }
        Self {
            folder,
            desks,
            newcomer,
            rows: 3,
        }
    }

    /// Plays one action and answers at whose desk.
    fn act(&mut self, action: &Action) -> usize {
        let here = self.desks.len();
        match *action {
            Action::Edit(s, r, fields, v) => {
                self.set(s % here, r, |form| {
                    let names = plain(form).into_iter().enumerate();
                    let touched = names.filter(|(i, _)| fields >> i & 1 == 1);
                    Some(touched.map(|(_, name)| (name.into(), value(v))).collect())
                });
                s % here
            }
            Action::Gate(s, r, g) => {
                self.set(s % here, r, |form| gate(form, g));
                s % here
            }
            Action::Keep(s, r, _) => {
                self.keep(s % here, r);
                s % here
            }
            Action::Row(s) => {
                let desk = &mut self.desks[s % here];
                if self.rows < RECORDS && desk.record(2).is_some() {
                    let patch = Patch::from([
                        ("text".into(), value(self.rows)),
                        ("status".into(), "open".into()),
                    ]);
                    desk.write(&place(self.rows), None, &patch);
                    self.rows += 1;
                }
                s % here
            }
            Action::Send(a, b, seed, of_ten) => {
                let parcels = self.desks[a % here].parcels().into_iter();
                let some = parcels
                    .filter_map(|p| on_the_way(p, seed, of_ten))
                    .collect();
                self.desks[b % here].take(some, self.newcomer, seed);
                b % here
            }
            Action::Turn(s, ms) => {
                self.desks[s % here].turn(ms);
                s % here
            }
            Action::Backup(s) => {
                self.desks[s % here].back_up();
                s % here
            }
            Action::Restore(s) => {
                self.desks[s % here].restore();
                s % here
            }
            Action::Clone(s) => {
                if here < SITES {
                    let path = self.folder.path().join(format!("copy{here}.db"));
                    let copy = self.desks[s % here].copied(&path, here as u64);
                    self.desks.push(copy);
                }
                s % here
            }
            Action::Roster(s) => {
                self.desks[s % here].learn_roster(self.newcomer);
                s % here
            }
            Action::Decide(s, kind, n) => {
                self.desks[s % here].decide(kind, n, self.newcomer);
                s % here
            }
        }
    }

    fn set(&mut self, s: usize, record: u8, patch: impl FnOnce(&str) -> Option<Patch>) {
        let desk = &mut self.desks[s];
        if let Some(before) = desk.record(record)
            && let Some(patch) = patch(&before.form)
        {
            desk.write(&before.place(), Some(&before), &patch);
        }
    }

    fn keep(&mut self, s: usize, record: u8) {
        let desk = &mut self.desks[s];
        if let Some(before) = desk.record(record) {
            let open = before.open.keys();
            let patch: Patch = open.map(|f| (f.clone(), before.get(f).clone())).collect();
            desk.write(&before.place(), Some(&before), &patch);
        }
    }

    /// Everything that still exists anywhere comes everywhere, with the rosters.
    fn deliver_all(&mut self, seed: u64) -> Vec<Parcel> {
        let mut all: BTreeMap<Vec<u8>, Parcel> = BTreeMap::new();
        for desk in &mut self.desks {
            for parcel in desk.parcels() {
                let slot = all.entry(parcel.head.clone()).or_insert(parcel.clone());
                slot.body = slot.body.take().or(parcel.body);
            }
        }
        let all: Vec<Parcel> = all.into_values().collect();
        for (i, desk) in self.desks.iter_mut().enumerate() {
            let seed = chance(seed, i as u64);
            if seed.is_multiple_of(3) {
                desk.learn_roster(self.newcomer);
            }
            desk.take(all.clone(), self.newcomer, seed);
            desk.learn_roster(self.newcomer);
        }
        all
    }
}

/// What comes through: pieces of channels, and now and then a head without its body.
fn on_the_way(mut parcel: Parcel, seed: u64, of_ten: u8) -> Option<Parcel> {
    let head = parcel.read();
    let class = head.scope.class() as u64;
    if lost(
        seed,
        u64::from(head.device.0[0]) * 3 + class,
        head.seq,
        of_ten,
    ) {
        return None;
    }
    if chance(seed, head.seq + 77).is_multiple_of(12) {
        parcel.body = None;
    }
    Some(parcel)
}

fn found(desk: &mut Desk, typed: &str) -> BTreeSet<String> {
    let hits = desk.store.read(|tx| tx.search(typed, 100)).unwrap();
    hits.iter().map(|h| h.record.id.to_string()).collect()
}

fn play(script: &Script) -> Result<(), TestCaseError> {
    let mut office = Office::open(script);
    for (i, action) in script.actions.iter().enumerate() {
        let s = office.act(action);
        if chance(script.seed, i as u64).is_multiple_of(3) {
            office.desks[s].is_sound();
        }
    }
    let mut all = office.deliver_all(script.seed);
    if script
        .actions
        .iter()
        .any(|a| matches!(a, Action::Decide(..)))
    {
        // What was refused for an erasure that counts no more is asked for again.
        all = office.deliver_all(script.seed ^ 1);
    }
    let shown = |desk: &mut Desk| {
        let store = &mut desk.store;
        let (channels, scopes) = store
            .read(|tx| Ok((tx.channel_states()?, tx.scope_states()?)))
            .unwrap();
        let found = ["zsf", "lisi", "ww", "张三丰", "四"].map(|typed| found(desk, typed));
        (channels, scopes, found)
    };
    let first = shown(&mut office.desks[0]);
    for desk in &mut office.desks {
        prop_assert_eq!(&first, &shown(desk));
        desk.nothing_lost(&all);
        desk.stands_by_the_letter(office.newcomer);
        desk.is_sound();
        prop_assert_eq!(&first, &shown(desk));
    }
    Ok(())
}

proptest! {
    #![proptest_config(config(40))]

    #[test]
    fn databases_show_what_their_logs_say(script in scripts(ALL, 40)) {
        play(&script)?;
    }
}

proptest! {
    #![proptest_config(config(40))]

    /// Decisions of two coordinators who don't know of each other, of people who may not
    /// decide, and of copied devices: all end alike, and what is gone was erased.
    #[test]
    fn whatever_was_decided_all_databases_end_alike(script in scripts(
        Trouble { decisions: true, ..ALL }, 40
    )) {
        play(&script)?;
    }
}
