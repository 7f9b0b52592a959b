//! Histories must have in them what they are there for.

use std::collections::BTreeMap;

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use sanshe::domain::merge::Outcome;

use crate::kit::place;
use crate::script::{ALL, Play, config, scripts};

#[test]
fn histories_hold_every_kind_of_trouble() {
    let mut runner = TestRunner::new(config(1));
    let mut count: BTreeMap<&str, u32> = BTreeMap::new();
    for _ in 0..200 {
        let script = scripts(ALL, 80).new_tree(&mut runner).unwrap().current();
        let mut play = Play::begin(&script);
        let mut met: BTreeMap<&str, bool> = BTreeMap::new();
        let mut saw = |what, yes: bool| *met.entry(what).or_default() |= yes;
        for action in &script.actions {
            let did = play.act(action);
            let Some(s) = did.site else { continue };
            let (universe, site) = (&play.universe, &play.sites[s]);
            let of = |n: &usize| universe.twinned(*n, site.known.iter().copied());
            let forked = site.known.iter().filter(|n| of(n)).count();
            saw("a fork in sight", forked > 0);
            let silent = |n: &&usize| !universe.active(site, **n);
            saw(
                "held back",
                site.known.iter().filter(silent).count() > forked,
            );
            saw(
                "a restored backup",
                site.own.len() < site.known.len() && site.backup.is_some(),
            );
            for n in play.records() {
                for field in universe.fields(site, place(n).id).values() {
                    saw("a conflict", field.outcome() == Outcome::Conflict);
                    saw("waiting", field.outcome() == Outcome::Waiting);
                    saw(
                        "equal heads",
                        field.heads.len() > 1 && matches!(field.outcome(), Outcome::One(_)),
                    );
                    saw("three heads", field.heads.len() > 2);
                }
                let record = universe.screen(site, n);
                saw("void", record.as_ref().is_some_and(|r| r.void));
                saw("approved", record.as_ref().is_some_and(|r| r.approved));
            }
        }
        let known = play.deliver_all().len();
        saw("lost for ever", known < play.universe.made.len());
        saw("rows", play.rows > 4);
        for (what, yes) in met {
            *count.entry(what).or_default() += u32::from(yes);
        }
    }
    assert_eq!(count.len(), 11, "{count:?}");
    assert!(count.values().all(|n| *n >= 8), "{count:?}");
}
