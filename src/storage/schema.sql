-- The log is the truth; everything from `record` on is a projection of it that
-- `sanshe check --rebuild` builds anew and compares. Times are hybrid stamps as
-- integers, ids are 16 bytes, devices 20 bytes.

CREATE TABLE meta (key TEXT PRIMARY KEY, value ANY) STRICT, WITHOUT ROWID;

CREATE TABLE device (
  id  INTEGER PRIMARY KEY,
  d   BLOB NOT NULL UNIQUE,
  key BLOB                       -- the public key, once a seal or a card has shown it
) STRICT;

CREATE TABLE channel (
  id     INTEGER PRIMARY KEY,
  device INTEGER NOT NULL REFERENCES device(id),
  scope  TEXT NOT NULL,
  UNIQUE (device, scope)
) STRICT;

-- One row per change. The key is the hash of the head, under its dot, so that a
-- forged or cloned twin of a dot is seen and not overwritten.
CREATE TABLE log (
  id      INTEGER PRIMARY KEY,
  channel INTEGER NOT NULL REFERENCES channel(id),
  seq     INTEGER NOT NULL,
  hash    BLOB NOT NULL,
  record  BLOB NOT NULL,
  status  INTEGER NOT NULL,      -- 0 active, 1 held back, 2 forked, 4 erased
  head    BLOB NOT NULL,
  salt    BLOB,                  -- salt and patch are gone after an erasure
  patch   BLOB,
  UNIQUE (channel, seq, hash)
) STRICT;
CREATE INDEX log_record ON log(record);
CREATE INDEX log_inactive ON log(id) WHERE status <> 0;

CREATE TABLE held (
  log    INTEGER PRIMARY KEY REFERENCES log(id),
  reason TEXT NOT NULL
) STRICT;

-- Hashes of erased roots that stand beside the database, so that a backup from before
-- brings nothing back.
CREATE TABLE buried (hash BLOB PRIMARY KEY) STRICT, WITHOUT ROWID;

CREATE TABLE seal (
  channel INTEGER NOT NULL REFERENCES channel(id),
  n       INTEGER NOT NULL,
  first   INTEGER NOT NULL,
  last    INTEGER NOT NULL,
  hash    BLOB NOT NULL,         -- of the statement
  whole   INTEGER NOT NULL,      -- 0 while a body of it never came
  line    BLOB NOT NULL,         -- statement and signature, verbatim
  PRIMARY KEY (channel, n, hash)
) STRICT, WITHOUT ROWID;

-- People this workspace has cards of, their devices, and what each device has told us
-- it has.
CREATE TABLE peer (
  person BLOB PRIMARY KEY,
  name   TEXT NOT NULL,
  pinned INTEGER NOT NULL        -- 1: a coordinator whose rosters count here
) STRICT, WITHOUT ROWID;
CREATE TABLE card (
  key    BLOB PRIMARY KEY,       -- the public key
  person BLOB NOT NULL,
  text   TEXT NOT NULL,
  sent   INTEGER NOT NULL DEFAULT 0,
  sent_at INTEGER,
  heard_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE TABLE alias (             -- ids that further devices of a person gave up
  was    BLOB PRIMARY KEY,
  person BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE peer_have (
  key     BLOB NOT NULL,
  channel TEXT NOT NULL,
  runs    TEXT NOT NULL,
  PRIMARY KEY (key, channel)
) STRICT, WITHOUT ROWID;
CREATE TABLE peer_tip (
  key     BLOB NOT NULL,
  channel TEXT NOT NULL,
  tip     INTEGER NOT NULL,
  PRIMARY KEY (key, channel)
) STRICT, WITHOUT ROWID;
CREATE TABLE received (
  key    BLOB NOT NULL,
  number INTEGER NOT NULL,
  volume INTEGER NOT NULL,
  last   INTEGER NOT NULL,
  at     INTEGER NOT NULL,
  PRIMARY KEY (key, number, volume)
) STRICT, WITHOUT ROWID;
CREATE TABLE roster (
  key     BLOB PRIMARY KEY,      -- the signing coordinator's public key
  version INTEGER NOT NULL,
  text    BLOB NOT NULL,
  sig     TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE place (code TEXT PRIMARY KEY, name TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE counter (name TEXT PRIMARY KEY, last INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE access (
  id     INTEGER PRIMARY KEY,
  at     INTEGER NOT NULL,
  what   TEXT NOT NULL,
  record BLOB,
  note   TEXT
) STRICT;

-- What was typed and is not saved yet; it never leaves this database.
CREATE TABLE draft (
  key   TEXT PRIMARY KEY,
  form  TEXT NOT NULL,
  title TEXT NOT NULL,
  body  TEXT NOT NULL,
  at    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Projections -----------------------------------------------------------------

CREATE TABLE record (
  rid      INTEGER PRIMARY KEY,
  id       BLOB NOT NULL UNIQUE,
  form     INTEGER NOT NULL,     -- see `name`
  parent   BLOB,
  root     BLOB NOT NULL,
  scope    INTEGER NOT NULL,     -- see `name`
  state    TEXT,
  void     INTEGER NOT NULL,
  approved INTEGER NOT NULL,
  created  INTEGER NOT NULL,
  changed  INTEGER NOT NULL,
  open     TEXT,                 -- fields in conflict or waiting, if any
  apart    TEXT,                 -- changes that a void or an approval did not see, if any
  fields   TEXT NOT NULL,
  heads    TEXT NOT NULL
) STRICT;
CREATE INDEX record_form ON record(form, void, id);
CREATE INDEX record_parent ON record(parent, form) WHERE parent IS NOT NULL;
CREATE INDEX record_open ON record(rid) WHERE open IS NOT NULL OR apart IS NOT NULL;

-- Which changes are decisions about others, or answer one: they are no part of a record.
CREATE TABLE control (log INTEGER PRIMARY KEY REFERENCES log(id)) STRICT;

-- Serves filter, sort and keyset of every list.
CREATE TABLE ix (
  form  INTEGER NOT NULL,
  field INTEGER NOT NULL,
  value ANY NOT NULL,
  rid   INTEGER NOT NULL,
  PRIMARY KEY (form, field, value, rid)
) STRICT, WITHOUT ROWID;

-- Search keys read by prefix: pinyin of names, whole numbers.
CREATE TABLE prefix (
  key TEXT NOT NULL,
  rid INTEGER NOT NULL,
  PRIMARY KEY (key, rid)
) STRICT, WITHOUT ROWID;

-- Running text by single characters, asked as phrases: a trigram index finds
-- nothing for two-character words, without an error.
CREATE VIRTUAL TABLE words USING fts5(
  text, content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 0'
);

-- Steps of the person at this device, for undo.
CREATE TABLE step (
  stamp  INTEGER NOT NULL,
  log    INTEGER NOT NULL,
  undone INTEGER NOT NULL,       -- 1: taken back, or itself an undo
  PRIMARY KEY (stamp, log)
) STRICT, WITHOUT ROWID;

-- Forms, fields and scopes by number.
CREATE TABLE name (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE) STRICT;
