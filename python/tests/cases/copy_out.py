# attack: path-traversal
import shutil
shutil.copyfile("uploads/a.txt", "uploads/../outside/a.txt")
