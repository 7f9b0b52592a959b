//! A made-up world with a clock that the test turns.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;
use sanshe::domain::change::{Body, Head};
use sanshe::domain::form::Object;
use sanshe::domain::id::{DeviceId, RecordId};
use sanshe::domain::role::Role;
use sanshe::domain::stamp::Stamp;
use sanshe::domain::value::Value;
use sanshe::ops::workspace::{Setup, Workspace};
use sanshe::ops::world::World;
use sanshe::storage::Tx;

/// 2026-11-23 09:00 in Suzhou.
pub const NOW: u64 = 1_795_395_600_000;
pub const SECRET: &str = "一把很长的口令 3she";
pub const VILLAGE: &str = "320585101201";
pub const TOWN: &str = "320585101";

pub struct Clock(Arc<AtomicU64>);

impl Clock {
    pub fn turn(&self, ms: i64) {
        let now = self.0.load(Ordering::SeqCst);
        self.0
            .store(now.saturating_add_signed(ms), Ordering::SeqCst);
    }
}

pub fn world(seed: u64) -> (World, Clock) {
    let now = Arc::new(AtomicU64::new(NOW));
    let read = Arc::clone(&now);
    let tick = move || read.fetch_add(7, Ordering::SeqCst);
    let world = World::new(
        None,
        Box::new(tick),
        Box::new(ChaCha20Rng::seed_from_u64(seed)),
    );
    (world, Clock(now))
}

pub fn setup(person: &str, place: &str, role: Role, letter: &str) -> Setup {
    Setup {
        person: person.into(),
        team: "T01".into(),
        place: place.into(),
        role,
        letter: letter.into(),
        recovery_out: None,
    }
}

pub fn worker(home: &Path, world: &mut World) -> Workspace {
    Workspace::init(
        home,
        &setup("周社工", VILLAGE, Role::Worker, "A"),
        SECRET,
        world,
    )
    .unwrap()
}

pub fn json(text: &str) -> Object {
    serde_json::from_str(text).unwrap()
}

/// A change that makes a record of a form nobody knows, with this text.
pub fn plain_change(
    tx: &Tx,
    device: DeviceId,
    seq: u64,
    text: String,
) -> sanshe::domain::fault::Result<()> {
    let record = RecordId::from_u128(u128::from(seq));
    change_in(tx, device, ("open", record), seq, text)
}

/// [`plain_change`] in a class of scopes, of this record.
pub fn change_in(
    tx: &Tx,
    device: DeviceId,
    (class, record): (&str, RecordId),
    seq: u64,
    text: String,
) -> sanshe::domain::fault::Result<()> {
    let patch = [("text".to_owned(), Value::from(text))].into();
    let body = Body::new(&patch, [1; 16])?;
    let stamp = Stamp::at(NOW + seq);
    let head = Head {
        device,
        scope: format!("320585101201/{class}").parse()?,
        seq,
        stamp,
        form: "dream".into(),
        form_version: 1,
        record,
        parent: None,
        root: record,
        step: stamp,
        undoes: None,
        gates: vec![],
        rows: vec![],
        fields: [("text".to_owned(), vec![])].into(),
        commitment: body.commitment(),
    };
    tx.append(&head, &body, &patch).map(drop)
}
