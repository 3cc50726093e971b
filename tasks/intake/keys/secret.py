"""Secrets: random and long, so that a fast hash of one is as safe as a slow one."""

import secrets
from hashlib import sha256

SALT_BYTES = 16


def new_secret() -> str:
    """A text that nobody guesses: 256 random bits."""
    return secrets.token_urlsafe(32)


def new_salt() -> bytes:
    """What makes the hashes of two keys differ, were their secrets the same."""
    return secrets.token_bytes(SALT_BYTES)


def hash_of(secret: str, salt: bytes = b"") -> bytes:
    """What is stored of a secret."""
    return sha256(salt + secret.encode()).digest()
