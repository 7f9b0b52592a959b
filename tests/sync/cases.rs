//! Single histories that once went wrong, told out.

use sanshe::domain::value::Patch;
use tempfile::TempDir;

use crate::desk::{Desk, Parcel};
use crate::kit::place;

fn desks<const N: usize>() -> (TempDir, [Desk; N]) {
    let folder = tempfile::tempdir().unwrap();
    let desks =
        std::array::from_fn(|n| Desk::new(folder.path(), u8::try_from(n).unwrap(), n as u64));
    (folder, desks)
}

fn minutes(desk: &mut Desk) {
    desk.write(&place(2), None, &patch("title", "网格会议"));
}

fn patch(field: &str, value: &str) -> Patch {
    Patch::from([(field.into(), value.into())])
}

fn set(desk: &mut Desk, record: u8, patch: &Patch) {
    let before = desk.record(record).unwrap();
    desk.write(&before.place(), Some(&before), patch);
}

fn approve(desk: &mut Desk) {
    set(desk, 2, &Patch::from([("approved".into(), true.into())]));
}

fn apart(desk: &mut Desk) -> usize {
    let apart = desk.store.read(|tx| tx.apart(place(2).id)).unwrap();
    apart.len()
}

#[test]
fn twins_of_a_new_record_in_one_file_both_stay_silent() {
    let (folder, [mut one, mut other]) = desks::<2>();
    let mut copy = one.copied(&folder.path().join("copy.db"), 9);
    minutes(&mut one);
    copy.write(&place(2), None, &patch("title", "居民议事会"));
    let mut both: Vec<Parcel> = one.parcels();
    both.extend(copy.parcels());
    other.take(both, None, 0);
    assert!(other.record(2).is_none());
    other.is_sound();
}

#[test]
fn a_body_that_follows_its_head_in_one_file_is_shown() {
    for seed in 0..8 {
        let (_folder, [mut one, mut other]) = desks::<2>();
        minutes(&mut one);
        let whole = one.parcels();
        let mut bare = whole.clone();
        bare[0].body = None;
        bare.extend(whole);
        other.take(bare, None, seed * 2);
        let title = other.record(2).unwrap().get("title").clone();
        assert_eq!(title, "网格会议".into());
        other.is_sound();
    }
}

#[test]
fn a_body_that_comes_late_comes_with_an_edit_of_a_later_record() {
    for seed in 0..8 {
        let (_folder, [mut one, mut other]) = desks::<2>();
        minutes(&mut one);
        one.write(&place(3), None, &patch("text", "修路灯"));
        let mut bare = one.parcels();
        bare[0].body = None;
        other.take(bare, None, 0);
        assert!(place(2).id < place(3).id && other.record(3).is_some());
        set(&mut one, 3, &patch("text", "修两盏路灯"));
        other.take(one.parcels(), None, seed * 2);
        let says = |desk: &mut Desk, n, field| desk.record(n).unwrap().get(field).clone();
        assert_eq!(says(&mut other, 2, "title"), "网格会议".into());
        assert_eq!(says(&mut other, 3, "text"), "修两盏路灯".into());
        other.is_sound();
    }
}

#[test]
fn a_save_that_has_seen_both_ends_changed_apart() {
    let (_folder, [mut one, mut other]) = desks::<2>();
    minutes(&mut one);
    one.write(&place(3), None, &patch("text", "修路灯"));
    other.take(one.parcels(), None, 1);
    approve(&mut one);
    set(&mut other, 2, &patch("place", "居委会"));
    set(&mut other, 3, &patch("result", "已报修"));
    one.take(other.parcels(), None, 2);
    assert_eq!(apart(&mut one), 2);
    set(&mut one, 2, &patch("place", "会议室"));
    assert_eq!(apart(&mut one), 1);
    one.is_sound();
    set(&mut one, 3, &patch("result", "已修好"));
    assert_eq!(apart(&mut one), 0);
    one.is_sound();
}

#[test]
fn a_row_admitted_later_is_shown_as_changed_apart() {
    let (_folder, [mut one, mut newcomer]) = desks::<2>();
    minutes(&mut one);
    newcomer.take(one.parcels(), Some(1), 1);
    newcomer.write(&place(3), None, &patch("text", "修路灯"));
    one.take(newcomer.parcels(), Some(1), 2);
    assert!(one.record(3).is_none());
    approve(&mut one);
    one.learn_roster(Some(1));
    assert!(one.record(3).is_some());
    assert_eq!(apart(&mut one), 1);
    one.is_sound();
}

#[test]
fn the_time_of_making_is_the_earliest_even_if_a_clock_was_behind() {
    let (_folder, [mut one, mut other]) = desks::<2>();
    one.turn(400_000_000);
    minutes(&mut one);
    other.take(one.parcels(), None, 1);
    let made = other.record(2).unwrap().created;
    set(&mut other, 2, &patch("place", "居委会"));
    assert!(other.record(2).unwrap().created < made);
    other.is_sound();
}

/// Two databases that write as one device, and a third person who saw only one of
/// them: without a new incarnation the two changes would cover each other, and the
/// field would show nothing at all.
#[test]
fn a_copy_learns_from_others_that_it_has_a_twin() {
    let (folder, [mut one, mut other]) = desks::<2>();
    minutes(&mut other);
    one.take(other.parcels(), None, 0);
    let mut copy = one.copied(&folder.path().join("copy.db"), 9);
    set(&mut copy, 2, &patch("place", "居委会"));
    other.take(copy.parcels(), None, 0);
    set(&mut other, 2, &patch("place", "会议室"));
    let was = one.me.device;
    let seen: Vec<Parcel> = other.parcels();
    let own = |p: &Parcel| p.read().device != was;
    one.take(seen.into_iter().filter(own).collect(), None, 0);
    assert_ne!(one.me.device, was);
    set(&mut one, 2, &patch("place", "广场"));
    assert_eq!(one.record(2).unwrap().get("place"), &"广场".into());
    one.is_sound();
}
