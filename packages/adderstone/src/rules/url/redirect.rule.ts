import { defineRule, py } from '../rule.ts';

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
  flow: { to: ['redirect'], message: 'chooses the target of a redirect' },
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
