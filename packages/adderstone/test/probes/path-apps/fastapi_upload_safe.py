import os

from fastapi import FastAPI, File, Form, HTTPException, UploadFile
from fastapi.responses import FileResponse

from pathlib import Path

BASE = Path(__file__).resolve().parent / "uploads"

app = FastAPI()


@app.post("/upload")
async def upload(file: UploadFile = File(...), folder: str = Form("")):
    name = os.path.basename((file.filename or "").replace("\\", "/"))
    if name in ("", ".", ".."):
        raise HTTPException(400)
    (BASE / name).write_bytes(await file.read())
    return {"name": name}
