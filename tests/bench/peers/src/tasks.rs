//! taskchampion: a replica pushes to a server on the same disk, another pulls from it. A
//! record is a task, a field a property.

use std::collections::{BTreeMap, HashMap};

use anyhow::Result;
use serde_json::{Value, json};
use taskchampion::chrono::DateTime;
use taskchampion::storage::AccessMode;
use taskchampion::{Operation, Replica, ServerConfig, SqliteStorage, Uuid};

use crate::changes::Change;
use crate::{timed, told};

const BY: &str = concat!("taskchampion ", env!("TASKCHAMPION"));
/// More than this takes hours: every field is a row, read and written one by one.
const MOST: usize = 150_000;
/// Changes committed at once, as sanshe's bench does.
const CHUNK: usize = 8_000;

pub fn run(changes: &[Change], rounds: usize) -> Result<()> {
    if changes.len() > MOST {
        for what in ["push", "pull"] {
            let why = format!("not run above {MOST} changes: it would take too long");
            told(what, BY, changes.len(), ("why", json!(why)));
        }
        return Ok(());
    }
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    let (mut pushes, mut pulls) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        let dir = tempfile::tempdir()?;
        let at = |name: &str| -> Result<_> {
            let path = dir.path().join(name);
            std::fs::create_dir(&path)?;
            Ok(path)
        };
        let (from, to, server) = (at("from")?, at("to")?, at("server")?);
        let open = async |path| -> Result<_> {
            Ok(Replica::new(
                SqliteStorage::new(path, AccessMode::ReadWrite, true).await?,
            ))
        };
        let mut from = runtime.block_on(open(from))?;
        runtime.block_on(write(&mut from, changes))?;
        let config = ServerConfig::Local { server_dir: server };
        let mut server = runtime.block_on(config.into_server())?;
        let (time, ()) = timed(|| Ok(runtime.block_on(from.sync(&mut server, true))?))?;
        pushes.push(time);
        let mut to = runtime.block_on(open(to))?;
        let (time, ()) = timed(|| Ok(runtime.block_on(to.sync(&mut server, true))?))?;
        pulls.push(time);
        let came = runtime.block_on(to.all_task_uuids())?.len();
        let sent = changes.iter().filter(|c| c.new).count();
        anyhow::ensure!(came == sent, "{sent} records became {came}");
    }
    told("push", BY, changes.len(), ("ms", json!(pushes)));
    told("pull", BY, changes.len(), ("ms", json!(pulls)));
    Ok(())
}

async fn write<S: taskchampion::storage::Storage>(
    replica: &mut Replica<S>,
    changes: &[Change],
) -> Result<()> {
    let mut held: HashMap<Uuid, BTreeMap<String, String>> = HashMap::new();
    for (n, chunk) in changes.chunks(CHUNK).enumerate() {
        let mut operations = Vec::new();
        for c in chunk {
            if c.new {
                operations.push(Operation::Create { uuid: c.record });
            }
            let mut set = |property: &str, value: String| {
                let record = held.entry(c.record).or_default();
                operations.push(Operation::Update {
                    uuid: c.record,
                    property: property.to_owned(),
                    old_value: record.insert(property.to_owned(), value.clone()),
                    value: Some(value),
                    timestamp: DateTime::from_timestamp(1_795_395_600 + n as i64, 0)
                        .unwrap_or_default(),
                });
            };
            if c.new {
                set("form", c.form.clone());
                if let Some(parent) = c.parent {
                    set("parent", parent.to_string());
                }
            }
            for (name, value) in &c.fields {
                let text = match value {
                    Value::String(text) => text.clone(),
                    other => other.to_string(),
                };
                set(name, text);
            }
        }
        replica.commit_operations(operations).await?;
    }
    Ok(())
}
