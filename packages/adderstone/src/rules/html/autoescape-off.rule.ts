import type { CallEvent } from '../../flow/event.ts';
import { isOnly } from '../../flow/value.ts';
import { textAround } from '../function-text.ts';
import { defineRule, py, type Reporter } from '../rule.ts';
import { deployedSettings, setting } from '../settings/django-settings.ts';

function judge(call: CallEvent, report: Reporter): void {
  const escape = call.keywords.get('autoescape') ?? null;
  if (escape === null) {
    // What is said to a language model is read as it is written.
    if (!call.open && isPrompt(call)) report.safe(call, 'no-untrusted-origin', 'a prompt is no page');
    else if (!call.open)
      report.violation(call, { message: 'jinja2 does not escape unless it is told to: values become markup' });
    else if (hasNoneOfItsOwn(call) && !isPrompt(call))
      report.violation(call, {
        message: 'jinja2 does not escape unless it is told to, and without options of a caller nothing tells it to',
      });
    else report.unknown(call, 'dynamic-code', '`autoescape` may come in by `**`');
  } else if (isOnly(escape, true)) report.safe(call, 'safe-setting', 'autoescape is on');
  else if (escape.references.some((path) => /select_autoescape(?:\(\))?$/.test(path)))
    report.safe(call, 'safe-setting', 'autoescape by file name');
  else if (
    escape.constants.length > 0 &&
    escape.constants.some(({ value }) => value === false || value === null || value === 0 || value === '')
  )
    report.violation(call, { message: 'escaping is switched off: values become markup' });
  else if (escape.complete && escape.constants.length > 0 && escape.references.length === 0)
    report.safe(escape, 'safe-setting', 'autoescape is on');
  else if (escape.references.length > 0 && escape.complete)
    report.safe(call, 'safe-setting', 'autoescape by a function');
  else if (escape.parameter !== null) report.unknown(call, 'dynamic-code', '`autoescape` is given by the caller');
  else report.violation(call, { message: 'whether values are escaped is decided elsewhere', confidence: 'low' });
}

/** True where options that a caller may give are none otherwise, `options if options else {}`, and nothing around speaks of escaping. */
function hasNoneOfItsOwn(call: CallEvent): boolean {
  const name = /\*\*(\w+)\s*[,)]/.exec(call.file.text.slice(call.start, call.end))?.[1];
  if (name === undefined) return false;
  const around = textAround(call.file, call.scope);
  return (
    !/autoescape/.test(around) &&
    new RegExp(`\\b${name}\\s*=\\s*[^\\n]*\\b(?:or|else)\\s*(?:\\{\\}|dict\\(\\))`).test(around)
  );
}

/** True where the code around makes prompts, and no pages. */
function isPrompt(call: CallEvent): boolean {
  const around = textAround(call.file, call.scope);
  return /prompt|chat_template/i.test(call.file.path + around) && !/html|markup/i.test(around);
}

/** What code around a template says when it makes plain text of it. */
const PLAIN_TEXT = /mail|message|subject|text\/plain|\.txt\b|\bsms\b|text_|_text|command|script|\.(?:py|po|conf)\b/i;

const ENVIRONMENTS = [
  'jinja2.{Environment,Template}',
  'jinja2.environment.{Environment,Template}',
  'jinja2.sandbox.{SandboxedEnvironment,ImmutableSandboxedEnvironment}',
  'jinja2.nativetypes.NativeEnvironment',
];

export const rule = defineRule({
  id: 'html/autoescape-off',
  title: 'Templates are rendered without escaping',
  severity: 'medium',
  confidence: 'medium',
  default: true,
  cwe: [79, 116],
  why: 'Every value that a visitor has a say in becomes markup and script of the page.',
  instead: 'Pass `autoescape=select_autoescape()` or `autoescape=True`.',
  equivalents: [
    'bandit:B701',
    'ruff:S701',
    'codeql:py/jinja2/autoescape-false',
    'semgrep:incorrect-autoescape-disabled',
    'semgrep:missing-autoescape-disabled',
  ],
  cause: 'setting',
  calls: [
    { at: ENVIRONMENTS, check: judge },
    {
      at: ['django.template.{Context,Engine}', 'django.template.context.Context', 'django.template.engine.Engine'],
      check(call, report) {
        const escape = call.keywords.get('autoescape') ?? null;
        if (isOnly(escape, false))
          report.violation(call, {
            message: 'escaping is switched off: values become markup',
            // A single context without escaping may be for plain text, as of a mail.
            confidence:
              !call.targets.some((path) => path.endsWith('Engine')) &&
              PLAIN_TEXT.test(textAround(call.file, call.scope))
                ? 'low'
                : 'medium',
          });
        else report.safe(call, 'safe-setting', 'Django escapes unless it is told not to');
      },
    },
  ],
  project(project, report) {
    for (const settings of deployedSettings(project)) {
      for (const backend of setting(settings, 'TEMPLATES')?.elements ?? []) {
        const escape = backend.entries?.get('OPTIONS')?.entries?.get('autoescape') ?? null;
        if (isOnly(escape, false))
          report.violation(escape ?? backend, { message: 'escaping is switched off for all templates of the site' });
      }
    }
  },
  bad: [
    {
      'shop/settings.py': py`
        ROOT_URLCONF = "shop.urls"
        INSTALLED_APPS = ["django.contrib.auth"]
        DEBUG = False
        TEMPLATES = [  # ! autoescape-off
            {"BACKEND": "django.template.backends.django.DjangoTemplates", "OPTIONS": {"autoescape": False}},
        ]
      `,
    },
    py`
      from django.template import Context
      context = Context({"name": "x"}, autoescape=False)  # ! autoescape-off
    `,
    py`
      from jinja2 import Environment, FileSystemLoader
      pages = Environment(loader=FileSystemLoader("pages"))  # ! autoescape-off
      other = Environment(autoescape=False)  # ! autoescape-off
    `,
    py`
      import jinja2
      class Pages(jinja2.Environment):
          pass
      pages = Pages(loader=None)  # ! autoescape-off
    `,
    py`
      from jinja2 import Environment, FileSystemLoader
      def pages(folder, options=None):
          given = options if options else {}
          return Environment(loader=FileSystemLoader(folder), **given)  # ! autoescape-off
    `,
  ],
  good: [
    py`
      from jinja2 import Environment, FileSystemLoader
      def pages(folder, options=None):
          given = options if options else {}
          given["autoescape"] = True
          return Environment(loader=FileSystemLoader(folder), **given)
      def forwarded(folder, **given):
          return Environment(loader=FileSystemLoader(folder), **given)
    `,
    py`
      import jinja2.sandbox
      def prompt_of(template, question):
          return jinja2.sandbox.SandboxedEnvironment().from_string(template).render(question=question)
    `,
    py`
      from jinja2 import Environment, select_autoescape
      pages = Environment(autoescape=select_autoescape(["html"]))
    `,
    py`
      import jinja2
      ON = True
      pages = jinja2.Environment(autoescape=ON)
    `,
  ],
});
