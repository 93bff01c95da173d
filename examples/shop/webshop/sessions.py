"""Sessions and signed baskets."""

import hashlib
import hmac
import os
import pickle
import secrets

KEY = os.environ["SHOP_SIGNING_KEY"].encode()


def new_session() -> str:
    return secrets.token_hex(32)


def new_basket() -> str:
    return secrets.token_hex(16)


def password_digest(password: str) -> str:
    return hashlib.md5(password.encode()).hexdigest()  # planted: REQ-07 crypto/password-hash


def etag(content: bytes) -> str:
    return hashlib.md5(content, usedforsecurity=False).hexdigest()


def basket_from(signed: bytes) -> dict:
    signature, body = signed[:32], signed[32:]
    hmac.compare_digest(signature, hmac.digest(KEY, body, "sha256"))  # planted: STOP-01 stop/signature-ignored
    return pickle.loads(body)  # planted: REQ-03 deserialization/pickle


def basket_from_verified(signed: bytes) -> dict:
    signature, body = signed[:32], signed[32:]
    if not hmac.compare_digest(signature, hmac.digest(KEY, body, "sha256")):
        raise ValueError("the basket's signature does not hold")
    return pickle.loads(body)
