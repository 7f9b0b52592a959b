//! A workspace: a folder with an encrypted database and the keys to it. One person,
//! one device, one instance at a time.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use uuid::Uuid;

use super::erase;
use super::files::{self, io_fault};
use super::keys::judge_by_forms;
use super::places;
use super::recovery;
use super::reference::Reference;
use super::unfinished;
use super::world::World;
use crate::domain::codes::{Codes, Text};
use crate::domain::fault::{Fault, Note, Result};
use crate::domain::form::Forms;
use crate::domain::id::{DeviceId, PersonId, hex};
use crate::domain::identifiers::{division, own_number};
use crate::domain::passphrase;
use crate::domain::places::Places;
use crate::domain::role::Role;
use crate::storage::{Progress, Store, Tx};
use crate::sync::device::device_id;
use crate::sync::keys::Secrets;
use crate::text::fold;

/// The database.
pub const DATABASE: &str = "sanshe.db";
/// The keys, opened by the passphrase.
pub const KEYS: &str = "keys.age";
/// The keys, opened by the recovery file.
pub const RECOVERY: &str = "keys.recovery.age";
const LOCK: &str = "lock";
/// The setting that says that `generate` filled this workspace: the keys of the teams in
/// it follow from a seed that anyone may know.
pub(crate) const MADE_UP: &str = "generate";
/// Left by `restore`: the next opening draws a new incarnation.
pub(super) const RESTORED: &str = "restored";
/// The digits that Suzhou's division codes begin with.
const CITY: &str = "3205";
/// No key file is longer, in bytes.
pub(super) const KEY_FILE: u64 = 64 * 1024;
/// No form or code file of a workspace is longer, in bytes.
const CONFIG_FILE: u64 = 1 << 20;

/// Who works here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Me {
    /// The person.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// The short name of the team, as it stands in numbers.
    pub team: String,
    /// What the unit is called on paper; empty if only its short name is known.
    pub unit: String,
    /// The division code of the place of work.
    pub place: String,
    /// What the person may do.
    pub role: Role,
    /// The device's letter or two in own numbers.
    pub letter: String,
    /// This device in its present incarnation.
    pub device: DeviceId,
}

/// What `init` is told.
#[derive(Debug, Clone)]
pub struct Setup {
    /// The person's name.
    pub person: String,
    /// The team's short name and, after a space, what its unit is called on paper, if it
    /// is told; see [`own_number::team_and_unit`].
    pub team: String,
    /// The division code.
    pub place: String,
    /// The role.
    pub role: Role,
    /// The device's letter.
    pub letter: String,
    /// Where the recovery file goes, or the folder it goes into: a stick that lies in a
    /// safe.
    pub recovery_out: Option<PathBuf>,
}

/// An open workspace.
pub struct Workspace {
    /// Its folder.
    pub home: PathBuf,
    /// Who works here.
    pub me: Me,
    /// What forms look values up in.
    pub reference: Reference,
    /// The database.
    pub store: Store,
    /// What the person should hear once: a copied folder, a restored backup.
    pub notices: Vec<Note>,
    pub(super) secrets: Secrets,
    _lock: File,
}

impl Workspace {
    /// Refuses a folder that holds a workspace already, before a passphrase is asked.
    pub fn may_init(home: &Path) -> Result<()> {
        unfinished::must_be_free(home)
    }

    /// Makes a workspace in an empty or absent folder.
    pub fn init(home: &Path, setup: &Setup, secret: &str, world: &mut World) -> Result<Self> {
        Self::may_init(home)?;
        passphrase::check(secret)?;
        Self::make(home, setup, Some(secret), world)
    }

    /// Makes a workspace that lasts as long as it is open: its keys are written nowhere,
    /// so what is left of it on the disk opens for nobody.
    pub(super) fn passing(home: &Path, setup: &Setup, world: &mut World) -> Result<Self> {
        Self::may_init(home)?;
        Self::make(home, setup, None, world)
    }

    fn make(home: &Path, setup: &Setup, secret: Option<&str>, world: &mut World) -> Result<Self> {
        let reference = read_reference(home)?;
        let me = check_setup(setup, &reference, world)?;
        let out = setup.recovery_out.as_deref();
        let out = out.map(|out| recovery::place(out, &me)).transpose()?;
        files::make_private_folder(home)?;
        let forms = Arc::new(read_forms(home, &reference)?);
        let lock = take_lock(home)?;
        unfinished::begin(home)?;
        files::sweep(home, "");
        let secrets = Secrets::generate(&mut world.chance());
        let me = Me {
            device: new_device(&secrets, world)?,
            ..me
        };
        let made = match &out {
            Some(out) => recovery::write(home, out, &secrets).and_then(|()| {
                let made = make_files(home, secret, &secrets, &forms, &me, world);
                made.inspect_err(|_| recovery::take_back(out))
            }),
            None => make_files(home, secret, &secrets, &forms, &me, world),
        };
        let store = match made {
            Ok(store) => store,
            Err(fault) => {
                unfinished::give_up(home);
                return Err(fault);
            }
        };
        let home = home.to_path_buf();
        let notices = vec![recovery::told(out.as_deref())];
        let mut workspace = Self {
            home,
            me,
            reference,
            store,
            notices,
            secrets,
            _lock: lock,
        };
        workspace.found_roster(world)?;
        unfinished::finish(&workspace.home)?;
        Ok(workspace)
    }

    /// Opens a workspace with its passphrase.
    pub fn open(home: &Path, secret: &str, world: &mut World) -> Result<Self> {
        Self::open_watched(home, secret, world, &mut |_, _| true)
    }

    /// [`Workspace::open`], and `progress` hears how far it is where all that is shown is
    /// built anew from the log, as after a new version of the program or of a form. If
    /// that is cancelled nothing has changed.
    pub fn open_watched(
        home: &Path,
        secret: &str,
        world: &mut World,
        progress: &mut Progress,
    ) -> Result<Self> {
        let keys = home.join(KEYS);
        if !home.join(DATABASE).exists() && !keys.exists() {
            return Err(Fault::new("E_NO_WORKSPACE").with("path", home.display()));
        }
        let lock = take_lock(home)?;
        if unfinished::is_unfinished(home) {
            return Err(Fault::new("E_NO_WORKSPACE").with("path", home.display()));
        }
        files::sweep(home, "");
        let sealed = files::read_capped(&keys, KEY_FILE)?;
        let secrets = Secrets::open_with_passphrase(&sealed, secret)?;
        Self::with_secrets(home, secrets, lock, (world, progress))
    }

    fn with_secrets(
        home: &Path,
        secrets: Secrets,
        lock: File,
        (world, progress): (&mut World, &mut Progress),
    ) -> Result<Self> {
        let mut reference = read_reference(home)?;
        let forms = Arc::new(read_forms(home, &reference)?);
        let mut store =
            Store::open_watched(&home.join(DATABASE), &secrets.db_key, forms, progress)?;
        let (me, notices) = store.transact(|tx| {
            let mut me = read_me(tx)?;
            let mut notices = renew_if_moved(tx, home, &mut me, &secrets, world)?;
            notices.extend(judge_by_forms(tx, &secrets, world, &mut me)?);
            if tx.meta(MADE_UP)?.is_some() {
                notices.push(Note::new("W_MADE_UP"));
            }
            places::add_own(tx, &mut reference.places)?;
            Ok((me, notices))
        })?;
        let _ = fs::remove_file(home.join(RESTORED));
        let mut notices = notices;
        notices.extend(erase::replay(home, &mut store, &me, &secrets)?);
        let home = home.to_path_buf();
        Ok(Self {
            home,
            me,
            reference,
            store,
            notices,
            secrets,
            _lock: lock,
        })
    }

    /// With what the names of this workspace's unfinished files begin in folders that
    /// it shares with others: no other process writes under it while this one is open.
    pub(super) fn mark(&self) -> String {
        let [.., a, b, c, d] = self.me.device.0;
        format!("{}-", hex(&[a, b, c, d]))
    }
}

fn make_files(
    home: &Path,
    secret: Option<&str>,
    secrets: &Secrets,
    forms: &Arc<Forms>,
    me: &Me,
    world: &mut World,
) -> Result<Store> {
    let database = home.join(DATABASE);
    let mut store = Store::create(&database, &secrets.db_key, Arc::clone(forms))?;
    files::keep_private(&database, 0o600)?;
    let identity = folder_identity(home)?;
    let now = world.now_ms();
    store.transact(|tx| {
        write_me(tx, me)?;
        tx.set_meta("where", &identity)?;
        tx.set_meta("made", &now.to_string())
    })?;
    if let Some(secret) = secret {
        files::write_bytes(&home.join(KEYS), &secrets.seal_with_passphrase(secret)?)?;
    }
    Ok(store)
}

/// One instance per workspace: the lock goes with the process, however it ends.
pub(super) fn take_lock(home: &Path) -> Result<File> {
    let path = home.join(LOCK);
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let lock = options.open(&path).map_err(|e| io_fault(&path, e))?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => {
            Err(Fault::new("E_SECOND_INSTANCE").with("path", home.display()))
        }
        Err(TryLockError::Error(error)) => Err(io_fault(&path, error)),
    }
}

fn check_setup(setup: &Setup, reference: &Reference, world: &mut World) -> Result<Me> {
    let mut notes = Vec::new();
    let name = fold::clean_line(&setup.person).unwrap_or_default();
    if name.is_empty() || name.chars().count() > 50 {
        notes.push(Note::new("E_PERSON_NAME").at("person"));
    }
    let mut take = |read: std::result::Result<String, Note>, field: &str| match read {
        Ok(text) => text,
        Err(note) => {
            notes.push(note.at(field));
            String::new()
        }
    };
    let read = own_number::team_and_unit(&setup.team);
    let unit = read
        .as_ref()
        .map_or_else(|_| String::new(), |(_, unit)| unit.clone());
    let team = take(read.map(|(team, _)| team), "team");
    let place = division::check(&setup.place, &reference.city, &reference.places);
    let place = take(place.map(|p| p.text), "place");
    let letter = take(own_number::device_letters(&setup.letter), "device");
    if !notes.is_empty() {
        return Err(notes.into());
    }
    let person = Uuid::from_bytes(world.bytes());
    let person = uuid::Builder::from_random_bytes(*person.as_bytes()).into_uuid();
    let device = DeviceId([0; 20]);
    Ok(Me {
        person,
        name,
        team,
        unit,
        place,
        role: setup.role,
        letter,
        device,
    })
}

/// Another name for this device's writing from now on; steps under the old one are not
/// undone any more.
pub(super) fn new_incarnation(tx: &Tx, secrets: &Secrets, world: &mut World) -> Result<DeviceId> {
    let device = new_device(secrets, world)?;
    tx.set_meta("device", &device.to_string())?;
    tx.forget_steps()?;
    Ok(device)
}

/// Somebody writes under this device's name, a copy that nobody noticed: from here on the
/// two must not count on in one channel. Answers what the person should know.
pub(super) fn part_from_copy(
    tx: &Tx,
    secrets: &Secrets,
    world: &mut World,
    twin: bool,
    me: &mut Me,
) -> Result<Vec<Note>> {
    if !twin {
        return Ok(Vec::new());
    }
    me.device = new_incarnation(tx, secrets, world)?;
    Ok(vec![Note::new("W_COPIED")])
}

fn new_device(secrets: &Secrets, world: &mut World) -> Result<DeviceId> {
    Ok(DeviceId(device_id(&secrets.public_key()?, world.bytes())))
}

fn write_me(tx: &Tx, me: &Me) -> Result<()> {
    tx.set_meta("person", &me.person.to_string())?;
    tx.set_meta("name", &me.name)?;
    tx.set_meta("team", &me.team)?;
    tx.set_meta("unit", &me.unit)?;
    tx.set_meta("place", &me.place)?;
    tx.set_meta("role", me.role.code())?;
    tx.set_meta("letter", &me.letter)?;
    tx.set_meta("device", &me.device.to_string())
}

fn read_me(tx: &Tx) -> Result<Me> {
    let need = |key: &str| -> Result<String> {
        tx.meta(key)?
            .ok_or_else(|| Fault::new("E_DB_DAMAGED").with("path", DATABASE))
    };
    let damaged = |_| Fault::new("E_DB_DAMAGED").with("path", DATABASE);
    Ok(Me {
        person: need("person")?.parse().map_err(damaged)?,
        name: need("name")?,
        team: need("team")?,
        // Workspaces made before units had a name.
        unit: tx.meta("unit")?.unwrap_or_default(),
        place: need("place")?,
        role: need("role")?.parse()?,
        letter: need("letter")?,
        device: need("device")?.parse()?,
    })
}

/// Machine, folder and database file, as one word: if it changes, the database may
/// have a twin somewhere.
fn folder_identity(home: &Path) -> Result<String> {
    let file = |path: &Path| file_id::get_file_id(path).map_err(|e| io_fault(path, e));
    // A machine without an id is told apart by its folder alone.
    let machine = machine_uid::get().unwrap_or_default();
    let words = format!(
        "{machine}\n{:?}\n{:?}",
        file(home)?,
        file(&home.join(DATABASE))?
    );
    Ok(hex(&crate::domain::change::head_hash(words.as_bytes())))
}

/// Draws a new incarnation when the database was restored or lies on another machine,
/// in another folder or another file than when it was last open: two databases that
/// count on in one channel would write different changes under one name.
fn renew_if_moved(
    tx: &Tx,
    home: &Path,
    me: &mut Me,
    secrets: &Secrets,
    world: &mut World,
) -> Result<Vec<Note>> {
    let here = folder_identity(home)?;
    let restored = home.join(RESTORED).exists();
    if !restored && tx.meta("where")?.as_deref() == Some(here.as_str()) {
        return Ok(Vec::new());
    }
    me.device = new_incarnation(tx, secrets, world)?;
    tx.set_meta("where", &here)?;
    Ok(vec![Note::new(if restored {
        "W_RESTORED"
    } else {
        "W_COPIED"
    })])
}

/// The code lists and places of a folder; the built-in ones where it has none of its own.
pub fn read_reference(home: &Path) -> Result<Reference> {
    let path = home.join("config").join("codes.toml");
    let own = if path.exists() {
        Some(read_text(&path)?)
    } else {
        None
    };
    let file = path.display().to_string();
    let codes = Codes::built_in(own.as_deref().map(|text| Text { file: &file, text }))?;
    Ok(Reference {
        codes,
        places: Places::built_in()?,
        city: CITY.to_owned(),
    })
}

/// The built-in forms and the workspace's own copies under `config/forms`.
pub fn read_forms(home: &Path, reference: &Reference) -> Result<Forms> {
    let mut own = Vec::new();
    gather(&home.join("config").join("forms"), &mut own)?;
    own.sort();
    Forms::with_overrides(&own, reference)
}

fn gather(folder: &Path, own: &mut Vec<(String, String)>) -> Result<()> {
    if !folder.is_dir() {
        return Ok(());
    }
    for entry in fs::read_dir(folder).map_err(|e| io_fault(folder, e))? {
        let path = entry.map_err(|e| io_fault(folder, e))?.path();
        if path.is_dir() {
            gather(&path, own)?;
        } else if path.extension().is_some_and(|e| e == "toml") {
            own.push((path.display().to_string(), read_text(&path)?));
        }
    }
    Ok(())
}

fn read_text(path: &Path) -> Result<String> {
    let bytes = files::read_capped(path, CONFIG_FILE)?;
    String::from_utf8(bytes).map_err(|e| {
        Fault::new("E_NOT_UTF8")
            .with("path", path.display())
            .because(e)
    })
}
