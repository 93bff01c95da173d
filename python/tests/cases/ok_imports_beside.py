# benign
import importlib, os, sys
with open("uploads/plugin_of_mine.py", "w") as file:
    file.write("VALUE = 3\n")
sys.path.insert(0, os.path.abspath("uploads"))
import plugin_of_mine
print(plugin_of_mine.VALUE)
import settings_of_app
print(settings_of_app.NAME)
os.remove("uploads/plugin_of_mine.py")
