import { defineRule, py } from '../rule.ts';
import { deployedSettings, setting } from './django-settings.ts';

const TEMPLATE = py`
  import os
  ROOT_URLCONF = "shop.urls"
  INSTALLED_APPS = []
  ALLOWED_HOSTS = ["shop.example"]
`;

export const rule = defineRule({
  id: 'settings/django-secret-key',
  title: 'Django signs with a key from the source',
  severity: 'high',
  confidence: 'high',
  default: true,
  cwe: [798, 321],
  why: 'Whoever reads the source forges sessions, password resets and signed data.',
  instead: 'Read `SECRET_KEY` from the environment or a secret store, without a default.',
  equivalents: ['semgrep:avoid_hardcoded_config_SECRET_KEY'],
  cause: 'setting',
  project(project, report) {
    for (const settings of deployedSettings(project)) {
      const key = setting(settings, 'SECRET_KEY');
      if (key === null) continue;
      const fixed = key.constants.some((constant) => constant.type === 'str' && constant.value !== '');
      if (fixed && key.complete) report.violation(key, { message: '`SECRET_KEY` stands in the source' });
      else if (fixed)
        report.violation(key, {
          message: '`SECRET_KEY` falls back to one that stands in the source',
          confidence: 'medium',
        });
      else report.safe(key, 'safe-setting', '`SECRET_KEY` comes from outside');
    }
  },
  bad: [
    { 'shop/settings.py': `${TEMPLATE}SECRET_KEY = "swordfish-swordfish"  # ! django-secret-key\n` },
    { 'shop/settings.py': `${TEMPLATE}SECRET_KEY = os.getenv("KEY", "swordfish")  # ! django-secret-key\n` },
  ],
  good: [
    { 'shop/settings.py': `${TEMPLATE}SECRET_KEY = os.environ["KEY"]\n` },
    { 'shop/settings_test.py': `${TEMPLATE}SECRET_KEY = "swordfish"\n` },
  ],
});
