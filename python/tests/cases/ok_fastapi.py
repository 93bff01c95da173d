# benign
# needs: fastapi,httpx,multipart
from fastapi import FastAPI, UploadFile
from fastapi.testclient import TestClient
from pathlib import Path
app = FastAPI()
base = Path("uploads").resolve()
@app.post("/put")
def put(file: UploadFile):
    target = base / Path(file.filename).name
    target.write_bytes(file.file.read())
    return {"size": target.stat().st_size}
@app.get("/list")
async def listing():
    return sorted(one.name for one in base.iterdir())
client = TestClient(app)
print(client.post("/put", files={"file": ("f.txt", b"abc")}).json(), client.get("/list").json())
(base / "f.txt").unlink()
