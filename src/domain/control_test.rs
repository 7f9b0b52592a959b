//! What control changes say, and how others stand because of them: the words of the paper,
//! one by one.

use proptest::prelude::*;

use super::*;
use crate::domain::form::BUILT_IN;
use crate::domain::id::DeviceId;
use crate::domain::stamp::Stamp;

const HERE: &str = "320585101201/case";
const ELSEWHERE: &str = "320585102/case";

fn head(form: &str, scope: &str, root: u128, fields: &[&str]) -> Head {
    let record = RecordId::from_u128(root);
    Head {
        device: DeviceId([0xab; 20]),
        scope: scope.parse().unwrap(),
        seq: 3,
        stamp: Stamp::at(1_700_000_000_000),
        form: form.into(),
        form_version: 1,
        record,
        parent: None,
        root: record,
        step: Stamp::at(1_700_000_000_000),
        undoes: None,
        gates: vec![],
        rows: vec![],
        fields: fields.iter().map(|f| ((*f).to_owned(), vec![])).collect(),
        commitment: [9; 32],
    }
}

fn control(says: &Control, scope: &str) -> (Head, Patch) {
    let patch = says.patch();
    let fields: Vec<&str> = patch.keys().map(String::as_str).collect();
    (head(FORM, scope, 99, &fields), patch)
}

fn target(hash: u8) -> Target {
    let dot = head("F1", HERE, 1, &[]).dot();
    Target {
        dot,
        head: [hash; 32],
    }
}

fn all() -> Vec<Control> {
    let root = RecordId::from_u128(7);
    vec![
        Control::Admit(target(1)),
        Control::Refuse(target(1)),
        Control::Erase(root, "本人要求".into()),
        Control::Erased(root),
    ]
}

#[test]
fn no_form_is_called_as_control_changes_are() {
    assert!(
        BUILT_IN
            .iter()
            .all(|(path, _)| !path.ends_with("/control.toml"))
    );
}

#[test]
fn a_control_change_reads_back_as_written() {
    for says in all() {
        let (head, patch) = control(&says, HERE);
        assert_eq!(Control::read(&head, &patch), Some(says.clone()));
        let decides = !matches!(says, Control::Erased(_));
        assert_eq!(takes_coordinator(&head), decides, "{says:?}");
    }
}

#[test]
fn the_bytes_of_control_changes_are_frozen() {
    let text = |says: &Control| serde_json::to_string(&says.patch()).unwrap();
    let (d, h) = ("ab".repeat(20), "01".repeat(32));
    let root = "00000000-0000-0000-0000-000000000007";
    let written: Vec<String> = all().iter().map(text).collect();
    assert_eq!(
        written,
        [
            format!(r#"{{"admit":"{d}:3","head":"{h}"}}"#),
            format!(r#"{{"head":"{h}","refuse":"{d}:3"}}"#),
            format!(r#"{{"erase":"{root}","ground":"本人要求"}}"#),
            format!(r#"{{"erased":"{root}"}}"#),
        ]
    );
    // echo -n of the three lines through `sha256sum`.
    assert_eq!(
        hex(&buried(&HERE.parse().unwrap(), RecordId::from_u128(7))),
        "bf443c9018030ab0d537c4f923adee2829b4a40ec9fe8291d8915fe8f268b744"
    );
}

#[test]
fn what_only_looks_like_one_says_nothing() {
    for says in all() {
        let (good, patch) = control(&says, HERE);
        let mut wrong: Vec<(Head, Patch)> = Vec::new();
        let mut edit = |edit: &dyn Fn(&mut Head, &mut Patch)| {
            let (mut head, mut patch) = (good.clone(), patch.clone());
            edit(&mut head, &mut patch);
            wrong.push((head, patch));
        };
        edit(&|h, _| h.form = "minutes".into());
        edit(&|h, _| h.form_version = 2);
        edit(&|h, _| h.parent = Some(RecordId::from_u128(5)));
        edit(&|h, _| h.root = RecordId::from_u128(5));
        edit(&|h, _| h.undoes = Some(Stamp::at(1)));
        edit(&|h, _| h.gates = vec![h.dot()]);
        edit(&|h, _| h.rows = vec![h.dot()]);
        edit(&|h, _| {
            let dot = h.dot();
            for dots in h.fields.values_mut() {
                dots.push(dot);
            }
        });
        edit(&|_, p| {
            p.insert("more".into(), "x".into());
        });
        edit(&|_, p| {
            p.pop_first();
        });
        edit(&|_, p| {
            for value in p.values_mut() {
                *value = Value::Int(1);
            }
        });
        edit(&|_, p| {
            for value in p.values_mut() {
                *value = "x".into();
            }
        });
        edit(&|_, p| {
            for value in p.values_mut() {
                *value = "0AB0".repeat(60).into();
            }
        });
        for (head, patch) in wrong {
            assert_eq!(Control::read(&head, &patch), None, "{patch:?}");
        }
    }
}

/// The heads of one dot: some ordinary, the last one perhaps a control change.
fn twins(heads: &[Head], held: &[bool]) -> Vec<Twin<'static>> {
    let heads: &'static [Head] = Box::leak(heads.to_vec().into_boxed_slice());
    heads
        .iter()
        .zip(held)
        .enumerate()
        .map(|(n, (head, held))| Twin {
            head,
            hash: [u8::try_from(n).unwrap(); 32],
            held: held.then(|| "H_SCOPE".to_owned()),
        })
        .collect()
}

fn decided(about: &[(bool, u8, &str)]) -> Decisions {
    let mut decisions = Decisions::default();
    for (admit, hash, scope) in about {
        let target = target(*hash);
        let says = if *admit {
            Control::Admit(target)
        } else {
            Control::Refuse(target)
        };
        decisions.add(&control(&says, scope).0, &says);
    }
    decisions
}

fn stand(decisions: &Decisions, held: &[bool]) -> Vec<Standing> {
    let heads = vec![head("F1", HERE, 1, &["request"]); held.len()];
    decisions.standings(&twins(&heads, held))
}

fn why(code: &str) -> Standing {
    Standing::Held(code.to_owned())
}

#[test]
fn an_admission_lets_in_and_a_refusal_outweighs_it() {
    use Standing::{Active, Forked};
    let none = Decisions::default();
    assert_eq!(stand(&none, &[false]), [Active]);
    assert_eq!(stand(&none, &[true]), [why("H_SCOPE")]);
    assert_eq!(stand(&none, &[false, false]), [Forked, Forked]);
    assert_eq!(stand(&none, &[false, true]), [Active, why("H_SCOPE")]);
    let admit = (true, 0, HERE);
    assert_eq!(stand(&decided(&[admit]), &[true]), [Active]);
    assert_eq!(
        stand(&decided(&[admit]), &[false, false]),
        [Active, why("H_TWIN")]
    );
    assert_eq!(
        stand(&decided(&[admit]), &[true, false]),
        [Active, why("H_TWIN")]
    );
    assert_eq!(
        stand(&decided(&[admit]), &[true, true]),
        [Active, why("H_SCOPE")]
    );
    // Admitting both leaves the fork as it was.
    let both = decided(&[admit, (true, 1, HERE)]);
    assert_eq!(stand(&both, &[false, false]), [Forked, Forked]);
    let refuse = (false, 0, HERE);
    for both in [[admit, refuse], [refuse, admit]] {
        assert_eq!(stand(&decided(&both), &[true]), [why("H_REFUSED")]);
        assert_eq!(
            stand(&decided(&both), &[false, false]),
            [why("H_REFUSED"), Active]
        );
    }
    // Another scope's coordinator, another head of that name.
    assert_eq!(
        stand(&decided(&[(true, 0, ELSEWHERE)]), &[true]),
        [why("H_SCOPE")]
    );
    assert_eq!(
        stand(&decided(&[(false, 0, ELSEWHERE)]), &[false]),
        [Active]
    );
    assert_eq!(
        stand(&decided(&[(true, 5, HERE)]), &[true]),
        [why("H_SCOPE")]
    );
}

#[test]
fn no_decision_is_about_a_decision() {
    let (erase, _) = control(&all()[2], HERE);
    let worker = twins(std::slice::from_ref(&erase), &[true]);
    let admit = decided(&[(true, 0, HERE)]);
    assert_eq!(admit.standings(&worker), [why("H_SCOPE")]);
    let good = twins(std::slice::from_ref(&erase), &[false]);
    assert_eq!(
        decided(&[(false, 0, HERE)]).standings(&good),
        [Standing::Active]
    );
    // One that shares its name with an ordinary change counts as little as that one,
    // and stays out when that one is admitted.
    let plain = head("F1", HERE, 1, &["request"]);
    let fork = twins(&[plain, erase], &[false, false]);
    let none = Decisions::default().standings(&fork);
    assert_eq!(none, [Standing::Forked, Standing::Forked]);
    assert_eq!(admit.standings(&fork), [Standing::Active, Standing::Forked]);
}

#[test]
fn an_erased_root_takes_all_its_changes_and_no_decision() {
    let root = RecordId::from_u128(1);
    let erase = Control::Erase(root, "本人要求".into());
    let mut decisions = decided(&[(true, 0, HERE)]);
    decisions.add(&control(&erase, HERE).0, &erase);
    let under = |scope, root| twins(&[head("F1", scope, root, &["request"])], &[false]);
    assert_eq!(decisions.standings(&under(HERE, 1)), [Standing::Erased]);
    assert_eq!(
        decisions.standings(&under(ELSEWHERE, 1)),
        [Standing::Active]
    );
    assert_eq!(decisions.standings(&under(HERE, 2)), [Standing::Active]);
    // Its erased twin goes on to stand beside a change: losing it decides nothing.
    let fork = [head("F1", HERE, 1, &[]), head("F1", HERE, 2, &[])];
    let mut only = Decisions::default();
    only.add(&control(&erase, HERE).0, &erase);
    let stand = only.standings(&twins(&fork, &[false, false]));
    assert_eq!(stand, [Standing::Erased, Standing::Forked]);
    // The list beside the database erases as well.
    let mut beside = Decisions::default();
    beside.bury([buried(&HERE.parse().unwrap(), root)]);
    assert_eq!(beside.standings(&under(HERE, 1)), [Standing::Erased]);
    assert_eq!(beside.standings(&under(ELSEWHERE, 1)), [Standing::Active]);
    assert_eq!(beside.differing(&only).roots.len(), 1);
}

proptest! {
    /// Whatever the decisions and their order: at most one head of a dot takes part, one
    /// that was refused never, and one that nobody let in never.
    #[test]
    fn decisions_are_a_set(
        held in prop::collection::vec(any::<bool>(), 1..5),
        about in prop::collection::vec((any::<bool>(), 0..5u8, any::<bool>()), 0..8),
        seed in any::<u64>(),
    ) {
        let scoped: Vec<(bool, u8, &str)> = about
            .iter()
            .map(|(admit, hash, here)| (*admit, *hash, if *here { HERE } else { ELSEWHERE }))
            .collect();
        let mut turned = scoped.clone();
        turned.rotate_left(usize::try_from(seed % 8).unwrap() % scoped.len().max(1));
        turned.extend(scoped.iter().rev());
        let decisions = decided(&scoped);
        prop_assert_eq!(&decided(&turned), &decisions);
        let stands = stand(&decisions, &held);
        let active: Vec<usize> =
            (0..stands.len()).filter(|n| stands[*n] == Standing::Active).collect();
        prop_assert!(active.len() <= 1);
        for n in active {
            let n = u8::try_from(n).unwrap();
            prop_assert!(!scoped.contains(&(false, n, HERE)));
            prop_assert!(!held[usize::from(n)] || scoped.contains(&(true, n, HERE)));
        }
    }
}
