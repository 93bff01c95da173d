import { defineRule, py } from '../rule.ts';

export const rule = defineRule({
  id: 'auth/token-without-expiry',
  title: 'Token that is taken however old it is',
  severity: 'medium',
  confidence: 'medium',
  default: true,
  kind: 'expiry',
  cwe: [613],
  why: 'Whoever gets hold of a token once, from a log, a proxy or an old device, can use it for ever: a signature says who made it, not when.',
  instead: 'Say how old it may be: `decrypt(token, ttl=…)` (Fernet), `loads(token, max_age=…)` (itsdangerous, Django).',
  equivalents: [],
  cause: 'flow',
  flow: { to: ['expiry'], message: 'is taken as a token of any age' },
  bad: [
    py`
      from cryptography.fernet import Fernet
      from flask import request
      box = Fernet(KEY)
      def view():
          return box.decrypt(request.cookies["session"].encode())  # ! token-without-expiry
    `,
    py`
      from flask import Flask, request
      from itsdangerous import URLSafeTimedSerializer
      app = Flask(__name__)
      links = URLSafeTimedSerializer(KEY, salt="reset")
      @app.route("/reset/<token>")
      def reset(token):
          return links.loads(token)  # ! token-without-expiry
    `,
    py`
      from django.core import signing
      from django.urls import path
      def confirm(request):
          return signing.loads(request.GET["token"], salt="mail")  # ! token-without-expiry
      urlpatterns = [path("confirm", confirm)]
    `,
    py`
      from aiohttp import web
      from cryptography import fernet
      class Store:
          def __init__(self, key):
              self._box = fernet.Fernet(key)
          def load(self, request):
              return self._box.decrypt(request.cookies.get("session"))  # ! token-without-expiry
    `,
  ],
  good: [
    py`
      from cryptography.fernet import Fernet
      from flask import request
      box = Fernet(KEY)
      def view():
          return box.decrypt(request.cookies["session"].encode(), ttl=3600)
    `,
    py`
      from flask import Flask, request
      from itsdangerous import URLSafeTimedSerializer
      app = Flask(__name__)
      links = URLSafeTimedSerializer(KEY, salt="reset")
      @app.route("/reset/<token>")
      def reset(token):
          return links.loads(token, max_age=app.config["RESET_AGE"])
    `,
    py`
      from cryptography.fernet import Fernet
      from shop.store import rows
      def fields(key):
          return [Fernet(key).decrypt(row["secret"]) for row in rows()]
    `,
  ],
});
