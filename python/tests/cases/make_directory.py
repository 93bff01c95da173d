# attack: path-traversal
import os
os.makedirs(os.path.join("uploads", "../outside/new/deep"))
