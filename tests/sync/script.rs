//! Histories as lists of actions, drawn by proptest and played on paper.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, RngSeed};
use sanshe::domain::merge::Outcome;
use sanshe::domain::value::Patch;

use crate::kit::{FORMS, Nth, Site, Universe, chance, gate, place, plain, value};

/// At most so many databases, clones included.
pub const SITES: usize = 7;
/// At most so many records: three to begin with, the others rows.
pub const RECORDS: u8 = 6;

#[derive(Debug, Clone)]
pub enum Action {
    /// Plain fields of a record: which (bits), and which value.
    Edit(usize, u8, u8, u8),
    /// A gate field of a record.
    Gate(usize, u8, u8),
    /// One of the heads of each open field is kept.
    Keep(usize, u8, u64),
    /// A new row of the minutes.
    Row(usize),
    /// From one to another, in pieces of channels; so many of ten are lost.
    Send(usize, usize, u64, u8),
    /// The clock is set, by so many milliseconds.
    Turn(usize, i64),
    Backup(usize),
    /// The backup takes the place of the database, as another device.
    Restore(usize),
    /// The database is copied and nobody notices: two count on as one device.
    Clone(usize),
    /// The roster that names the newcomer comes here.
    Roster(usize),
    /// A decision: which kind, about which change or root. Only real databases play it.
    Decide(usize, u8, u64),
}

#[derive(Debug, Clone)]
pub struct Script {
    pub sites: usize,
    /// Nothing is lost: whoever knows a change knows all that its author knew.
    pub whole: bool,
    pub newcomer: bool,
    pub seed: u64,
    pub actions: Vec<Action>,
}

/// What may happen in a history beside edits, loss and restored backups.
#[derive(Debug, Clone, Copy)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each trouble happens or not, independent of the others"
)]
pub struct Trouble {
    pub clones: bool,
    pub newcomers: bool,
    /// Pieces get lost, so that a database may know later changes and lack earlier
    /// ones; without it a sending brings everything.
    pub loss: bool,
    pub restores: bool,
    /// Changes are admitted and refused, and roots erased, by some who may and some who
    /// may not.
    pub decisions: bool,
}

pub const ALL: Trouble = Trouble {
    clones: true,
    newcomers: true,
    loss: true,
    restores: true,
    decisions: false,
};

pub fn scripts(trouble: Trouble, length: usize) -> impl Strategy<Value = Script> {
    let site = || 0..SITES;
    let record = || prop_oneof![4 => Just(2u8), 2 => 0..3u8, 1 => 3..RECORDS];
    let lost = if trouble.loss { 0..9u8 } else { 0..1 };
    let weight = |on: bool, n: u32| if on { n } else { 0 };
    let action = prop_oneof![
        10 => (site(), record(), 1..4u8, 0..4u8).prop_map(|(s, r, f, v)| Action::Edit(s, r, f, v)),
        4 => (site(), record(), any::<u8>()).prop_map(|(s, r, g)| Action::Gate(s, r, g)),
        2 => (site(), record(), any::<u64>()).prop_map(|(s, r, x)| Action::Keep(s, r, x)),
        2 => site().prop_map(Action::Row),
        9 => (site(), site(), any::<u64>(), lost)
            .prop_map(|(a, b, x, l)| Action::Send(a, b, x, l)),
        1 => (site(), prop_oneof![Just(-400_000_000_i64), Just(400_000_000), -5000..5000_i64])
            .prop_map(|(s, ms)| Action::Turn(s, ms)),
        weight(trouble.restores, 2) => (site(), any::<bool>())
            .prop_map(|(s, back)| if back { Action::Restore(s) } else { Action::Backup(s) }),
        weight(trouble.clones, 2) => site().prop_map(Action::Clone),
        weight(trouble.newcomers, 1) => site().prop_map(Action::Roster),
        weight(trouble.decisions, 5) => (site(), any::<u8>(), any::<u64>())
            .prop_map(|(s, kind, n)| Action::Decide(s, kind, n)),
    ];
    let actions = prop::collection::vec(action, length / 4..length);
    (2..7usize, any::<bool>(), any::<u64>(), actions).prop_map(
        move |(sites, newcomer, seed, actions)| Script {
            sites,
            whole: !trouble.loss,
            newcomer: newcomer && trouble.newcomers,
            seed,
            actions,
        },
    )
}

/// The same histories at every run. `HISTORIES=10000 cargo test --test sync` plays
/// that many of each kind; `HISTORY_SEED` others.
pub fn config(cases: u32) -> Config {
    let number = |name: &str| std::env::var(name).ok().and_then(|v| v.parse().ok());
    Config {
        cases: number("HISTORIES").map_or(cases, |n| u32::try_from(n).unwrap()),
        failure_persistence: None,
        rng_algorithm: RngAlgorithm::ChaCha,
        rng_seed: RngSeed::Fixed(number("HISTORY_SEED").unwrap_or(3)),
        max_shrink_iters: 4000,
        max_shrink_time: 30_000,
        ..Config::default()
    }
}

/// What a history has come to.
pub struct Play {
    pub universe: Universe,
    pub sites: Vec<Site>,
    pub rows: u8,
}

/// What an action did: a database wrote changes, or took some in from another.
#[derive(Default)]
pub struct Did {
    pub site: Option<usize>,
    pub from: Option<usize>,
    pub wrote: Vec<Nth>,
}

/// Whether this piece of a channel is lost on its way: runs of one to three changes
/// share their luck.
pub fn lost(seed: u64, device: u64, seq: u64, of_ten: u8) -> bool {
    let piece = seq / (1 + seed % 3);
    chance(seed, device.wrapping_mul(1009).wrapping_add(piece)) % 10 < u64::from(of_ten)
}

impl Play {
    /// The databases, with three records that most of them know.
    pub fn begin(script: &Script) -> Self {
        let mut universe = Universe::default();
        let mut sites: Vec<Site> = (0..script.sites)
            .map(|n| universe.site(u8::try_from(n).unwrap()))
            .collect();
        universe.newcomer = script.newcomer.then_some(1);
        for n in 0..3 {
            let author = &mut sites[usize::from(n) % script.sites];
            let place = place(n);
            let mut patch = Patch::from([(plain(&place.form)[0].into(), value(n))]);
            if let Some(machine) = FORMS.get(&place.form).and_then(|f| f.state.as_ref()) {
                patch.insert(machine.field.clone(), machine.start.as_str().into());
            }
            let made = universe.write(author, &place, None, patch);
            let brings = if script.whole {
                author.known.clone()
            } else {
                BTreeSet::from([made])
            };
            for (i, site) in sites.iter_mut().enumerate() {
                if !chance(script.seed, (i * 10 + made) as u64).is_multiple_of(5) {
                    for n in &brings {
                        universe.receive(site, *n);
                    }
                }
            }
        }
        Self {
            universe,
            sites,
            rows: 3,
        }
    }

    pub fn act(&mut self, action: &Action) -> Did {
        let here = self.sites.len();
        match *action {
            Action::Edit(s, r, fields, v) => self.on(s % here, r, |_, _, form| {
                let names = plain(form).into_iter().enumerate();
                let touched = names.filter(|(i, _)| fields >> i & 1 == 1);
                Some(touched.map(|(_, name)| (name.into(), value(v))).collect())
            }),
            Action::Gate(s, r, g) => self.on(s % here, r, |_, _, form| gate(form, g)),
            Action::Keep(s, r, seed) => self.on(s % here, r, |universe, site, _| {
                Some(kept(universe, site, r, seed))
            }),
            Action::Row(s) => self.row(s % here),
            Action::Send(a, b, seed, of_ten) => self.send(a % here, b % here, seed, of_ten),
            Action::Turn(s, ms) => {
                let site = &mut self.sites[s % here];
                site.now = site.now.saturating_add_signed(ms);
                Did::default()
            }
            Action::Backup(s) => {
                let site = &mut self.sites[s % here];
                site.backup = None;
                site.backup = Some(Box::new(site.clone()));
                Did::default()
            }
            Action::Restore(s) => self.restore(s % here),
            Action::Clone(s) => {
                if here < SITES {
                    self.sites.push(self.sites[s % here].clone());
                }
                Did::default()
            }
            Action::Roster(s) => {
                self.sites[s % here].roster = true;
                Did {
                    site: Some(s % here),
                    ..Did::default()
                }
            }
            Action::Decide(..) => Did::default(),
        }
    }

    fn on(
        &mut self,
        s: usize,
        record: u8,
        patch: impl FnOnce(&Universe, &Site, &str) -> Option<Patch>,
    ) -> Did {
        let site = &mut self.sites[s];
        let Some(before) = self.universe.screen(site, record) else {
            return Did::default();
        };
        let Some(patch) = patch(&self.universe, site, &before.form).filter(|p| !p.is_empty())
        else {
            return Did::default();
        };
        let place = before.place();
        let made = self.universe.write(site, &place, Some(&before), patch);
        Did {
            site: Some(s),
            wrote: vec![made],
            ..Did::default()
        }
    }

    fn row(&mut self, s: usize) -> Did {
        let site = &mut self.sites[s];
        if self.rows >= RECORDS || self.universe.screen(site, 2).is_none() {
            return Did::default();
        }
        let patch = Patch::from([
            ("text".into(), value(self.rows)),
            ("status".into(), "open".into()),
        ]);
        let made = self.universe.write(site, &place(self.rows), None, patch);
        self.rows += 1;
        Did {
            site: Some(s),
            wrote: vec![made],
            ..Did::default()
        }
    }

    fn send(&mut self, a: usize, b: usize, seed: u64, of_ten: u8) -> Did {
        let arrives = |n: &Nth| {
            let head = &self.universe.made[*n].head;
            let device = u64::from_be_bytes(head.device.0[12..].try_into().unwrap());
            let class = head.scope.class() as u64;
            !lost(seed, device * 3 + class, head.seq, of_ten)
        };
        let mut took: Vec<Nth> = self.sites[a]
            .known
            .iter()
            .copied()
            .filter(arrives)
            .collect();
        crate::kit::shuffle(&mut took, seed);
        for n in &took {
            self.universe.receive(&mut self.sites[b], *n);
        }
        Did {
            site: Some(b),
            from: Some(a),
            ..Did::default()
        }
    }

    fn restore(&mut self, s: usize) -> Did {
        let Some(old) = self.sites[s].backup.clone() else {
            return Did::default();
        };
        let device = self.universe.device(old.person);
        let site = &mut self.sites[s];
        *site = Site {
            device,
            now: site.now,
            backup: Some(old.clone()),
            ..*old
        };
        Did {
            site: Some(s),
            ..Did::default()
        }
    }

    /// Everything that still exists anywhere comes everywhere, with the rosters.
    pub fn deliver_all(&mut self) -> BTreeSet<Nth> {
        let all: BTreeSet<Nth> = self.sites.iter().flat_map(|s| s.known.clone()).collect();
        for site in &mut self.sites {
            for n in &all {
                self.universe.receive(site, *n);
            }
            site.roster = true;
        }
        all
    }

    pub fn records(&self) -> std::ops::Range<u8> {
        0..self.rows
    }
}

/// For each field without a single value, one of the values that its heads hold.
fn kept(universe: &Universe, site: &Site, record: u8, seed: u64) -> Patch {
    let fields = universe.fields(site, place(record).id);
    let open = fields
        .iter()
        .filter(|(_, field)| !matches!(field.outcome(), Outcome::One(_)));
    let keep = open.map(|(name, field)| {
        let pick = chance(seed, 0) % field.heads.len() as u64;
        let head = &field.heads[usize::try_from(pick).unwrap()];
        (name.clone(), head.value.clone().unwrap_or_default())
    });
    keep.collect()
}
