# attack: path-traversal
import shutil
shutil.move("uploads/a.txt", "uploads/../outside/a.txt")
