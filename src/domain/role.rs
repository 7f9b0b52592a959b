//! What a person may do in the team: three roles, fixed by the roster.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::domain::fault::Fault;

/// The role a card states and a roster grants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 社工: records in the granted scopes.
    Worker,
    /// 督导: a worker who also returns and approves case records.
    Supervisor,
    /// 协调员: resolves, approves, assigns, erases, and signs the roster.
    Coordinator,
}

impl Role {
    /// All roles, from the least to the most powerful.
    pub const ALL: [Self; 3] = [Self::Worker, Self::Supervisor, Self::Coordinator];

    /// The code as it stands in cards, rosters and on the command line.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Worker => "worker",
            Self::Supervisor => "supervisor",
            Self::Coordinator => "coordinator",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for Role {
    type Err = Fault;

    /// Reads a role's code; anything else is `E_ROLE`.
    fn from_str(s: &str) -> Result<Self, Fault> {
        Self::ALL
            .into_iter()
            .find(|r| r.code() == s)
            .ok_or_else(|| {
                Fault::new("E_ROLE")
                    .at("role")
                    .with("value", s.escape_debug())
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_read_back_and_match_serde() {
        for role in Role::ALL {
            assert_eq!(role.code().parse::<Role>().unwrap(), role);
            assert_eq!(serde_json::to_string(&role).unwrap(), format!("\"{role}\""));
        }
        assert_eq!("Worker".parse::<Role>().unwrap_err().code(), "E_ROLE");
    }
}
