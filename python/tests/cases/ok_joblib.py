# benign
# needs: joblib
from joblib import Parallel, delayed
class Point:
    x = 4
def f(n, point):
    return n + point.x
if __name__ == "__main__":
    print(Parallel(n_jobs=2)(delayed(f)(n, Point()) for n in range(3)))
