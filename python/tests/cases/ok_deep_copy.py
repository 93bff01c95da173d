# benign
import copy, dataclasses, enum, functools
@dataclasses.dataclass
class Point:
    x: int
class Color(enum.Enum):
    RED = 1
print(copy.deepcopy(Point(1)), copy.copy(Color.RED), dataclasses.replace(Point(1), x=2))
