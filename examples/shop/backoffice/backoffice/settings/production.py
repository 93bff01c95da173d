from .base import *

ALLOWED_HOSTS = ["backoffice.example.com"]
SESSION_COOKIE_SECURE = False  # planted: REQ-10 settings/django-session-cookie
