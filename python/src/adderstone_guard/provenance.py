"""
Where bytes come from: whether an HMAC over them was compared, and with what outcome.

Everything is remembered by the bytes, not by the place in the program: a failed comparison of passwords says nothing about a
message, a failed comparison of an HMAC says something about the message that it was computed over, wherever that goes next.
"""

import binascii
from _contextvars import ContextVar

FAILED, VERIFIED, UNKNOWN = "failed", "verified", "unknown"

_DIGESTS = 512
_MESSAGES = 256
_BYTES = 64 << 20
_INFLATED = 16 << 20
_BASE64 = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_=")
_HEX = frozenset(b"0123456789abcdefABCDEF")
_SEPARATORS = b".:|$~&;, \n"
_SHORTEST = 8


class _Message:
    """Bytes that an HMAC was computed over. ``state`` is that of its last comparison anywhere."""

    __slots__ = ("data", "state", "_derived")

    def __init__(self, data):
        self.data = data
        self.state = UNKNOWN
        self._derived = None

    def holds(self, data):
        """True when bytes are this message, a part of it, or what one of its parts decodes to."""
        if data == self.data:
            return True
        if len(data) < _SHORTEST:
            return False
        if data in self.data or (len(self.data) >= 2 * _SHORTEST and self.data in data):
            return True
        if self._derived is None:
            self._derived = tuple(_decoded(self.data))
        return any(data == one or data in one for one in self._derived) or _is_digest_of(self.data, data)


def _decoded(data):
    """What parts of a message decode to: base64 and hexadecimal, inflated where that is possible."""
    for mark in _SEPARATORS:
        data = data.replace(bytes((mark,)), b"\0")
    for part in data.split(b"\0"):
        if len(part) < _SHORTEST:
            continue
        letters = frozenset(part)
        if letters <= _BASE64:
            try:
                plain = part.translate(bytes.maketrans(b"-_", b"+/")).rstrip(b"=")
                decoded = binascii.a2b_base64(plain + b"=" * (-len(plain) % 4))
            except binascii.Error:
                decoded = b""
            if decoded:
                yield decoded
                yield from _inflated(decoded)
        if letters <= _HEX and len(part) % 2 == 0:
            yield binascii.a2b_hex(part)
        yield from _inflated(part)


def _inflated(data):
    if data[:1] != b"\x78":
        return
    import zlib

    try:
        yield zlib.decompressobj().decompress(data, _INFLATED)
    except zlib.error:
        pass


def _is_digest_of(message, data):
    """True when the message that was signed is a digest of the bytes, as it is where large files are signed."""
    names = {20: "sha1", 32: "sha256", 48: "sha384", 64: "sha512", 40: "sha1", 96: "sha384", 128: "sha512"}
    name = names.get(len(message))
    if name is None:
        return False
    import hashlib

    found = [hashlib.new(name, data)]
    if len(message) == 64:
        found.append(hashlib.new("sha256", data))
    return any(message == one.digest() or message.lower() == one.hexdigest().encode() for one in found)


class Provenance:
    """The memory of one process, bounded: the oldest messages and digests are forgotten first."""

    def __init__(self):
        self._digests = {}
        self._messages = []
        self._by_data = {}
        self._size = 0
        self._sequence = 0
        #: The messages compared in this thread, task or request with their outcome, newest first.
        self._here = ContextVar("adderstone_guard_compared", default=())

    @property
    def is_empty(self):
        return not self._messages

    def computed(self, data, digest):
        """An HMAC of some bytes was computed."""
        message = self._by_data.get(data)
        if message is None:
            if len(data) > _BYTES:
                return
            message = self._by_data[data] = _Message(data)
            self._messages.append(message)
            self._size += len(data)
            while len(self._messages) > _MESSAGES or self._size > _BYTES:
                oldest = self._messages.pop(0)
                self._size -= len(oldest.data)
                self._by_data.pop(oldest.data, None)
        self._sequence += 1
        digests = self._digests
        digests.pop(digest, None)
        digests[digest] = (self._sequence, message)
        while len(digests) > _DIGESTS:
            try:
                digests.pop(next(iter(digests)), None)
            except (StopIteration, RuntimeError):
                # Another thread has been faster.
                break

    def compared(self, left, right, equal):
        """Two texts or byte strings were compared in constant time."""
        if not self._digests:
            return
        found = [one for one in (self._lookup(left), self._lookup(right)) if one is not None]
        if not found:
            return
        message = max(found, key=lambda one: one[0])[1]
        state = VERIFIED if equal else FAILED
        message.state = state if message.state != VERIFIED else VERIFIED
        self._here.set(((message, state),) + self._here.get()[:31])

    def _lookup(self, value):
        """The digest that a value is, raw or in hexadecimal or base64."""
        if isinstance(value, str):
            try:
                value = value.encode("ascii")
            except UnicodeEncodeError:
                return None
        try:
            value = bytes(value)
        except TypeError:
            return None
        found = self._digests.get(value)
        if found is not None or not 16 <= len(value) <= 200:
            return found
        try:
            if frozenset(value) <= _HEX and len(value) % 2 == 0:
                found = self._digests.get(binascii.a2b_hex(value))
            if found is None and frozenset(value) <= _BASE64:
                plain = value.translate(bytes.maketrans(b"-_", b"+/")).rstrip(b"=")
                found = self._digests.get(binascii.a2b_base64(plain + b"=" * (-len(plain) % 4)))
        except (binascii.Error, ValueError):
            return None
        return found

    def state_of(self, data):
        """
        ``failed``, ``verified`` or ``unknown`` for bytes that are about to be deserialized.

        The last comparison in the same thread, task or request decides; where there is none, a comparison elsewhere: bytes
        that were verified once are authentic, whatever a later copy of them carried as its signature.
        """
        for message, state in self._here.get():
            if message.holds(data):
                return state
        result = UNKNOWN
        for message in list(self._messages):
            if message.state != UNKNOWN and message.holds(data):
                if message.state == VERIFIED:
                    return VERIFIED
                result = FAILED
        return result
