"""What FastAPI takes out of requests, and what it calls for parameters."""

import os
from typing import Annotated, Optional, List, Union
from enum import Enum
from datetime import datetime
from uuid import UUID
from fastapi import FastAPI, APIRouter, Depends, Body, Form, File, Header, Cookie, Query, Path, UploadFile, Request, WebSocket, BackgroundTasks, Security, HTTPException
from fastapi.security import OAuth2PasswordRequestForm, HTTPBearer, HTTPAuthorizationCredentials, HTTPBasic, HTTPBasicCredentials, OAuth2PasswordBearer, APIKeyHeader
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field, EmailStr, field_validator, HttpUrl

app = FastAPI()
router = APIRouter(prefix="/r")
oauth2 = OAuth2PasswordBearer(tokenUrl="token")
api_key = APIKeyHeader(name="X")
basic = HTTPBasic()


class Color(str, Enum):
    red = "red"


class Addr(BaseModel):
    street: str
    num: int


class User(BaseModel):
    name: str
    age: int
    addr: Addr
    tags: list[str] = []
    addrs: List[Addr] = []
    meta: dict[str, str] = {}
    opt: Optional[str] = None
    site: HttpUrl

    @field_validator("name")
    @classmethod
    def chk(cls, v):
        return v


@app.get("/a/{name}/{num}/{c}")
def a(name: str, num: int, c: Color, q: str = "x", q2: Optional[str] = None, u: UUID = None, when: datetime = None, flag: bool = False, n2: float = 1.0):
    os.system(name)  # ! shell
    os.system(str(num))
    os.system(c)
    os.system(c.value)
    os.system(q)  # ! shell
    os.system(q2)  # ! shell
    os.system(str(u))
    os.system(str(when))
    os.system(str(flag))


@app.post("/users/{uid}")
async def users(uid, user: User, tags: List[str] = Query([]), h: str = Header(None), ck: Annotated[str | None, Cookie()] = None, lst: Annotated[list[str], Query()] = []):
    os.system(uid)  # ! shell
    os.system(user.name)  # ! shell
    os.system(str(user.age))
    os.system(user.addr.street)  # ! shell
    os.system(str(user.addr.num))
    os.system(user.tags[0])  # ! shell
    for ad in user.addrs:
        os.system(ad.street)  # ! shell
        os.system(str(ad.num))
    os.system(user.meta["x"])  # ! shell
    os.system(user.opt)  # ! shell
    os.system(str(user.site))  # ! shell
    os.system(user.dict()["name"])  # ! shell
    os.system(user.model_dump()["name"])  # ! shell
    os.system(user.json())  # ! shell
    os.system(user.model_dump_json())  # ! shell
    os.system(tags[0])  # ! shell
    os.system(h)  # ! shell
    os.system(ck)  # ! shell
    os.system(lst[0])  # ! shell
    os.system(user.model_copy().name)  # ! shell
    helper(user)


def helper(user: User):
    os.system(user.name)  # ! shell


@router.post("/b")
async def b(cmd: str = Body(...), e: str = Body(embed=True), f: bytes = File(), frm: str = Form(), up: UploadFile = File(...), ups: list[UploadFile] = [], p: dict = Body()):
    os.system(cmd)  # ! shell
    os.system(e)  # ! shell
    os.system(f)  # ! shell
    os.system(frm)  # ! shell
    os.system(up.filename)  # ! shell
    os.system(up.content_type)  # ! shell
    os.system(up.headers["x"])  # ! shell
    os.system(await up.read())  # ! shell
    os.system(up.file.read())  # ! shell
    os.system(ups[0].filename)  # ! shell
    for x in ups:
        os.system(x.filename)  # ! shell
    for line in up.file:
        os.system(line)  # ! shell
    os.system(str(up.size))
    os.system(p["a"])  # ! shell


@app.put("/req")
async def req(request: Request, ws: int = 0):
    os.system(request.query_params["a"])  # ! shell
    os.system(request.query_params.get("a"))  # ! shell
    os.system(request.query_params.getlist("a")[0])  # ! shell
    for k, v in request.query_params.multi_items():
        os.system(v)  # ! shell
    os.system(request.path_params["a"])  # ! shell
    os.system(request.headers["a"])  # ! shell
    os.system(request.headers.get("a"))  # ! shell
    os.system(request.headers.getlist("a")[0])  # ! shell
    os.system(request.headers.raw[0][1])  # ! shell
    os.system(request.cookies["a"])  # ! shell
    os.system(request.cookies.get("a"))  # ! shell
    os.system(str(request.url))  # ! shell
    os.system(request.url.path)  # ! shell
    os.system(request.url.query)  # ! shell
    os.system(request.url.components.path)  # ! shell
    os.system(await request.body())  # ! shell
    os.system((await request.json())["a"])  # ! shell
    form = await request.form()
    os.system(form["a"])  # ! shell
    os.system(form.get("a"))  # ! shell
    os.system(form["f"].filename)  # ! shell
    os.system(await form["f"].read())  # ! shell
    async with request.form() as fm:
        os.system(fm["x"])  # ! shell
        os.system(fm.getlist("x")[0])  # ! shell
    async for chunk in request.stream():
        os.system(chunk)  # ! shell
    os.system(request.scope["path"])  # ! shell
    os.system(request["path"])  # ! shell
    os.system(request.method)


@app.websocket("/ws/{room}")
async def wsx(websocket: WebSocket, room: str, token: str | None = None):
    await websocket.accept()
    os.system(room)  # ! shell
    os.system(token)  # ! shell
    os.system(websocket.query_params["a"])  # ! shell
    os.system(websocket.path_params["a"])  # ! shell
    os.system(websocket.headers["a"])  # ! shell
    os.system(websocket.cookies["a"])  # ! shell
    os.system(str(websocket.url))  # ! shell
    os.system(websocket.url.path)  # ! shell
    while True:
        os.system(await websocket.receive_text())  # ! shell
        os.system(await websocket.receive_bytes())  # ! shell
        os.system((await websocket.receive_json())["a"])  # ! shell
        os.system((await websocket.receive())["text"])  # ! shell
        async for m in websocket.iter_text():
            os.system(m)  # ! shell
        async for m in websocket.iter_bytes():
            os.system(m)  # ! shell
        async for m in websocket.iter_json():
            os.system(m["a"])  # ! shell


def common(q: str | None = None, skip: int = 0):
    os.system(q)  # ! shell
    return {"q": q, "skip": skip}


class Pag:
    def __init__(self, q: str = "", n: int = 0):
        self.q = q
        self.n = n


def dep2(c: dict = Depends(common), x: Annotated[str, Header()] = ""):
    return c["q"] + x


async def gen(t: str):
    yield t


class Checker:
    def __init__(self, fixed):
        self.fixed = fixed

    def __call__(self, q: str = ""):
        return q


checker = Checker("bar")
Common = Annotated[dict, Depends(common)]


@app.get("/dep")
async def dep(c: dict = Depends(common), p: Pag = Depends(Pag), p2: Pag = Depends(), d2: str = Depends(dep2), g: str = Depends(gen), cc: Common = None, an: Annotated[str, Depends(dep2)] = "", ck: str = Depends(checker)):
    os.system(c["q"])  # ! shell
    os.system(str(c["skip"]))
    os.system(p.q)  # ! shell
    os.system(str(p.n))
    os.system(p2.q)  # ! shell
    os.system(d2)  # ! shell
    os.system(g)  # ! shell
    os.system(cc["q"])  # ! shell
    os.system(an)  # ! shell
    os.system(ck)  # ! shell


@app.get("/tok")
async def tok(t: str = Depends(oauth2), k: str = Security(api_key), cr: HTTPBasicCredentials = Depends(basic), au: HTTPAuthorizationCredentials = Depends(HTTPBearer()), fd: OAuth2PasswordRequestForm = Depends()):
    os.system(t)  # ! shell
    os.system(k)  # ! shell
    os.system(cr.username)  # ! shell
    os.system(au.credentials)  # ! shell
    os.system(fd.username)  # ! shell
    os.system(fd.password)  # ! shell


def work(msg: str, n):
    os.system(msg)  # ! shell


@app.post("/bg")
async def bg(msg: str, tasks: BackgroundTasks):
    tasks.add_task(work, msg, n=3)


@app.middleware("http")
async def mw(request: Request, call_next):
    os.system(request.headers["x"])  # ! shell
    return await call_next(request)


@app.exception_handler(RequestValidationError)
async def eh(request, exc):
    os.system(request.url.path)  # ! shell
    os.system(exc.body)  # ! shell


@app.api_route("/ar/{z}", methods=["GET"])
def ar(z):
    os.system(z)  # ! shell


def added(w: str):
    os.system(w)  # ! shell


app.add_api_route("/added/{w}", added, methods=["GET"])
router.add_api_route("/a2/{w}", endpoint=added)


@app.post("/union")
def un(x: Union[str, None] = None, items: list[User] = [], it: dict[str, User] = {}, raw: Annotated[bytes, Body()] = b""):
    os.system(x)  # ! shell
    os.system(items[0].name)  # ! shell
    for i in items:
        os.system(i.addr.street)  # ! shell
    os.system(it["a"].name)  # ! shell
    os.system(raw)  # ! shell


class Filt(BaseModel):
    term: str = Field(...)
    lim: int = 1


@app.get("/filt")
def filt(f: Annotated[Filt, Query()], g: Filt = Depends()):
    os.system(f.term)  # ! shell
    os.system(str(f.lim))
    os.system(g.term)  # ! shell
