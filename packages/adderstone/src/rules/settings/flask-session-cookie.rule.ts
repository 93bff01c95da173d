import { isOnly, type Place, type Value } from '../../flow/value.ts';
import { defineRule, py, type Reporter } from '../rule.ts';
import { flaskSetting, flaskSettings } from './flask-configuration.ts';

function judge(what: string) {
  return (value: Value, place: Place, report: Reporter, isTest: boolean): void => {
    if (isTest) return;
    if (isOnly(value, false)) report.violation(place, { message: `the session cookie is ${what}` });
    else if (isOnly(value, true)) report.safe(place, 'safe-setting', 'set to True');
  };
}

export const rule = defineRule({
  id: 'settings/flask-session-cookie',
  title: 'Flask’s session cookie is told to be insecure',
  severity: 'medium',
  confidence: 'high',
  default: true,
  cwe: [614, 1004],
  why: 'A session cookie that travels in the clear or is readable by scripts can be stolen.',
  instead: 'Set `SESSION_COOKIE_SECURE` and `SESSION_COOKIE_HTTPONLY` to True.',
  equivalents: ['codeql:py/insecure-cookie', 'codeql:py/client-exposed-cookie'],
  cause: 'setting',
  ...flaskSettings(
    flaskSetting('SESSION_COOKIE_SECURE', null, judge('sent over plain HTTP as well')),
    flaskSetting('SESSION_COOKIE_HTTPONLY', null, judge('readable by every script in the page')),
  ),
  bad: [
    py`
      from flask import Flask
      app = Flask(__name__)
      app.config["SESSION_COOKIE_SECURE"] = False  # ! flask-session-cookie
      app.config.update(SESSION_COOKIE_HTTPONLY=False)  # ! flask-session-cookie
    `,
    py`
      class Production:
          SECRET_KEY = None
          SESSION_COOKIE_SECURE = False  # ! flask-session-cookie
    `,
  ],
  good: [
    py`
      from flask import Flask
      app = Flask(__name__)
      app.config.update(SESSION_COOKIE_SECURE=True, SESSION_COOKIE_HTTPONLY=True, SESSION_COOKIE_SAMESITE="Lax")
    `,
    py`
      options = {}
      options["SESSION_COOKIE_SECURE"] = False
    `,
  ],
});
