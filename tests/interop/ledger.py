"""Evidence's ledger checked by somebody else: RFC 9162's trees, signed notes and bundles, from their definitions.

Nothing of the suite is used. Signatures are left to openssl.
"""

import base64
import hashlib
import hmac
import subprocess
import tarfile

_RECORD_SALT = 32
# The DER that stands before the 32 bytes of an Ed25519 public key (RFC 8410).
_ED25519 = bytes.fromhex("302a300506032b6570032100")


def leaf_hash(leaf):
    return hashlib.sha256(b"\0" + leaf).digest()


def node_hash(left, right):
    return hashlib.sha256(b"\1" + left + right).digest()


def root_of(leaves):
    """MTH of section 2.1.1."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaf_hash(leaves[0])
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return node_hash(root_of(leaves[:split]), root_of(leaves[split:]))


def is_included(leaf, index, size, path, root):
    """Section 2.1.3.2."""
    if index >= size:
        return False
    node, last, found = index, size - 1, leaf_hash(leaf)
    for step in path:
        if last == 0:
            return False
        if node % 2 == 1 or node == last:
            found = node_hash(step, found)
            while node % 2 == 0 and node != 0:
                node, last = node >> 1, last >> 1
        else:
            found = node_hash(found, step)
        node, last = node >> 1, last >> 1
    return last == 0 and found == root


def is_consistent(first, first_root, second, second_root, path):
    """Section 2.1.4.2."""
    if first == second:
        return not path and first_root == second_root
    if not 0 < first < second or not path:
        return False
    if first & (first - 1) == 0:
        path = [first_root] + path
    node, last = first - 1, second - 1
    while node % 2 == 1:
        node, last = node >> 1, last >> 1
    old = new = path[0]
    for step in path[1:]:
        if last == 0:
            return False
        if node % 2 == 1 or node == last:
            old, new = node_hash(step, old), node_hash(step, new)
            while node % 2 == 0 and node != 0:
                node, last = node >> 1, last >> 1
        else:
            new = node_hash(new, step)
        node, last = node >> 1, last >> 1
    return last == 0 and old == first_root and new == second_root


def open_note(note, key, folder):
    """The origin, size and root of a checkpoint that the key has signed; `folder` is for openssl's files."""
    text, _, signatures = note.partition("\n\n")
    text += "\n"
    name, key_hash, encoded = key.split("+", 2)
    public = base64.b64decode(encoded)
    assert public[0] == 1, "an Ed25519 key"
    assert hashlib.sha256(name.encode() + b"\n" + public).digest()[:4].hex() == key_hash
    signed = [line.split(" ")[2] for line in signatures.splitlines() if line.split(" ")[1] == name]
    assert len(signed) == 1, signatures
    signature = base64.b64decode(signed[0])
    assert signature[:4].hex() == key_hash
    pem = base64.b64encode(_ED25519 + public[1:]).decode()
    files = {"key.pem": f"-----BEGIN PUBLIC KEY-----\n{pem}\n-----END PUBLIC KEY-----\n".encode(),
             "text": text.encode(), "signature": signature[4:]}
    for file, content in files.items():
        with open(folder.file(file), "wb") as out:
            out.write(content)
    subprocess.run(["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", folder.file("key.pem"), "-rawin",
                    "-in", folder.file("text"), "-sigfile", folder.file("signature")],
                   check=True, capture_output=True)
    origin, size, root = text.splitlines()
    return origin, int(size), base64.b64decode(root)


class Bundle:
    """An exported bundle, read as any tar program reads it."""

    def __init__(self, path):
        with tarfile.open(path) as archive:
            self.files = {member.name: archive.extractfile(member).read() for member in archive}
        self.leaves = []
        ledger = self.files["ledger"]
        while ledger:
            size = int.from_bytes(ledger[:4], "big")
            self.leaves.append(ledger[4:4 + size])
            ledger = ledger[4 + size:]

    def entries(self):
        """Action, subject and commitment of each leaf, and what it commits to: (salt, record) or None."""
        for index, leaf in enumerate(self.leaves):
            kind, action, subject, _, _, commitment = leaf.decode("ascii").splitlines()
            assert kind == "peerchallenge-ledger-v1"
            content = self.files.get(f"records/{index}")
            record = content and (content[:_RECORD_SALT], content[_RECORD_SALT:])
            yield action, subject, bytes.fromhex(commitment), record


def commits_to(commitment, salt, record):
    return hmac.new(salt, record, hashlib.sha256).digest() == commitment
