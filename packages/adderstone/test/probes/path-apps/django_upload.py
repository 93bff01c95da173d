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
