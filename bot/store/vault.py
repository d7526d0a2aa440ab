"""Personal fields are sealed here, each bound to its table, column and row."""

import base64
import binascii
import hmac
import secrets
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NONCE = 12


class WrongKey(Exception):
    """The data were sealed with another key than the one we hold."""

    def __init__(self) -> None:
        super().__init__("DATA_KEY does not open this database: it was sealed with another key")


def new_key() -> str:
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()


def _read_key(text: str) -> bytes:
    try:
        raw = base64.b64decode(text.strip() + "=" * (-len(text.strip()) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    if len(raw) != 32:
        raise ValueError("the key must be 32 random bytes in urlsafe base64 (make one with: sapar new-key)")
    return raw


class _Key:
    def __init__(self, text: str) -> None:
        self.root = _read_key(text)
        self.id = self.derive("id")[:1]
        self.cipher = AESGCM(self.derive("seal"))
        self._hash_keys: dict[str, bytes] = {}

    def derive(self, purpose: str) -> bytes:
        info = f"sapar {purpose}".encode()
        return HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(self.root)

    def hash(self, purpose: str, value: str) -> bytes:
        key = self._hash_keys.get(purpose)
        if key is None:
            key = self._hash_keys[purpose] = self.derive(f"hash {purpose}")
        return hmac.digest(key, value.encode(), sha256)


class Vault:
    def __init__(self, key: str, old: str | None = None) -> None:
        self._key = _Key(key)
        self._keys = [self._key] + ([_Key(old)] if old else [])

    def seal(self, where: str, plain: bytes) -> bytes:
        nonce = secrets.token_bytes(NONCE)
        return self._key.id + nonce + self._key.cipher.encrypt(nonce, plain, where.encode())

    def open(self, where: str, sealed: bytes) -> bytes:
        nonce, words = sealed[1 : 1 + NONCE], sealed[1 + NONCE :]
        for key in self._keys:
            # Two keys may have the same one-byte id: then both are tried.
            if key.id == sealed[:1]:
                try:
                    return key.cipher.decrypt(nonce, words, where.encode())
                except InvalidTag:
                    continue
        raise WrongKey

    def is_current(self, sealed: bytes) -> bool:
        return sealed[:1] == self._key.id

    @property
    def marks_alike(self) -> bool:
        """Whether the old key cannot be told from the new one by its mark."""
        return any(key.id == self._key.id for key in self._keys[1:])

    @property
    def mark(self) -> bytes:
        """What every value begins with that was sealed with the present key."""
        return self._key.id

    def hash(self, purpose: str, value: str | int) -> bytes:
        return self._key.hash(purpose, str(value))

    def hashes(self, purpose: str, value: str | int) -> list[bytes]:
        """The hash under the present key, then under the old one: rows not yet rotated are still found."""
        return [key.hash(purpose, str(value)) for key in self._keys]
