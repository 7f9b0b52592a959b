//! The keys of a team in the two files that `ssh-keygen -Y verify` reads.

use std::fmt::Write as _;

use super::roster::Entry;
use super::sign::Namespace;
use crate::domain::role::Role;

/// The text of `allowed_signers`: one line a device, the person's id as principal, and
/// only the namespaces that the role may sign. Revoked keys stand in it too, because
/// what they signed before stays valid; `revoked_keys` takes them out.
#[must_use]
pub fn allowed_signers<'a>(devices: impl IntoIterator<Item = &'a Entry>) -> String {
    let mut text = String::new();
    for device in devices {
        let names: Vec<&str> = Namespace::ALL
            .into_iter()
            .filter(|n| *n != Namespace::Roster || device.role == Role::Coordinator)
            .map(Namespace::name)
            .collect();
        let _ = writeln!(
            text,
            "{} namespaces=\"{}\" {}",
            device.person,
            names.join(","),
            device.key
        );
    }
    text
}

/// The text of the revocation list for `ssh-keygen -Y verify -r`: the public keys, one a
/// line. That program refuses everything such a key ever signed; which segments are still
/// good stands in the roster.
#[must_use]
pub fn revoked_keys<'a>(devices: impl IntoIterator<Item = &'a Entry>) -> String {
    devices
        .into_iter()
        .filter(|d| d.revoked.is_some())
        .fold(String::new(), |text, d| text + &d.key + "\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sync::sign;
    use crate::sync::test_kit::{identity, must, shell, signer};

    const SSH: [(&str, &str); 1] = [("ssh-keygen", "openssh-client")];

    #[test]
    fn ssh_keygen_accepts_what_the_lists_allow_and_nothing_else() {
        let dir = tempfile::tempdir().unwrap();
        let at = dir.path();
        let mut worker = Entry::new(&identity(1), &[]);
        let mut chief = Entry::new(&identity(2), &[]);
        chief.role = Role::Coordinator;
        let write = |name: &str, text: &str| std::fs::write(at.join(name), text).unwrap();
        write("allowed_signers", &allowed_signers([&worker, &chief]));
        write("revoked_none", &revoked_keys([&worker, &chief]));
        worker.revoked = Some([].into());
        write("revoked_keys", &revoked_keys([&worker, &chief]));
        write("text", "signed\n");
        for (n, person) in [(1, &worker.person), (2, &chief.person)] {
            for ns in Namespace::ALL {
                let sig = sign::sign(&signer(n).private, ns, b"signed\n").unwrap();
                write("text.sig", &sig);
                let line = |list: &str| {
                    format!(
                        "ssh-keygen -Y verify -f allowed_signers -I {person} -n {} -s text.sig -r {list} < text",
                        ns.name()
                    )
                };
                let may = n == 2 || ns != Namespace::Roster;
                assert_eq!(shell(at, &SSH, &line("revoked_none")).0, may, "{n} {ns:?}");
                let may = may && n == 2;
                assert_eq!(
                    shell(at, &SSH, &line("revoked_keys")).0,
                    may,
                    "{n} {ns:?} revoked"
                );
            }
        }
    }

    #[test]
    fn signatures_of_ssh_keygen_are_read_and_equal_ours() {
        let dir = tempfile::tempdir().unwrap();
        let at = dir.path();
        let me = signer(1);
        let key = me.private.to_openssh(ssh_key::LineEnding::LF).unwrap();
        std::fs::write(at.join("key"), key.as_bytes()).unwrap();
        std::fs::write(at.join("text"), "signed\n").unwrap();
        must(
            at,
            &SSH,
            "chmod 600 key && ssh-keygen -Y sign -q -f key -n sanshe-card-v1 text",
        );
        let theirs = std::fs::read_to_string(at.join("text.sig")).unwrap();
        let ours = sign::sign(&me.private, Namespace::Card, b"signed\n").unwrap();
        assert_eq!(theirs, ours);
        assert_eq!(
            sign::verify(Namespace::Card, &theirs, b"signed\n").unwrap(),
            me.public
        );
    }
}
