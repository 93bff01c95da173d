# benign
import io, shutil, zipfile
data = io.BytesIO()
with zipfile.ZipFile(data, "w") as archive:
    archive.writestr("../outside/planted.txt", "x")
with zipfile.ZipFile(data) as archive:
    archive.extractall("uploads/z")
print(open("uploads/z/outside/planted.txt").read())
shutil.rmtree("uploads/z")
