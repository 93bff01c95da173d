import type { CallEvent } from '../../flow/event.ts';
import { backtrackingOf } from '../../regex/slowness.ts';
import { defineRule, py, type Reporter } from '../rule.ts';
import {
  compiledUses,
  PATTERN_CALLS,
  PATTERN_METHODS,
  type PatternUse,
  patternUses,
  rememberCompiled,
} from './pattern-use.ts';

function judge(call: CallEvent, uses: readonly PatternUse[], report: Reporter): void {
  for (const use of uses) {
    if (use.subject === null) continue;
    if (!use.subject.origins.some((origin) => origin.tier === 'remote')) {
      judgeForCallers(call, use, report);
      continue;
    }
    const { polynomial, exponential, undecided } = backtrackingOf(use.pattern, use.mode, true);
    if (polynomial !== undefined)
      report.violation(call, {
        message: `data of a request is matched in time that grows with power ${polynomial.degree} of its length`,
        severity: polynomial.degree > 2 ? 'medium' : 'low',
      });
    else if (undecided !== undefined) report.unknown(call, 'budget', undecided);
    else if (exponential === undefined) report.safe(call, 'verified', 'linear time');
  }
}

/**
 * A text that callers of a library, or files, bring along: reported where that is asked for, and where the time grows so fast that a few
 * thousand characters are enough.
 */
function judgeForCallers(call: CallEvent, { subject, pattern, mode, place }: PatternUse, report: Reporter): void {
  if (!report.asks('library') || call.scope.isTest || (subject?.complete === true && subject.references.length === 0))
    return;
  const { polynomial } = backtrackingOf(pattern, mode, true);
  if (polynomial !== undefined && polynomial.degree > 2)
    report.violation(place, {
      message: `text is matched in time that grows with power ${polynomial.degree} of its length`,
      severity: 'low',
      tier: 'library',
    });
}

export const rule = defineRule({
  id: 'regex/polynomial-redos',
  title: 'Data of a request is matched in more than linear time',
  severity: 'low',
  confidence: 'medium',
  default: true,
  cwe: [1333, 400],
  why: 'Two repeats that can share a run of characters make the matcher try every split; a request of some ten thousand characters then takes minutes.',
  instead:
    'Limit the length before matching, anchor the pattern at its start, and let neighbouring repeats match different characters; for blanks at the ends use `str.strip()`.',
  equivalents: ['codeql:py/polynomial-redos'],
  cause: 'flow',
  flow: { to: ['match-time'], message: 'is matched in time that grows faster than its length', tiers: ['remote'] },
  calls: [
    {
      at: PATTERN_CALLS,
      check(call, report) {
        if (call.targets[0]?.endsWith('compile') === true) rememberCompiled(call);
        else judge(call, patternUses(call) ?? [], report);
      },
    },
    {
      at: PATTERN_METHODS,
      check(call, report) {
        judge(call, compiledUses(call), report);
      },
    },
  ],
  bad: [
    py`
      import re
      from flask import Flask, request
      app = Flask(__name__)
      def patterns():
          return re.compile(r"\s+$")
      @app.route("/note")
      def note():
          pattern = patterns()
          return pattern.sub("", request.args["title"])  # ! polynomial-redos
    `,
    py`
      import re
      from flask import Flask, request
      app = Flask(__name__)
      blanks = re.compile(r"\s+$")
      @app.route("/note")
      def note():
          text = request.args.get("text")
          text = re.sub(r"^\s+|\s+$", "", text)  # ! polynomial-redos
          return blanks.sub("", request.args["title"])  # ! polynomial-redos
    `,
    py`
      import re
      from flask import Flask, request
      app = Flask(__name__)
      @app.route("/number")
      def number():
          return str(bool(re.match(r"^0\.\d+E?\d+$", request.args["n"])))  # ! polynomial-redos
    `,
    py`
      import re
      from flask import Flask, request
      app = Flask(__name__)
      def terms(query):
          pattern = r'(\w+):(\w+|"[^"]+")'
          for found in re.finditer(pattern, query):  # ! polynomial-redos
              print(found)
          return re.sub(pattern, "", query)  # ! polynomial-redos
      @app.route("/search")
      def search():
          return {"terms": terms(request.args["q"])}
    `,
    py`
      import re
      from django.views import View
      SPACES = re.compile(r"\s+$")
      def tidy(text):
          return SPACES.sub("", text)  # ! polynomial-redos
      class Search(View):
          def get(self, request):
              self.query = request.GET["q"]
              return self.found()
          def found(self):
              return tidy(self.query)
    `,
  ],
  good: [
    py`
      import re
      from flask import Flask, request
      app = Flask(__name__)
      def terms(query):
          return re.findall(r'\b(\w+):(\w+|"[^"]+")', query)
      def tidy(text):
          return re.sub(r"\s+$", "", text)
      @app.route("/search")
      def search():
          return {"terms": terms(request.args["q"]), "title": tidy(request.args["title"][:100])}
    `,
    py`
      import re
      from flask import Flask, request
      app = Flask(__name__)
      def tidy(text):
          return re.sub(r"\s+$", "", text)
      @app.route("/search")
      def search():
          title = request.args["title"]
          if len(title) > 100:
              return "too long", 400
          return {"title": tidy(title), "heading": tidy("Search  ")}
    `,
    py`
      import re
      from flask import Flask, request
      app = Flask(__name__)
      def patterns():
          return re.compile(r"^\s+")
      @app.route("/note")
      def note():
          pattern = patterns()
          return pattern.sub("", request.args["title"])
    `,
    py`
      import re
      from flask import Flask, request
      app = Flask(__name__)
      word = re.compile(r"^[a-z]+(?:-[a-z]+)*$")
      @app.route("/name")
      def name():
          text = request.args["name"]
          return "yes" if word.match(text) and re.match(r"^\s+", text) else "no"
    `,
    py`
      import re
      def tidy(line):
          return re.sub(r"\s+$", "", line)
    `,
  ],
});
