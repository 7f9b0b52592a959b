//! Signing keys as text: the OpenSSH public key line, without a comment.

use ed25519_dalek::VerifyingKey;
use ssh_key::PublicKey;
use ssh_key::public::{Ed25519PublicKey, KeyData};

use crate::domain::fault::{Fault, Result};

/// Reads a key that may sign: an Ed25519 point that is not of low order and is
/// encoded in its only spelling. Everything else is `E_SIG_KEY`.
pub fn strong(bytes: &[u8; 32]) -> Result<VerifyingKey> {
    let key = VerifyingKey::from_bytes(bytes).map_err(|_| Fault::new("E_SIG_KEY"))?;
    // The library keeps the bytes it was given: the point itself must encode to them.
    let canonical = key.to_edwards().compress().to_bytes() == *bytes;
    if key.is_weak() || !canonical {
        return Err(Fault::new("E_SIG_KEY"));
    }
    Ok(key)
}

/// The key's line: `ssh-ed25519 AAAA…`, no comment, no line end.
#[must_use]
pub fn to_line(key: &[u8; 32]) -> String {
    PublicKey::from(Ed25519PublicKey(*key))
        .to_openssh()
        .unwrap_or_default()
}

/// Reads a key's line in exactly the form that `to_line` writes; a comment, another
/// kind of key, or a weak key is `E_SIG_KEY`.
pub fn from_line(line: &str) -> Result<[u8; 32]> {
    let key = of_known_line(line)?;
    strong(&key)?;
    Ok(key)
}

/// [`from_line`] for a line that it read before: whether a point is fit to sign does not
/// change, and asking a county's keys anew for each file was a quarter of taking one in.
pub fn of_known_line(line: &str) -> Result<[u8; 32]> {
    let key = PublicKey::from_openssh(line).map_err(|_| Fault::new("E_SIG_KEY"))?;
    let KeyData::Ed25519(key) = key.key_data() else {
        return Err(Fault::new("E_SIG_KEY"));
    };
    if to_line(&key.0) != line {
        return Err(Fault::new("E_SIG_KEY"));
    }
    Ok(key.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sync::hex;
    use crate::sync::test_kit::signer;

    #[test]
    fn a_line_reads_back_and_has_one_spelling() {
        let key = signer(1).public;
        let line = to_line(&key);
        assert!(line.starts_with("ssh-ed25519 AAAA"), "{line}");
        assert_eq!(from_line(&line).unwrap(), key);
        for bad in [
            format!("{line} somebody@somewhere"),
            format!("{line}\n"),
            format!(" {line}"),
            line.replacen("ssh-ed25519 ", "ssh-ed25519  ", 1),
            line.replacen("ssh-ed25519", "ssh-rsa", 1),
            "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAAQC7".to_owned(),
            String::new(),
        ] {
            assert_eq!(from_line(&bad).unwrap_err().code(), "E_SIG_KEY", "{bad}");
        }
    }

    #[test]
    fn weak_and_misspelt_points_are_refused() {
        // The points of low order and their other spellings, as public lists give them.
        for weak in [
            "0000000000000000000000000000000000000000000000000000000000000000",
            "0100000000000000000000000000000000000000000000000000000000000000",
            "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
            "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
            "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
            "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
        ] {
            let bytes = hex::decode::<32>(weak).unwrap();
            assert_eq!(strong(&bytes).unwrap_err().code(), "E_SIG_KEY", "{weak}");
        }
        assert!(strong(&signer(1).public).is_ok());
    }

    #[test]
    fn a_second_encoding_of_a_good_point_is_refused() {
        // The field has 19 numbers that fit into 255 bits twice.
        let mut good_points = 0;
        for low in 0xed..=0xff_u8 {
            let mut bytes = [0xff; 32];
            (bytes[0], bytes[31]) = (low, 0x7f);
            let point = VerifyingKey::from_bytes(&bytes);
            good_points += usize::from(point.is_ok_and(|p| !p.is_weak()));
            assert!(strong(&bytes).is_err(), "{low:x}");
        }
        assert!(good_points > 0);
    }
}
