import json,os
cases=[]
def case(name, args, classes, text, **more):
    open(name+'.py','w').write(text.lstrip('\n'))
    cases.append(dict(name=name, args=args, classes=classes, **more))
H='''
from pathlib import Path

BASE = Path(__file__).resolve().parent / "uploads"
'''
F='''
import os
'''+H
# ---- functions
case('fn_join_any',['--target','fn_join_any:read'],['dotdot','absolute'],F+'''

def read(name):
    with open(os.path.join(BASE, name)) as file:
        return file.read()
''',proof=['../secret.txt','{above}/secret.txt'])
case('fn_startswith',['--target','fn_startswith:read'],['sibling-prefix'],F+'''

def read(name):
    path = os.path.realpath(os.path.join(BASE, name))
    if not path.startswith(str(BASE)):
        raise ValueError("outside")
    with open(path) as file:
        return file.read()
''',proof=['../uploads-old/secret.txt'])
case('fn_commonprefix',['--target','fn_commonprefix:save'],['sibling-prefix'],F+'''

def save(name, data: bytes):
    path = os.path.abspath(os.path.join(BASE, name))
    if os.path.commonprefix([path, str(BASE)]) != str(BASE):
        raise ValueError("outside")
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(data)
''',proof=['../uploads-old/new.txt'])
case('fn_replace_once',['--target','fn_replace_once:read'],['nested'],F+'''

def read(name: str) -> bytes:
    name = name.replace("../", "").lstrip("/")
    return (BASE / name).read_bytes()
''',proof=['....//secret.txt'])
case('fn_unquote_after',['--target','fn_unquote_after:read'],['encoded'],F.replace('import os\n','import os\nfrom urllib.parse import unquote\n')+'''

def read(name):
    if ".." in name or name.startswith("/"):
        raise ValueError("refused")
    with open(os.path.join(BASE, unquote(name))) as file:
        return file.read()
''',proof=['%2e%2e/secret.txt'])
case('fn_double_decode',['--target','fn_double_decode:read'],['encoded'],F.replace('import os\n','import os\nfrom urllib.parse import unquote\n')+'''

def read(name):
    once = unquote(name)
    if ".." in once or once.startswith("/"):
        raise ValueError("refused")
    with open(os.path.join(BASE, unquote(once))) as file:
        return file.read()
''',proof=['%252e%252e/secret.txt'])
case('fn_nfkc_after',['--target','fn_nfkc_after:read'],['nfkc'],F.replace('import os\n','import os\nimport unicodedata\n')+'''

def read(name):
    if ".." in name or "/" in name:
        raise ValueError("refused")
    name = unicodedata.normalize("NFKC", name)
    with open(os.path.join(BASE, name)) as file:
        return file.read()
''',proof=['\uff0e\uff0e\uff0fsecret.txt'])
case('fn_backslash_after',['--target','fn_backslash_after:read'],['backslash'],F+'''

def read(name):
    if "../" in name or name.startswith("/"):
        raise ValueError("refused")
    with open(BASE / name.replace("\\\\", "/")) as file:
        return file.read()
''',proof=['..\\secret.txt'])
case('fn_nul_after',['--target','fn_nul_after:read'],['nul'],F+'''

def read(name):
    if ".." in name or name.startswith("/"):
        raise ValueError("refused")
    with open(BASE / name.replace("\\0", "")) as file:
        return file.read()
''',proof=['.\0./secret.txt'])
case('fn_lexical_is_relative',['--target','fn_lexical_is_relative:remove'],['dotdot'],F+'''

def remove(name):
    path = BASE / name
    try:
        path.relative_to(BASE)
    except ValueError:
        raise PermissionError(name)
    path.unlink()
''',proof=['../secret.txt'])
case('fn_rename',['--target','fn_rename:rename'],['dotdot','absolute'],F+'''

def rename(old, new):
    source = (BASE / os.path.basename(old)).resolve()
    if source.parent != BASE:
        raise ValueError("outside")
    os.rename(source, BASE / new)
''',proof=['../new.txt'], param='new')
case('fn_symlink_lexical',['--target','fn_symlink_lexical:read','--symlink'],['symlink'],F+'''

def read(name):
    path = os.path.normpath(os.path.join(BASE, name))
    if not path.startswith(str(BASE) + os.sep):
        raise ValueError("outside")
    with open(path) as file:
        return file.read()
''',proof=['link/secret.txt'])
case('fn_home',['--target','fn_home:read'],['home'],F+'''

def read(name):
    if ".." in name or name.startswith("/"):
        raise ValueError("refused")
    return open(os.path.join(BASE, os.path.expanduser(name))).read()
''',proof=['~/adderstone-secret.txt'])
case('fn_tree',['--target','fn_tree:clear'],['dotdot','absolute','dot'],F.replace('import os\n','import os\nimport shutil\n')+'''

def clear(folder):
    shutil.rmtree(os.path.join(BASE, folder))
''',proof=['../other'])
case('fn_zip_members',['--target','fn_zip_members:unpack'],['dotdot','absolute'],F.replace('import os\n','import os\nimport zipfile\n')+'''

def unpack(archive):
    with zipfile.ZipFile(archive) as file:
        for member in file.namelist():
            path = os.path.join(BASE, member)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "wb") as out:
                out.write(file.read(member))
''',proof=['../new.txt'])
# correct
case('fn_resolve_relative',['--target','fn_resolve_relative:read','--symlink'],[],F+'''

def read(name):
    path = (BASE / name).resolve()
    if not path.is_relative_to(BASE):
        raise ValueError("outside")
    return path.read_text()
''')
case('fn_relative_to',['--target','fn_relative_to:save','--symlink'],[],F+'''

def save(name: str, content: str) -> None:
    path = (BASE / name).resolve()
    path.relative_to(BASE)
    path.write_text(content)
''')
case('fn_commonpath',['--target','fn_commonpath:read','--symlink'],[],F+'''

def read(name):
    path = os.path.realpath(os.path.join(BASE, name))
    if os.path.commonpath([path, BASE]) != str(BASE):
        raise ValueError("outside")
    with open(path) as file:
        return file.read()
''')
case('fn_prefix_separator',['--target','fn_prefix_separator:read','--symlink'],[],F+'''

async def read(name):
    path = os.path.realpath(os.path.join(BASE, name))
    if not path.startswith(str(BASE) + os.sep):
        raise ValueError("outside")
    with open(path) as file:
        return file.read()
''')
case('fn_basename',['--target','fn_basename:Store.save'],[],F+'''

class Store:
    def __init__(self, root):
        self.root = root

    def save(self, filename, data):
        name = os.path.basename(filename)
        if name in ("", ".", ".."):
            raise ValueError("no name")
        with open(os.path.join(self.root, name), "wb") as file:
            file.write(data)
''')
case('fn_uuid',['--target','fn_uuid:save'],[],F.replace('import os\n','import os\nimport uuid\n')+'''

def save(filename, data):
    with open(BASE / (uuid.uuid4().hex + ".bin"), "wb") as file:
        file.write(data)
''')
case('fn_decode_then_check',['--target','fn_decode_then_check:read'],[],F.replace('import os\n','import os\nimport unicodedata\nfrom urllib.parse import unquote\n')+'''

def read(name):
    for _ in range(5):
        name = unquote(name)
    name = unicodedata.normalize("NFKC", name).replace("\\\\", "/").replace("\\0", "")
    path = (BASE / name).resolve()
    if BASE not in path.parents:
        raise ValueError("outside")
    return path.read_text()
''')
case('fn_dir_fd',['--target','fn_dir_fd:read','--symlink'],[],F+'''

def read(name):
    if "/" in name or name in (".", ".."):
        raise ValueError("refused")
    folder = os.open(BASE, os.O_RDONLY)
    try:
        descriptor = os.open(name, os.O_RDONLY | os.O_NOFOLLOW, dir_fd=folder)
    finally:
        os.close(folder)
    with os.fdopen(descriptor) as file:
        return file.read()
''')
case('fn_zip_checked',['--target','fn_zip_checked:unpack'],[],F.replace('import os\n','import os\nimport zipfile\n')+'''

def unpack(archive):
    with zipfile.ZipFile(archive) as file:
        for member in file.infolist():
            path = (BASE / member.filename).resolve()
            if not path.is_relative_to(BASE):
                raise ValueError("outside")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(file.read(member))
''')
case('fn_listed',['--target','fn_listed:read'],[],F+'''

def read(name):
    if name not in os.listdir(BASE):
        raise KeyError(name)
    with open(os.path.join(BASE, name)) as file:
        return file.read()
''')
# ---- CLI
case('cli_cat',['--','python3','cli_cat.py','--name','{}'],['dotdot'],'''
import argparse
'''+H+'''
parser = argparse.ArgumentParser()
parser.add_argument("--name", required=True)
args = parser.parse_args()
print(Path(str(BASE) + "/" + args.name).read_text())
''',proof=['../secret.txt'])
case('cli_safe',['--','python3','cli_safe.py','{}'],[],'''
import sys
'''+H+'''
path = (BASE / sys.argv[1]).resolve()
if not path.is_relative_to(BASE):
    sys.exit("outside")
print(path.read_text())
''')
# ---- Flask
FL='''
import os
from flask import Flask, abort, request, send_file, send_from_directory
'''+H+'''
app = Flask(__name__)

'''
case('flask_download',['--app','flask_download:app'],['dotdot','absolute'],FL+'''
@app.get("/download")
def download():
    return send_file(os.path.join(BASE, request.args["name"]))
''',proof=['../secret.txt'],request={'method':'GET','url':'/download?name={}'})
case('flask_path',['--app','flask_path:app'],['dotdot'],FL+'''
@app.route("/files/<path:name>")
def files(name):
    with open(f"{BASE}/{name}") as file:
        return file.read()
''',proof=['../secret.txt'],request={'method':'GET','url':'/files/{}'})
case('flask_upload',['--app','flask_upload:app'],['dotdot','absolute'],FL+'''
@app.post("/upload")
def upload():
    item = request.files["doc"]
    item.save(os.path.join(BASE, item.filename))
    return "saved"
''',proof=['../new.txt'],request={'method':'POST','url':'/upload','file':'doc'})
case('flask_delete',['--app','flask_delete:create_app'],['sibling-prefix'],'''
import os
from flask import Flask, abort, request
'''+H+'''

def create_app():
    app = Flask(__name__)

    @app.post("/delete")
    def delete():
        path = os.path.abspath(os.path.join(BASE, request.form.get("name", "")))
        if not path.startswith(str(BASE)):
            abort(400)
        os.remove(path)
        return "gone"

    return app
''',proof=['../uploads-old/secret.txt'],request={'method':'POST','url':'/delete','form':'name'})
case('flask_json_write',['--app','flask_json_write:app'],['nested'],FL+'''
@app.post("/note")
def note():
    body = request.get_json()
    name = body["title"].replace("../", "").lstrip("/")
    with open(os.path.join(BASE, name), "w") as file:
        file.write(body["text"])
    return {"ok": True}
''',proof=['....//new.txt'],request={'method':'POST','url':'/note','json':'title','more':{'text':'x'}})
case('flask_send_from',['--app','flask_send_from:app'],[],FL+'''
@app.get("/files/<path:name>")
def files(name):
    return send_from_directory(BASE, name)
''',request={'method':'GET','url':'/files/{}'})
case('flask_secure',['--app','flask_secure:app'],[],FL+'''
from werkzeug.utils import secure_filename


@app.post("/upload")
def upload():
    item = request.files["file"]
    name = secure_filename(item.filename)
    if not name:
        abort(400)
    item.save(BASE / name)
    return "saved"
''',request={'method':'POST','url':'/upload','file':'file'})
case('flask_safe_join',['--app','flask_safe_join:app'],[],FL+'''
from werkzeug.security import safe_join


@app.get("/show")
def show():
    path = safe_join(str(BASE), request.args.get("f", ""))
    if path is None or not os.path.isfile(path):
        abort(404)
    return send_file(path)
''',request={'method':'GET','url':'/show?f={}'})
# ---- Django
DJ='''
import os
from pathlib import Path

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import FileResponse, Http404, HttpResponse
from django.urls import path

BASE = Path(__file__).resolve().parent / "uploads"
settings.configure(
    ROOT_URLCONF=__name__,
    SECRET_KEY="not-a-secret",
    ALLOWED_HOSTS=["example.org"],
    MIDDLEWARE=["django.middleware.common.CommonMiddleware", "django.middleware.csrf.CsrfViewMiddleware"],
)
'''
case('django_download',['--app','django_download:application'],['dotdot','absolute'],DJ+'''

def download(request):
    return FileResponse(open(os.path.join(BASE, request.GET["name"]), "rb"))


urlpatterns = [path("download", download)]
application = get_wsgi_application()
''',proof=['../secret.txt'],request={'method':'GET','url':'/download?name={}'})
case('django_path',['--app','django_path:application'],['encoded'],DJ.replace('import os\n','import os\nfrom urllib.parse import unquote\n')+'''

def serve(request, name):
    if ".." in name or name.startswith("/"):
        raise Http404
    return FileResponse(open(BASE / unquote(name), "rb"))


urlpatterns = [path("files/<path:name>", serve)]
application = get_wsgi_application()
''',proof=['%2e%2e/secret.txt'],request={'method':'GET','url':'/files/{}'})
case('django_upload',['--app','django_upload:application'],[],DJ+'''

def upload(request):
    item = request.FILES["file"]
    target = (BASE / item.name).resolve()
    if target.parent != BASE:
        return HttpResponse(status=400)
    with open(target, "wb") as out:
        for chunk in item.chunks():
            out.write(chunk)
    return HttpResponse("saved")


urlpatterns = [path("upload", upload)]
application = get_wsgi_application()
''',request={'method':'POST','url':'/upload','file':'file'})
case('django_storage',['--app','django_storage:application'],[],DJ.replace('from django.http','from django.core.files.storage import FileSystemStorage\nfrom django.http').replace('import path\n','import path\nfrom django.views import View\n')+'''

class Download(View):
    def get(self, request):
        storage = FileSystemStorage(location=str(BASE))
        name = request.GET.get("name", "")
        if not name or not storage.exists(name):
            raise Http404
        return FileResponse(storage.open(name))


urlpatterns = [path("download", Download.as_view())]
application = get_wsgi_application()
''',request={'method':'GET','url':'/download?name={}'})
# ---- FastAPI / Starlette
FA='''
import os

from fastapi import FastAPI, File, Form, HTTPException, UploadFile
from fastapi.responses import FileResponse
'''+H+'''
app = FastAPI()

'''
case('fastapi_download',['--app','fastapi_download:app'],['absolute'],FA+'''
@app.get("/download")
def download(name: str):
    if ".." in name:
        raise HTTPException(400)
    return FileResponse(os.path.join(BASE, name))
''',proof=['{above}/secret.txt'],request={'method':'GET','url':'/download?name={}'})
case('fastapi_upload',['--app','fastapi_upload:app'],['dotdot','absolute'],FA+'''
@app.post("/upload")
async def upload(file: UploadFile):
    with open(os.path.join(BASE, file.filename), "wb") as out:
        out.write(await file.read())
    return {"name": file.filename}
''',proof=['../new.txt'],request={'method':'POST','url':'/upload','file':'file'})
case('fastapi_user_folder',['--app','fastapi_user_folder:app'],['dotdot'],FA+'''
@app.get("/u/{user}/{name:path}")
def show(user: str, name: str):
    if "/" in user or ".." in user:
        raise HTTPException(400)
    path = f"{BASE}/{user}/{name}"
    if not os.path.isfile(path):
        raise HTTPException(404)
    return FileResponse(path)
''',proof=['../../secret.txt'],request={'method':'GET','url':'/u/sub/{}'})
case('fastapi_resolve',['--app','fastapi_resolve:app','--symlink'],[],FA+'''
@app.get("/files/{name:path}")
def files(name: str):
    path = (BASE / name).resolve()
    if not path.is_relative_to(BASE) or not path.is_file():
        raise HTTPException(404)
    return FileResponse(path)
''',request={'method':'GET','url':'/files/{}'})
case('fastapi_upload_safe',['--app','fastapi_upload_safe:app'],[],FA+'''
@app.post("/upload")
async def upload(file: UploadFile = File(...), folder: str = Form("")):
    name = os.path.basename((file.filename or "").replace("\\\\", "/"))
    if name in ("", ".", ".."):
        raise HTTPException(400)
    (BASE / name).write_bytes(await file.read())
    return {"name": name}
''',request={'method':'POST','url':'/upload','file':'file'})
case('starlette_nfkc',['--app','starlette_nfkc:app'],['nfkc'],'''
import unicodedata

from starlette.applications import Starlette
from starlette.responses import FileResponse, PlainTextResponse
from starlette.routing import Route
'''+H+'''

async def download(request):
    name = request.query_params["name"]
    if ".." in name or "/" in name:
        return PlainTextResponse("refused", status_code=400)
    return FileResponse(BASE / unicodedata.normalize("NFKC", name))


app = Starlette(routes=[Route("/download", download)])
''',proof=['\u2025\uff0fsecret.txt'],request={'method':'GET','url':'/download?name={}'})
case('starlette_static',['--app','starlette_static:app'],[],'''
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
'''+H+'''
app = Starlette(routes=[Mount("/static", StaticFiles(directory=BASE))])
''',request={'method':'GET','url':'/static/{}'})
# ---- aiohttp
AI='''
import os

from aiohttp import web
'''+H+'''
routes = web.RouteTableDef()

'''
case('aiohttp_download',['--app','aiohttp_download:app'],['dotdot','absolute'],AI+'''
@routes.get("/download")
async def download(request):
    return web.FileResponse(BASE / request.query["name"])


app = web.Application()
app.add_routes(routes)
''',proof=['../secret.txt'],request={'method':'GET','url':'/download?name={}'})
case('aiohttp_path',['--app','aiohttp_path:app'],['sibling-prefix'],AI+'''
@routes.get("/files/{name:.+}")
async def files(request):
    path = os.path.realpath(os.path.join(BASE, request.match_info["name"]))
    if not path.startswith(str(BASE)) or not os.path.isfile(path):
        raise web.HTTPNotFound()
    return web.FileResponse(path)


app = web.Application()
app.add_routes(routes)
''',proof=['../uploads-old/secret.txt'],request={'method':'GET','url':'/files/{}'})
case('aiohttp_upload',['--app','aiohttp_upload:make_app'],['dotdot'],AI.replace('routes = web.RouteTableDef()\n','')+'''
async def upload(request):
    form = await request.post()
    item = form["file"]
    with open(os.path.join(BASE, item.filename), "wb") as out:
        out.write(item.file.read())
    return web.Response(text="saved")


def make_app():
    app = web.Application()
    app.router.add_post("/upload", upload)
    return app
''',proof=['../new.txt'],request={'method':'POST','url':'/upload','file':'file'})
case('aiohttp_static',['--app','aiohttp_static:app'],[],'''
from aiohttp import web
'''+H+'''
app = web.Application()
app.router.add_static("/static", BASE)
''',request={'method':'GET','url':'/static/{}'})
case('aiohttp_multipart_safe',['--app','aiohttp_multipart_safe:app'],[],AI+'''
@routes.post("/upload")
async def upload(request):
    reader = await request.multipart()
    part = await reader.next()
    target = (BASE / part.filename).resolve()
    if not target.is_relative_to(BASE):
        raise web.HTTPBadRequest()
    target.write_bytes(await part.read())
    return web.Response(text="saved")


app = web.Application()
app.add_routes(routes)
''',request={'method':'POST','url':'/upload','file':'file'})
json.dump(cases,open('cases.json','w'),indent=1)
print(len(cases), sum(bool(c['classes']) for c in cases))
