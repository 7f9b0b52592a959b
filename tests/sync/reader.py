#!/usr/bin/env python3
"""Reads a sanshe sync file as FORMAT.md says, with nothing of ours: checks every signature,
hash, chain and commitment and prints each change as one line of JSON.

    reader.py FILE KEYS ALLOWED_SIGNERS [REVOKED_KEYS]

KEYS is an age identity file (keys.age asks for its passphrase). Needs age, ssh-keygen, zstd.
"""
import base64, hashlib, io, json, subprocess, sys, tarfile, tempfile

NAMES = ["manifest.json.sig", "manifest.json",
         "roster.json", "roster.json.sig", "seals.zst", "heads.zst", "bodies.zst"]


def sha(data):
    return hashlib.sha256(data).hexdigest()


def need(ok, what):
    if not ok:
        sys.exit(f"refused: {what}")


def run(command, data=None):
    done = subprocess.run(command, input=data, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    need(not done.returncode, f"{command[0]}: {done.stderr.decode(errors='replace').strip()}")
    return done.stdout


def lines(data, what):
    need(not data or data.endswith(b"\n"), what)
    return data.split(b"\n")[:-1]


def one_spelling(text, what):
    """Parses JSON that must be compact and without repeated keys (section 1)."""
    value = json.loads(text)
    again = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    need(again.encode() == text, f"{what}: not in its one spelling")
    return value


class Signers:
    """Who may sign: lines `PERSON namespaces="…" ssh-ed25519 BASE64`."""

    def __init__(self, allowed, revoked):
        self.allowed, self.revoked, self.people = allowed, revoked, {}
        for line in open(allowed, encoding="utf-8"):
            words = line.split()
            self.people[" ".join(words[-2:])] = words[0]

    def verify(self, text, sig, namespace, key):
        """That this key made the signature, that it may, and that it is not revoked."""
        need(key in self.people, f"{namespace}: unknown key")
        with tempfile.NamedTemporaryFile() as file:
            file.write(sig)
            file.flush()
            ask = ["ssh-keygen", "-Y", "verify", "-f", self.allowed, "-s", file.name]
            ask += ["-I", self.people[key], "-n", namespace]
            said = run(ask + (["-r", self.revoked] if self.revoked else []), text).decode()
        blob = base64.b64decode(key.split()[1])
        print_ = base64.b64encode(hashlib.sha256(blob).digest()).decode().rstrip("=")
        need(said.strip().endswith(f"key SHA256:{print_}"), f"{namespace}: another key")
        return self.people[key]

    def of_device(self, device):
        """The key to which a device belongs (section 1.1)."""
        found = [k for k in self.people if self.digest(k) == device[:32]]
        need(found, f"device {device} of an unknown key")
        return found[0]

    @staticmethod
    def digest(key):
        return hashlib.sha256(base64.b64decode(key.split()[1])[-32:]).hexdigest()[:32]


def entries(payload):
    with tarfile.open(fileobj=io.BytesIO(payload), mode="r:") as tar:
        found = [(m.name, tar.extractfile(m).read()) for m in tar.getmembers()]
    names = [name for name, _ in found]
    need(names in (NAMES, NAMES[:2] + NAMES[4:]), "order of entries")
    return dict(found)


def open_parts(held, manifest):
    parts = {}
    need([p["name"] for p in manifest["parts"]] == list(held)[2:], "list of parts")
    for part in manifest["parts"]:
        data = held[part["name"]]
        need(len(data) == part["bytes"] and sha(data) == part["sha256"], part["name"])
        name = part["name"].removesuffix(".zst")
        parts[name] = data if name == part["name"] else run(["zstd", "-dcq", "--memory=16MB"], data)
        need(len(parts[name]) == part["plain"], part["name"])
    return parts


def main(path, keys, allowed, revoked=None):
    signers = Signers(allowed, revoked)
    held = entries(run(["age", "-d", "-i", keys, path]))
    text = held["manifest.json"]
    manifest = one_spelling(text.removesuffix(b"\n"), "manifest")
    sender = manifest["from"]
    signers.verify(text, held["manifest.json.sig"], "sanshe-file-v1", sender["key"])
    need(Signers.digest(sender["key"]) == sender["device"][:32], "device of the sender")
    need(manifest["format"] == (2 if manifest.get("below") else 1), "format")
    parts = open_parts(held, manifest)
    rosters = [(b["roster"].encode(), b["sig"].encode()) for b in manifest.get("below", [])]
    for roster, sig in rosters + [tuple(parts.values())[:2]] * ("roster.json" in parts):
        by = one_spelling(roster.removesuffix(b"\n"), "roster")["by"]
        signers.verify(roster, sig, "sanshe-roster-v1", by)
    said = {}
    for line in lines(parts["bodies"], "bodies"):
        dot, salt, patch = line.split(b" ", 2)
        said[dot.decode()] = (bytes.fromhex(salt.decode()), patch)
    heads, before = lines(parts["heads"], "heads"), {}
    seals = [one_spelling(line, "seal") for line in lines(parts["seals"], "seals")]
    for at, seal in enumerate(seals + manifest["yours"]):
        statement = seal["statement"].encode()
        s = one_spelling(statement, "statement")
        key, sig = signers.of_device(s["d"]), seal["sig"].encode()
        person = signers.verify(statement, sig, "sanshe-segment-v1", key)
        channel = f'{s["d"]}/{s["g"]}'
        if at >= len(seals):
            continue  # one of the receiver's own, without its changes
        # A segment that follows another one here names it.
        ends = before.setdefault((channel, s["n"] - 1), [])
        if ends and (s["prev"], s["first"] - 1) not in ends:
            print(f"a broken chain: {channel} was copied or set back", file=sys.stderr)
        before.setdefault((channel, s["n"]), []).append((sha(statement), s["last"]))
        segment, heads = heads[:s["last"] - s["first"] + 1], heads[s["last"] - s["first"] + 1:]
        need(sha(b"".join(h + b"\n" for h in segment)) == s["sha256"], f"heads of {channel}")
        for number, line in enumerate(segment, s["first"]):
            head = one_spelling(line, "head")
            need((head["d"], head["g"], head["s"]) == (s["d"], s["g"], number), "place of a head")
            dot, fields = f"{channel}/{number}", None
            if dot in said:
                salt, patch = said.pop(dot)
                need(sha(salt + patch) == head["c"], f"commitment of {dot}")
                fields = json.loads(patch)
                need(list(fields) == list(head["f"]), f"fields of {dot}")
            print(json.dumps({"dot": dot, "person": person, "form": head["e"],
                              "record": head["r"], "root": head.get("t", head["r"]),
                              "parent": head.get("u"), "fields": fields}, ensure_ascii=False))
    need(not heads and not said, "something is left over")


if __name__ == "__main__":
    main(*sys.argv[1:])
