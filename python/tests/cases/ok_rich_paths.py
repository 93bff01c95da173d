# benign
import os, pathlib
base = pathlib.Path("uploads").resolve()
for name in ("..data", "a..b", ".hidden", "...", "x y", "ü", "%2e%2e", "~", "-rf", "a\\..\\b"):
    (base / name).write_text(name)
    print(open(os.path.join("uploads", name)).read(), (base / "sub" / ".." / name).exists())
    (base / name).unlink()
os.makedirs("uploads/" + "d/" * 20)
import shutil
shutil.rmtree("uploads/d")
