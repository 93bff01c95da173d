# attack: path-traversal
from concurrent.futures import ProcessPoolExecutor
import multiprocessing
def read(name):
    return open("uploads/" + name).read()
if __name__ == "__main__":
    with multiprocessing.get_context("fork").Pool(2) as pool:
        print(pool.map(read, ["a.txt", "../secret.txt", "a.txt"]))
