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


def save(request):
    name = request.POST["name"]
    if "../" in name or name.startswith("/"):
        return HttpResponse(status=400)
    (BASE / name.replace("\\", "/")).write_text(request.POST.get("text", ""))
    return HttpResponse("saved")


urlpatterns = [path("save", save)]
application = get_wsgi_application()
