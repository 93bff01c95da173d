# benign
import os, tempfile, multiprocessing.shared_memory, multiprocessing.heap, zipfile
tempfile.tempdir = None
print(os.path.isdir(tempfile.gettempdir()))
folder = tempfile.mkdtemp(dir="uploads")
open(os.path.join(folder, "x"), "w").close()
os.remove(os.path.join(folder, "x"))
os.rmdir(folder)
with tempfile.NamedTemporaryFile(suffix=".zip", dir="uploads") as file:
    with zipfile.ZipFile(file.name, "w") as archive:
        archive.writestr("a", "b")
shared = multiprocessing.shared_memory.SharedMemory(create=True, size=16)
shared.close()
shared.unlink()
multiprocessing.Array("i", 100)
link = tempfile.mktemp(dir=tempfile.mkdtemp())
os.symlink("x", link)
os.unlink(link)
os.rmdir(os.path.dirname(link))
