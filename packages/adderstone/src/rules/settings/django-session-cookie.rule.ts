import { isOnly } from '../../flow/value.ts';
import { defineRule, py } from '../rule.ts';
import { deployedSettings, setting } from './django-settings.ts';

const TEMPLATE = py`
  import os
  ROOT_URLCONF = "shop.urls"
  INSTALLED_APPS = []
  SECRET_KEY = os.environ["KEY"]
`;
const SETTINGS: readonly (readonly [string, string])[] = [
  ['SESSION_COOKIE_SECURE', 'the session cookie is sent over plain HTTP as well'],
  ['SESSION_COOKIE_HTTPONLY', 'the session cookie is readable by every script in the page'],
  ['CSRF_COOKIE_SECURE', 'the CSRF cookie is sent over plain HTTP as well'],
];

export const rule = defineRule({
  id: 'settings/django-session-cookie',
  title: 'Django’s cookies are told to be insecure',
  severity: 'medium',
  confidence: 'high',
  default: true,
  cwe: [614, 1004],
  why: 'A session cookie that travels in the clear or is readable by scripts can be stolen.',
  instead: 'Set `SESSION_COOKIE_SECURE`, `CSRF_COOKIE_SECURE` and `SESSION_COOKIE_HTTPONLY` to True.',
  equivalents: ['codeql:py/insecure-cookie'],
  cause: 'setting',
  project(project, report) {
    for (const settings of deployedSettings(project)) {
      for (const [name, message] of SETTINGS) {
        const value = setting(settings, name);
        if (value === null) continue;
        if (isOnly(value, false)) report.violation(value, { message });
        else if (isOnly(value, true)) report.safe(value, 'safe-setting', `\`${name}\` is on`);
      }
    }
  },
  bad: [
    { 'shop/settings.py': `${TEMPLATE}SESSION_COOKIE_SECURE = False  # ! django-session-cookie\n` },
    { 'shop/settings.py': `${TEMPLATE}SESSION_COOKIE_HTTPONLY = False  # ! django-session-cookie\n` },
  ],
  good: [
    { 'shop/settings.py': `${TEMPLATE}SESSION_COOKIE_SECURE = True\nCSRF_COOKIE_SECURE = True\n` },
    { 'shop/settings/development.py': `${TEMPLATE}SESSION_COOKIE_SECURE = False\n` },
  ],
});
