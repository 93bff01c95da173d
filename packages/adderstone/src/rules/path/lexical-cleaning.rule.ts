import { textOf } from '../../flow/value.ts';
import { defineRule, py } from '../rule.ts';

export const rule = defineRule({
  id: 'path/lexical-cleaning',
  title: 'A path is cleaned by cutting `..` out of its text',
  severity: 'medium',
  confidence: 'high',
  default: true,
  cwe: [22, 23],
  why: 'What is left when `../` is cut out of `....//` is `../` again.',
  instead: 'Resolve the path and check that it lies in its folder, or take only `Path(name).name`.',
  equivalents: ['codeql:py/path-injection'],
  anyCall(call, report) {
    const method = call.name;
    if (call.receiver === null || method === null || !/^(?:replace|l?strip|removeprefix)$/.test(method)) return;
    const cut = textOf(call.args[0]);
    if (cut === null || !/^(?:\.\.|\.\.[/\\]{1,2}|[/\\]\.\.|[/\\]\.\.[/\\]|\.\.[/\\]\.\.[/\\])$/.test(cut)) return;
    if (method !== 'replace' || textOf(call.args[1]) === '' || call.args.length === 1) {
      report.violation(call, { message: 'cutting `..` out leaves another behind: `....//` becomes `../`' });
    }
  },
  bad: [
    py`
      def clean(name):
          return name.replace("../", "")  # ! lexical-cleaning
    `,
    py`
      UP = ".."
      def clean(name):
          name = name.lstrip("../")  # ! lexical-cleaning
          return name.replace(UP, "")  # ! lexical-cleaning
    `,
  ],
  good: [
    py`
      from pathlib import Path
      def clean(name):
          return Path(name).name
    `,
    py`
      def dots(text):
          return text.replace("...", "…").replace("..", " up ")
    `,
  ],
});
