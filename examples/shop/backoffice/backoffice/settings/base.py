import os

DEBUG = os.environ.get("DJANGO_DEBUG", "True") == "True"  # planted: REQ-10 settings/django-debug
SECRET_KEY = os.environ["DJANGO_SECRET_KEY"]
ALLOWED_HOSTS = ["*"]  # planted: REQ-10 settings/django-allowed-hosts
ROOT_URLCONF = "backoffice.urls"
INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.sessions", "catalog"]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
]
CSRF_COOKIE_SECURE = True
