import type { CallEvent } from '../../flow/event.ts';
import type { Value } from '../../flow/value.ts';
import { defineRule, py, type Reporter } from '../rule.ts';

/** Ends of template names for which Flask turns autoescape on (`Flask.select_jinja_autoescape`). */
const ESCAPED = /\.(?:html|htm|xml|xhtml|svg)$/i;
/** Ends of texts that no browser reads as a page. */
const NO_PAGE =
  /\.(?:json|js|css|csv|tsv|ya?ml|toml|ini|conf|cfg|sql|sh|py|md|rst|tex|ics|lua|service|env)(?:\.j2|\.jinja2?)?$/i;

/** The ends that a template's name may have: of constants, and of the literal that a built text closes with. */
function endsOf(name: Value): readonly string[] {
  const ends = name.constants.filter(({ type }) => type === 'str').map(({ value }) => String(value));
  const last = name.text?.parts.at(-1);
  if (last !== undefined && 'literal' in last) ends.push(last.literal);
  return ends;
}

function judge(call: CallEvent, report: Reporter): void {
  const name = call.argument(0, 'template_name_or_list');
  if (name === null || name.elements !== null) return;
  const ends = endsOf(name);
  if (ends.length === 0) return;
  if (ends.every((end) => ESCAPED.test(end))) report.safe(call, 'safe-setting', 'autoescape is on for this name');
  else if (call.keywords.size === 0 && !call.open) report.safe(call, 'constant', 'no values are put in');
  else if (ends.some((end) => !ESCAPED.test(end) && !NO_PAGE.test(end)))
    report.violation(call, { message: 'Flask does not escape values in templates with such a name' });
}

export const rule = defineRule({
  id: 'html/template-extension',
  title: 'Template whose name turns autoescape off',
  severity: 'medium',
  confidence: 'medium',
  default: true,
  cwe: [79],
  why: 'Flask escapes values in templates called `.html`, `.htm`, `.xml`, `.xhtml` and `.svg` only; in any other, markup in a value is sent as it is.',
  instead: 'Call the template `.html`, or escape each value with `|e`.',
  equivalents: ['semgrep:unescaped-template-extension'],
  calls: [{ at: ['flask.{render_template,stream_template}', 'flask.templating.render_template'], check: judge }],
  bad: [
    py`
      from flask import render_template, request
      def view():
          return render_template("hello.jinja2", name=request.args["name"])  # ! template-extension
    `,
    py`
      from flask import render_template
      def mail(kind, **values):
          return render_template(kind + ".txt", **values)  # ! template-extension
    `,
  ],
  good: [
    py`
      from flask import render_template, request
      def view():
          return render_template("hello.html", name=request.args["name"])
      def feed(items):
          return render_template("feed.xml", items=items)
      def configuration(port):
          return render_template("nginx.conf", port=port)
      def plain():
          return render_template("notice.txt")
    `,
  ],
});
