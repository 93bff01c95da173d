import type { CallEvent } from '../../flow/event.ts';
import type { Value } from '../../flow/value.ts';
import { defineRule, py, type Reporter } from '../rule.ts';

const SAFE = /^(?:yaml(?:\.(?:loader|cyaml))?\.)(?:C?SafeLoader|C?BaseLoader)$/;
const UNSAFE = /^(?:yaml(?:\.(?:loader|cyaml))?\.)(?:C?(?:Unsafe|Full)?Loader)$/;

/** What a loader class lets through: by its own name or that of its nearest base in PyYAML. */
function loaderKind(loader: Value): 'safe' | 'unsafe' | 'unknown' {
  const known = loader.references.filter((path) => SAFE.test(path) || UNSAFE.test(path));
  if (known.length === 0) return 'unknown';
  if (known.some((path) => UNSAFE.test(path))) return 'unsafe';
  return loader.complete ? 'safe' : 'unknown';
}

function judge(call: CallEvent, report: Reporter): void {
  const loader = call.argument(1, 'Loader');
  if (loader === null) {
    if (call.open) report.unknown(call, 'dynamic-code', 'the loader may come in by `**`');
    else
      report.violation(call, {
        message: 'without `Loader=` older PyYAML builds any object, and newer refuses the call',
        severity: 'high',
      });
    return;
  }
  const kind = loaderKind(loader);
  if (kind === 'safe') report.safe(call, 'safe-loader');
  else if (kind === 'unsafe') {
    const full =
      loader.references.some((path) => /FullLoader$/.test(path)) &&
      !loader.references.some((path) => /(?:^|\.)C?(?:Unsafe)?Loader$/.test(path));
    report.violation(call, {
      message: full
        ? 'this loader builds objects of Python, and older releases of it run code'
        : 'this loader builds any object that the document names, which runs code',
      severity: full ? 'medium' : 'high',
    });
  } else report.unknown(call, 'dynamic-code', 'the loader comes from elsewhere');
}

export const rule = defineRule({
  id: 'deserialization/yaml',
  title: 'YAML is loaded by a loader that builds any object',
  severity: 'high',
  confidence: 'high',
  default: true,
  cwe: [502],
  why: 'A document with `!!python/object/apply` runs code while it is read.',
  instead: 'Use `yaml.safe_load`, or pass `Loader=yaml.SafeLoader`.',
  equivalents: [
    'bandit:B506',
    'ruff:S506',
    'codeql:py/unsafe-deserialization',
    'semgrep:avoid-pyyaml-load',
    'semgrep:avoid-unsafe-ruamel',
  ],
  calls: [
    {
      at: ['yaml.{load,load_all,parse,compose,compose_all}'],
      check: (call, report) =>
        /\.(?:parse|compose|compose_all)$/.test(call.targets[0] ?? '') ? undefined : judge(call, report),
    },
    {
      at: ['yaml.{unsafe_load,unsafe_load_all}'],
      check: (call, report) =>
        report.violation(call, { message: 'builds any object that the document names, which runs code' }),
    },
    {
      at: ['yaml.{full_load,full_load_all}'],
      check: (call, report) =>
        report.violation(call, {
          message: 'builds objects of Python, and older releases of it run code',
          severity: 'medium',
        }),
    },
    { at: ['yaml.{safe_load,safe_load_all}'], check: (call, report) => report.safe(call, 'safe-loader') },
    {
      at: ['ruamel.yaml.YAML'],
      check(call, report) {
        const type = call.argument(null, 'typ');
        if (type?.constants.some(({ value }) => value === 'unsafe'))
          report.violation(call, { message: 'this loader builds any object that the document names' });
        else report.safe(call, 'safe-loader');
      },
    },
    {
      at: ['ruamel.yaml.{load,load_all}'],
      check(call, report) {
        const loader = call.argument(1, 'Loader');
        if (loader?.references.some((path) => /SafeLoader$|RoundTripLoader$|BaseLoader$/.test(path)))
          report.safe(call, 'safe-loader');
        else report.violation(call, { message: 'this loader builds any object that the document names' });
      },
    },
  ],
  bad: [
    py`
      import yaml
      def read(stream):
          return yaml.load(stream)  # ! yaml
    `,
    py`
      from yaml import load, Loader as L
      def read(stream):
          return load(stream, Loader=L)  # ! yaml
    `,
    {
      'compat.py': py`
        try:
            from yaml import CLoader as Loader
        except ImportError:
            from yaml import Loader
        import yaml
      `,
      'app.py': py`
        from compat import Loader, yaml
        def read(stream):
            return yaml.load_all(stream, Loader)  # ! yaml
      `,
    },
    py`
      import yaml
      class Mine(yaml.UnsafeLoader):
          pass
      yaml.load("x", Loader=Mine)  # ! yaml
    `,
  ],
  good: [
    py`
      import yaml
      def read(stream):
          yaml.safe_load(stream)
          return yaml.load(stream, Loader=yaml.SafeLoader)
    `,
    py`
      import yaml
      class Mine(yaml.SafeLoader):
          pass
      def read(stream):
          return yaml.load(stream, Mine)
    `,
    py`
      try:
          from yaml import CSafeLoader as Loader
      except ImportError:
          from yaml import SafeLoader as Loader
      import yaml
      yaml.load("a: 1", Loader=Loader)
    `,
  ],
});
