//! What a coordinator decides about changes of others, and the answer to it: changes of
//! a form of their own that are part of no record (`src/sync/FORMAT.md` 2.4).
//!
//! What they bring about is a function of the set of them: who came first never counts.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};

use super::change::Head;
use super::id::{Dot, RecordId, Scope, hex, unhex};
use super::value::{Patch, Value};

/// The form that control changes name; no form of a workspace may be called so.
pub const FORM: &str = "control";
/// The version of control changes that this program writes and obeys.
pub const VERSION: u32 = 1;
/// The ground of an erasure is at most this long, in characters.
pub const GROUND: usize = 200;

/// A change that a coordinator refused.
pub const HELD_REFUSED: &str = "H_REFUSED";
/// A change whose name a coordinator gave to another one.
pub const HELD_TWIN: &str = "H_TWIN";

const ADMIT: &str = "admit";
const REFUSE: &str = "refuse";
const HEAD: &str = "head";
const ERASE: &str = "erase";
const WHY: &str = "ground";
const ERASED: &str = "erased";
const BURIED: &str = "sanshe-erased-v1";

/// The very change that a decision is about: its dot leads to it, its hash tells it from
/// another of that dot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Target {
    /// Its name.
    pub dot: Dot,
    /// The hash of its head.
    pub head: [u8; 32],
}

/// What a control change says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Control {
    /// A change that was held back or forked takes part.
    Admit(Target),
    /// A change takes no part, for good.
    Refuse(Target),
    /// What hangs on a root is erased, on this ground.
    Erase(RecordId, String),
    /// The author's replica erased what hung on a root.
    Erased(RecordId),
}

impl Control {
    /// What a change says, if it is a control change in every point.
    #[must_use]
    pub fn read(head: &Head, patch: &Patch) -> Option<Self> {
        let plain = head.parent.is_none()
            && head.root == head.record
            && head.undoes.is_none()
            && head.gates.is_empty()
            && head.rows.is_empty()
            && head.fields.values().all(Vec::is_empty);
        if head.form != FORM || head.form_version != VERSION || !plain {
            return None;
        }
        let fields: Vec<(&str, &str)> = patch
            .iter()
            .map(|(field, value)| Some((field.as_str(), value.text()?)))
            .collect::<Option<_>>()?;
        let target = |dot: &str, head: &str| {
            Some(Target {
                dot: dot.parse().ok()?,
                head: unhex(head)?,
            })
        };
        // A UUID has one spelling here as everywhere.
        let root = |text: &str| -> Option<RecordId> {
            let id: RecordId = text.parse().ok()?;
            (id.to_string() == text).then_some(id)
        };
        match fields.as_slice() {
            [(ADMIT, dot), (HEAD, head)] => target(dot, head).map(Self::Admit),
            [(HEAD, head), (REFUSE, dot)] => target(dot, head).map(Self::Refuse),
            [(ERASE, id), (WHY, why)] if is_ground(why) => {
                root(id).map(|id| Self::Erase(id, (*why).to_owned()))
            }
            [(ERASED, id)] => root(id).map(Self::Erased),
            _ => None,
        }
    }

    /// The patch that says so.
    #[must_use]
    pub fn patch(&self) -> Patch {
        let text = |field: &str, text: String| (field.to_owned(), Value::Text(text));
        let target = |field: &str, target: &Target| {
            Patch::from([
                text(field, target.dot.to_string()),
                text(HEAD, hex(&target.head)),
            ])
        };
        match self {
            Self::Admit(about) => target(ADMIT, about),
            Self::Refuse(about) => target(REFUSE, about),
            Self::Erase(root, ground) => {
                Patch::from([text(ERASE, root.to_string()), text(WHY, ground.clone())])
            }
            Self::Erased(root) => Patch::from([text(ERASED, root.to_string())]),
        }
    }
}

/// Whether a text may be the ground of an erasure.
#[must_use]
pub fn is_ground(text: &str) -> bool {
    (1..=GROUND).contains(&text.chars().count())
}

/// Whether a change is of the control form.
#[must_use]
pub fn is_control(head: &Head) -> bool {
    head.form == FORM
}

/// Whether a control change takes a coordinator: its fields show it, whether or not its
/// body is here.
#[must_use]
pub fn takes_coordinator(head: &Head) -> bool {
    let decides = |field: &String| matches!(field.as_str(), ADMIT | REFUSE | ERASE);
    is_control(head) && head.fields.keys().any(decides)
}

/// How the list beside the database names an erased root.
#[must_use]
pub fn buried(scope: &Scope, root: RecordId) -> [u8; 32] {
    Sha256::digest(format!("{BURIED}\n{scope}\n{root}")).into()
}

/// How a change stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// It takes part.
    Active,
    /// It is held back, for this reason (a code of the locale files).
    Held(String),
    /// Two heads of its dot stand to choose.
    Forked,
    /// It is erased.
    Erased,
}

/// One of the heads of a dot.
#[derive(Debug, Clone)]
pub struct Twin<'a> {
    /// The head.
    pub head: &'a Head,
    /// Its hash.
    pub hash: [u8; 32],
    /// Why the rosters hold it back, if they do.
    pub held: Option<String>,
}

/// All decisions that count.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Decisions {
    admitted: BTreeSet<([u8; 32], Dot, Scope)>,
    refused: BTreeSet<([u8; 32], Dot, Scope)>,
    erased: BTreeMap<RecordId, BTreeSet<Scope>>,
    buried: BTreeSet<[u8; 32]>,
}

impl Decisions {
    /// Adds what a control change that counts says.
    pub fn add(&mut self, head: &Head, control: &Control) {
        let whom = |t: &Target| (t.head, t.dot, head.scope.clone());
        match control {
            Control::Admit(target) => {
                self.admitted.insert(whom(target));
            }
            Control::Refuse(target) => {
                self.refused.insert(whom(target));
            }
            Control::Erase(root, _) => {
                let scopes = self.erased.entry(*root).or_default();
                scopes.insert(head.scope.clone());
            }
            Control::Erased(_) => {}
        }
    }

    /// Adds roots by their hashes, as they stand beside the database. Those that a
    /// decision names are left out, for each change is looked up among the others.
    pub fn bury(&mut self, hashes: impl IntoIterator<Item = [u8; 32]>) {
        let known: BTreeSet<[u8; 32]> = self.erasures().map(|(r, s)| buried(s, r)).collect();
        let unknown = hashes.into_iter().filter(|hash| !known.contains(hash));
        self.buried.extend(unknown);
    }

    /// Nothing was ever decided.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.admitted.is_empty()
            && self.refused.is_empty()
            && self.erased.is_empty()
            && self.buried.is_empty()
    }

    /// The roots that decisions erase, with their scopes.
    pub fn erasures(&self) -> impl Iterator<Item = (RecordId, &Scope)> {
        let pairs = self.erased.iter();
        pairs.flat_map(|(root, scopes)| scopes.iter().map(|scope| (*root, scope)))
    }

    /// The roots that only the list beside the database erases, by their hashes.
    pub fn only_buried(&self) -> impl Iterator<Item = [u8; 32]> {
        self.buried.iter().copied()
    }

    /// Whether a root is erased.
    #[must_use]
    pub fn erases(&self, root: RecordId, scope: &Scope) -> bool {
        self.erased.get(&root).is_some_and(|s| s.contains(scope))
            || !self.buried.is_empty() && self.buried.contains(&buried(scope, root))
    }

    /// Whether a change is erased; a control change never is.
    #[must_use]
    pub fn erase(&self, head: &Head) -> bool {
        !is_control(head) && self.erases(head.root, &head.scope)
    }

    fn named(set: &BTreeSet<([u8; 32], Dot, Scope)>, head: &Head, hash: [u8; 32]) -> bool {
        !set.is_empty()
            && !is_control(head)
            && set.contains(&(hash, head.dot(), head.scope.clone()))
    }

    /// Whether a coordinator refused a change.
    #[must_use]
    pub fn refuses(&self, head: &Head, hash: [u8; 32]) -> bool {
        Self::named(&self.refused, head, hash)
    }

    /// Whether a coordinator admitted a change.
    #[must_use]
    pub fn admits(&self, head: &Head, hash: [u8; 32]) -> bool {
        Self::named(&self.admitted, head, hash)
    }

    /// How all heads of one dot stand.
    #[must_use]
    pub fn standings(&self, twins: &[Twin]) -> Vec<Standing> {
        let let_in = twins.iter().filter(|t| t.held.is_none()).count();
        let refused = |t: &Twin| self.refuses(t.head, t.hash);
        let admitted = |t: &Twin| self.admits(t.head, t.hash) && !refused(t);
        let any_admitted = twins.iter().any(admitted);
        let chosen = |t: &Twin| {
            !refused(t)
                && if any_admitted {
                    admitted(t)
                } else {
                    t.held.is_none()
                }
        };
        let to_choose = twins.iter().filter(|t| chosen(t)).count();
        let one = |t: &Twin| {
            if is_control(t.head) {
                return match &t.held {
                    Some(why) => Standing::Held(why.clone()),
                    None if let_in == 1 => Standing::Active,
                    None => Standing::Forked,
                };
            }
            if self.erase(t.head) {
                return Standing::Erased;
            }
            if refused(t) {
                return Standing::Held(HELD_REFUSED.to_owned());
            }
            match (chosen(t), to_choose, &t.held) {
                (true, 1, _) => Standing::Active,
                (true, ..) => Standing::Forked,
                (false, _, Some(why)) => Standing::Held(why.clone()),
                (false, _, None) => Standing::Held(HELD_TWIN.to_owned()),
            }
        };
        twins.iter().map(one).collect()
    }

    /// The changes about which these decisions and others differ, and the roots.
    #[must_use]
    pub fn differing(&self, other: &Self) -> Differing {
        let mut differing = Differing::default();
        let pairs = [
            (&self.admitted, &other.admitted),
            (&self.refused, &other.refused),
        ];
        for (mine, theirs) in pairs {
            let about = mine.symmetric_difference(theirs);
            let about = about.map(|(_, dot, scope)| (*dot, scope.clone()));
            differing.dots.extend(about);
        }
        let roots = |d: &Self| -> BTreeSet<(RecordId, Scope)> {
            d.erasures().map(|(r, s)| (r, s.clone())).collect()
        };
        let (mine, theirs) = (roots(self), roots(other));
        differing.roots = mine.symmetric_difference(&theirs).cloned().collect();
        differing
    }
}

/// What two sets of decisions differ about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Differing {
    /// Names of changes in their scopes.
    pub dots: BTreeSet<(Dot, Scope)>,
    /// Roots in their scopes.
    pub roots: BTreeSet<(RecordId, Scope)>,
}

#[cfg(test)]
#[path = "control_test.rs"]
mod tests;
