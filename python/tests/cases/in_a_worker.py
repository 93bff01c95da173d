# attack: path-traversal
import multiprocessing
def read(name):
    return open("uploads/" + name).read()
if __name__ == "__main__":
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        try:
            print(pool.apply_async(read, ("../secret.txt",)).get(20))
        except Exception as error:
            print(type(error).__name__)
