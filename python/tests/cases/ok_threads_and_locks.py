# benign
import threading
results = []
def work(n):
    for _ in range(50):
        with open("uploads/a.txt") as file:
            results.append(file.read())
threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
[one.start() for one in threads]
[one.join() for one in threads]
print(len(results), set(results))
