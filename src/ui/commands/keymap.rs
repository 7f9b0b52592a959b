//! Which key does what: the catalogue's own keys, or those of a person's `keymap.toml`.

use std::collections::BTreeMap;

use super::{CATALOGUE, Cmd, Key, Scope};
use crate::domain::fault::{Fault, Result};

/// Keys by command.
#[derive(Debug, Clone)]
pub struct Keymap {
    keys: BTreeMap<Cmd, Vec<Key>>,
}

/// Two commands on one key in one place.
#[derive(Debug, PartialEq, Eq)]
pub struct Shadow {
    /// The key.
    pub key: Key,
    /// Where.
    pub scope: Scope,
    /// The two.
    pub both: (Cmd, Cmd),
}

/// Keys that terminals send for others: Ctrl+H, I, J, M and `[`.
const TAKEN: &[char] = &['h', 'i', 'j', 'm', '['];

impl Default for Keymap {
    fn default() -> Self {
        let read = |words: &[&str]| words.iter().filter_map(|w| Key::read(w)).collect();
        let keys = CATALOGUE.iter().map(|c| (c.cmd, read(c.keys)));
        Self {
            keys: keys.collect(),
        }
    }
}

impl Keymap {
    /// The catalogue's keys with those of a file `[keys] save = ["ctrl+s"]` in their place.
    ///
    /// # Errors
    /// `E_KEYMAP`: no TOML, an unknown command, a word that is no key, a key that
    /// terminals cannot tell from another, or two commands on one key.
    pub fn with(text: &str) -> Result<Self> {
        #[derive(serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        struct File {
            #[serde(default)]
            keys: BTreeMap<String, Vec<String>>,
        }
        let bad = |what: &str| Fault::new("E_KEYMAP").with("what", what);
        let file: File = toml::from_str(text).map_err(|e| bad(e.message()))?;
        let mut map = Self::default();
        for (id, words) in &file.keys {
            let command = CATALOGUE.iter().find(|c| c.id == id);
            let command = command.ok_or_else(|| bad(id))?;
            let mut keys = Vec::new();
            for word in words {
                let key = Key::read(word).ok_or_else(|| bad(word))?;
                if key.ctrl && matches!(key.code, super::Code::Char(c) if TAKEN.contains(&c)) {
                    return Err(bad(word));
                }
                keys.push(key);
            }
            map.keys.insert(command.cmd, keys);
        }
        match map.shadows().first() {
            Some(two) => Err(bad(&format!(
                "{} {} {}",
                two.key,
                two.both.0.entry().id,
                two.both.1.entry().id
            ))),
            None => Ok(map),
        }
    }

    /// The keys of a command, the one to show first.
    #[must_use]
    pub fn of(&self, cmd: Cmd) -> &[Key] {
        self.keys.get(&cmd).map_or(&[], Vec::as_slice)
    }

    /// What a key does here. Where text is typed, a key that writes a character does
    /// nothing but write.
    #[must_use]
    pub fn find(&self, key: Key, scope: Scope, typing: bool) -> Option<Cmd> {
        if typing && key.written().is_some() {
            return None;
        }
        let key = key.folded();
        let here = |cmd: Cmd| self.of(cmd).contains(&key);
        let of = |scope: Scope| {
            let inside = CATALOGUE.iter().filter(move |c| c.scopes.contains(&scope));
            inside.map(|c| c.cmd).find(|cmd| here(*cmd))
        };
        of(scope).or_else(|| scope.is_open().then(|| of(Scope::Everywhere)).flatten())
    }

    /// The commands that live here, in the order of the catalogue.
    pub fn here(&self, scope: Scope) -> impl Iterator<Item = Cmd> {
        CATALOGUE
            .iter()
            .filter(move |c| {
                c.scopes.contains(&scope)
                    || (scope.is_open() && c.scopes.contains(&Scope::Everywhere))
            })
            .map(|c| c.cmd)
    }

    /// Two commands on one key in one scope. A scope's own key may hide one that works
    /// everywhere: that is what a scope is for.
    #[must_use]
    pub fn shadows(&self) -> Vec<Shadow> {
        let mut found = Vec::new();
        for scope in Scope::ALL {
            let mut seen: BTreeMap<Key, Cmd> = BTreeMap::new();
            for command in CATALOGUE.iter().filter(|c| c.scopes.contains(&scope)) {
                for key in self.of(command.cmd) {
                    if let Some(other) = seen.insert(*key, command.cmd) {
                        found.push(Shadow {
                            key: *key,
                            scope,
                            both: (other, command.cmd),
                        });
                    }
                }
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_does_two_things_in_one_place() {
        assert_eq!(Keymap::default().shadows(), []);
    }

    #[test]
    fn every_default_key_can_be_read_and_told_apart() {
        for command in CATALOGUE {
            let keys = Keymap::default().of(command.cmd).to_vec();
            assert_eq!(keys.len(), command.keys.len(), "{}", command.id);
            for key in keys {
                let taken = matches!(key.code, super::super::Code::Char(c) if TAKEN.contains(&c));
                assert!(!(key.ctrl && taken), "{}", command.id);
            }
        }
    }

    #[test]
    fn letters_are_text_where_text_is_typed() {
        let map = Keymap::default();
        let key = |word| Key::read(word).unwrap();
        assert_eq!(map.find(key("?"), Scope::Home, false), Some(Cmd::Help));
        assert_eq!(map.find(key("？"), Scope::Home, false), Some(Cmd::Help));
        assert_eq!(map.find(key("?"), Scope::Form, true), None);
        assert_eq!(map.find(key("ctrl+s"), Scope::Form, true), Some(Cmd::Save));
        assert_eq!(map.find(key("f9"), Scope::Form, true), Some(Cmd::Sync));
        assert_eq!(map.find(key("f9"), Scope::Unlock, true), None);
    }

    #[test]
    fn a_persons_keymap_is_checked() {
        let map = Keymap::with("[keys]\nsave = [\"f12\"]").unwrap();
        assert_eq!(map.of(Cmd::Save), [Key::read("f12").unwrap()]);
        for bad in [
            "[keys]\nsave = [\"ctrl+m\"]",
            "[keys]\nsave = [\"hyper+x\"]",
            "[keys]\nfly = [\"f12\"]",
            "[keys]\nsave = [\"f8\"]",
            "keys",
        ] {
            assert_eq!(Keymap::with(bad).unwrap_err().code(), "E_KEYMAP", "{bad}");
        }
    }
}
