/**
 * What code that lacks an import means by a name: modules by their own names, and the names that the documentation of their library
 * imports them by. For fragments of programs, and for names that a star import of something unknown brings.
 */
const CONVENTIONAL: ReadonlyMap<string, string> = new Map([
  ...(
    'os sys subprocess pickle cPickle _pickle dill shelve marshal jsonpickle yaml json base64 binascii hashlib hmac random secrets re ssl socket tempfile shutil ' +
    'logging sqlite3 urllib urllib2 httplib http requests httpx aiohttp flask django jinja2 sqlalchemy psycopg2 pymysql lxml xml zipfile tarfile csv ' +
    'ctypes importlib code codeop commands popen2 telnetlib ftplib smtplib paramiko jwt boto3 pymongo redis'
  )
    .split(' ')
    .map((name): [string, string] => [name, name]),
  ['models', 'django.db.models'],
  ['HttpResponse', 'django.http.HttpResponse'],
  ['HttpResponseRedirect', 'django.http.HttpResponseRedirect'],
  ['render_template_string', 'flask.render_template_string'],
  ['HttpResponseBadRequest', 'django.http.HttpResponseBadRequest'],
  ['HttpResponseNotFound', 'django.http.HttpResponseNotFound'],
  ['RawSQL', 'django.db.models.expressions.RawSQL'],
  ['csrf_exempt', 'django.views.decorators.csrf.csrf_exempt'],
  ['view_config', 'pyramid.view.view_config'],
  ['render_template', 'flask.render_template'],
  ['render', 'django.shortcuts.render'],
  ['b64decode', 'base64.b64decode'],
  ['mark_safe', 'django.utils.safestring.mark_safe'],
  ['Popen', 'subprocess.Popen'],
  ['urlopen', 'urllib.request.urlopen'],
]);

/** What quotes an identifier for SQL, in whatever library or project: `connection.ops.quote_name(table)`. */
const QUOTING = new Set(['quote_name', 'quote_ident', 'quote_identifier', 'quote_table', 'quote_column']);

/** True for a name of functions and methods that quote an identifier for SQL, whoever wrote them. */
export function quotesIdentifier(name: string): boolean {
  return QUOTING.has(name);
}

/** The dotted path that a name nothing binds stands for by convention, or null. */
export function conventionalPath(name: string): string | null {
  return CONVENTIONAL.get(name) ?? null;
}

/** What the requests of a framework are, by what modules that handle them import. */
const REQUESTS: readonly (readonly [RegExp, string])[] = [
  [/^(?:django|rest_framework)(?:\.|$)/, 'django.http.HttpRequest'],
  [/^aiohttp\.web(?:\.|$)/, 'aiohttp.web.Request'],
  [/^(?:starlette|fastapi)(?:\.|$)/, 'starlette.requests.Request'],
  [/^sanic(?:\.|$)/, 'sanic.request.Request'],
  [/^pyramid(?:\.|$)/, 'pyramid.request.Request'],
  [/^(?:flask|werkzeug)(?:\.|$)/, 'werkzeug.wrappers.Request'],
  [/^(?:webob|swift\.common\.swob)(?:\.|$)/, 'webob.Request'],
];

/** The class of the requests of the first framework that is among imported paths, or null. */
export function requestAmong(paths: readonly string[]): string | null {
  for (const [framework, request] of REQUESTS) for (const path of paths) if (framework.test(path)) return request;
  return null;
}
