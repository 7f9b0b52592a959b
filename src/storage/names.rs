//! Forms, fields, scopes, devices and channels by number, so that rows stay short.

use std::cell::RefCell;
use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension, params};

use crate::domain::fault::{Fault, Result};
use crate::domain::id::{Channel, DeviceId, Scope};

/// Numbers already looked up. What a rolled-back transaction gave out is forgotten.
#[derive(Default)]
pub(super) struct Names {
    texts: RefCell<HashMap<String, i64>>,
    texts_back: RefCell<HashMap<i64, String>>,
    devices: RefCell<HashMap<DeviceId, i64>>,
    devices_back: RefCell<HashMap<i64, DeviceId>>,
    channels: RefCell<HashMap<Channel, i64>>,
    /// The scope asked for last: most records come with others of theirs.
    scope: RefCell<Option<(Scope, i64)>>,
}

impl Names {
    pub(super) fn forget(&self) {
        self.texts.borrow_mut().clear();
        self.texts_back.borrow_mut().clear();
        self.devices.borrow_mut().clear();
        self.devices_back.borrow_mut().clear();
        self.channels.borrow_mut().clear();
        self.scope.borrow_mut().take();
    }

    /// The number of a scope, given out now if it has none.
    pub(super) fn scope(&self, conn: &Connection, scope: &Scope) -> Result<i64> {
        if let Some((last, id)) = &*self.scope.borrow()
            && last == scope
        {
            return Ok(*id);
        }
        let id = self.text(conn, &scope.to_string())?;
        *self.scope.borrow_mut() = Some((scope.clone(), id));
        Ok(id)
    }

    /// The number of a text, if it has one.
    pub(super) fn find(&self, conn: &Connection, text: &str) -> Result<Option<i64>> {
        if let Some(id) = self.texts.borrow().get(text) {
            return Ok(Some(*id));
        }
        let found: Option<i64> = conn
            .prepare_cached("SELECT id FROM name WHERE text = ?1")?
            .query_row([text], |r| r.get(0))
            .optional()?;
        if let Some(id) = found {
            self.texts.borrow_mut().insert(text.to_owned(), id);
        }
        Ok(found)
    }

    /// The number of a text, given out now if it has none.
    pub(super) fn text(&self, conn: &Connection, text: &str) -> Result<i64> {
        if let Some(id) = self.find(conn, text)? {
            return Ok(id);
        }
        conn.prepare_cached("INSERT INTO name(text) VALUES (?1)")?
            .execute([text])?;
        let id = conn.last_insert_rowid();
        self.texts.borrow_mut().insert(text.to_owned(), id);
        Ok(id)
    }

    /// The text of a number.
    pub(super) fn text_of(&self, conn: &Connection, id: i64) -> Result<String> {
        if let Some(text) = self.texts_back.borrow().get(&id) {
            return Ok(text.clone());
        }
        let text: String = conn
            .prepare_cached("SELECT text FROM name WHERE id = ?1")?
            .query_row([id], |r| r.get(0))?;
        self.texts_back.borrow_mut().insert(id, text.clone());
        Ok(text)
    }

    pub(super) fn device(&self, conn: &Connection, device: DeviceId) -> Result<i64> {
        if let Some(id) = self.devices.borrow().get(&device) {
            return Ok(*id);
        }
        let found: Option<i64> = conn
            .prepare_cached("SELECT id FROM device WHERE d = ?1")?
            .query_row([&device.0[..]], |r| r.get(0))
            .optional()?;
        let id = if let Some(id) = found {
            id
        } else {
            conn.prepare_cached("INSERT INTO device(d) VALUES (?1)")?
                .execute([&device.0[..]])?;
            conn.last_insert_rowid()
        };
        self.devices.borrow_mut().insert(device, id);
        self.devices_back.borrow_mut().insert(id, device);
        Ok(id)
    }

    pub(super) fn device_of(&self, conn: &Connection, id: i64) -> Result<DeviceId> {
        if let Some(device) = self.devices_back.borrow().get(&id) {
            return Ok(*device);
        }
        let bytes: Vec<u8> = conn
            .prepare_cached("SELECT d FROM device WHERE id = ?1")?
            .query_row([id], |r| r.get(0))?;
        let device = DeviceId(bytes.try_into().map_err(|_| Fault::new("E_DB_DAMAGED"))?);
        self.devices_back.borrow_mut().insert(id, device);
        Ok(device)
    }

    pub(super) fn find_channel(&self, conn: &Connection, channel: &Channel) -> Result<Option<i64>> {
        if let Some(id) = self.channels.borrow().get(channel) {
            return Ok(Some(*id));
        }
        let found: Option<i64> = conn
            .prepare_cached(
                "SELECT c.id FROM channel c JOIN device d ON d.id = c.device
                 WHERE d.d = ?1 AND c.scope = ?2",
            )?
            .query_row(
                params![&channel.device.0[..], channel.scope.to_string()],
                |r| r.get(0),
            )
            .optional()?;
        if let Some(id) = found {
            self.channels.borrow_mut().insert(channel.clone(), id);
        }
        Ok(found)
    }

    pub(super) fn channel(&self, conn: &Connection, channel: &Channel) -> Result<i64> {
        if let Some(id) = self.find_channel(conn, channel)? {
            return Ok(id);
        }
        let device = self.device(conn, channel.device)?;
        conn.prepare_cached("INSERT INTO channel(device, scope) VALUES (?1, ?2)")?
            .execute(params![device, channel.scope.to_string()])?;
        let id = conn.last_insert_rowid();
        self.channels.borrow_mut().insert(channel.clone(), id);
        Ok(id)
    }
}
