//! Made-up records, written by the road of a person's save.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};
use sanshe::domain::change::{Body, Head};
use sanshe::domain::fault::Result;
use sanshe::domain::form::BUILT_IN;
use sanshe::domain::id::{Channel, RecordId, Scope, hex};
use sanshe::domain::record::Place;
use sanshe::domain::role::Role;
use sanshe::domain::value::{Patch, Value};
use sanshe::ops::step::{Step, keep_stamp, last_stamp};
use sanshe::ops::workspace::{Me, Setup, Workspace};
use sanshe::ops::world::World;
use sanshe::storage::{Ingestion, Tx, Verdict};
use sha2::{Digest, Sha256};

pub const SEED: u64 = 320_599;
pub const SECRET: &str = "a long made-up passphrase";
const VILLAGE: &str = "320585101201";
const SURNAMES: &str = "王李张刘陈杨黄赵周吴徐孙马朱胡郭何高林罗郑梁谢宋唐许邓韩冯曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤";
const GIVEN: &str = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂华建国文辉玲红玉梅志海燕春小雪晓东宇浩然子轩梓涵欣怡佳雨思诗婷嘉俊峰博宏鑫云龙凤珍琴";
const WORDS: &str = "村委会介绍两个备选地点老活动室离卫生站近但有台阶新服务中心平坦居民代表提出三组人多走过去要二十分钟社工建议先在中心开助餐点由志愿者送餐到家每周统计需求并公布结果经费从公益金支出需要表决通过";

pub fn world(seed: u64) -> World {
    world_after(seed, 0)
}

/// A world whose clock begins after so many changes were written: making one takes a few
/// of its ticks.
fn world_after(seed: u64, written: u64) -> World {
    let now = Arc::new(AtomicU64::new(1_795_395_600_000 + written * 20));
    let tick = move || now.fetch_add(3, Ordering::Relaxed);
    World::new(
        None,
        Box::new(tick),
        Box::new(ChaCha20Rng::seed_from_u64(seed)),
    )
}

pub fn workspace(home: &Path, name: &str, place: &str, role: Role, world: &mut World) -> Workspace {
    let setup = Setup {
        person: name.into(),
        team: "T01".into(),
        place: place.into(),
        role,
        letter: "A".into(),
        recovery_out: None,
    };
    Workspace::init(home, &setup, SECRET, world).expect("a workspace")
}

pub fn worker(home: &Path, world: &mut World) -> Workspace {
    workspace(home, "周社工", VILLAGE, Role::Worker, world)
}

/// A source of made-up words.
pub struct Maker {
    rng: ChaCha20Rng,
    surnames: Vec<char>,
    given: Vec<char>,
    words: Vec<char>,
}

impl Maker {
    pub fn new(seed: u64) -> Self {
        Self {
            rng: ChaCha20Rng::seed_from_u64(seed),
            surnames: SURNAMES.chars().collect(),
            given: GIVEN.chars().collect(),
            words: WORDS.chars().collect(),
        }
    }

    pub fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.rng.next_u64() % n as u64).unwrap_or(0)
    }

    fn pick(&mut self, from: fn(&Self) -> &Vec<char>) -> char {
        let n = from(self).len();
        let i = self.below(n);
        from(self)[i]
    }

    pub fn name(&mut self) -> String {
        let mut name = self.pick(|m| &m.surnames).to_string();
        for _ in 0..=self.below(2) {
            name.push(self.pick(|m| &m.given));
        }
        name
    }

    fn text(&mut self, chars: usize) -> String {
        let mut text = String::new();
        while text.chars().count() < chars {
            let from = self.below(self.words.len() - 12);
            let take = 4 + self.below(8);
            text.extend(&self.words[from..from + take]);
            text.push('，');
        }
        text
    }

    fn date(&mut self) -> String {
        format!("2026-{:02}-{:02}", 1 + self.below(12), 1 + self.below(28))
    }

    /// A phone number of the test's own range.
    fn phone(&mut self) -> String {
        format!("1380000{:04}", self.below(10_000))
    }
}

fn patch(pairs: &[(&str, Value)]) -> Patch {
    pairs
        .iter()
        .map(|(k, v)| ((*k).to_owned(), v.clone()))
        .collect()
}

pub fn person(maker: &mut Maker) -> Patch {
    patch(&[
        ("name", maker.name().into()),
        ("gender", "2".into()),
        ("birth_date", maker.date().replace("2026", "1950").into()),
        ("id_type", "none".into()),
        ("phone", maker.phone().into()),
        ("village_code", VILLAGE.into()),
        ("registered_on", maker.date().into()),
        ("status", "active".into()),
    ])
}

/// An id of the shape that records have.
fn new_id(world: &mut World) -> RecordId {
    uuid::Builder::from_unix_timestamp_millis(world.now_ms(), &world.bytes()).into_uuid()
}

/// One unit of work: a weekly meeting with its rows, a volunteer with two entries, a
/// client with a case, and one later edit. Answers the changes written.
fn unit(
    step: &mut Step,
    maker: &mut Maker,
    places: &mut dyn FnMut(&str, Option<&Place>) -> Place,
) -> u64 {
    let mut changes = 0;
    let mut write = |step: &mut Step, place: &Place, patch: Patch| {
        changes += 1;
        step.write(place, None, &patch)
            .expect("a change")
            .expect("a record")
    };
    let minutes = places("minutes", None);
    let made = write(
        step,
        &minutes,
        patch(&[
            (
                "minutes_no",
                format!("HY-T01-2026-A{}", maker.below(1_000_000)).into(),
            ),
            ("kind", "weekly_village".into()),
            ("body", "上林村村民委员会".into()),
            ("scope_code", VILLAGE.into()),
            ("title", "上林村项目推进例会".into()),
            ("date", maker.date().into()),
            ("start", "14:00".into()),
            ("place", "新服务中心".into()),
        ]),
    );
    for i in 0..2 {
        let topic = places("topic", Some(&minutes));
        let text = maker.text(250);
        write(
            step,
            &topic,
            patch(&[
                ("pos", format!("8{i}").into()),
                ("title", maker.text(12).into()),
                ("kind", "progress".into()),
                ("discussion", text.into()),
            ]),
        );
        let action = places("action", Some(&minutes));
        let (text, owner, due) = (maker.text(20), maker.name(), maker.date());
        // Most of what was given to somebody is done.
        let status = if maker.below(10) == 0 { "open" } else { "done" };
        write(
            step,
            &action,
            patch(&[
                ("pos", format!("8{i}").into()),
                ("text", text.into()),
                ("owner", owner.into()),
                ("owner_unit", "上林村".into()),
                ("due", due.into()),
                ("status", status.into()),
            ]),
        );
    }
    let volunteer = places("volunteer", None);
    write(step, &volunteer, person(maker));
    for _ in 0..2 {
        let hours = places("hours", Some(&volunteer));
        let date = maker.date();
        write(
            step,
            &hours,
            patch(&[
                ("volunteer", volunteer.id.to_string().into()),
                ("title", "送餐".into()),
                ("date", date.into()),
                ("start", "09:00".into()),
                ("end", "11:00".into()),
                ("content", maker.text(20).into()),
                ("status", "recorded".into()),
            ]),
        );
    }
    changes += 1;
    let edit = patch(&[("end", "15:30".into())]);
    step.write(&minutes, Some(&made), &edit).expect("an edit");
    changes
}

/// Fills a workspace with about `changes` changes, in transactions of a thousand units.
pub fn fill(ws: &mut Workspace, world: &mut World, changes: u64) -> u64 {
    let mut maker = Maker::new(SEED);
    let me: Me = ws.me.clone();
    let mut done = 0;
    while done < changes {
        let target = changes.min(done + 8_000);
        // Taken from the end, so that ids grow with time as they do for people.
        let mut ids: Vec<RecordId> = (0..10_000).map(|_| new_id(world)).collect();
        ids.reverse();
        let made = ws.store.transact(|tx| {
            let mut step = Step::begin(tx, &me, world, None)?;
            let mut made = 0;
            while done + made < target {
                let mut places = |form: &str, above: Option<&Place>| {
                    let id = ids.pop().expect("an id");
                    if let Some(above) = above {
                        return Place {
                            id,
                            form: form.into(),
                            parent: Some(above.id),
                            ..above.clone()
                        };
                    }
                    let class = if form == "minutes" { "open" } else { "people" };
                    let scope = format!("{VILLAGE}/{class}").parse().expect("a scope");
                    Place {
                        id,
                        form: form.into(),
                        parent: None,
                        root: id,
                        scope,
                    }
                };
                made += unit(&mut step, &mut maker, &mut places);
            }
            step.finish()?;
            Ok(made)
        });
        done += made.expect("made-up records");
    }
    done
}

/// Changes of one transaction of [`fill_people`], and of one share of its makers.
const BULK: u64 = 100_000;
const SHARE: usize = 5_000;

/// Fills a workspace with people only: the log rows that saves would have left, taken in
/// as an import takes them, which writes records that lie together together.
pub fn fill_people(ws: &mut Workspace, world: &mut World, people: u64) {
    let mut maker = Maker::new(SEED);
    let me = ws.me.clone();
    let mut done = 0;
    while done < people {
        let count = BULK.min(people - done);
        let bulk = |tx: &Tx| bulk(tx, &me, world, &mut maker, count);
        ws.store.transact(bulk).expect("people");
        done += count;
    }
}

fn bulk(tx: &Tx, me: &Me, world: &mut World, maker: &mut Maker, count: u64) -> Result<()> {
    let scope: Scope = format!("{VILLAGE}/people").parse()?;
    let device = me.device;
    let channel = Channel {
        device,
        scope: scope.clone(),
    };
    let key = *device.0.first_chunk().expect("a device");
    let verdict = |_: &Head| Verdict::Active;
    let scales = tx.scales(&verdict)?;
    let mut run = Ingestion::new(key, &scales);
    let (mut seq, mut stamp) = (tx.tip(&channel)?, last_stamp(tx)?);
    let forms = Arc::clone(tx.forms());
    let version = forms.need("volunteer")?.version;
    let mut made = Vec::new();
    for at in 0..count {
        let place = Place::made(device, "volunteer", None, scope.clone(), world.moment());
        let patch = person(maker);
        let body = Body::new(&patch, world.bytes())?;
        stamp = stamp.next(world.now_ms());
        seq += 1;
        let head = Head {
            device,
            scope: scope.clone(),
            seq,
            stamp,
            form: place.form,
            form_version: version,
            record: place.id,
            parent: None,
            root: place.root,
            step: stamp,
            undoes: None,
            gates: Vec::new(),
            rows: Vec::new(),
            fields: patch.keys().map(|f| (f.clone(), Vec::new())).collect(),
            commitment: body.commitment(),
        };
        made.push((head, body, patch));
        if made.len() < 2 * SHARE && at + 1 < count {
            continue;
        }
        let ready = |(head, body, patch): (Head, Body, Patch)| {
            let bytes = head.to_bytes();
            scales.weigh(head, bytes, Some((body, patch)))
        };
        let other = made.split_off(made.len().min(SHARE));
        let (one, other) = std::thread::scope(|scope| {
            let other = scope.spawn(|| other.into_iter().map(ready).collect::<Vec<_>>());
            let one: Vec<_> = made.drain(..).map(ready).collect();
            (one, other.join().expect("a maker"))
        });
        for change in one.into_iter().chain(other) {
            tx.ingest(&mut run, change)?;
        }
    }
    tx.finish_ingest(run)?;
    keep_stamp(tx, stamp)
}

/// The beginning of a hash of what decides what such data look like.
fn made_by() -> String {
    let mut sha = Sha256::new();
    sha.update(include_str!("data.rs"));
    sha.update(include_str!("../../src/storage/schema.sql"));
    for (name, text) in BUILT_IN {
        sha.update(name);
        sha.update(text);
    }
    let hash: [u8; 32] = sha.finalize().into();
    hex(&hash[..4])
}

/// The folder of a workspace of this name, filled by `fill`, which answers how much it
/// wrote; and how much that was. It stays, so that the next run finds it: a million of
/// anything take minutes.
fn kept(name: &str, fill: impl FnOnce(&mut Workspace, &mut World) -> u64) -> (PathBuf, u64) {
    let data = concat!(env!("CARGO_MANIFEST_DIR"), "/target/bench-data");
    let stem = format!("{name}-seed-{SEED}");
    let home = Path::new(data).join(format!("{stem}-{}", made_by()));
    let whole = home.with_extension("whole");
    let told = std::fs::read_to_string(&whole);
    if let Some(written) = told.ok().and_then(|told| told.parse().ok()) {
        return (home, written);
    }
    std::fs::create_dir_all(data).expect("a folder");
    // Half of one, from a run that was stopped, and what other code made: gigabytes.
    for entry in std::fs::read_dir(data).expect("a folder").flatten() {
        if entry.file_name().to_string_lossy().starts_with(&stem) {
            let path = entry.path();
            let _ = std::fs::remove_file(&path);
            let _ = std::fs::remove_dir_all(&path);
        }
    }
    let mut world = world(SEED);
    let mut ws = worker(&home, &mut world);
    let begun = std::time::Instant::now();
    let written = fill(&mut ws, &mut world);
    ws.store.checkpoint().expect("a checkpoint");
    std::fs::write(&whole, written.to_string()).expect("a file");
    println!(
        "  {name} made in {:.1} s; they stay in {}",
        begun.elapsed().as_secs_f64(),
        home.display()
    );
    (home, written)
}

/// The folder of a workspace with so many people in it.
pub fn kept_people(people: u64) -> PathBuf {
    let fill = |ws: &mut Workspace, world: &mut World| {
        fill_people(ws, world, people);
        people
    };
    kept(&format!("people-{people}"), fill).0
}

/// A worker's workspace with so many changes in it, copied to this folder, which becomes a
/// device of its own there; and how many they are.
pub fn filled(changes: u64, at: &Path) -> (Workspace, World, u64) {
    let fill = |ws: &mut Workspace, world: &mut World| fill(ws, world, changes);
    let (from, written) = kept(&format!("changes-{changes}"), fill);
    std::fs::create_dir_all(at).expect("a folder");
    for file in ["keys.age", "sanshe.db"] {
        std::fs::copy(from.join(file), at.join(file)).expect("a copy");
    }
    let mut world = world_after(SEED + 2, written);
    let ws = Workspace::open(at, SECRET, &mut world).expect("a workspace");
    (ws, world, written)
}

/// The workspace with so many people in it.
pub fn people(people: u64) -> (Workspace, World) {
    let mut world = world(SEED + 1);
    let ws = Workspace::open(&kept_people(people), SECRET, &mut world).expect("a workspace");
    (ws, world)
}
