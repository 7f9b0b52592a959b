//! Databases on paper: what each knows, and what each author had really merged when
//! a change was written. No file, no key; the rules come from `sanshe::domain`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};

use sanshe::domain::change::Head;
use sanshe::domain::codes::Codes;
use sanshe::domain::form::{APPROVED, Forms, VOID};
use sanshe::domain::id::{DeviceId, Dot, RecordId, Scope};
use sanshe::domain::merge::{self, Fields, Seen};
use sanshe::domain::places::Places;
use sanshe::domain::record::{Place, Record, sorted};
use sanshe::domain::stamp::Stamp;
use sanshe::domain::value::{Patch, Value};
use sanshe::ops::reference::Reference;
use uuid::Uuid;

/// 2026-11-23 09:00 in Suzhou.
pub const NOW: u64 = 1_795_395_600_000;

pub static FORMS: LazyLock<Arc<Forms>> = LazyLock::new(|| {
    let reference = Reference {
        codes: Codes::built_in(None).unwrap(),
        places: Places::built_in().unwrap(),
        city: "3205".into(),
    };
    Arc::new(Forms::builtin(&reference).unwrap())
});

/// The number of a change in the order in which all changes were written: its name
/// here, which not even a fork shares.
pub type Nth = usize;

/// A change, with what its author's screen was made of.
pub struct Made {
    pub head: Head,
    pub patch: Patch,
    /// Everything of this record that spoke on the author's screen, and everything
    /// that this database itself had written before. The ground truth.
    pub knew: BTreeSet<Nth>,
    pub person: u8,
}

/// All changes ever written, wherever they are.
#[derive(Default)]
pub struct Universe {
    pub made: Vec<Made>,
    incarnations: u32,
    /// The person whom rosters don't name at first.
    pub newcomer: Option<u8>,
}

/// One database.
#[derive(Clone)]
pub struct Site {
    pub person: u8,
    pub device: DeviceId,
    pub now: u64,
    pub last: Stamp,
    pub known: BTreeSet<Nth>,
    pub own: BTreeSet<Nth>,
    /// The newcomer's roster has come.
    pub roster: bool,
    pub backup: Option<Box<Site>>,
}

/// The record numbered `n`: client, its case, minutes, then actions of the minutes.
pub fn place(n: u8) -> Place {
    let id = |n: u8| Uuid::from_u128(0x0197_0000_0000_7000_8000_0000_0000_0000 | u128::from(n));
    let case: Scope = "320585101201/case".parse().unwrap();
    let open: Scope = "320585101/open".parse().unwrap();
    let (form, parent, root, scope) = match n {
        0 => ("client", None, 0, case),
        1 => ("F1", Some(id(0)), 0, case),
        2 => ("minutes", None, 2, open),
        _ => ("action", Some(id(2)), 2, open),
    };
    Place {
        id: id(n),
        form: form.into(),
        parent,
        root: id(root),
        scope,
    }
}

/// Two ordinary fields of each form.
pub fn plain(form: &str) -> [&'static str; 2] {
    match form {
        "client" => ["name", "phone"],
        "F1" => ["request", "expectation"],
        "minutes" => ["title", "place"],
        _ => ["text", "result"],
    }
}

pub fn value(n: u8) -> Value {
    match n % 4 {
        0 => "张三丰".into(),
        1 => "李四".into(),
        2 => "王五".into(),
        _ => Value::Empty,
    }
}

/// A change of a gate field, if the form has that gate.
pub fn gate(form: &str, n: u8) -> Option<Patch> {
    let form = FORMS.get(form)?;
    let (field, value): (&str, Value) = match n % 8 {
        0 | 1 => (VOID, true.into()),
        2 => (VOID, false.into()),
        3 => (APPROVED, true.into()),
        4 => (APPROVED, false.into()),
        n => {
            let machine = form.state.as_ref()?;
            let state = machine.order.get(usize::from(n) - 5)?;
            (machine.field.as_str(), state.as_str().into())
        }
    };
    form.is_gate(field)
        .then(|| Patch::from([(field.into(), value)]))
}

impl Universe {
    pub fn device(&mut self, person: u8) -> DeviceId {
        self.incarnations += 1;
        let mut bytes = [person; 20];
        bytes[16..].copy_from_slice(&self.incarnations.to_be_bytes());
        DeviceId(bytes)
    }

    pub fn site(&mut self, person: u8) -> Site {
        Site {
            person,
            device: self.device(person),
            now: NOW,
            last: Stamp::default(),
            known: BTreeSet::new(),
            own: BTreeSet::new(),
            roster: false,
            backup: None,
        }
    }

    fn channel(&self, n: Nth) -> (DeviceId, &Scope, u64) {
        let head = &self.made[n].head;
        (head.device, &head.scope, head.seq)
    }

    /// Whether another change carries the same dot.
    pub fn twinned(&self, n: Nth, among: impl IntoIterator<Item = Nth>) -> bool {
        among
            .into_iter()
            .any(|m| m != n && self.channel(m) == self.channel(n))
    }

    /// Whether any dot was given twice.
    pub fn any_twins(&self) -> bool {
        let dots: BTreeSet<_> = (0..self.made.len()).map(|n| self.channel(n)).collect();
        dots.len() < self.made.len()
    }

    /// Whether this device ever counted on in two places.
    pub fn cloned(&self, device: DeviceId) -> bool {
        let of = |n: &Nth| self.made[*n].head.device == device;
        (0..self.made.len())
            .filter(of)
            .any(|n| self.twinned(n, 0..self.made.len()))
    }

    /// Whether something written as this device has not come here.
    pub fn lacks(&self, site: &Site, device: DeviceId) -> bool {
        let of = |n: &Nth| self.made[*n].head.device == device;
        (0..self.made.len())
            .filter(of)
            .any(|n| !site.known.contains(&n))
    }

    /// Whether a change takes part in this database.
    pub fn active(&self, site: &Site, n: Nth) -> bool {
        let person = self.made[n].person;
        let held = Some(person) == self.newcomer && !site.roster && person != site.person;
        !held && !self.twinned(n, site.known.iter().copied())
    }

    pub fn of(&self, record: RecordId, among: &BTreeSet<Nth>) -> Vec<Nth> {
        let of = |n: &Nth| self.made[*n].head.record == record;
        among.iter().copied().filter(of).collect()
    }

    pub fn merge(&self, changes: &[(Nth, bool)]) -> Fields {
        let seen: Vec<Seen> = changes
            .iter()
            .map(|(n, active)| {
                let made = &self.made[*n];
                Seen {
                    dot: made.head.dot(),
                    stamp: made.head.stamp,
                    fields: &made.head.fields,
                    patch: Some(&made.patch),
                    active: *active,
                }
            })
            .collect();
        merge::merge(&seen)
    }

    /// The changes of a record that a database knows, and which of them take part.
    pub fn seen(&self, site: &Site, record: RecordId) -> Vec<(Nth, bool)> {
        let of = self.of(record, &site.known).into_iter();
        of.map(|n| (n, self.active(site, n))).collect()
    }

    pub fn fields(&self, site: &Site, record: RecordId) -> Fields {
        self.merge(&self.seen(site, record))
    }

    /// The record that these changes show; none if none takes part.
    pub fn record(&self, changes: &[(Nth, bool)]) -> Option<Record> {
        let active = || changes.iter().filter(|(_, active)| *active);
        let (first, _) = active().next()?;
        let head = &self.made[*first].head;
        let place = Place {
            id: head.record,
            form: head.form.clone(),
            parent: head.parent,
            root: head.root,
            scope: head.scope.clone(),
        };
        let stamps = || active().map(|(n, _)| self.made[*n].head.stamp);
        Some(Record::from_fields(
            place,
            FORMS.get(&head.form),
            &self.merge(changes),
            stamps().min().unwrap_or_default(),
            stamps().max().unwrap_or_default(),
        ))
    }

    pub fn screen(&self, site: &Site, n: u8) -> Option<Record> {
        self.record(&self.seen(site, place(n).id))
    }

    pub fn children(&self, site: &Site, parent: RecordId) -> Vec<Record> {
        let rows: BTreeSet<RecordId> = site
            .known
            .iter()
            .filter(|n| self.made[**n].head.parent == Some(parent))
            .map(|n| self.made[*n].head.record)
            .collect();
        rows.into_iter()
            .filter_map(|row| self.record(&self.seen(site, row)))
            .collect()
    }

    /// What `ops::step` writes for a record that stands so on the author's screen.
    pub fn write(
        &mut self,
        site: &mut Site,
        place: &Place,
        before: Option<&Record>,
        patch: Patch,
    ) -> Nth {
        let form = FORMS.get(&place.form);
        let in_channel = |n: &&Nth| {
            let head = &self.made[**n].head;
            head.device == site.device && head.scope == place.scope
        };
        let known = site.known.iter().filter(in_channel);
        let seq = known.map(|n| self.made[*n].head.seq).max().unwrap_or(0) + 1;
        site.now += 7;
        site.last = site.last.next(site.now);
        let saw = |field: &String| before.map_or(Vec::new(), |b| b.heads_of(field).to_vec());
        let mut gates = before.map_or(Vec::new(), |b| b.gate_heads(form));
        if let Some(parent) = place.parent
            && let Some(parent) = self.record(&self.seen(site, parent))
        {
            gates.extend(parent.gate_heads(FORMS.get(&parent.form)));
        }
        let mut rows = Vec::new();
        if let (Some(form), Some(before)) = (form, before)
            && patch.keys().any(|f| form.is_gate(f))
        {
            rows = before.all_heads();
            for (_, row_form) in form.row_fields() {
                let there = self.children(site, before.id).into_iter();
                rows.extend(
                    there
                        .filter(|r| r.form == row_form)
                        .flat_map(|r| r.all_heads()),
                );
            }
        }
        let nth = self.made.len();
        let mut commitment = [0; 32];
        commitment[..8].copy_from_slice(&nth.to_be_bytes());
        let head = Head {
            device: site.device,
            scope: place.scope.clone(),
            seq,
            stamp: site.last,
            form: place.form.clone(),
            form_version: 1,
            record: place.id,
            parent: place.parent,
            root: place.root,
            step: site.last,
            undoes: None,
            gates: sorted(gates.into_iter()),
            rows: sorted(rows.into_iter()),
            fields: patch.keys().map(|f| (f.clone(), saw(f))).collect(),
            commitment,
        };
        let spoke = site.known.iter().copied();
        let mut knew: BTreeSet<Nth> = spoke.filter(|n| self.active(site, *n)).collect();
        knew.extend(&site.own);
        self.made.push(Made {
            head,
            patch,
            knew,
            person: site.person,
        });
        site.known.insert(nth);
        site.own.insert(nth);
        nth
    }

    /// Takes one change in. One that carries this database's own device but was not
    /// written here, or that names such a one, shows that the database has a twin: it
    /// becomes another device.
    pub fn receive(&mut self, site: &mut Site, n: Nth) {
        let head = &self.made[n].head;
        site.last = site.last.observe(head.stamp, site.now);
        let own = |m: &Nth| {
            let known = &self.made[*m].head;
            known.device == site.device && known.scope == head.scope
        };
        let known = site.known.iter().copied().filter(own);
        let tip = known.map(|m| self.made[m].head.seq).max().unwrap_or(0);
        let named = head.fields.values().flatten();
        let mut named = named.chain(&head.gates).chain(&head.rows);
        let strange = named.any(|dot| dot.device == site.device && dot.seq > tip);
        let written_apart = head.device == site.device && !site.known.contains(&n);
        site.known.insert(n);
        if strange || written_apart {
            site.device = self.device(site.person);
        }
    }
}

/// Numbers that look like chance and come out the same every time.
pub fn chance(seed: u64, n: u64) -> u64 {
    let mut x = seed ^ n.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

/// Puts a list in an order that the seed decides.
pub fn shuffle<T>(list: &mut [T], seed: u64) {
    for i in (1..list.len()).rev() {
        let j = chance(seed, i as u64) % (i as u64 + 1);
        list.swap(i, usize::try_from(j).unwrap());
    }
}

/// The heads of every field, for messages of failed tests.
pub fn dots_by_field(fields: &Fields) -> BTreeMap<&str, Vec<Dot>> {
    fields.iter().map(|(f, x)| (f.as_str(), x.dots())).collect()
}
