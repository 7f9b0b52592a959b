//! Lower-case hexadecimal: the one spelling of hashes, keys and device ids in files.

use std::fmt::Write as _;

/// The bytes as lower-case hex digits.
#[must_use]
pub fn encode(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        let _ = write!(out, "{byte:02x}");
    }
    out
}

/// Reads exactly `N` bytes from lower-case hex digits; any other spelling is `None`.
#[must_use]
pub fn decode<const N: usize>(text: &str) -> Option<[u8; N]> {
    let digits = text.as_bytes();
    if digits.len() != N * 2 {
        return None;
    }
    let mut out = [0u8; N];
    for (byte, pair) in out.iter_mut().zip(digits.chunks_exact(2)) {
        let [high, low] = pair else { return None };
        *byte = digit(*high)? << 4 | digit(*low)?;
    }
    Some(out)
}

fn digit(c: u8) -> Option<u8> {
    match c {
        b'0'..=b'9' => Some(c - b'0'),
        b'a'..=b'f' => Some(c - b'a' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_spelling_is_read() {
        assert_eq!(decode::<2>("00ff"), Some([0, 255]));
        assert_eq!(encode(&[0, 255]), "00ff");
        for bad in ["00FF", "00f", "00ff0", "00fg", "", " 0ff", "00f界"] {
            assert_eq!(decode::<2>(bad), None, "{bad}");
        }
    }
}
