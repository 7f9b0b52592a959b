//! A device id: which key, and which life of that key's database.
//!
//! The first 16 bytes name the signing key, the last 4 are drawn anew whenever a database
//! is created, restored or opened elsewhere, so that two lives of one key never write
//! under the same id.

use sha2::{Digest, Sha256};

use super::hex;

/// The id of a device: the first 16 bytes of the key's SHA-256, then the incarnation.
#[must_use]
pub fn device_id(public_key: &[u8; 32], incarnation: [u8; 4]) -> [u8; 20] {
    let mut id = [0u8; 20];
    let digest = Sha256::digest(public_key);
    for (to, from) in id
        .iter_mut()
        .zip(digest.iter().take(16).chain(&incarnation))
    {
        *to = *from;
    }
    id
}

/// Whether this device id was made from this key, whatever its incarnation.
#[must_use]
pub fn belongs_to(device: &[u8; 20], public_key: &[u8; 32]) -> bool {
    device
        .iter()
        .take(16)
        .eq(Sha256::digest(public_key).iter().take(16))
}

/// Whether the text is a device id: 40 lower-case hex digits.
#[must_use]
pub fn is_device(text: &str) -> bool {
    hex::decode::<20>(text).is_some()
}

/// Whether the text is a scope: 6, 9 or 12 digits, a slash, and `case`, `people` or `open`.
#[must_use]
pub fn is_scope(text: &str) -> bool {
    text.split_once('/').is_some_and(|(place, class)| {
        matches!(place.len(), 6 | 9 | 12)
            && place.bytes().all(|b| b.is_ascii_digit())
            && matches!(class, "case" | "people" | "open")
    })
}

/// Whether the text is a channel: a device id, a slash and a scope.
#[must_use]
pub fn is_channel(text: &str) -> bool {
    text.split_once('/')
        .is_some_and(|(device, scope)| is_device(device) && is_scope(scope))
}

/// Whether a channel was written by a device of this key, in whichever incarnation.
#[must_use]
pub fn of_key(channel: &str, public_key: &[u8; 32]) -> bool {
    channel
        .split_once('/')
        .and_then(|(device, _)| hex::decode::<20>(device))
        .is_some_and(|device| belongs_to(&device, public_key))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_belongs_to_its_key_in_every_incarnation_and_to_no_other() {
        let (key, other) = ([7u8; 32], [8u8; 32]);
        for incarnation in [[0; 4], [1, 2, 3, 4]] {
            let id = device_id(&key, incarnation);
            assert!(belongs_to(&id, &key));
            assert!(!belongs_to(&id, &other));
            assert_eq!(id[16..], incarnation);
        }
        // printf '\007%.0s' $(seq 32) | sha256sum
        let digest = Sha256::digest(key);
        assert_eq!(device_id(&key, [0; 4])[..16], digest[..16]);
    }

    #[test]
    fn channels_have_one_spelling() {
        let d = "0123456789abcdef0123456789abcdef00000001";
        assert!(is_channel(&format!("{d}/320585101201/case")));
        assert!(is_channel(&format!("{d}/320585/open")));
        for bad in [
            format!("{d}/32058/case"),
            format!("{d}/320585/cases"),
            format!("{d}/320585"),
            format!("{}/320585/case", d.to_uppercase()),
            format!("{d}/320585/case/1"),
            format!("{d}/３２０５８５/case"),
            String::new(),
        ] {
            assert!(!is_channel(&bad), "{bad}");
        }
    }
}
