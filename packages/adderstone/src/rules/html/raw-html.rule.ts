import type { TextEvent } from '../../flow/event.ts';
import type { Value } from '../../flow/value.ts';
import { requestData } from '../request-data.ts';
import { defineRule, py } from '../rule.ts';

/** The literal parts of a text in order, with a blank for each hole. */
function literals(event: TextEvent): string {
  return (event.value.text?.parts ?? []).map((part) => ('literal' in part ? part.literal : ' ')).join('');
}

function holes(event: TextEvent): readonly Value[] {
  return (event.value.text?.parts ?? []).flatMap((part) => ('hole' in part ? [part.hole] : []));
}

const TAG =
  /<(?:a|b|i|p|u|br|hr|em|h[1-6]|ul|ol|li|div|span|table|tr|td|th|img|script|style|form|input|html|body|head|title|link|strong|pre|code|iframe|button|svg|label|select|option|textarea|center|font|small|section|article|header|footer|nav)(?:\s[^<>]*)?>|<(?:a|img|script|iframe|div|span|input|form|link|body|svg|button|td)\s[a-z-]+\s*=/i;
/** What only people who run the program read. */
const TO_OPERATORS = /\b(?:print|log(?:ger|ging)?\.\w+)\(\s*$/;

/** Escapes, and what holds no markup. */
const HARMLESS =
  /(?:escape|escapejs|build_absolute_uri|quote|quote_plus|urlencode|clean|strip_tags|xhtml_escape|int|float|len|json_script|dumps|url_for|reverse|hexdigest|strftime|isoformat)\(\)$/;

/** Names of the files in a folder: whoever may put a file there chooses them, and they may hold any character but the slash. */
const FILE_NAME =
  /^(?:os\.listdir\(\)\[\]|os\.scandir\(\)\[\]\.(?:name|path)|pathlib\.(?:Pure)?Path#(?:iterdir|glob|rglob)\(\)\[\](?:\.(?:name|stem)|(?:\.relative_to\(\))?\.(?:as_posix|__str__)\(\))?)$/;

/** What stands before the target of a page that sends the browser elsewhere: quoted for an address, it is not for an attribute. */
const REFRESH = /<meta\s[^<>]*http-equiv\s*=\s*\\?["']?refresh[^<>]*\burl\s*=\s*['"]?$/i;

/** Code that sends pages. */
const SERVES = /text\/html|\bHTTPServer\b|\bRequestHandler\b|Response\(|\brequest\b/;

/** True for the name of a file that somebody put into a folder. */
function isFileName(hole: Value): boolean {
  return hole.references.length > 0 && hole.references.every((path) => FILE_NAME.test(path));
}

/** The address in the page of a redirect, or null. */
function afterRefresh(event: TextEvent): Value | null {
  const parts = event.value.text?.parts ?? [];
  for (const [i, part] of parts.entries()) {
    const before = parts[i - 1];
    if ('hole' in part && before !== undefined && 'literal' in before && REFRESH.test(before.literal))
      return SERVES.test(event.file.text) ? part.hole : null;
  }
  return null;
}

/** True for what was escaped, or is an address of the program's own. */
function isEscaped(hole: Value): boolean {
  return (
    (hole.complete && hole.constants.length > 0) ||
    hole.references.some((path) => HARMLESS.test(path.replace(/\.encode\(\)$/, ''))) ||
    (hole.text?.parts ?? []).some((part) => 'hole' in part && isEscaped(part.hole))
  );
}

export const rule = defineRule({
  id: 'html/raw-html',
  title: 'A page is put together by hand out of data of a request',
  severity: 'medium',
  confidence: 'medium',
  default: true,
  cwe: [79],
  why: 'Markup in the data becomes part of the page wherever the text is put in without escaping.',
  instead:
    'Write the markup in a template with autoescape on, or escape the value (`markupsafe.escape`, `format_html`).',
  equivalents: ['semgrep:raw-html-format', 'semgrep:tainted-html-string', 'semgrep:html-in-template-string'],
  cause: 'flow',
  text(event, report) {
    if (event.scope.isTest) return;
    const target = afterRefresh(event);
    if (target !== null && !isEscaped(target)) {
      report.violation(event, {
        message: 'the address that this page sends the browser to is put into an attribute without escaping',
        instead:
          'Escape the address for HTML (`html.escape`, `markupsafe.escape`); quoting it for a URL leaves some characters.',
      });
      return;
    }
    if (!TAG.test(literals(event))) return;
    if (TO_OPERATORS.test(event.file.text.slice(Math.max(0, event.start - 40), event.start))) return;
    for (const hole of holes(event)) {
      const origin = requestData(event, hole, 'html');
      if (hole.references.some((path) => HARMLESS.test(path))) continue;
      if (origin === null && isFileName(hole) && SERVES.test(event.file.text)) {
        report.violation(event, { message: 'the names of files are put into markup without escaping', cause: 'flow' });
        return;
      }
      if (origin === null) continue;
      report.violation(event, {
        message: 'data of a request is put into markup without escaping',
        tier: 'remote',
        joins: true,
        trace: [
          { ...origin.place, note: origin.description },
          { file: event.file, start: event.start, end: event.end, note: 'put into markup' },
        ],
      });
      return;
    }
  },
  bad: [
    py`
      from pathlib import Path
      from aiohttp.web import Response
      def index(folder: Path):
          rows = []
          for file in sorted(folder.iterdir()):
              rows.append('<li><a href="{url}">{name}</a></li>'.format(url="/files/", name=file.name))  # ! raw-html
          return Response(text="\n".join(rows), content_type="text/html")
    `,
    py`
      from django.shortcuts import render
      def show(request):
          link = '<a href="/find/%s">find</a>'
          html = link % request.GET["text"]  # ! raw-html
          return render(request, "page.html", {"html": html})
    `,
    py`
      def lambda_handler(event, context):
          print(f"<p>{event['name']}</p>")
          return {"statusCode": 200, "body": f"<p>{event['name']}</p>"}  # ! raw-html
    `,
    py`
      def redirect_page(url, request):
          request.setHeader(b"Content-Type", b"text/html; charset=utf-8")
          request.redirect(url)
          return b"""<html><head><meta http-equiv="refresh" content="0;URL=%(url)s"></head></html>""" % {b"url": url}  # ! raw-html
    `,
    py`
      from werkzeug.wrappers import Response
      def redirect(location):
          body = f'<!DOCTYPE html><meta http-equiv="refresh" content="0; url={location}">'  # ! raw-html
          return Response(body, 302, mimetype="text/html")
    `,
  ],
  good: [
    py`
      from html import escape
      def redirect_page(url, request):
          request.setHeader(b"Content-Type", b"text/html; charset=utf-8")
          return b"""<html><head><meta http-equiv="refresh" content="0;URL=%(url)s"></head></html>""" % {
              b"url": escape(url.decode("utf-8")).encode("utf-8")
          }
    `,
    py`
      from werkzeug.wrappers import Response
      def wait():
          return Response('<meta http-equiv="refresh" content="5; url=%s">' % "/jobs", mimetype="text/html")
    `,
    py`
      import html
      import os
      from http.server import SimpleHTTPRequestHandler
      class Handler(SimpleHTTPRequestHandler):
          def names(self, folder):
              return [f"<li>{html.escape(name)}</li>" for name in os.listdir(folder)]
    `,
    py`
      from django.shortcuts import render
      from django.utils.html import escape
      def show(request):
          html = '<a href="/find/%s">find</a>' % escape(request.GET["text"])
          note = "found: %s" % request.GET["text"]
          return render(request, "page.html", {"html": html, "note": note})
    `,
  ],
});
