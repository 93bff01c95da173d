import os
from pathlib import Path

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.core.files.storage import FileSystemStorage
from django.http import FileResponse, Http404, HttpResponse
from django.urls import path
from django.views import View

BASE = Path(__file__).resolve().parent / "uploads"
settings.configure(
    ROOT_URLCONF=__name__,
    SECRET_KEY="not-a-secret",
    ALLOWED_HOSTS=["example.org"],
    MIDDLEWARE=["django.middleware.common.CommonMiddleware", "django.middleware.csrf.CsrfViewMiddleware"],
)


class Download(View):
    def get(self, request):
        storage = FileSystemStorage(location=str(BASE))
        name = request.GET.get("name", "")
        if not name or not storage.exists(name):
            raise Http404
        return FileResponse(storage.open(name))


urlpatterns = [path("download", Download.as_view())]
application = get_wsgi_application()
