# Newer grammar: patterns, type parameters, templates, strings of every kind.
import math

type Pair[T: (int, str) = int, *Ts, **P] = tuple[T, *Ts]


def area(shape):
    match shape:
        case Circle(radius=r) if r > 0:
            return math.pi * r**2
        case [Point(x=0, y=0), *rest] | (Point() as only, *rest):
            return len(rest)
        case {"kind": "square", "side": -1 | 2.5 as side, **others}:
            return side
        case None | True | "text" | b"bytes" | colors.RED:
            return 0
        case _:
            return -1


def largest[T](items: list[T], *, key=None, default: T = ...) -> T:
    best, *others = items
    return max({i: v for i, v in enumerate(items) if v is not None}, key=key)


class Stack[T](list):
    def push(self, item: T) -> None:
        """Adds
        one.
        """
        assert item not in self, "there already"
        self.append(item)

    def pop(self):
        return super().pop(-1)


def texts(name):
    first = f"{name} and {'nested' + f'{name!s}'} {{literal}} {name=}"
    second = rb"\x00" b"\x01"
    third = t"select {name}"
    fourth = '''it's
    "quoted"''' "joined" \
        " and continued"
    return first, second, third, fourth


def numbers():
    yield from (0x_ff, 0b1010, 0o17, 1_000.5e-3, 2j)
    yield [[1, 2][0], {*()}, {1, 2}, [*range(3)], (yield)]
    x[1:2, ::3, ...] = not a < b <= c is not d @ e // f


try:
    pass
except ValueError, TypeError:
    pass


def last(a, b=(1, 2), *args, c: "str" = 'x', **kwargs): return a
