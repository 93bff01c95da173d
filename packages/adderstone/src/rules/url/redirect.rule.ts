import { defineRule, py, type Sink } from '../rule.ts';

/** The path that was asked for, as frameworks name it. */
const OWN_PATH = /\.(?:path|path_info|full_path)$/;
/** Functions that are asked for every path, `//host` included, and not for that of their route alone. */
const TAKES_ANY_PATH =
  /before_request|middleware|process_\w+|errorhandler|exception_handler|handler404|not_found|__call__|append_slash|trailing|catch|wsgi|<path:|:path\}|\.\*/i;

/**
 * True for the path of the request in a view: it begins with that of the view's route, so that it names no host. Asked of the text from the
 * decorators of the function on, up to 2,000 UTF-16 code units.
 */
function isOwnPath({ origin, tier }: Sink): boolean {
  if (tier !== 'remote') return false;
  const { text } = origin.file;
  if (!OWN_PATH.test(text.slice(Math.max(origin.start, origin.end - 12), origin.end))) return false;
  const lines = text.slice(Math.max(0, origin.start - 2000), origin.start).split('\n');
  let at = lines.findLastIndex((line) => /^[ \t]*(?:async[ \t]+)?def[ \t]/.test(line));
  if (at < 0) return false;
  while (at > 0 && /^[ \t]*@/.test(lines[at - 1] as string)) at--;
  return !TAKES_ANY_PATH.test(lines.slice(at).join('\n'));
}

export const rule = defineRule({
  id: 'url/redirect',
  title: 'Outside data chooses where the browser is sent',
  severity: 'medium',
  confidence: 'high',
  default: true,
  kind: 'redirect',
  cwe: [601],
  why: 'A link to your site then leads to any other, which people trust because of where it started.',
  instead: 'Redirect to `url_for(…)`, or check that the target has neither host nor scheme.',
  equivalents: ['codeql:py/url-redirection', 'semgrep:open-redirect'],
  cause: 'flow',
  flow: {
    to: ['redirect'],
    message: 'chooses the target of a redirect',
    weigh: (sink) => (isOwnPath(sink) ? 'low' : null),
  },
  bad: [
    py`
      from flask import redirect, request
      def view():
          return redirect(request.args["next"])  # ! redirect
    `,
    py`
      from django.shortcuts import redirect
      def leave(request):
          target = request.GET.get("next", "/")
          return redirect(target)  # ! redirect
    `,
    py`
      from urllib.parse import urlparse
      from flask import redirect, request
      def view():
          target = request.args.get("next", "")
          if not urlparse(target).netloc:
              return redirect(target)  # ! redirect
          return redirect("/")
    `,
  ],
  good: [
    py`
      from django.http import HttpResponseRedirect
      def view(request):
          return HttpResponseRedirect(request.get_full_path())
    `,
    py`
      from urllib.parse import urlsplit
      from flask import redirect, request
      def view():
          target = request.args.get("next", "")
          if urlsplit(target).netloc == "shop.example":
              return redirect(target)
          return redirect("/")
    `,
    py`
      from urllib.parse import urlparse
      from flask import redirect, request
      def view():
          target = request.args.get("next", "").replace("\\", "")
          if not urlparse(target).netloc and not urlparse(target).scheme:
              return redirect(target)
          return redirect("/")
    `,
    py`
      from django.shortcuts import redirect
      from django.utils.http import url_has_allowed_host_and_scheme
      def leave(request):
          target = request.GET.get("next", "/")
          if not url_has_allowed_host_and_scheme(target, allowed_hosts=None):
              target = "/"
          return redirect(target)
    `,
  ],
});
