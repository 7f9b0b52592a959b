//! The secrets of a workspace and the two files that hold them: `keys.age`, opened by
//! the passphrase, and `keys.recovery.age`, opened by the recovery file.
//!
//! The plaintext is a valid age identity file whose comment lines carry the other two
//! secrets, so the stock program `age -d -i keys.age FILE` opens a sync file.

use std::fmt;
use std::io::{Read, Write};

use age::secrecy::{ExposeSecret, SecretString};
use age::{DecryptError, Decryptor, Encryptor, scrypt, x25519};
use rand_core::CryptoRngCore;
use ssh_key::PrivateKey;
use ssh_key::private::{Ed25519Keypair, KeypairData};
use zeroize::Zeroizing;

use super::{hex, public_key};
use crate::domain::fault::{Fault, Result};
use crate::domain::passphrase;

/// The scrypt work factor of `keys.age`, as a power of two: 128 MiB for a moment.
pub const WORK_FACTOR: u8 = 17;
/// The highest work factor that is tried; beyond it a file could eat all memory.
pub const MAX_WORK_FACTOR: u8 = 18;
/// No key file of ours is longer, in bytes.
const MAX_FILE: usize = 64 * 1024;
const TITLE: &str = "# sanshe-keys-v1";
const DATABASE: &str = "# database ";
const SIGNING: &str = "# signing ";

/// Everything secret that a workspace has. Wiped from memory when dropped.
#[derive(Clone)]
pub struct Secrets {
    /// The raw key of the database.
    pub db_key: Zeroizing<[u8; 32]>,
    /// The Ed25519 key that signs files, segments, cards and rosters.
    pub signing: PrivateKey,
    /// The identity to which sync files are encrypted.
    pub identity: x25519::Identity,
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secrets(..)")
    }
}

impl Secrets {
    /// New secrets. The age identity is drawn from the system's generator by the age
    /// library; the other two come from `rng`.
    #[must_use]
    pub fn generate(rng: &mut impl CryptoRngCore) -> Self {
        let mut db_key = Zeroizing::new([0u8; 32]);
        rng.fill_bytes(&mut *db_key);
        let mut seed = Zeroizing::new([0u8; 32]);
        rng.fill_bytes(&mut *seed);
        Self {
            db_key,
            signing: PrivateKey::from(Ed25519Keypair::from_seed(&seed)),
            identity: x25519::Identity::generate(),
        }
    }

    /// The public half of the signing key.
    pub fn public_key(&self) -> Result<[u8; 32]> {
        super::sign::public_of(&self.signing)
    }

    /// The recipient to whom others encrypt.
    #[must_use]
    pub fn recipient(&self) -> x25519::Recipient {
        self.identity.to_public()
    }

    /// The plaintext of the key files, byte for byte as `FORMAT.md` says.
    pub fn to_text(&self) -> Result<Zeroizing<String>> {
        let KeypairData::Ed25519(pair) = self.signing.key_data() else {
            return Err(Fault::new("E_SIG_KEY"));
        };
        let identity = self.identity.to_string();
        // Reserved at once: a text that grows would leave copies behind.
        let mut text = Zeroizing::new(String::with_capacity(512));
        let pairs: [(&str, &[u8; 32]); 2] =
            [(DATABASE, &self.db_key), (SIGNING, pair.private.as_ref())];
        for (name, bytes) in pairs {
            if text.is_empty() {
                text.push_str(TITLE);
            }
            text.push('\n');
            text.push_str(name);
            text.push_str(&Zeroizing::new(hex::encode(bytes)));
        }
        text.push('\n');
        text.push_str(identity.expose_secret());
        text.push('\n');
        Ok(text)
    }

    /// Reads the plaintext of a key file; anything but the exact form is `E_KEYS_DAMAGED`.
    pub fn from_text(text: &str) -> Result<Self> {
        let damaged = || Fault::new("E_KEYS_DAMAGED");
        let mut lines = text.split('\n');
        let mut line = || lines.next().ok_or_else(damaged);
        if line()? != TITLE {
            return Err(damaged());
        }
        let mut secret = |prefix: &str| -> Result<Zeroizing<[u8; 32]>> {
            let digits = line()?.strip_prefix(prefix).ok_or_else(damaged)?;
            hex::decode::<32>(digits)
                .map(Zeroizing::new)
                .ok_or_else(damaged)
        };
        let db_key = secret(DATABASE)?;
        let seed = secret(SIGNING)?;
        let identity = line()?.parse::<x25519::Identity>().map_err(|_| damaged())?;
        if !line()?.is_empty() || lines.next().is_some() {
            return Err(damaged());
        }
        Ok(Self {
            db_key,
            signing: PrivateKey::from(Ed25519Keypair::from_seed(&seed)),
            identity,
        })
    }

    /// The bytes of `keys.age`. A passphrase of fewer than eight characters is
    /// `E_PASSPHRASE_SHORT`. Takes about half a second.
    pub fn seal_with_passphrase(&self, secret: &str) -> Result<Vec<u8>> {
        passphrase::check(secret)?;
        let mut recipient = scrypt::Recipient::new(SecretString::from(secret.to_owned()));
        recipient.set_work_factor(WORK_FACTOR);
        encrypt(self.to_text()?.as_bytes(), &recipient)
    }

    /// Opens `keys.age`. `E_PASSPHRASE` when the passphrase does not fit,
    /// `E_KEYS_WORK` when the file asks for more work than ours ever do,
    /// `E_KEYS_DAMAGED` when the file is not whole.
    ///
    /// A flipped byte in the few that hold the salt and the wrapped key cannot be told
    /// from a wrong passphrase by anybody; the sentence of `E_PASSPHRASE` says what to
    /// do then.
    pub fn open_with_passphrase(bytes: &[u8], secret: &str) -> Result<Self> {
        let mut identity = scrypt::Identity::new(SecretString::from(secret.to_owned()));
        identity.set_max_work_factor(MAX_WORK_FACTOR);
        open(bytes, &identity, "E_PASSPHRASE")
    }

    /// The bytes of `keys.recovery.age`, for the recipient of the recovery file.
    pub fn seal_for_recovery(&self, recipient: &x25519::Recipient) -> Result<Vec<u8>> {
        encrypt(self.to_text()?.as_bytes(), recipient)
    }

    /// Opens `keys.recovery.age` with the text of the recovery file. `E_RECOVERY` when
    /// that text is not a recovery file or belongs to another workspace,
    /// `E_KEYS_DAMAGED` when the sealed file is not whole.
    pub fn open_with_recovery(bytes: &[u8], identity_text: &str) -> Result<Self> {
        let identity = identity_text
            .lines()
            .map(str::trim)
            .find(|l| !l.is_empty() && !l.starts_with('#'))
            .and_then(|l| l.parse::<x25519::Identity>().ok())
            .ok_or_else(|| Fault::new("E_RECOVERY"))?;
        open(bytes, &identity, "E_RECOVERY")
    }

    /// The public line of the signing key, as it stands in cards.
    pub fn key_line(&self) -> Result<String> {
        Ok(public_key::to_line(&self.public_key()?))
    }
}

/// A new recovery identity: the text of its file, for a stick in the safe, and the
/// recipient that stays with the workspace.
#[must_use]
pub fn new_recovery() -> (Zeroizing<String>, x25519::Recipient) {
    let identity = x25519::Identity::generate();
    let recipient = identity.to_public();
    let secret = identity.to_string();
    let mut text = Zeroizing::new(String::with_capacity(1024));
    text.push_str(
        "# 三社工作区的恢复文件。忘记口令时用它打开工作区：sanshe recover --recovery 本文件\n\
         # 请存在 U 盘里，锁进保险柜，不要留在这台电脑上；拿到它的人能打开全部资料。\n\
         # The recovery file of a sanshe workspace. If the passphrase is forgotten, it opens\n\
         # the workspace: sanshe recover --recovery THIS-FILE\n\
         # Keep it on a stick in the safe, not on this computer; whoever holds it can open\n\
         # everything.\n",
    );
    text.push_str("# recipient ");
    text.push_str(&recipient.to_string());
    text.push('\n');
    text.push_str(secret.expose_secret());
    text.push('\n');
    (text, recipient)
}

fn encrypt(plain: &[u8], recipient: &dyn age::Recipient) -> Result<Vec<u8>> {
    let failed =
        |e: Box<dyn std::error::Error + Send + Sync>| Fault::new("E_KEYS_WRITE").because(e);
    let encryptor =
        Encryptor::with_recipients(std::iter::once(recipient)).map_err(|e| failed(e.into()))?;
    let mut writer = encryptor
        .wrap_output(Vec::new())
        .map_err(|e| failed(e.into()))?;
    writer.write_all(plain).map_err(|e| failed(e.into()))?;
    writer.finish().map_err(|e| failed(e.into()))
}

/// Decrypts a key file; `wrong` is the code for a key that does not fit.
fn open(bytes: &[u8], identity: &dyn age::Identity, wrong: &'static str) -> Result<Secrets> {
    let damaged = || Fault::new("E_KEYS_DAMAGED");
    if bytes.len() > MAX_FILE {
        return Err(damaged());
    }
    let decryptor = Decryptor::new_buffered(bytes).map_err(|e| damaged().because(e))?;
    let mut reader = decryptor
        .decrypt(std::iter::once(identity))
        .map_err(|e| match e {
            DecryptError::DecryptionFailed | DecryptError::NoMatchingKeys => Fault::new(wrong),
            DecryptError::ExcessiveWork { required, .. } => {
                Fault::new("E_KEYS_WORK").with("factor", required)
            }
            other => damaged().because(other),
        })?;
    let mut plain = Zeroizing::new(Vec::with_capacity(bytes.len()));
    reader
        .read_to_end(&mut plain)
        .map_err(|e| damaged().because(e))?;
    let text = std::str::from_utf8(&plain).map_err(|_| damaged())?;
    Secrets::from_text(text)
}

#[cfg(test)]
mod tests;
