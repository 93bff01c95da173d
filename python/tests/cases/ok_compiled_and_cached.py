# benign
import compileall, importlib, marshal, py_compile, sys
with open("uploads/mod.py", "w") as file:
    file.write("X = 1\n")
print(compileall.compile_file("uploads/mod.py", quiet=1), py_compile.compile("uploads/mod.py") is not None)
print(marshal.loads(marshal.dumps({"a": [1, 2]})), eval("1 + 1"), eval(compile("2 + 2", "x", "eval")))
import os, shutil
shutil.rmtree("uploads/__pycache__")
os.remove("uploads/mod.py")
