# benign
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
class Point:
    def __init__(self, x):
        self.x = x
def move(point):
    return Point(point.x + 1)
if __name__ == "__main__":
    for method in ("fork", "spawn"):
        with multiprocessing.get_context(method).Pool(2) as pool:
            print([one.x for one in pool.map(move, [Point(1), Point(2)])])
    with ProcessPoolExecutor(2) as pool:
        print([one.x for one in pool.map(move, [Point(1)])])
    queue = multiprocessing.Queue()
    queue.put(Point(5))
    print(queue.get().x)
    with multiprocessing.Manager() as manager:
        shared = manager.dict()
        shared["p"] = Point(6)
        print(shared["p"].x)
