//! Keys, seals, the signed and encrypted file, the roster.
