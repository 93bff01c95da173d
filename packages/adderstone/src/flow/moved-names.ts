/**
 * Modules under the names by which code for Python 2 and 3 reaches them: the attributes of `six.moves`
 * (https://six.readthedocs.io/#module-six.moves) and the names of Python 2 (https://docs.python.org/3/library/2to3.html#fixers).
 */
const SIX_MOVES: ReadonlyMap<string, string> = new Map([
  ['builtins', 'builtins'],
  ['configparser', 'configparser'],
  ['copyreg', 'copyreg'],
  ['cPickle', 'pickle'],
  ['cStringIO', 'io.StringIO'],
  ['StringIO', 'io.StringIO'],
  ['filter', 'builtins.filter'],
  ['getcwd', 'os.getcwd'],
  ['getoutput', 'subprocess.getoutput'],
  ['html_entities', 'html.entities'],
  ['html_parser', 'html.parser'],
  ['http_client', 'http.client'],
  ['http_cookiejar', 'http.cookiejar'],
  ['http_cookies', 'http.cookies'],
  ['BaseHTTPServer', 'http.server'],
  ['CGIHTTPServer', 'http.server'],
  ['SimpleHTTPServer', 'http.server'],
  ['input', 'builtins.input'],
  ['map', 'builtins.map'],
  ['queue', 'queue'],
  ['range', 'builtins.range'],
  ['xrange', 'builtins.range'],
  ['reduce', 'functools.reduce'],
  ['shlex_quote', 'shlex.quote'],
  ['socketserver', 'socketserver'],
  ['urllib', 'urllib'],
  ['urllib_error', 'urllib.error'],
  ['urllib_parse', 'urllib.parse'],
  ['urllib_robotparser', 'urllib.robotparser'],
  ['xmlrpc_client', 'xmlrpc.client'],
  ['xmlrpc_server', 'xmlrpc.server'],
  ['zip', 'builtins.zip'],
]);

const PYTHON_2: ReadonlyMap<string, string> = new Map([
  ['BaseHTTPServer', 'http.server'],
  ['ConfigParser', 'configparser'],
  ['Cookie', 'http.cookies'],
  ['HTMLParser', 'html.parser'],
  ['Queue', 'queue'],
  ['SimpleHTTPServer', 'http.server'],
  ['SocketServer', 'socketserver'],
  ['cookielib', 'http.cookiejar'],
  ['httplib', 'http.client'],
  ['urllib2', 'urllib.request'],
  ['urlparse', 'urllib.parse'],
]);

/** Path of what `six.moves` holds by a name, or null. */
export function sixMove(name: string): string | null {
  return SIX_MOVES.get(name) ?? null;
}

/** Path of the module that Python 2 had by a name, or null where it has none or goes by that name still. */
export function python2Module(name: string): string | null {
  return PYTHON_2.get(name) ?? null;
}
