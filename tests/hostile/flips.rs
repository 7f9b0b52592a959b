//! Every byte of a small file turned, every shorter file.

use crate::forge::{Draft, Scene, two};

#[test]
fn no_turned_byte_and_no_shorter_file_gets_in() {
    let mut scene = Scene::new();
    let draft = Draft::of(&scene.worker, &two(&scene.worker));
    let good = scene.file(1, &draft);
    assert!((2_000..9_000).contains(&good.len()), "{}", good.len());
    let before = scene.state();
    let path = scene.dir.path().join("x.sanshe");
    let mut codes = std::collections::BTreeMap::new();
    let mut refuse = |scene: &mut Scene, bytes: &[u8], what: &str, at: usize| {
        std::fs::write(&path, bytes).unwrap();
        let Err(fault) = scene.import_at(&path) else {
            panic!("{what} at {at} of {} got in", good.len())
        };
        *codes.entry(fault.code()).or_insert(0) += 1;
        if at.is_multiple_of(512) {
            assert_eq!(scene.state(), before, "{what} at {at}");
        }
    };
    let mut bytes = good.clone();
    for at in 0..good.len() {
        bytes[at] ^= 1 << (at % 8);
        refuse(&mut scene, &bytes, "a turned byte", at);
        bytes[at] = good[at];
    }
    for length in 0..good.len() {
        refuse(&mut scene, &good[..length], "a cut", length);
    }
    bytes.push(0);
    refuse(&mut scene, &bytes, "a byte more", good.len());
    assert_eq!(scene.state(), before);
    let known = ["E_FILE_DAMAGED", "E_FILE_FORMAT", "E_FILE_NOT_FOR_YOU"];
    assert!(codes.keys().all(|c| known.contains(c)), "{codes:?}");
    // The same workspace takes the whole file.
    let came = scene.import(&good).unwrap();
    assert_eq!(came.came.changes, 2);
    scene.whole();
}
