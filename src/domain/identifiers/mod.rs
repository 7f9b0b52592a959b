//! Identity numbers, credit codes, division codes, phones: checks and masks.
