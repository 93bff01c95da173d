# benign
import sqlite3
for name in (":memory:", "", "file::memory:?cache=shared", "file:x?mode=memory"):
    db = sqlite3.connect(name, uri=name.startswith("file:"))
    db.execute("create table if not exists t(x)")
    db.execute("insert into t values (1)")
    print(db.execute("select * from t").fetchall())
    db.close()
db = sqlite3.connect("uploads/app.db")
db.execute("create table if not exists t(x)")
db.commit()
db.close()
import os
os.remove("uploads/app.db")
