import os

from fastapi import FastAPI, File, Form, HTTPException, UploadFile
from fastapi.responses import FileResponse

from pathlib import Path

BASE = Path(__file__).resolve().parent / "uploads"

app = FastAPI()


@app.get("/files/{name:path}")
def files(name: str):
    path = (BASE / name).resolve()
    if not path.is_relative_to(BASE) or not path.is_file():
        raise HTTPException(404)
    return FileResponse(path)
