//! A person's own settings: `settings.toml` and `keymap.toml` in the workspace folder.
//! Nothing in them is secret. `config/settings.toml` is the file to copy.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::domain::fault::{Fault, Result};
use crate::i18n::Lang;
use crate::ops::files;
use crate::text::width::Ambiguous;
use crate::ui::commands::Keymap;

const FILE: &str = "settings.toml";
const KEYMAP: &str = "keymap.toml";
/// No settings are longer, in bytes.
const CAP: u64 = 64 * 1024;

/// The settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// `auto`, `zh`, `en`.
    pub language: String,
    /// `dark`, `light`, `plain`.
    pub theme: String,
    /// How wide ambiguous characters are drawn: `auto`, `1`, `2`.
    pub ambiguous_width: String,
    /// What `auto` found out, by the terminal's name.
    pub seen_width: BTreeMap<String, u8>,
    /// Minutes without a key until the screen locks; 0: never.
    pub lock_minutes: u64,
    /// Whether the mouse is listened to.
    pub mouse: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            language: "auto".into(),
            theme: "dark".into(),
            ambiguous_width: "auto".into(),
            seen_width: BTreeMap::new(),
            lock_minutes: 10,
            mouse: true,
        }
    }
}

impl Settings {
    /// Reads a folder's own settings.
    ///
    /// # Errors
    /// `E_SETTINGS` where the file can't be understood.
    pub fn read(home: &Path) -> Result<Self> {
        let path = home.join(FILE);
        if !path.exists() {
            return Ok(Self::default());
        }
        let bad = |what: String| {
            Fault::new("E_SETTINGS")
                .with("path", path.display())
                .with("what", what)
        };
        let bytes = files::read_capped(&path, CAP)?;
        let text = std::str::from_utf8(&bytes).map_err(|e| bad(e.to_string()))?;
        toml::from_str(text).map_err(|e| bad(e.message().to_owned()))
    }

    /// Writes them beside the workspace.
    ///
    /// # Errors
    /// Those of writing a file.
    pub fn write(&self, home: &Path) -> Result<()> {
        let text = toml::to_string(self).map_err(|e| Fault::new("E_SETTINGS").because(e))?;
        files::write_bytes(&home.join(FILE), text.as_bytes())
    }

    /// The language: as asked on the command line, else as set, else the environment's.
    #[must_use]
    pub fn lang(&self, asked: Option<Lang>, around: Lang) -> Lang {
        asked.unwrap_or(match self.language.as_str() {
            "zh" => Lang::Zh,
            "en" => Lang::En,
            _ => around,
        })
    }

    /// The width that was set or seen for this terminal.
    #[must_use]
    pub fn ambiguous(&self, terminal: &str) -> Option<Ambiguous> {
        let known = match self.ambiguous_width.as_str() {
            "1" => Some(1),
            "2" => Some(2),
            _ => self.seen_width.get(terminal).copied(),
        };
        known.map(|cells| {
            if cells == 2 {
                Ambiguous::Two
            } else {
                Ambiguous::One
            }
        })
    }
}

/// The folder's own keys, or the catalogue's.
///
/// # Errors
/// `E_KEYMAP` where the file can't be used.
pub fn keymap(home: &Path) -> Result<Keymap> {
    let path = home.join(KEYMAP);
    if !path.exists() {
        return Ok(Keymap::default());
    }
    let bytes = files::read_capped(&path, CAP)?;
    Keymap::with(&String::from_utf8_lossy(&bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_to_copy_says_what_is_built_in() {
        let text = include_str!("../../config/settings.toml");
        let settings: Settings = toml::from_str(text).unwrap();
        assert_eq!(settings, Settings::default());
        assert_eq!(settings.lang(None, Lang::En), Lang::En);
        assert_eq!(settings.lang(Some(Lang::Zh), Lang::En), Lang::Zh);
    }

    #[test]
    fn what_was_written_is_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let mut settings = Settings::read(folder.path()).unwrap();
        settings.theme = "light".into();
        settings.seen_width.insert("xterm".into(), 2);
        settings.write(folder.path()).unwrap();
        let again = Settings::read(folder.path()).unwrap();
        assert_eq!(again.theme, "light");
        assert_eq!(again.ambiguous("xterm"), Some(Ambiguous::Two));
        std::fs::write(folder.path().join(FILE), "theme = 1").unwrap();
        let fault = Settings::read(folder.path()).unwrap_err();
        assert_eq!(fault.code(), "E_SETTINGS");
    }
}
