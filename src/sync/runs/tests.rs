//! What is counted as had: proven by hashes, guessed only where nothing speaks against it.

use super::*;
use crate::domain::id::Channel;
use crate::sync::outbox::stored;
use crate::sync::seal::{Seal, next};
use crate::sync::test_kit::{device, signer};

const G: &str = "320585101201/case";

fn cut(before: Option<&Seal>, heads: &str) -> Seal {
    let d = device(1);
    let last = before.map_or(0, |s| s.statement.last) + 1;
    let statement = next(before, (&d, G), last, heads.as_bytes());
    seal::seal(&signer(1).private, &statement).unwrap()
}

fn kept(seal: &Seal) -> StoredSeal {
    let channel: Channel = format!("{}/{G}", device(1)).parse().unwrap();
    stored(&channel, seal, true).unwrap()
}

/// Segments 1 to 4, and other segments 3 and 4 that a restored database cut.
fn two_branches() -> [Vec<StoredSeal>; 2] {
    let mut all = vec![cut(None, "1")];
    for n in 2..=4 {
        all.push(cut(all.last(), &n.to_string()));
    }
    let mut other = all[..2].to_vec();
    for n in 3..=4 {
        other.push(cut(other.last(), &format!("other {n}")));
    }
    [all, other].map(|seals| seals.iter().map(kept).collect())
}

fn shape(runs: &Runs) -> Vec<(u64, u64)> {
    runs.runs().iter().map(|r| (r.first, r.last)).collect()
}

#[test]
fn a_run_is_a_chain() {
    let [a, b] = two_branches();
    assert_eq!(shape(&Runs::of(&a).unwrap()), [(1, 4)]);
    let mut holed = a.clone();
    holed[1].whole = false;
    assert_eq!(shape(&Runs::of(&holed).unwrap()), [(1, 1), (3, 4)]);
    // Segments of both branches: the common part is in one of the runs.
    let both = [a.clone(), b[2..].to_vec()].concat();
    let runs = Runs::of(&both).unwrap();
    assert_eq!(shape(&runs), [(1, 4), (3, 4)]);
    assert_eq!(runs.had(&both).unwrap(), [true; 6]);
    // A segment whose predecessor is not here does not join the other one of its number.
    let mixed = [a[..3].to_vec(), b[3..].to_vec()].concat();
    assert_eq!(shape(&Runs::of(&mixed).unwrap()), [(1, 3), (4, 4)]);
    let text = runs.to_text().unwrap();
    assert_eq!(Runs::from_text(&text).unwrap(), runs);
}

#[test]
fn another_segment_of_the_same_number_is_not_counted_as_had() {
    let [a, b] = two_branches();
    let theirs = Runs::of(&b).unwrap();
    // Neither knows which segments below are the same: all of them go.
    assert_eq!(theirs.had(&a).unwrap(), [false; 4]);
    assert_eq!(theirs.differing(&a).unwrap().to_string(), "4");
    // Once their last one is here, the chain tells.
    let mut came = a.clone();
    came.push(b[3].clone());
    assert_eq!(
        theirs.had(&came).unwrap(),
        [true, true, true, false, true],
        "where the chain breaks, lower numbers are guessed"
    );
    came.push(b[2].clone());
    let had = [true, true, false, false, true, true];
    assert_eq!(theirs.had(&came).unwrap(), had);
    assert!(theirs.differing(&came).unwrap().is_empty());
    // They are behind, and what comes after names another one.
    let behind = Runs::of(&b[..3]).unwrap();
    assert_eq!(behind.had(&a[3..]).unwrap(), [false]);
    assert_eq!(behind.had(&a).unwrap(), [false; 4]);
}

#[test]
fn who_is_ahead_is_believed() {
    let [a, b] = two_branches();
    let theirs = Runs::of(&b).unwrap();
    assert_eq!(theirs.had(&a[..3]).unwrap(), [true; 3]);
    // The one who is behind sees it, and says so by sending.
    assert_eq!(Runs::of(&a[..3]).unwrap().had(&b).unwrap(), [false; 4]);
    let holed = Runs::of(&[a[0].clone(), a[2].clone()]).unwrap();
    assert_eq!(holed.had(&a).unwrap(), [true, false, true, false]);
}

#[test]
fn an_earlier_saying_leaves_what_both_say() {
    let [a, b] = two_branches();
    let of = |seals: &[StoredSeal]| Runs::of(seals).unwrap();
    assert_eq!(of(&a).common(&of(&a[..2])), of(&a[..2]));
    assert_eq!(of(&a[..2]).common(&of(&a)), of(&a[..2]));
    assert!(of(&a).common(&of(&b)).is_empty());
    assert!(of(&a).common(&Runs::default()).is_empty());
}

#[test]
fn only_runs_in_their_order_are_read() {
    let h = "0".repeat(64);
    let read = |text: &str| serde_json::from_str::<Runs>(&text.replace('H', &h)).is_ok();
    assert!(read(r#"[[1,5,"H"],[7,7,"H"]]"#));
    for bad in [
        r#"[[7,7,"H"],[1,5,"H"]]"#,
        r#"[[1,5,"H"],[1,5,"H"]]"#,
        r#"[[0,5,"H"]]"#,
        r#"[[5,1,"H"]]"#,
        r#"[[1,5,""]]"#,
        r#"[[1,9007199254740992,"H"]]"#,
        r"[[1,5]]",
    ] {
        assert!(!read(bad), "{bad}");
    }
}
