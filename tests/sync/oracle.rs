//! The same histories, holes filled, against a public CRDT: each field is a key of a
//! map, each database a document, each incarnation an actor. What a change is called
//! stands as its value, so that conflict sets are compared change by change.
//!
//! An actor there has always seen its own earlier operations, as a device here; forks
//! and held changes have no counterpart and are left out.

use std::collections::BTreeSet;

use automerge::transaction::Transactable;
use automerge::{ActorId, AutoCommit, ROOT, ReadDoc};
use proptest::prelude::*;
use sanshe::domain::id::Dot;

use crate::kit::{Nth, Universe, place};
use crate::script::{Action, Play, Trouble, config, scripts};

struct Docs {
    docs: Vec<AutoCommit>,
    backups: Vec<Option<AutoCommit>>,
}

fn key(universe: &Universe, n: Nth, field: &str) -> String {
    format!("{}/{field}", universe.made[n].head.record)
}

impl Docs {
    fn of(play: &Play) -> Self {
        let mut docs = Self {
            docs: play.sites.iter().map(|_| AutoCommit::new()).collect(),
            backups: play.sites.iter().map(|_| None).collect(),
        };
        for n in 0..play.universe.made.len() {
            let author = play.universe.made[n].person.into();
            docs.put(play, author, n);
            for (s, site) in play.sites.iter().enumerate() {
                if s != author && site.known.contains(&n) {
                    docs.merge(author, s);
                }
            }
        }
        docs
    }

    fn put(&mut self, play: &Play, site: usize, n: Nth) {
        let made = &play.universe.made[n];
        let doc = &mut self.docs[site];
        doc.set_actor(ActorId::from(&made.head.device.0[..]));
        for field in made.head.fields.keys() {
            let name = key(&play.universe, n, field);
            doc.put(ROOT, name, i64::try_from(n).unwrap()).unwrap();
        }
        doc.commit();
    }

    fn merge(&mut self, from: usize, to: usize) {
        let mut other = self.docs[from].fork();
        self.docs[to].merge(&mut other).unwrap();
    }

    fn heads(&self, play: &Play, site: usize, record: u8, field: &str) -> BTreeSet<Dot> {
        let name = format!("{}/{field}", place(record).id);
        let all = self.docs[site].get_all(ROOT, name).unwrap();
        let change =
            |value: &automerge::Value| -> Nth { value.to_i64().unwrap().try_into().unwrap() };
        all.iter()
            .map(|(value, _)| play.universe.made[change(value)].head.dot())
            .collect()
    }

    fn agree(&self, play: &Play, s: usize) -> Result<usize, TestCaseError> {
        let mut conflicts = 0;
        for n in play.records() {
            for (name, field) in play.universe.fields(&play.sites[s], place(n).id) {
                let ours: BTreeSet<Dot> = field.dots().into_iter().collect();
                prop_assert_eq!(&ours, &self.heads(play, s, n, &name), "{} of {}", name, n);
                prop_assert!(field.absent.is_empty());
                conflicts += usize::from(ours.len() > 1);
            }
        }
        Ok(conflicts)
    }
}

const WHOLE: Trouble = Trouble {
    clones: false,
    newcomers: false,
    loss: false,
    decisions: false,
    restores: true,
};

proptest! {
    #![proptest_config(config(250))]

    #[test]
    fn conflict_sets_are_those_of_automerge(script in scripts(WHOLE, 60)) {
        let mut play = Play::begin(&script);
        let mut docs = Docs::of(&play);
        for action in &script.actions {
            let here = play.sites.len();
            let did = play.act(action);
            match *action {
                Action::Backup(s) => {
                    docs.backups[s % here] = Some(docs.docs[s % here].fork());
                }
                Action::Restore(s) => {
                    if let Some(old) = &mut docs.backups[s % here] {
                        docs.docs[s % here] = old.fork();
                    }
                }
                _ => {}
            }
            let Some(s) = did.site else { continue };
            for n in did.wrote {
                docs.put(&play, s, n);
            }
            if let Some(from) = did.from.filter(|from| *from != s) {
                docs.merge(from, s);
            }
            docs.agree(&play, s)?;
        }
        play.deliver_all();
        for s in 1..play.sites.len() {
            docs.merge(s, 0);
        }
        docs.agree(&play, 0)?;
    }
}
