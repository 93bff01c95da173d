import type { CallEvent } from '../../flow/event.ts';
import type { Place, Value } from '../../flow/value.ts';
import type { Tier } from '../../models/vocabulary.ts';
import { compositionOf, holesOf } from '../injection/command.ts';
import { defineRule, py, type Reporter, type Sink } from '../rule.ts';

function judge(call: CallEvent, report: Reporter): void {
  const code = call.argument(0, null) ?? call.argument(null, 'source') ?? call.argument(null, 'expression');
  judgeText(call, code, report);
}

function judgeText(call: CallEvent, code: Value | null, report: Reporter): void {
  if (code === null) return;
  if (compositionOf(code) === 'constant') {
    report.safe(call, 'constant');
    return;
  }
  const origin = [code, ...holesOf(code)].flatMap((value) => value.origins)[0];
  if (origin !== undefined) {
    report.violation(call, {
      message: `${origin.description} is run as Python`,
      severity: origin.tier === 'remote' ? 'critical' : origin.tier === 'local' ? 'medium' : 'high',
      confidence: isOwnFile(origin.tier, origin.place) ? 'low' : 'high',
      cause: 'flow',
      tier: origin.tier,
    });
  } else if (call.scope.isTest) report.unknown(call, 'dynamic-code', 'in a test');
  else
    report.violation(call, {
      message: 'text that is not constant is run as Python',
      severity: 'high',
      confidence:
        compositionOf(code) === 'composed' || (code.parameter !== null && !isRefused(call, call.start))
          ? 'medium'
          : 'low',
    });
}

/** What asks whether there is something in a text that is not allowed, in a line. */
const ASKS = /^\s*(?:el)?if\b.*(?:\.(?:search|match|fullmatch|findall|issubset|isdisjoint)\(|\bnot in\b)/;

/** True where the function refuses some texts before it runs what it was given: characters that a pattern finds, names that the compiled code has. */
function isRefused({ file }: Place, at: number): boolean {
  const above = file.text.slice(Math.max(0, at - 4_000), at);
  const from = Math.max(...[...above.matchAll(/^[ \t]*(?:async[ \t]+)?def\b/gm)].map(({ index }) => index), 0);
  const lines = above.slice(from).split('\n');
  return lines.some((line, i) => line.length <= 200 && ASKS.test(line) && /^\s*raise\b/.test(lines[i + 1] ?? ''));
}

/** True where a whole file of this machine is run under its own name, `compile(file.read(), path, "exec")`: Python 3's way to say `execfile`, an import by another name. */
function runsFile(sink: Sink): boolean {
  return (
    sink.tier === 'content' &&
    /^compile\(\s*[\w.]+(?:\.read\(\))?\s*,\s*[A-Za-z_][\w.]*\s*,\s*["']exec["']/.test(
      sink.file.text.slice(sink.callStart, sink.callEnd),
    )
  );
}

/**
 * True where the code itself says which Python file is run: `exec(open(os.path.join(here, "_version.py")).read())` of a setup script. The file is
 * part of the program, as the one is that names it.
 */
function isOwnFile(tier: Tier | null, origin: Place): boolean {
  if (tier !== 'content') return false;
  const { text } = origin.file;
  const above = text.slice(Math.max(0, origin.start - 600), origin.end);
  const from = Math.max(...[...above.matchAll(/^(?:async def|def|class)\b/gm)].map(({ index }) => index), 0);
  return /["'][\w./-]*\.py["']/.test(above.slice(from));
}

export const rule = defineRule({
  id: 'code/eval',
  title: 'Text is run as Python',
  severity: 'critical',
  confidence: 'medium',
  default: true,
  kind: 'code',
  flow: {
    to: ['code'],
    message: 'is run as Python',
    weigh: (sink) =>
      runsFile(sink) ||
      isOwnFile(sink.tier, sink.origin) ||
      (sink.tier === 'library' && isRefused(sink, sink.callStart))
        ? 'low'
        : null,
  },
  cwe: [95, 94],
  why: 'Whoever has a say in the text runs any code in the process; no list of forbidden names stops that.',
  instead: 'Read literals with `ast.literal_eval`, numbers with `int` or `float`, choose functions from a dict.',
  equivalents: [
    'bandit:B307',
    'ruff:S307',
    'bandit:B102',
    'ruff:S102',
    'codeql:py/code-injection',
    'codeql:py/use-of-exec',
    'semgrep:eval-detected',
    'semgrep:exec-detected',
  ],
  calls: [
    {
      at: [
        'builtins.{eval,exec,execfile}',
        'code.InteractiveInterpreter#{runcode,runsource}',
        'code.InteractiveConsole#push',
        'code.compile_command',
        'codeop.compile_command',
        '_testcapi.run_in_subinterp',
        'test.support.run_in_subinterp',
      ],
      check: judge,
    },
    {
      at: ['{_xxsubinterpreters,_interpreters,interpreters}.{run_string,exec}'],
      check: (call, report) => judgeText(call, call.argument(1, 'script') ?? call.argument(1, 'code'), report),
    },
  ],
  bad: [
    py`
      def total(formula, price):
          return eval("price * (" + formula + ")")  # ! eval
    `,
    py`
      def total(formula, names):
          code = compile(formula, "<formula>", "eval")
          return eval(code, names)  # ! eval
    `,
    py`
      import sys
      from builtins import exec as execute
      def load(name):
          execute(f"import {name}")  # ! eval
    `,
  ],
  good: [
    py`
      import ast
      def read(text):
          return ast.literal_eval(text)
      eval("1 + 1")
    `,
    py`
      class Model:
          def eval(self, text):
              return text
      def run(model, text):
          return model.eval(text)
    `,
  ],
});
