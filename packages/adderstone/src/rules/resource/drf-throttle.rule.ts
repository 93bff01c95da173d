import { defineRule, py } from '../rule.ts';
import { deployedSettings, setting } from '../settings/django-settings.ts';

export const rule = defineRule({
  id: 'resource/drf-throttle',
  title: 'An API of Django REST framework without a limit of requests',
  severity: 'low',
  confidence: 'medium',
  default: true,
  cwe: [770, 400],
  why: 'One client can send as many requests as it likes: it tries out passwords, and keeps others from being served.',
  instead: 'Set `DEFAULT_THROTTLE_CLASSES` and `DEFAULT_THROTTLE_RATES` in `REST_FRAMEWORK`.',
  equivalents: ['semgrep:missing-throttle-config'],
  cause: 'setting',
  project(project, report) {
    const deployed = deployedSettings(project).flatMap((settings) => setting(settings, 'REST_FRAMEWORK') ?? []);
    const alone = project.modules.flatMap((module) =>
      /(?:^|\.)settings(?:$|\.)/.test(module.name) && !module.isTest ? (module.binding('REST_FRAMEWORK') ?? []) : [],
    );
    for (const value of deployed.length > 0 ? deployed : alone) {
      if (value.entries === null) continue;
      if (['DEFAULT_THROTTLE_CLASSES', 'DEFAULT_THROTTLE_RATES'].some((key) => value.entries?.has(key) === true))
        report.safe(value, 'safe-setting', 'requests are limited');
      else if (value.complete) report.violation(value, { message: 'nothing limits how many requests a client sends' });
      else report.unknown(value, 'dynamic-code', 'what else is set is not known');
    }
  },
  bad: [
    {
      'shop/settings.py': py`
        ROOT_URLCONF = "shop.urls"
        INSTALLED_APPS = ["rest_framework"]
        DEBUG = False
        REST_FRAMEWORK = {"PAGE_SIZE": 10}  # ! drf-throttle
      `,
    },
  ],
  good: [
    {
      'shop/settings.py': py`
        ROOT_URLCONF = "shop.urls"
        INSTALLED_APPS = ["rest_framework"]
        DEBUG = False
        REST_FRAMEWORK = {
            "DEFAULT_THROTTLE_CLASSES": ["rest_framework.throttling.AnonRateThrottle"],
            "DEFAULT_THROTTLE_RATES": {"anon": "100/day"},
        }
      `,
    },
  ],
});
