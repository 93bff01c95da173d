# attack: path-traversal
import shutil
shutil.rmtree("uploads/../outside")
