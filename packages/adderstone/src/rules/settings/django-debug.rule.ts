import { isOnly, mayBe } from '../../flow/value.ts';
import { defineRule, py } from '../rule.ts';
import { deployedSettings, setting } from './django-settings.ts';

const TEMPLATE = py`
  ROOT_URLCONF = "shop.urls"
  INSTALLED_APPS = []
  SECRET_KEY = open("/run/secrets/key").read()
`;

export const rule = defineRule({
  id: 'settings/django-debug',
  title: 'Django runs with DEBUG on',
  severity: 'high',
  confidence: 'high',
  default: true,
  cwe: [489, 215],
  why: 'Debug pages show settings, paths, SQL and local variables to every visitor.',
  instead: 'Set `DEBUG = False`, and turn it on only in a settings module for development.',
  equivalents: ['semgrep:avoid_hardcoded_config_DEBUG'],
  cause: 'setting',
  project(project, report) {
    for (const settings of deployedSettings(project)) {
      const debug = setting(settings, 'DEBUG');
      if (debug === null) continue;
      if (isOnly(debug, true))
        report.violation(debug, { message: '`DEBUG` is on in a settings module that is not for development' });
      else if (mayBe(debug, true) && !mayBe(debug, false)) {
        report.violation(debug, {
          message: '`DEBUG` is on unless the environment says otherwise',
          confidence: 'medium',
        });
      } else report.safe(debug, 'safe-setting', '`DEBUG` is off or follows the environment');
    }
  },
  bad: [
    { 'shop/settings.py': `${TEMPLATE}DEBUG = True  # ! django-debug\n` },
    {
      'shop/settings.py': `import os\n${TEMPLATE}DEBUG = os.environ.get("DEBUG", "True") == "True"  # ! django-debug\n`,
    },
    {
      'shop/settings/__init__.py': '',
      'shop/settings/base.py': `${TEMPLATE}DEBUG = True  # ! django-debug\n`,
      'shop/settings/production.py': 'from .base import *\nALLOWED_HOSTS = ["shop.example"]\n',
    },
  ],
  good: [
    { 'shop/settings.py': `${TEMPLATE}DEBUG = False\n` },
    { 'shop/settings.py': `import os\n${TEMPLATE}DEBUG = os.environ.get("DEBUG", "") == "1"\n` },
    {
      'shop/settings/__init__.py': '',
      'shop/settings/base.py': `${TEMPLATE}DEBUG = True\n`,
      'shop/settings/production.py': 'from .base import *\nDEBUG = False\n',
      'shop/settings/development.py': 'from .base import *\n',
    },
  ],
});
