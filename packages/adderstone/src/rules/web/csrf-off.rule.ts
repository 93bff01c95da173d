import { isOnly, type Place, refersTo, textOf, type Value } from '../../flow/value.ts';
import { defineRule, py, type Reporter } from '../rule.ts';
import { deployedSettings, setting } from '../settings/django-settings.ts';
import { flaskSetting, flaskSettings } from '../settings/flask-configuration.ts';

const EXEMPT = 'django.views.decorators.csrf.csrf_exempt';
const MIDDLEWARE = 'django.middleware.csrf.CsrfViewMiddleware';

function judgeFlask(value: Value, place: Place, report: Reporter, isTest: boolean): void {
  if (isTest) return;
  if (isOnly(value, false)) report.violation(place, { message: 'Flask-WTF does not check CSRF tokens at all' });
}

const flask = flaskSettings(
  flaskSetting('WTF_CSRF_ENABLED', null, judgeFlask),
  flaskSetting('WTF_CSRF_CHECK_DEFAULT', null, judgeFlask),
);

export const rule = defineRule({
  id: 'web/csrf-off',
  title: 'Protection against cross-site request forgery is switched off',
  severity: 'medium',
  confidence: 'high',
  default: true,
  cwe: [352],
  why: 'Any site can make the browser of a logged-in visitor send this request.',
  instead: 'Leave the check on; for callers that are not browsers use a signature or token check and no cookies.',
  equivalents: ['codeql:py/csrf-protection-disabled', 'semgrep:no-csrf-exempt', 'semgrep:flask-wtf-csrf-disabled'],
  cause: 'setting',
  calls: [
    ...flask.calls,
    {
      at: [EXEMPT],
      check(call, report) {
        if (!call.scope.isTest) report.violation(call, { message: 'this view takes requests that other sites start' });
      },
    },
    {
      at: ['flask_wtf.csrf.CSRFProtect#exempt', 'flask_wtf.CSRFProtect#exempt'],
      check(call, report) {
        if (!call.scope.isTest) report.violation(call, { message: 'this view takes requests that other sites start' });
      },
    },
    {
      at: ['pyramid.view.view_config', 'pyramid.config.Configurator#add_view'],
      check(call, report) {
        for (const name of ['require_csrf', 'check_origin']) {
          const value = call.keywords.get(name);
          if (isOnly(value, false))
            report.violation(value ?? call, { message: 'this view takes requests that other sites start' });
        }
      },
    },
  ],
  anyCall(call, report) {
    // Only Pyramid's `Configurator` has a method of this name; functions that are included are handed one without a type.
    if (call.name !== 'set_default_csrf_options' || call.receiver === null) return;
    const required = call.argument(0, 'require_csrf');
    const origin = call.keywords.get('check_origin');
    if (isOnly(required, false))
      report.violation(required ?? call, { message: 'CSRF tokens are not checked for any view' });
    if (isOnly(origin, false))
      report.violation(origin ?? call, { message: 'the origin of requests is not checked for any view' });
  },
  anyStore: flask.anyStore,
  functions(event, report) {
    if (event.scope.isTest) return;
    for (const decorator of event.definition.decorators) {
      if (refersTo(decorator, EXEMPT))
        report.violation(decorator, { message: 'this view takes requests that other sites start' });
    }
  },
  classes(event, report) {
    flask.classes(event, report);
    if (event.scope.isTest) return;
    for (const decorator of event.decorators) {
      if (refersTo(decorator, EXEMPT))
        report.violation(decorator, { message: 'this view takes requests that other sites start' });
    }
    const csrf = event.members.get('csrf');
    const isForm = event.bases.some((base) => base === 'flask_wtf.FlaskForm' || base === 'wtforms.Form');
    if (isForm && isOnly(csrf, false))
      report.violation(csrf ?? event, { message: 'this form does not check CSRF tokens' });
  },
  project(project, report) {
    flask.project(project, report);
    for (const settings of deployedSettings(project)) {
      const middleware = setting(settings, 'MIDDLEWARE') ?? setting(settings, 'MIDDLEWARE_CLASSES');
      if (middleware?.elements == null || !middleware.complete) continue;
      const names = middleware.elements.map((element) => textOf(element));
      if (names.includes(null)) report.unknown(middleware, 'dynamic-code', 'some middleware is not known by name');
      else if (names.includes(MIDDLEWARE)) report.safe(middleware, 'safe-setting', 'the CSRF middleware is on');
      else if (names.some((name) => name?.startsWith('django.contrib.'))) {
        report.violation(middleware, { message: `\`${MIDDLEWARE}\` is not among the middleware`, severity: 'high' });
      }
    }
  },
  bad: [
    py`
      def include_security(config):
          config.set_default_csrf_options(check_origin=False)  # ! csrf-off
    `,
    py`
      from django.views.decorators.csrf import csrf_exempt
      @csrf_exempt  # ! csrf-off
      def webhook(request):
          return None
    `,
    py`
      from flask import Flask
      app = Flask(__name__)
      app.config["WTF_CSRF_ENABLED"] = False  # ! csrf-off
    `,
    {
      'shop/app.py': py`
        from flask import Flask
        app = Flask(__name__)
        app.config.from_object("shop.production")
      `,
      'shop/production.py': py`
        WTF_CSRF_CHECK_DEFAULT = False  # ! csrf-off
      `,
    },
    {
      'shop/settings.py': py`
        ROOT_URLCONF = "shop.urls"
        DEBUG = False
        MIDDLEWARE = [  # ! csrf-off
            "django.middleware.security.SecurityMiddleware",
            "django.contrib.sessions.middleware.SessionMiddleware",
        ]
      `,
    },
  ],
  good: [
    py`
      from django.views.decorators.csrf import csrf_protect
      @csrf_protect
      def view(request):
          return None
    `,
    {
      'shop/settings.py': py`
        ROOT_URLCONF = "shop.urls"
        DEBUG = False
        MIDDLEWARE = [
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
        ]
      `,
    },
  ],
});
