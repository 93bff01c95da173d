import { textOf } from '../../flow/value.ts';
import { defineRule, py } from '../rule.ts';
import { deployedSettings, setting } from './django-settings.ts';

const TEMPLATE = py`
  import os
  ROOT_URLCONF = "shop.urls"
  INSTALLED_APPS = []
  SECRET_KEY = os.environ["KEY"]
`;

export const rule = defineRule({
  id: 'settings/django-allowed-hosts',
  title: 'Django answers to any host name',
  severity: 'medium',
  confidence: 'high',
  default: true,
  cwe: [644, 1188],
  why: 'Links in mails and caches are built from the Host header, which the sender chooses.',
  instead: 'List the host names that the site is served under.',
  equivalents: [],
  cause: 'setting',
  project(project, report) {
    for (const settings of deployedSettings(project)) {
      const hosts = setting(settings, 'ALLOWED_HOSTS');
      if (hosts === null) continue;
      const any = hosts.elements?.some((host) => textOf(host) === '*') ?? false;
      if (any) report.violation(hosts, { message: '`ALLOWED_HOSTS` lets any host name in' });
      else if (hosts.elements !== null) report.safe(hosts, 'safe-setting', '`ALLOWED_HOSTS` names its hosts');
    }
  },
  bad: [
    { 'shop/settings.py': `${TEMPLATE}ALLOWED_HOSTS = ["*"]  # ! django-allowed-hosts\n` },
    {
      'shop/settings/base.py': `${TEMPLATE}ALLOWED_HOSTS = ["shop.example", "*"]  # ! django-allowed-hosts\n`,
      'shop/settings/production.py': 'from shop.settings.base import *\nDEBUG = False\n',
    },
  ],
  good: [
    { 'shop/settings.py': `${TEMPLATE}ALLOWED_HOSTS = ["shop.example"]\n` },
    { 'shop/settings.py': `${TEMPLATE}ALLOWED_HOSTS = os.environ["HOSTS"].split(",")\n` },
  ],
});
