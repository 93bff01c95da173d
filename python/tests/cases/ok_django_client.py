# benign
# needs: django
import os
import django
from django.conf import settings
from pathlib import Path
settings.configure(
    SECRET_KEY="x" * 50, ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], MEDIA_ROOT=os.path.abspath("uploads"), DEBUG=True,
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "django.contrib.sessions"],
    MIDDLEWARE=["django.contrib.sessions.middleware.SessionMiddleware"],
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": [os.path.abspath("templates")]}],
)
django.setup()
from django.core.cache import cache
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.core.signing import BadSignature, dumps, loads
from django.http import HttpResponse
from django.shortcuts import render
from django.test import Client
from django.urls import path
def index(request):
    request.session["n"] = 1
    return render(request, "index.html")
def put(request):
    return HttpResponse(default_storage.save(request.FILES["file"].name, request.FILES["file"]))
urlpatterns = [path("", index), path("put", put)]
call_command("migrate", verbosity=0)
client = Client()
print(client.get("/").content.decode().strip())
from django.core.files.uploadedfile import SimpleUploadedFile
print(client.post("/put", {"file": SimpleUploadedFile("../d.txt", b"x" * 3000000)}).content)
os.remove("uploads/d.txt")
print(loads(dumps({"a": 1})))
try:
    loads(dumps({"a": 1}) + "x")
except BadSignature:
    print("bad")
class Value:
    pass
cache.set("k", Value())
print(type(cache.get("k")).__name__)
