"""How long the scanners of this folder wait: shared, so that each of them shows its own way of working with the network."""

import email.utils
import random
import time


def asked(header):
    """Seconds that a Retry-After header asks for, in either form of RFC 9110; None without one."""
    if not header:
        return None
    if header.isdigit():
        return float(header)
    return max(0.0, email.utils.parsedate_to_datetime(header).timestamp() - time.time())


def full_jitter(attempt, base=0.1, cap=2.0):
    return random.uniform(0, min(cap, base * 2**attempt))


def equal_jitter(attempt, base=0.1, cap=2.0):
    ceiling = min(cap, base * 2**attempt)
    return ceiling / 2 + random.uniform(0, ceiling / 2)
