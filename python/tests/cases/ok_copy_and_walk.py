# benign
import filecmp, glob, os, pathlib, shutil
shutil.copytree("uploads/sub", "uploads/copy")
print(filecmp.cmp("uploads/sub/b.txt", "uploads/copy/b.txt"), sorted(glob.glob("uploads/**/*.txt", recursive=True)))
print(sorted(str(one) for one in pathlib.Path("uploads").rglob("b.txt")), len(list(os.walk("uploads"))))
shutil.move("uploads/copy", "uploads/moved")
shutil.rmtree("uploads/moved")
