import os

from fastapi import FastAPI, File, Form, HTTPException, UploadFile
from fastapi.responses import FileResponse

from pathlib import Path

BASE = Path(__file__).resolve().parent / "uploads"

app = FastAPI()


@app.post("/upload")
async def upload(file: UploadFile):
    with open(os.path.join(BASE, file.filename), "wb") as out:
        out.write(await file.read())
    return {"name": file.filename}
