# attack: path-traversal
import sqlite3
name = "../outside/planted"
db = sqlite3.connect("uploads/%s.db" % name)
db.execute("create table t(x)")
db.commit()
