# attack: path-traversal
import multiprocessing
def read(name):
    return open("uploads/" + name).read()
if __name__ == "__main__":
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        print(pool.apply(read, ("../secret.txt",)))
