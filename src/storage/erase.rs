//! Erasing what was said, while the heads that were signed stay.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::params;

use super::judge::Moved;
use super::{Judged, Store, Tx, Verdict};
use crate::domain::change::Head;
use crate::domain::control::{buried, is_control};
use crate::domain::fault::Result;
use crate::domain::form::Search;
use crate::domain::id::{Channel, Class, RecordId, Scope};
use crate::domain::record::Record;

/// The setting that says that deleted words and pages still wait to be overwritten.
const SCRUB: &str = "scrub";

impl Tx<'_> {
    /// The names of the changes that hang on a root, held back ones too.
    pub(super) fn dots_under(
        &self,
        root: RecordId,
        scope: &Scope,
    ) -> Result<BTreeSet<(Channel, u64)>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT l.head FROM log l JOIN channel c ON c.id = l.channel
             WHERE c.scope = ?1 AND (l.record = ?2 OR instr(l.head, CAST(?3 AS BLOB)) > 0)",
        )?;
        let mark = format!(r#","t":"{root}""#);
        let mut rows = statement.query(params![scope.to_string(), &root.as_bytes()[..], mark])?;
        let mut dots = BTreeSet::new();
        while let Some(row) = rows.next()? {
            let bytes: Vec<u8> = row.get(0)?;
            let head = Head::parse(&bytes)?;
            if head.root == root && !is_control(&head) {
                dots.insert((head.channel(), head.seq));
            }
        }
        Ok(dots)
    }

    /// A root and all records that hang on it, as they are shown.
    pub fn records_under(&self, root: RecordId) -> Result<BTreeSet<RecordId>> {
        let mut found = BTreeSet::from([root]);
        let mut open = vec![root];
        while let Some(parent) = open.pop() {
            for child in self.children(parent, None)? {
                if found.insert(child.id) {
                    open.push(child.id);
                }
            }
        }
        Ok(found)
    }

    /// Deletes what one change says.
    pub(super) fn erase_body(&self, log: i64) -> Result<()> {
        self.conn
            .prepare_cached("UPDATE log SET salt = NULL, patch = NULL WHERE id = ?1")?
            .execute([log])?;
        Ok(())
    }

    /// Whether the segments around a change are whole, asked anew.
    pub(super) fn weigh_again(&self, channel: &Channel, seq: u64) -> Result<()> {
        let id = self.names().channel(&self.conn, channel)?;
        self.conn
            .prepare_cached(
                "UPDATE seal SET whole = NOT EXISTS (
                   SELECT 1 FROM log l WHERE l.channel = seal.channel
                     AND l.seq BETWEEN seal.first AND seal.last
                     AND l.patch IS NULL AND l.status <> 4)
                 WHERE channel = ?1 AND first <= ?2 AND last >= ?2",
            )?
            .execute(params![id, seq])?;
        Ok(())
    }

    /// Drops the drafts that hold something of these records, which still show what they
    /// said: drafts of them and below them, those that name one by its id (a form writes
    /// what it knows of a record beside the id), and those in which the name of the person
    /// who is erased, or a protected number of theirs, was typed. Answers how many went, by
    /// form, so that who typed them is told.
    pub(super) fn drop_drafts_about(
        &self,
        records: &BTreeSet<RecordId>,
    ) -> Result<BTreeMap<String, u64>> {
        let mut words: BTreeSet<String> = BTreeSet::new();
        for id in records {
            words.insert(id.to_string());
            if let Some(record) = self.record(*id)? {
                words.extend(self.personal(&record));
            }
        }
        let mut statement = self.conn.prepare_cached(
            "DELETE FROM draft WHERE instr(key, ?1) > 0 OR instr(title, ?1) > 0
               OR instr(body, ?1) > 0 RETURNING form",
        )?;
        let mut gone: BTreeMap<String, u64> = BTreeMap::new();
        for word in words {
            let forms = statement.query_map([word], |r| r.get::<_, String>(0))?;
            for form in forms {
                *gone.entry(form?).or_default() += 1;
            }
        }
        Ok(gone)
    }

    /// What in a file about a person says who that is: names, and numbers that are looked
    /// for whole. An address is a whole household's. Minutes are about nobody: who was there
    /// stands in all of them.
    fn personal(&self, record: &Record) -> Vec<String> {
        if record.root != record.id || record.scope.class() == Class::Open {
            return Vec::new();
        }
        let form = self.forms().get(&record.form);
        let fields = form.iter().flat_map(|form| &form.fields);
        let fields = fields.filter(|f| match f.search {
            Some(Search::Name) => true,
            Some(Search::Exact) => f.protected,
            _ => false,
        });
        let texts = fields.filter_map(|f| record.get(&f.id).text());
        // One character is in every text.
        let texts = texts.filter(|text| text.chars().count() > 1);
        texts.map(str::to_owned).collect()
    }

    /// Whether anything of a record was erased.
    pub fn is_erased(&self, record: RecordId) -> Result<bool> {
        Ok(self
            .conn
            .prepare_cached("SELECT 1 FROM log WHERE record = ?1 AND status = 4 LIMIT 1")?
            .exists([&record.as_bytes()[..]])?)
    }

    /// Notes that deleted words still stand in pages, until [`Store::scrub`].
    pub(super) fn must_scrub(&self) -> Result<()> {
        self.set_meta(SCRUB, "1")
    }

    /// The erased roots as they stand beside the database: all that count here, and those
    /// that only that list knows.
    pub fn buried_roots(&self) -> Result<BTreeSet<[u8; 32]>> {
        let decisions = self.decisions()?;
        let decided = decisions
            .erasures()
            .map(|(root, scope)| buried(scope, root));
        Ok(decided.chain(decisions.only_buried()).collect())
    }

    /// Erases again what the list beside the database names and this database, restored
    /// from a backup, does not know of.
    pub fn bury_again(
        &self,
        hashes: &BTreeSet<[u8; 32]>,
        verdict: &dyn Fn(&Head) -> Verdict,
    ) -> Result<Judged> {
        let known = self.buried_roots()?;
        let mut unknown = hashes.difference(&known).peekable();
        if unknown.peek().is_none() {
            return Ok(Judged::default());
        }
        for hash in unknown {
            self.conn
                .prepare_cached("INSERT OR IGNORE INTO buried(hash) VALUES (?1)")?
                .execute([&hash[..]])?;
        }
        let decisions = self.decisions()?;
        let mut moved = Moved::default();
        for (channel, seq) in self.dots_erased(|head| decisions.erase(head))? {
            self.judge_dot(&channel, seq, (&decisions, verdict), &mut moved)?;
        }
        self.show_moved(&moved)
    }

    /// The changes of the whole log for which this holds; each root is asked for once.
    fn dots_erased(&self, erased: impl Fn(&Head) -> bool) -> Result<Vec<(Channel, u64)>> {
        let mut statement = self
            .conn
            .prepare("SELECT head FROM log WHERE status <> 4")?;
        let mut rows = statement.query([])?;
        let mut roots: BTreeMap<(RecordId, Scope), bool> = BTreeMap::new();
        let mut dots = Vec::new();
        while let Some(row) = rows.next()? {
            let bytes: Vec<u8> = row.get(0)?;
            let head = Head::parse(&bytes)?;
            if is_control(&head) {
                continue;
            }
            let key = (head.root, head.scope.clone());
            if *roots.entry(key).or_insert_with(|| erased(&head)) {
                dots.push((head.channel(), head.seq));
            }
        }
        Ok(dots)
    }
}

impl Store {
    /// Overwrites what deleted words and pages left behind, if anything waits for it: the
    /// text index keeps deleted words until it is merged, and the write-ahead log keeps
    /// pages as they were until it is cut.
    pub fn scrub(&mut self) -> Result<bool> {
        if self.meta(SCRUB)?.is_none() {
            return Ok(false);
        }
        self.conn
            .execute_batch("INSERT INTO words(words) VALUES ('optimize')")?;
        self.checkpoint()?;
        self.conn
            .execute("DELETE FROM meta WHERE key = ?1", [SCRUB])?;
        self.checkpoint()?;
        Ok(true)
    }
}
