# benign
import os, shutil, subprocess, sys, tempfile
with tempfile.NamedTemporaryFile("w+") as file:
    file.write("x")
    file.flush()
    print(open(file.name).read())
with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "deep", "er")
    os.makedirs(path)
    open(os.path.join(path, "x"), "w").close()
    shutil.copytree(folder + "/deep", folder + "/copy")
    print(sorted(os.listdir(folder)))
    print(subprocess.run([sys.executable, "-c", "import sys; open(sys.argv[1], 'w').write('child')", path + "/y"]).returncode)
    print(open(path + "/y").read())
with tempfile.TemporaryFile() as file:
    file.write(b"x")
with tempfile.SpooledTemporaryFile(max_size=1) as file:
    file.write(b"xyz")
handle, name = tempfile.mkstemp()
os.close(handle)
shutil.move(name, "uploads/moved")
os.remove("uploads/moved")
