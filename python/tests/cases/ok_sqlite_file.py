# benign
import os, sqlite3
db = sqlite3.connect("file:uploads/app.db?mode=rwc", uri=True)
db.execute("create table t(x)")
db.commit()
copy = sqlite3.connect("uploads/copy.db")
db.backup(copy)
print(copy.execute("select count(*) from t").fetchall())
db.close()
copy.close()
print(sqlite3.connect("file:%s?mode=ro" % os.path.abspath("uploads/app.db"), uri=True).execute("select * from t").fetchall())
os.remove("uploads/app.db")
os.remove("uploads/copy.db")
