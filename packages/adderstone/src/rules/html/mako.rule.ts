import { defineRule, py } from '../rule.ts';

export const rule = defineRule({
  id: 'html/mako',
  title: 'Mako templates are rendered without default filters',
  severity: 'medium',
  confidence: 'medium',
  default: true,
  cwe: [79, 116],
  why: 'Mako escapes nothing unless each expression or the template says so.',
  instead: 'Pass `default_filters=["h"]`.',
  equivalents: ['bandit:B702', 'ruff:S702', 'semgrep:mako-templates-detected'],
  calls: [
    {
      at: ['mako.template.Template', 'mako.lookup.TemplateLookup'],
      check(call, report) {
        if (call.scope.isTest) return;
        const filters = call.argument(null, 'default_filters');
        if (filters?.elements?.some((element) => element.constants.some(({ value }) => value === 'h')))
          report.safe(call, 'safe-setting', 'the `h` filter is a default');
        else report.violation(call, { message: 'values become markup: no default filter escapes them' });
      },
    },
  ],
  bad: [
    py`
      from mako.template import Template
      Template("hello")  # ! mako
    `,
  ],
  good: [
    py`
      from mako.template import Template
      Template("hello", default_filters=["h"])
    `,
  ],
});
