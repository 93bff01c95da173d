import os

from fastapi import FastAPI, File, Form, HTTPException, UploadFile
from fastapi.responses import FileResponse

from pathlib import Path

BASE = Path(__file__).resolve().parent / "uploads"

app = FastAPI()


@app.get("/u/{user}/{name:path}")
def show(user: str, name: str):
    if "/" in user or ".." in user:
        raise HTTPException(400)
    path = f"{BASE}/{user}/{name}"
    if not os.path.isfile(path):
        raise HTTPException(404)
    return FileResponse(path)
