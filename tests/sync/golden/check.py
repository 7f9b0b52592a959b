#!/usr/bin/env python3
"""Checks the unpacked parts of a sync file as FORMAT.md says, with nothing of ours: run it
in the folder with heads, bodies, seals, allowed_signers and revoked_keys."""
import base64, hashlib, json, subprocess


def lines(name):
    return open(name, "rb").read().split(b"\n")[:-1]


def sha(data):
    return hashlib.sha256(data).hexdigest()


def signed(text, sig):
    """The person whose key made the signature, by ssh-keygen and allowed_signers."""
    open("seal.sig", "w").write(sig)
    def ask(*words):
        return subprocess.run(["ssh-keygen", "-Y", *words, "-f", "allowed_signers", "-s", "seal.sig"],
                              input=text, capture_output=True, text=True, check=True).stdout
    found = ask("find-principals").split()[0]
    ask("verify", "-r", "revoked_keys", "-I", found, "-n", "sanshe-segment-v1")
    return found


def key_of(person):
    """The digests of a person's keys, with which their devices begin."""
    blobs = [l.split()[-1] for l in open("allowed_signers") if l.startswith(person)]
    return [hashlib.sha256(base64.b64decode(b)[-32:]).hexdigest()[:32] for b in blobs]


heads, bodies, before, said = lines("heads"), lines("bodies"), {}, {}
for line in bodies:
    dot, salt, patch = line.split(b" ", 2)
    said[dot.decode()] = (bytes.fromhex(salt.decode()), patch)
seals = changes = filled = 0
for line in lines("seals"):
    seal = json.loads(line)
    text = seal["statement"].encode()
    s = json.loads(text)
    channel = s["d"] + "/" + s["g"]
    assert s["d"][:32] in key_of(signed(text.decode(), seal["sig"])), "device of another key"
    if channel in before:
        n, last, digest = before[channel]
        assert (s["n"], s["first"], s["prev"]) == (n + 1, last + 1, digest), "chain"
    before[channel] = (s["n"], s["last"], sha(text))
    count = s["last"] - s["first"] + 1
    segment, heads = heads[:count], heads[count:]
    assert sha(b"".join(h + b"\n" for h in segment)) == s["sha256"], "heads"
    for at, head in enumerate(segment, s["first"]):
        h = json.loads(head)
        assert (h["d"], h["g"], h["s"]) == (s["d"], s["g"], at), "head of another channel"
        if body := said.pop(f"{channel}/{at}", None):
            assert sha(body[0] + body[1]) == h["c"], "commitment"
            assert list(json.loads(body[1])) == list(h["f"]), "fields"
            filled += 1
    seals, changes = seals + 1, changes + count
assert not heads and not said, "something is left over"
print(f"seals {seals} changes {changes} bodies {filled}")
