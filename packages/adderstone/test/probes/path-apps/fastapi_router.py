from fastapi import APIRouter, FastAPI, HTTPException
from pydantic import BaseModel

from pathlib import Path

BASE = Path(__file__).resolve().parent / "uploads"

router = APIRouter(prefix="/notes")


class Note(BaseModel):
    title: str
    text: str
    size: int = 1


@router.post("/save")
def save(note: Note):
    path = (BASE / note.title).resolve()
    if path.parent != BASE:
        raise HTTPException(400)
    path.write_text(note.text)
    return {"ok": True}


app = FastAPI()
app.include_router(router, prefix="/api")
