import { defineRule, py } from '../rule.ts';

export const rule = defineRule({
  id: 'auth/unauthenticated-bind',
  title: 'Login at a directory with a password that may be empty',
  severity: 'high',
  confidence: 'medium',
  default: true,
  kind: 'bind-password',
  cwe: [287],
  why: 'A directory answers a name without a password with success (RFC 4513, 5.1.2), so leaving the field empty logs in as anybody.',
  instead: 'Refuse an empty password before `simple_bind_s`.',
  equivalents: [],
  cause: 'flow',
  flow: { to: ['bind-password'], message: 'is the password of a bind, which succeeds when it is empty' },
  bad: [
    py`
      import ldap
      from flask import request
      def login():
          name = request.form["name"]
          password = request.form["password"]
          directory = ldap.initialize("ldaps://directory.example")
          directory.simple_bind_s("cn=reader", password)  # ! unauthenticated-bind
    `,
    py`
      import ldap
      from flask import request
      class Directory:
          def __init__(self):
              self.connection = ldap.initialize("ldaps://directory.example")
          def check(self, password):
              self.connection.simple_bind_s("cn=reader", password)  # ! unauthenticated-bind
      def login():
          if not request.json:
              return None
          return Directory().check(request.json["password"])
    `,
  ],
  good: [
    py`
      import ldap
      from flask import request
      def login():
          password = request.form["password"]
          if not password:
              raise ValueError("no password")
          directory = ldap.initialize("ldaps://directory.example")
          directory.simple_bind_s("cn=reader", password)
    `,
    py`
      import ldap
      from flask import request
      def bind(password):
          if password == "":
              return None
          directory = ldap.initialize("ldaps://directory.example")
          return directory.simple_bind_s("cn=reader", password)
      def login():
          return bind(request.form["password"])
    `,
    py`
      import ldap
      from flask import request
      from shop.settings import config
      def login():
          name, password = request.form["name"], request.form["password"]
          if name and password:
              directory = ldap.initialize("ldaps://directory.example")
              directory.simple_bind_s("cn=reader", password)
              directory.simple_bind_s(config["user"], config["password"])
    `,
  ],
});
