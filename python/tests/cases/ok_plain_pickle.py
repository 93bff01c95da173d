# benign
import collections, datetime, decimal, fractions, ipaddress, pathlib, pickle, uuid
values = [
    {"a": (1, 2.5, True, None, b"x", "y")}, {1, 2}, frozenset((1,)), bytearray(b"z"), range(3), 1j,
    datetime.datetime(2024, 1, 2, tzinfo=datetime.timezone.utc), datetime.timedelta(1), datetime.date(2024, 1, 2),
    decimal.Decimal("1.5"), fractions.Fraction(1, 3), uuid.UUID(int=1), pathlib.PurePosixPath("/a"),
    collections.OrderedDict(a=1), collections.Counter("aab"), collections.deque([1]), collections.defaultdict(list),
    ipaddress.ip_address("::1"), ValueError("x"), Ellipsis,
]
for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
    again = pickle.loads(pickle.dumps(values, protocol))
    print([a == b or str(a) == str(b) for a, b in zip(values, again)])
