//! Key files open with their secret only, and each failure has its own code.

use super::*;
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;

fn secrets(n: u8) -> Secrets {
    Secrets::generate(&mut ChaCha20Rng::from_seed([n; 32]))
}

fn same(a: &Secrets, b: &Secrets) -> bool {
    *a.to_text().unwrap() == *b.to_text().unwrap()
}

fn code(r: Result<Secrets>) -> &'static str {
    r.map_or_else(|e| e.code(), |_| "opened")
}

#[test]
fn the_text_reads_back_and_only_in_its_exact_form() {
    let one = secrets(1);
    let text = one.to_text().unwrap();
    assert!(same(&Secrets::from_text(&text).unwrap(), &one));
    assert_ne!(*one.db_key, *secrets(2).db_key);
    for bad in [
        text.trim_end().to_owned(),
        format!("{}\n", *text),
        text.replace("# database ", "# Database "),
        text.replace('\n', "\r\n"),
        text.replace("sanshe-keys-v1", "sanshe-keys-v2"),
        String::new(),
    ] {
        assert_eq!(code(Secrets::from_text(&bad)), "E_KEYS_DAMAGED", "{bad}");
    }
}

#[test]
fn nothing_secret_shows_in_debug_or_errors() {
    let one = secrets(1);
    let text = one.to_text().unwrap();
    let shown = format!("{one:?}");
    for secret in text
        .lines()
        .skip(1)
        .filter_map(|l| l.split(' ').next_back())
    {
        assert!(!shown.contains(secret));
        let torn = text.replace("# signing", "# sighing");
        let error = Secrets::from_text(&torn).unwrap_err();
        assert!(!format!("{error:?}").contains(secret));
    }
}

#[test]
fn the_passphrase_opens_and_each_failure_has_its_own_code() {
    let one = secrets(1);
    assert_eq!(
        one.seal_with_passphrase("1234567").unwrap_err().code(),
        "E_PASSPHRASE_SHORT"
    );
    let sealed = one.seal_with_passphrase("桂花八月才开 2").unwrap();
    let head = String::from_utf8_lossy(&sealed[..120]).into_owned();
    assert!(head.lines().nth(1).unwrap().ends_with(" 17"), "{head}");
    assert!(same(
        &Secrets::open_with_passphrase(&sealed, "桂花八月才开 2").unwrap(),
        &one
    ));
    let wrong = Secrets::open_with_passphrase(&sealed, "桂花八月才开 3");
    assert_eq!(code(wrong), "E_PASSPHRASE");
    let mut torn = sealed.clone();
    *torn.last_mut().unwrap() ^= 1;
    let mut longer = sealed.clone();
    longer.push(b'\n');
    for bad in [
        torn,
        longer,
        sealed[..sealed.len() - 1].to_vec(),
        sealed[..40].to_vec(),
        vec![],
    ] {
        assert_eq!(
            code(Secrets::open_with_passphrase(&bad, "桂花八月才开 2")),
            "E_KEYS_DAMAGED"
        );
    }
}

#[test]
fn a_file_that_asks_for_too_much_work_is_refused_before_the_work() {
    let sealed = {
        let mut r = scrypt::Recipient::new(SecretString::from("12345678".to_owned()));
        r.set_work_factor(2);
        encrypt(secrets(1).to_text().unwrap().as_bytes(), &r).unwrap()
    };
    assert_eq!(
        code(Secrets::open_with_passphrase(&sealed, "12345678")),
        "opened"
    );
    let text = String::from_utf8_lossy(&sealed[..80]).into_owned();
    let at = text.find(" 2\n").unwrap() + 1;
    for factor in ["19", "30", "63"] {
        let mut heavy = sealed[..at].to_vec();
        heavy.extend_from_slice(factor.as_bytes());
        heavy.extend_from_slice(&sealed[at + 1..]);
        assert_eq!(
            code(Secrets::open_with_passphrase(&heavy, "12345678")),
            "E_KEYS_WORK"
        );
    }
}

#[test]
fn every_flip_and_truncation_of_a_recovery_copy_is_refused() {
    let one = secrets(1);
    let (file, recipient) = new_recovery();
    let sealed = one.seal_for_recovery(&recipient).unwrap();
    assert!(same(
        &Secrets::open_with_recovery(&sealed, &file).unwrap(),
        &one
    ));
    let (other, _) = new_recovery();
    for wrong in [other.as_str(), "", "# nothing\n", "AGE-SECRET-KEY-1QQ"] {
        assert_eq!(
            code(Secrets::open_with_recovery(&sealed, wrong)),
            "E_RECOVERY"
        );
    }
    for at in 0..sealed.len() {
        let mut torn = sealed.clone();
        torn[at] ^= 1;
        assert_ne!(
            code(Secrets::open_with_recovery(&torn, &file)),
            "opened",
            "byte {at}"
        );
        let cut = Secrets::open_with_recovery(&sealed[..at], &file);
        assert_eq!(code(cut), "E_KEYS_DAMAGED", "cut at {at}");
    }
}
