# benign
import logging, logging.handlers
handler = logging.handlers.RotatingFileHandler("uploads/app.log", maxBytes=50, backupCount=2)
log = logging.getLogger("x")
log.addHandler(handler)
for n in range(10):
    log.warning("line %d", n)
handler.close()
import glob, os
print(sorted(glob.glob("uploads/app.log*")))
for name in glob.glob("uploads/app.log*"):
    os.remove(name)
