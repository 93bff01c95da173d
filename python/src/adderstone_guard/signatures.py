"""Thin replacements in `hmac`: which bytes an HMAC was computed over, and how the comparison came out."""


def patch(module, provenance):
    """Replaces `hmac.HMAC`, `hmac.digest` and `hmac.compare_digest`. Gives what was replaced by what."""
    original_class = module.HMAC
    original_digest = module.digest
    original_compare = module.compare_digest

    class HMAC(original_class):
        __slots__ = ("_adderstone_parts",)

        def __init__(self, key, msg=None, digestmod=""):
            # The base class calls `update`, which needs the list.
            self._adderstone_parts = []
            super().__init__(key, None, digestmod)
            if msg is not None:
                self.update(msg)

        def update(self, msg):
            super().update(msg)
            self._adderstone_parts.append(bytes(msg))

        def copy(self):
            other = super().copy()
            other._adderstone_parts = list(self._adderstone_parts)
            return other

        def digest(self):
            result = super().digest()
            provenance.computed(b"".join(self._adderstone_parts), result)
            return result

        def hexdigest(self):
            result = super().hexdigest()
            provenance.computed(b"".join(self._adderstone_parts), bytes.fromhex(result))
            return result

    HMAC.__module__, HMAC.__qualname__, HMAC.__doc__ = "hmac", "HMAC", original_class.__doc__

    def digest(key, msg, digest):
        result = original_digest(key, msg, digest)
        provenance.computed(bytes(msg), result)
        return result

    def compare_digest(a, b, /):
        equal = original_compare(a, b)
        provenance.compared(a, b, equal)
        return equal

    digest.__module__ = compare_digest.__module__ = "hmac"
    digest.__doc__, compare_digest.__doc__ = original_digest.__doc__, original_compare.__doc__
    module.HMAC, module.digest, module.compare_digest = HMAC, digest, compare_digest
    return {original_class: HMAC, original_digest: digest, original_compare: compare_digest}
