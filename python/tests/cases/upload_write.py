# attack: path-traversal
import os
def save(name, data):
    with open(os.path.join("uploads", name), "wb") as file:
        file.write(data)
save("../outside/planted.txt", b"x")
