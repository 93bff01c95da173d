import { defineRule, py } from '../rule.ts';

const SAFE =
  /^(?:django\.utils\.safestring\.(?:SafeString|SafeText|SafeData|SafeUnicode|SafeBytes)|markupsafe\.Markup|jinja2\.Markup)$/;

export const rule = defineRule({
  id: 'html/safe-class',
  title: 'A class declares its texts to be safe HTML',
  severity: 'low',
  confidence: 'medium',
  default: true,
  cwe: [79],
  why: 'Templates put instances into pages without escaping, whatever they were made of.',
  instead: 'Keep a plain `str`, and mark only markup that the program itself wrote.',
  equivalents: ['semgrep:class-extends-safestring', 'semgrep:html-magic-method'],
  calls: [
    {
      at: ['django.utils.html.html_safe'],
      check: (call, report) =>
        report.violation(call, { message: 'templates do not escape instances of this class', confidence: 'low' }),
    },
  ],
  classes(event, report) {
    if (event.scope.isTest || SAFE.test(event.path)) return;
    if (event.bases.some((path) => SAFE.test(path)))
      report.violation(event, { message: 'templates do not escape instances of this class' });
    // What a class with the decorator gives is mostly rendered by a template of its own.
    else if (event.decorators.some((one) => one.references.includes('django.utils.html.html_safe')))
      report.violation(event, { message: 'templates do not escape instances of this class', confidence: 'low' });
  },
  bad: [
    py`
      from django.utils.safestring import SafeString
      class Title(SafeString):  # ! safe-class
          pass
    `,
  ],
  good: [
    py`
      class Title(str):
          pass
    `,
  ],
});
