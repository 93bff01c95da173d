# benign
import os, shutil, tarfile, zipfile
name = shutil.make_archive("uploads/all", "zip", "uploads", "sub")
shutil.unpack_archive(name, "uploads/out")
print(open("uploads/out/sub/b.txt").read())
with zipfile.ZipFile(name) as archive:
    print(archive.namelist())
shutil.make_archive("uploads/all", "gztar", "uploads", "sub")
with tarfile.open("uploads/all.tar.gz") as archive:
    print(sorted(archive.getnames()))
shutil.rmtree("uploads/out")
os.remove(name)
os.remove("uploads/all.tar.gz")
