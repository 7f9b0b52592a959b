//! Who is known already and may be the person that is being written down. Every look
//! goes to an index by a whole key; nobody reads all people.

use std::collections::BTreeMap;

use super::workspace::Workspace;
use crate::domain::fault::Result;
use crate::domain::id::{PersonId, RecordId};
use crate::domain::record::Record;
use crate::storage::{Query, Tx};
use crate::text::fold::fold_code;
use crate::text::pinyin;

/// Why two may be one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// The same document number.
    SameId,
    /// A document number that differs by one digit or two neighbours changed over.
    NearId,
    /// The same telephone.
    SamePhone,
    /// A telephone that differs by one digit or two neighbours changed over.
    NearPhone,
    /// The same name.
    SameName,
    /// A name that sounds the same, with southern ears too.
    SoundsAlike,
    /// The name stands among somebody's household.
    Household,
}

/// Someone who may be the same person, or of the same household.
#[derive(Debug, Clone)]
pub struct Alike {
    /// The record.
    pub record: Record,
    /// Why, the strongest first.
    pub reasons: Vec<Reason>,
}

/// What is known of the person so far.
#[derive(Debug, Clone, Default)]
pub struct Typed<'a> {
    /// The form: `client` or `volunteer`.
    pub form: &'a str,
    /// The record itself, which is no match.
    pub but: Option<RecordId>,
    /// The name.
    pub name: &'a str,
    /// The document number.
    pub id_no: &'a str,
    /// The telephone number.
    pub phone: &'a str,
}

/// So many records of one key are looked at: of a name that hundreds bear, the latest.
const PER_KEY: u32 = 64;

impl Workspace {
    /// Who may be this person, likeliest first, at most `limit`.
    pub fn alike(&mut self, typed: &Typed, limit: usize) -> Result<Vec<Alike>> {
        self.store.read(|tx| {
            let mut found = Found::default();
            found.numbers(
                tx,
                typed,
                ("id_no", 15),
                typed.id_no,
                [Reason::SameId, Reason::NearId],
            )?;
            found.numbers(
                tx,
                typed,
                ("phone", 7),
                typed.phone,
                [Reason::SamePhone, Reason::NearPhone],
            )?;
            found.names(tx, typed)?;
            Ok(found.sorted(limit))
        })
    }

    /// The people that references can name: who works here, then those whose cards are
    /// here.
    #[allow(
        clippy::redundant_closure_for_method_calls,
        reason = "the method's path names one lifetime of a transaction, the closure any"
    )]
    pub fn people(&mut self) -> Result<Vec<(PersonId, String)>> {
        let me = (self.me.person, self.me.name.clone());
        let peers = self.store.read(|tx| tx.peers())?;
        let others = peers.into_iter().filter(|p| p.person != me.0);
        let mut others: Vec<_> = others.map(|p| (p.person, p.name)).collect();
        others.dedup_by_key(|(person, _)| *person);
        Ok(std::iter::once(me).chain(others).collect())
    }

    /// Records of one form that a typed name, number or word finds; the latest ones while
    /// nothing is typed.
    pub fn named(&mut self, form: &str, typed: &str, limit: u32) -> Result<Vec<Record>> {
        self.store.read(|tx| {
            let typed = typed.trim();
            let page = tx.list(&Query {
                form: form.to_owned(),
                typed: typed.to_owned(),
                descending: typed.is_empty(),
                limit,
                ..Query::default()
            })?;
            let mut records = page.items;
            if typed.is_empty() {
                return Ok(records);
            }
            let found = tx.search(typed, limit)?;
            for hit in found {
                // A row found by its words stands for the record it is in.
                let of = [Some(hit.record), hit.root].into_iter().flatten();
                for record in of.filter(|r| r.form == form && !r.void) {
                    if !records.iter().any(|r| r.id == record.id) {
                        records.push(record);
                    }
                }
            }
            records.truncate(limit as usize);
            Ok(records)
        })
    }
}

#[derive(Default)]
struct Found(BTreeMap<RecordId, Alike>);

impl Found {
    fn add(&mut self, record: Record, reason: Reason) {
        let entry = self.0.entry(record.id).or_insert_with(|| Alike {
            record,
            reasons: Vec::new(),
        });
        if !entry.reasons.contains(&reason) {
            entry.reasons.push(reason);
            entry.reasons.sort_unstable();
        }
    }

    fn numbers(
        &mut self,
        tx: &Tx,
        typed: &Typed,
        (field, least): (&str, usize),
        number: &str,
        [same, near]: [Reason; 2],
    ) -> Result<()> {
        let number = key_of(number);
        if number.chars().count() < least {
            return Ok(());
        }
        for (key, reason) in std::iter::once((number.clone(), same))
            .chain(neighbours(&number).into_iter().map(|key| (key, near)))
        {
            for record in tx.with_key(&key, PER_KEY)? {
                let stored = record.get(field).text().map(key_of);
                if wanted(&record, typed) && stored.as_deref() == Some(&key) {
                    self.add(record, reason);
                }
            }
        }
        Ok(())
    }

    fn names(&mut self, tx: &Tx, typed: &Typed) -> Result<()> {
        let name = typed.name.trim();
        if name.chars().count() < 2 {
            return Ok(());
        }
        for sound in pinyin::sounds(name) {
            for record in tx.with_key(&sound, PER_KEY)? {
                let theirs = record.get("name").text().unwrap_or_default().to_owned();
                if !pinyin::homophone(&theirs, name) {
                    continue;
                }
                if wanted(&record, typed) {
                    let same = theirs == name;
                    let reason = if same {
                        Reason::SameName
                    } else {
                        Reason::SoundsAlike
                    };
                    self.add(record, reason);
                } else if let Some(holder) = holder(tx, &record, typed)? {
                    self.add(holder, Reason::Household);
                }
            }
        }
        Ok(())
    }

    fn sorted(self, limit: usize) -> Vec<Alike> {
        let mut all: Vec<Alike> = self.0.into_values().collect();
        all.sort_by(|a, b| (&a.reasons, a.record.id).cmp(&(&b.reasons, b.record.id)));
        all.truncate(limit);
        all
    }
}

fn wanted(record: &Record, typed: &Typed) -> bool {
    record.form == typed.form && Some(record.id) != typed.but && !record.void
}

/// The person in whose rows (a household) this record stands.
fn holder(tx: &Tx, row: &Record, typed: &Typed) -> Result<Option<Record>> {
    let is_row = tx
        .forms()
        .get(&row.form)
        .and_then(|f| f.rows_of.as_ref())
        .is_some_and(|of| of.form == typed.form);
    let Some(above) = row.parent.filter(|_| is_row && !row.void) else {
        return Ok(None);
    };
    Ok(tx.record(above)?.filter(|r| wanted(r, typed)))
}

/// A number as the search keys spell it.
fn key_of(number: &str) -> String {
    let folded = fold_code(number);
    let plain = folded.chars().filter(|c| *c != '-');
    plain.flat_map(char::to_lowercase).collect()
}

/// Every number that one slip of a finger makes of this one.
fn neighbours(number: &str) -> Vec<String> {
    let signs: Vec<char> = number.chars().collect();
    let mut all = Vec::new();
    for (at, sign) in signs.iter().enumerate() {
        let last = at + 1 == signs.len() && signs.len() == 18;
        let others = ('0'..='9').chain(last.then_some('x'));
        for other in others.filter(|other| other != sign) {
            let mut slip = signs.clone();
            if let Some(place) = slip.get_mut(at) {
                *place = other;
            }
            all.push(slip.into_iter().collect());
        }
        if signs.get(at + 1).is_some_and(|next| next != sign) {
            let mut slip = signs.clone();
            slip.swap(at, at + 1);
            all.push(slip.into_iter().collect());
        }
    }
    all.sort_unstable();
    all.dedup();
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_changes_one_digit_or_two_neighbours() {
        let all = neighbours("12");
        assert!(all.contains(&"21".to_owned()));
        assert!(all.contains(&"13".to_owned()));
        assert!(all.contains(&"02".to_owned()));
        assert_eq!(all.len(), 19);
        assert!(neighbours("320599194803150363").contains(&"32059919480315036x".to_owned()));
    }

    #[test]
    fn numbers_are_spelt_as_the_search_keys_are() {
        assert_eq!(key_of("0512-6000 0001"), "051260000001");
        assert_eq!(key_of("３２X"), "32x");
    }
}
