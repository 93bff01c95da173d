import os

from fastapi import FastAPI, File, Form, HTTPException, UploadFile
from fastapi.responses import FileResponse

from pathlib import Path

BASE = Path(__file__).resolve().parent / "uploads"

app = FastAPI()


@app.get("/download")
def download(name: str):
    if ".." in name:
        raise HTTPException(400)
    return FileResponse(os.path.join(BASE, name))
