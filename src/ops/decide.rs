//! What is held back or forked, and what a coordinator decides about it.

use std::collections::BTreeMap;

use super::keys::load_trust;
use super::places::PLACE;
use super::step::Step;
use super::workspace::{Workspace, part_from_copy};
use super::world::World;
use crate::domain::change::Head;
use crate::domain::control::{Control, HELD_REFUSED, Target};
use crate::domain::fault::{Fault, Note, Result};
use crate::domain::id::{Dot, RecordId, Scope, hex};
use crate::domain::stamp::Stamp;
use crate::domain::value::Value;
use crate::storage::{LogRow, Status, Tx};

/// A change that takes no part.
#[derive(Debug, Clone)]
pub struct Held {
    /// The change.
    pub dot: Dot,
    /// The hash of its head: of two heads of one dot it names one.
    pub hash: [u8; 32],
    /// The scope it was written in.
    pub scope: Scope,
    /// Its record.
    pub record: RecordId,
    /// The record's form.
    pub form: String,
    /// The fields it touches, with what it says of them; `None` while its body is missing.
    pub fields: Vec<(String, Option<Value>)>,
    /// The author's name, if known here.
    pub author: Option<String>,
    /// When, by the author's clock.
    pub stamp: Stamp,
    /// `H_SCOPE`, `H_UNKNOWN`, `H_ROLE`, …, or `H_FORK` for a dot with two heads.
    pub reason: String,
}

impl Held {
    /// The name by which it is admitted or refused: the beginning of its hash.
    #[must_use]
    pub fn id(&self) -> String {
        hex(&self.hash).chars().take(12).collect()
    }

    /// Whether a coordinator may still decide about it.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.refusal().is_none()
    }

    /// Why nothing can be decided about it.
    fn refusal(&self) -> Option<&'static str> {
        match self.reason.as_str() {
            HELD_REFUSED => Some("E_REFUSED_ALREADY"),
            "H_PLACE" => Some("E_HELD_PLACE"),
            _ if self.form == crate::domain::control::FORM => Some("E_HELD_CONTROL"),
            _ => None,
        }
    }
}

/// A change that was decided about.
#[derive(Debug, Clone)]
pub struct Ruled {
    /// What it was.
    pub held: Held,
    /// What the person should know.
    pub warnings: Vec<Note>,
}

/// What a coordinator says of a change that is held back or forked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ruling {
    /// It takes part.
    Admit,
    /// It takes no part, for good.
    Refuse,
}

impl Workspace {
    /// Every change that is held back or forked, and why: those that wait for a decision
    /// first, as they came, and below them those about which nothing can be decided.
    pub fn held(&mut self) -> Result<Vec<Held>> {
        let (me, secrets) = (&self.me, &self.secrets);
        self.store.read(|tx| {
            let names = load_trust(tx, me, secrets)?.names();
            let rows = tx.inactive()?;
            let all = rows.iter().map(|row| held(tx, row, &names));
            let mut all = all.collect::<Result<Vec<Held>>>()?;
            all.sort_by_key(|held| !held.is_open());
            Ok(all)
        })
    }

    /// Decides about a change that is held back or forked, on every machine that this
    /// decision reaches. The change is named by the beginning of its hash or of its dot,
    /// if only one fits. Answers what it was.
    pub fn rule(&mut self, world: &mut World, change: &str, ruling: Ruling) -> Result<Ruled> {
        let (me, secrets) = (&self.me, &self.secrets);
        let mut now = me.clone();
        let ruled = self.store.transact(|tx| {
            let trust = load_trust(tx, me, secrets)?;
            let names = trust.names();
            let mut fitting = Vec::new();
            for row in tx.inactive()?.iter().filter(|row| fits(row, change)) {
                fitting.push(held(tx, row, &names)?);
            }
            let found = match fitting.as_slice() {
                [one] => one.clone(),
                [] => return Err(Fault::new("E_NOT_HELD").with("id", change)),
                many => {
                    let ids: Vec<String> = many.iter().map(Held::id).collect();
                    return Err(Fault::new("E_HELD_MANY")
                        .with("id", change)
                        .with("ids", ids.join(" ")));
                }
            };
            if let Some(code) = found.refusal() {
                return Err(Fault::new(code).with("id", found.id()));
            }
            let target = Target {
                dot: found.dot,
                head: found.hash,
            };
            let says = match ruling {
                Ruling::Admit => Control::Admit(target),
                Ruling::Refuse => Control::Refuse(target),
            };
            let forms = std::sync::Arc::clone(tx.forms());
            let verdict = |head: &Head| trust.verdict(&forms, head);
            let mut step = Step::begin(tx, me, world, None)?;
            let judged = step.control(&found.scope, &says, &verdict)?;
            step.finish()?;
            Ok(Ruled {
                warnings: part_from_copy(tx, secrets, world, judged.twin, &mut now)?,
                held: found,
            })
        })?;
        self.me = now;
        if ruled.held.form == PLACE {
            self.read_places()?;
        }
        Ok(ruled)
    }
}

/// Whether a change is meant by this text; nobody means one by less than four signs.
fn fits(row: &LogRow, text: &str) -> bool {
    let text = text.trim();
    text.len() >= 4 && (hex(&row.hash).starts_with(text) || row.head.dot().to_string() == text)
}

fn held(tx: &Tx, row: &LogRow, names: &BTreeMap<String, String>) -> Result<Held> {
    let reason = match row.status {
        Status::Forked => "H_FORK".to_owned(),
        _ => tx
            .held_reason(row.id)?
            .unwrap_or_else(|| "H_UNKNOWN".to_owned()),
    };
    let digest: String = row.head.device.to_string().chars().take(32).collect();
    let fields = row.head.fields.keys();
    Ok(Held {
        dot: row.head.dot(),
        hash: row.hash,
        scope: row.head.scope.clone(),
        record: row.head.record,
        form: row.head.form.clone(),
        fields: fields.map(|f| (f.clone(), row.says(f))).collect(),
        author: names.get(&digest).cloned(),
        stamp: row.head.stamp,
        reason,
    })
}
