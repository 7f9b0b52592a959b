//! A worker who knows the format and writes files by hand, and the coordinator who
//! gets them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use age::x25519;
use sanshe::domain::change::{Body, Head};
use sanshe::domain::id::{DeviceId, RecordId};
use sanshe::domain::role::Role;
use sanshe::domain::stamp::Stamp;
use sanshe::domain::value::{Patch, Value};
use sanshe::ops::sync::Imported;
use sanshe::ops::workspace::{KEYS, Workspace};
use sanshe::ops::world::World;
use sanshe::storage::{ChannelState, ScopeState, StoredRoster};
use sanshe::sync::keys::Secrets;
use sanshe::sync::manifest::{Manifest, Sender, Volume};
use sanshe::sync::packing::{Frame, Packed};
use sanshe::sync::seal::{self, Seal};
use sanshe::sync::sign::{self, Namespace};
use sanshe::sync::{container, device, public_key};
use tempfile::TempDir;

use crate::kit::{NOW, SECRET, TOWN, VILLAGE, setup, world};

/// Someone with keys, who may or may not be trusted.
#[derive(Clone)]
pub struct Hand {
    pub secrets: Secrets,
    pub person: String,
    pub device: [u8; 20],
}

impl Hand {
    pub fn line(&self) -> String {
        public_key::to_line(&self.secrets.public_key().unwrap())
    }

    pub fn device(&self) -> DeviceId {
        DeviceId(self.device)
    }

    /// A person nobody knows.
    pub fn stranger() -> Self {
        let (mut world, _) = world(77);
        let secrets = Secrets::generate(&mut world.chance());
        let device = device::device_id(&secrets.public_key().unwrap(), [7; 4]);
        Self {
            secrets,
            person: "0190f5a0-0000-7000-8000-000000000077".into(),
            device,
        }
    }

    /// A head and body of this hand's channel of `scope`.
    pub fn change(&self, scope: &str, seq: u64, record: u128, fields: &[(&str, Value)]) -> Change {
        let patch: Patch = fields
            .iter()
            .map(|(f, v)| ((*f).to_owned(), v.clone()))
            .collect();
        let body = Body::new(&patch, [u8::try_from(seq).unwrap(); 16]).unwrap();
        let record = RecordId::from_u128(record);
        let stamp = Stamp::at(NOW + seq);
        let head = Head {
            device: self.device(),
            scope: scope.parse().unwrap(),
            seq,
            stamp,
            form: "volunteer".into(),
            form_version: 1,
            record,
            parent: None,
            root: record,
            step: stamp,
            undoes: None,
            gates: vec![],
            rows: vec![],
            fields: patch.keys().map(|f| (f.clone(), vec![])).collect(),
            commitment: body.commitment(),
        };
        Change {
            line: None,
            head,
            body: Some(body),
        }
    }

    /// The seal over these changes, after the one before.
    pub fn seal(&self, before: Option<&Seal>, changes: &[Change]) -> Seal {
        let head = &changes.last().unwrap().head;
        let (d, g) = (head.device.to_string(), head.scope.to_string());
        let statement = seal::next(before, (&d, &g), head.seq, &heads(changes));
        seal::seal(&self.secrets.signing, &statement).unwrap()
    }
}

/// One change, with another line in place of its head's own if need be.
#[derive(Clone)]
pub struct Change {
    pub line: Option<Vec<u8>>,
    pub head: Head,
    pub body: Option<Body>,
}

pub fn heads(changes: &[Change]) -> Vec<u8> {
    let mut lines = Vec::new();
    for change in changes {
        let own = || change.head.to_bytes();
        lines.extend(change.line.clone().unwrap_or_else(own));
        lines.push(b'\n');
    }
    lines
}

pub fn bodies(changes: &[Change]) -> Vec<u8> {
    let mut lines = Vec::new();
    for change in changes {
        let Some(body) = &change.body else { continue };
        let (channel, seq) = (change.head.channel(), change.head.seq);
        let salt = sanshe::domain::id::hex(&body.salt);
        lines.extend(format!("{channel}/{seq} {salt} ").bytes());
        lines.extend(&body.patch);
        lines.push(b'\n');
    }
    lines
}

/// What goes into a file.
#[derive(Default)]
pub struct Draft {
    pub roster: Option<(String, String)>,
    pub seals: String,
    pub heads: Vec<u8>,
    pub bodies: Vec<u8>,
}

impl Draft {
    /// The draft of one sealed segment.
    pub fn of(hand: &Hand, changes: &[Change]) -> Self {
        let mut draft = Self::default();
        draft.add(&hand.seal(None, changes), changes);
        draft
    }

    pub fn add(&mut self, seal: &Seal, changes: &[Change]) {
        self.seals += &seal.to_line().unwrap();
        self.heads.extend(heads(changes));
        self.bodies.extend(bodies(changes));
    }

    pub fn parts(&self) -> Vec<Packed> {
        let mut parts = Vec::new();
        if let Some((text, sig)) = &self.roster {
            let stored = |name: &str, text: &str| Packed::stored(name, text.as_bytes().to_vec());
            parts.push(stored("roster.json", text));
            parts.push(stored("roster.json.sig", sig));
        }
        parts.push(packed("seals.zst", self.seals.as_bytes()));
        parts.push(packed("heads.zst", &self.heads));
        parts.push(packed("bodies.zst", &self.bodies));
        parts
    }
}

fn packed(name: &'static str, plain: &[u8]) -> Packed {
    Frame::of(plain).unwrap().into_part(name).unwrap()
}

/// A coordinator's workspace and a worker's keys, trusted there.
pub struct Scene {
    pub dir: TempDir,
    pub ws: Workspace,
    pub world: World,
    pub chief: Hand,
    pub worker: Hand,
}

/// What must not change when a file is refused.
#[derive(Debug, PartialEq, Eq)]
pub struct State {
    channels: Vec<ChannelState>,
    scopes: Vec<ScopeState>,
    received: Vec<sanshe::storage::Taken>,
    have: Vec<(String, String)>,
    tips: Vec<(String, u64)>,
    rosters: Vec<StoredRoster>,
    heard: Option<u64>,
    clock: Option<String>,
}

fn hand(ws: &Workspace) -> Hand {
    let sealed = std::fs::read(ws.home.join(KEYS)).unwrap();
    Hand {
        secrets: Secrets::open_with_passphrase(&sealed, SECRET).unwrap(),
        person: ws.me.person.to_string(),
        device: ws.me.device.0,
    }
}

/// Both workspaces with their cards exchanged, made once: each test opens a copy.
struct Template {
    home: PathBuf,
    worker: Hand,
    chief: Hand,
}

fn template() -> &'static Template {
    static MADE: OnceLock<Template> = OnceLock::new();
    MADE.get_or_init(|| {
        let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join("hostile");
        let _ = std::fs::remove_dir_all(&home);
        let make = |seed, name, place, role, folder| {
            let (mut w, _) = world(seed);
            let setup = setup(name, place, role, "A");
            let ws = Workspace::init(&home.join(folder), &setup, SECRET, &mut w).unwrap();
            (ws, w)
        };
        let (mut worker, mut w) = make(1, "周社工", VILLAGE, Role::Worker, "worker");
        let (mut chief, mut c) = make(2, "陈协调", TOWN, Role::Coordinator, "chief");
        let cards = [home.join("worker.card"), home.join("chief.card")];
        let mine = worker.write_card(&w, &cards[0]).unwrap();
        let theirs = chief.write_card(&c, &cards[1]).unwrap();
        worker.trust(&mut w, &cards[1], &theirs, &[]).unwrap();
        chief.trust(&mut c, &cards[0], &mine, &[]).unwrap();
        let (worker, chief) = (hand(&worker), hand(&chief));
        Template {
            home,
            worker,
            chief,
        }
    })
}

impl Scene {
    /// The coordinator gets the worker's files.
    pub fn new() -> Self {
        Self::at("chief")
    }

    /// The same, but the worker's workspace gets the coordinator's files.
    pub fn at_the_worker() -> Self {
        Self::at("worker")
    }

    fn at(folder: &str) -> Self {
        let template = template();
        let dir = tempfile::tempdir().unwrap();
        let home = dir.path().join("ws");
        std::fs::create_dir(&home).unwrap();
        for entry in std::fs::read_dir(template.home.join(folder)).unwrap() {
            let from = entry.unwrap().path();
            std::fs::copy(&from, home.join(from.file_name().unwrap())).unwrap();
        }
        let (mut world, _) = world(3);
        let ws = Workspace::open(&home, SECRET, &mut world).unwrap();
        Self {
            worker: template.worker.clone(),
            chief: template.chief.clone(),
            dir,
            ws,
            world,
        }
    }

    pub fn manifest(&self, number: u64) -> Manifest {
        Self::manifest_of(&self.worker, &self.chief, number)
    }

    pub fn manifest_of(from: &Hand, to: &Hand, number: u64) -> Manifest {
        Manifest {
            format: 1,
            from: Sender {
                person: from.person.clone(),
                device: from.device().to_string(),
                key: from.line(),
            },
            to: to.person.clone(),
            number,
            made: "2026-11-23".into(),
            roster: 0,
            volume: Volume { n: 1, last: true },
            have: BTreeMap::new(),
            tips: BTreeMap::new(),
            yours: vec![],
            below: vec![],
            parts: vec![],
        }
    }

    /// The draft as a file of the worker.
    pub fn file(&self, number: u64, draft: &Draft) -> Vec<u8> {
        self.wrap(self.manifest(number), &draft.parts(), |text| text)
    }

    /// Signs a manifest with the worker's key, after `edit` had its way with the text.
    pub fn wrap(
        &self,
        manifest: Manifest,
        parts: &[Packed],
        edit: impl FnOnce(String) -> String,
    ) -> Vec<u8> {
        self.wrap_by(&self.worker, manifest, parts, edit)
    }

    pub fn wrap_by(
        &self,
        by: &Hand,
        mut manifest: Manifest,
        parts: &[Packed],
        edit: impl FnOnce(String) -> String,
    ) -> Vec<u8> {
        manifest.parts = parts.iter().map(|p| p.part.clone()).collect();
        let text = edit(serde_json::to_string(&manifest).unwrap()) + "\n";
        let sig = sign::sign(&by.secrets.signing, Namespace::File, text.as_bytes()).unwrap();
        container::write(Vec::new(), &self.recipients(), (&text, &sig), parts).unwrap()
    }

    pub fn recipients(&self) -> [x25519::Recipient; 2] {
        [
            self.chief.secrets.recipient(),
            self.worker.secrets.recipient(),
        ]
    }

    pub fn write(&self, bytes: &[u8]) -> std::path::PathBuf {
        let path = self.dir.path().join("x.sanshe");
        std::fs::write(&path, bytes).unwrap();
        path
    }

    pub fn import(&mut self, bytes: &[u8]) -> sanshe::domain::fault::Result<Imported> {
        let path = self.write(bytes);
        self.import_at(&path)
    }

    pub fn import_at(&mut self, path: &Path) -> sanshe::domain::fault::Result<Imported> {
        self.ws
            .import(&mut self.world, path, false, &mut |_, _| true)
    }

    /// The file is refused with this code, by a rehearsal and a verification too if
    /// they look that far, and nothing changed.
    #[track_caller]
    pub fn refused(&mut self, bytes: &[u8], code: &str) {
        let before = self.state();
        let path = self.write(bytes);
        let rehearsed = self
            .ws
            .import(&mut self.world, &path, true, &mut |_, _| true);
        assert_eq!(rehearsed.unwrap_err().code(), code);
        assert_eq!(self.import_at(&path).unwrap_err().code(), code);
        assert_eq!(self.state(), before);
    }

    /// The reasons for which changes are held back, in the order of arrival.
    pub fn held(&mut self) -> Vec<String> {
        let held = self.ws.held().unwrap();
        held.into_iter().map(|h| h.reason).collect()
    }

    /// What a record shows of a field.
    pub fn shown(&mut self, record: u128, field: &str) -> Option<Value> {
        let id = RecordId::from_u128(record);
        let record = self.ws.store.read(|tx| tx.record(id)).unwrap()?;
        Some(record.get(field).clone())
    }

    pub fn state(&mut self) -> State {
        let who = self.worker.secrets.public_key().unwrap();
        self.ws
            .store
            .read(|tx| {
                Ok(State {
                    channels: tx.channel_states()?,
                    scopes: tx.scope_states()?,
                    received: tx.received(&who)?,
                    have: tx.have_of(Some(&who))?,
                    tips: tx.tips()?,
                    rosters: tx.rosters()?,
                    heard: tx
                        .peers()?
                        .iter()
                        .find(|p| p.key == who)
                        .and_then(|p| p.heard_at),
                    clock: tx.meta("clock")?,
                })
            })
            .unwrap()
    }

    /// File and projections are whole.
    #[track_caller]
    pub fn whole(&mut self) {
        let checked = self.ws.check(true).unwrap();
        assert!(checked.is_good(), "{checked:?}");
    }
}

pub const PEOPLE: &str = "320585101201/people";

/// Two volunteers in one segment.
pub fn two(hand: &Hand) -> Vec<Change> {
    [(1, 11, "王芳"), (2, 12, "李娜")]
        .map(|(seq, record, name)| {
            let fields = [("name", name.into()), ("phone", "13800000001".into())];
            hand.change(PEOPLE, seq, record, &fields)
        })
        .to_vec()
}
