from .base import *

SESSION_COOKIE_SECURE = False  # planted: REQ-10 settings/django-session-cookie
