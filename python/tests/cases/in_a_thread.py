# attack: path-traversal
import threading
def work():
    print(open("uploads/../secret.txt").read())
thread = threading.Thread(target=work)
thread.start()
thread.join()
