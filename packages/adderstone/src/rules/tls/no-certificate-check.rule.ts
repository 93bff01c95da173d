import type { CallEvent } from '../../flow/event.ts';
import type { Value } from '../../flow/value.ts';
import { isOnly, mayBe, refersTo } from '../../flow/value.ts';
import type { Reporter } from '../rule.ts';
import { defineRule, py } from '../rule.ts';
import { confidenceIn } from '../test-code.ts';
import { isChosenByCaller, requiresNothing, servesOnly, switchesOff } from './certificate.ts';

const VERBS = '{get,post,put,patch,delete,options,head,request,stream}';

/** Tells the argument by which a client is told not to check certificates. */
function tell(call: CallEvent, value: Value | null, off: boolean, report: Reporter): void {
  if (value === null) report.safe(call, 'safe-setting', 'certificates are checked by default');
  else if (off) {
    // A value that may also be another one is a choice made elsewhere, as in `verify=not arguments.insecure`.
    const isChoice = !value.complete || value.constants.length + value.references.length > 1;
    report.violation(value, {
      message: 'the certificate of the peer is not checked',
      confidence: isChoice ? 'low' : confidenceIn(call.scope, 'high'),
    });
  } else if (!value.complete && value.constants.length === 0 && value.references.length === 0) {
    report.unknown(value, 'unresolved-call', 'whether certificates are checked is not known here');
  } else report.safe(value, 'safe-setting', 'certificates are checked');
}

/** Options of libcurl, by the names that `pycurl` gives them. */
const CURL_OPTIONS = ['SSL_VERIFYPEER', 'SSL_VERIFYHOST', 'PROXY_SSL_VERIFYPEER', 'PROXY_SSL_VERIFYHOST'];

/** Methods of clients that send a request. */
const REQUESTS: ReadonlySet<string> = new Set([
  'get',
  'post',
  'put',
  'patch',
  'delete',
  'options',
  'head',
  'request',
  'stream',
  'send',
  'fetch',
]);

/** Tells arguments whose names say the same in every library. */
function tellByKeyword(call: CallEvent, report: Reporter): void {
  if (call.keywords.size === 0) return;
  if (call.targets.some((path) => /^(?:aiohttp|elasticsearch|opensearchpy|gitlab|hvac)\b/.test(path))) return;
  for (const name of ['verify_ssl', 'ssl_verify', 'verify_certs', 'validate_certs', 'verify_tls', 'check_certs']) {
    const value = call.keywords.get(name);
    if (value !== undefined && isOnly(value, false)) tell(call, value, true, report);
  }
  for (const name of ['disable_ssl_certificate_validation', 'insecure_skip_verify', 'tls_insecure']) {
    const value = call.keywords.get(name);
    if (value !== undefined && isOnly(value, true)) tell(call, value, true, report);
  }
}

export const rule = defineRule({
  id: 'tls/no-certificate-check',
  title: 'TLS without checking the certificate',
  severity: 'high',
  confidence: 'high',
  default: true,
  cwe: [295],
  why: 'Anyone between the two ends can answer in the name of the server, and read and change everything.',
  instead: 'Leave the check on; for a private authority give its certificate: `verify="ca.pem"`, `cafile=`.',
  equivalents: [
    'bandit:B501',
    'bandit:B323',
    'ruff:S501',
    'ruff:S323',
    'codeql:py/request-without-cert-validation',
    'semgrep:disabled-cert-validation',
    'semgrep:unverified-ssl-context',
  ],
  calls: [
    {
      at: [
        `requests.${VERBS}`,
        `requests.api.${VERBS}`,
        `requests.Session#${VERBS}`,
        'requests.Session#send',
        `requests.sessions.Session#${VERBS}`,
        `requests.session()#${VERBS}`,
        `httpx.${VERBS}`,
        'httpx.{Client,AsyncClient,HTTPTransport,AsyncHTTPTransport,create_ssl_context}',
      ],
      check(call, report) {
        const verify = call.argument(null, 'verify');
        tell(call, verify, switchesOff(verify), report);
      },
    },
    {
      at: [
        `aiohttp.ClientSession#${VERBS}`,
        'aiohttp.ClientSession#ws_connect',
        'aiohttp.{TCPConnector,UnixConnector,request}',
        'aiohttp.connector.TCPConnector',
      ],
      check(call, report) {
        const ssl =
          call.argument(null, 'ssl') ?? call.argument(null, 'verify_ssl') ?? call.argument(null, 'ssl_context');
        tell(call, ssl, switchesOff(ssl), report);
      },
    },
    {
      at: [
        'urllib3.{PoolManager,ProxyManager,HTTPSConnectionPool,connection_from_url,proxy_from_url}',
        'urllib3.connectionpool.{HTTPSConnectionPool,connection_from_url}',
        'urllib3.poolmanager.{PoolManager,ProxyManager,proxy_from_url}',
      ],
      check(call, report) {
        const wanted = call.argument(null, 'cert_reqs');
        if (mayBe(wanted, null)) report.safe(call, 'safe-setting', 'certificates are checked by default');
        else tell(call, wanted, requiresNothing(wanted), report);
      },
    },
    {
      at: ['ssl.wrap_socket', 'ssl.SSLContext#wrap_socket', 'ssl.create_default_context()#wrap_socket'],
      check(call, report) {
        const wanted = call.argument(null, 'cert_reqs');
        if (wanted !== null) tell(call, wanted, requiresNothing(wanted), report);
        else if (
          call.targets.includes('ssl.wrap_socket') &&
          call.args.length > 0 &&
          !call.open &&
          call.argument(3, 'server_side') === null &&
          // A server has a certificate too; one that names authorities means to check those of others.
          (call.argument(2, 'certfile') === null || call.argument(6, 'ca_certs') !== null)
        ) {
          report.violation(call, {
            message: '`ssl.wrap_socket` checks no certificate unless `cert_reqs` says so',
            confidence: confidenceIn(call.scope, 'medium'),
          });
        }
      },
    },
    {
      at: ['ssl._create_unverified_context', 'ssl._create_stdlib_context'],
      check: (call, report) =>
        report.violation(call, {
          message: 'a TLS context that checks no certificate',
          confidence: confidenceIn(call.scope, 'high'),
        }),
    },
    {
      at: ['ssl.get_server_certificate'],
      check(call, report) {
        const authority = call.argument(2, 'ca_certs');
        if (authority === null) {
          report.violation(call, {
            message: 'the certificate is fetched without being checked',
            severity: 'low',
            confidence: 'low',
          });
        }
      },
    },
    {
      at: ['pycurl.Curl#setopt'],
      check(call, report) {
        const option = call.argument(0, null);
        if (
          !CURL_OPTIONS.some((name) =>
            refersTo(option, `pycurl.${name}`, `pycurl.Curl().${name}`, `pycurl.Curl#${name}`),
          )
        )
          return;
        const value = call.argument(1, null);
        tell(call, value, switchesOff(value), report);
      },
    },
    {
      at: ['OpenSSL.SSL.Context#set_verify'],
      check(call, report) {
        const mode = call.argument(0, 'mode');
        tell(call, mode, refersTo(mode, 'OpenSSL.SSL.VERIFY_NONE') || switchesOff(mode), report);
      },
    },
    {
      at: ['ldap.set_option', 'ldap.initialize()#set_option', 'ldap.ldapobject.LDAPObject#set_option'],
      check(call, report) {
        if (!refersTo(call.argument(0, 'option'), 'ldap.OPT_X_TLS_REQUIRE_CERT', 'ldap.OPT_X_TLS')) return;
        const value = call.argument(1, 'invalue');
        tell(
          call,
          value,
          refersTo(value, 'ldap.OPT_X_TLS_NEVER', 'ldap.OPT_X_TLS_ALLOW', 'ldap.OPT_X_TLS_TRY') || switchesOff(value),
          report,
        );
      },
    },
    {
      at: ['ldap3.Tls', 'ldap3.core.tls.Tls'],
      check(call, report) {
        const wanted = call.argument(null, 'validate');
        tell(call, wanted, wanted === null || requiresNothing(wanted), report);
      },
    },
    {
      at: ['websocket.create_connection', 'websocket.WebSocket', 'websocket.WebSocketApp#run_forever'],
      check(call, report) {
        const options = call.argument(null, 'sslopt');
        const wanted = options?.entries?.get('cert_reqs') ?? null;
        if (options !== null) tell(call, wanted ?? options, requiresNothing(wanted), report);
      },
    },
    {
      at: [
        'pymongo.MongoClient',
        'motor.motor_asyncio.AsyncIOMotorClient',
        'redis.{Redis,StrictRedis}',
        'elasticsearch.{Elasticsearch,AsyncElasticsearch}',
        'opensearchpy.OpenSearch',
        'hvac.Client',
        'tornado.httpclient.HTTPRequest',
        'tornado.httpclient.AsyncHTTPClient#fetch',
        'pysolr.Solr',
        'boto3.client',
        'boto3.resource',
        'docker.tls.TLSConfig',
        'gitlab.Gitlab',
        'jira.JIRA',
        'kubernetes.client.Configuration',
      ],
      check(call, report) {
        for (const name of ['verify', 'verify_certs', 'validate_cert', 'ssl_verify']) {
          const value = call.argument(null, name);
          if (value !== null) tell(call, value, switchesOff(value), report);
        }
        for (const name of ['tlsAllowInvalidCertificates', 'tlsInsecure']) {
          const value = call.argument(null, name);
          if (value !== null) tell(call, value, mayBe(value, true), report);
        }
        for (const name of ['ssl_cert_reqs', 'cert_reqs']) {
          const value = call.argument(null, name);
          if (value !== null) tell(call, value, requiresNothing(value) || mayBe(value, null), report);
        }
      },
    },
  ],
  stores: [
    {
      at: [
        'ssl.SSLContext#verify_mode',
        'ssl.create_default_context().verify_mode',
        'urllib3.util.ssl_.create_urllib3_context().verify_mode',
      ],
      check(store, report) {
        if (requiresNothing(store.value)) {
          report.violation(store, {
            message: 'the TLS context checks no certificate',
            confidence:
              servesOnly(store.file, store.scope) || isChosenByCaller(store.file, store.scope)
                ? 'low'
                : confidenceIn(store.scope, 'high'),
          });
        } else report.safe(store, 'safe-setting', 'certificates are required');
      },
    },
    {
      at: ['requests.Session#verify', 'requests.sessions.Session#verify', 'requests.session().verify'],
      check(store, report) {
        if (switchesOff(store.value)) {
          report.violation(store, {
            message: 'the session checks no certificate',
            confidence: confidenceIn(store.scope, 'high'),
          });
        } else report.safe(store, 'safe-setting', 'certificates are checked');
      },
    },
    {
      at: ['ssl._create_default_https_context'],
      check(store, report) {
        if (refersTo(store.value, 'ssl._create_unverified_context')) {
          report.violation(store, { message: 'no HTTPS connection of the whole process checks certificates' });
        }
      },
    },
  ],
  anyCall(call, report) {
    tellByKeyword(call, report);
    const name = call.name;
    if (name === null || !REQUESTS.has(name)) return;
    if (call.targets.some((path) => /^(?:requests|httpx|aiohttp|urllib3|ssl)\./.test(path))) return;
    const verify = call.argument(null, 'verify');
    if (verify !== null && switchesOff(verify) && /session|client|http|request/i.test(receiverText(call))) {
      report.violation(verify, {
        message: 'the certificate of the peer is not checked',
        confidence: confidenceIn(call.scope, 'medium'),
      });
    }
  },
  bad: [
    py`
      import aiosmtplib
      import httplib2
      httplib2.Http(disable_ssl_certificate_validation=True)  # ! no-certificate-check
      aiosmtplib.SMTP(hostname="mail.shop.example", validate_certs=False)  # ! no-certificate-check
    `,
    py`
      import requests
      from httpx import AsyncClient
      requests.get("https://example.org", verify=False)  # ! no-certificate-check
      session = requests.Session()
      session.verify = False  # ! no-certificate-check
      CHECK = False
      session.post("https://example.org", verify=CHECK)  # ! no-certificate-check
      AsyncClient(verify=False)  # ! no-certificate-check
    `,
    py`
      import ssl
      import urllib.request
      context = ssl.create_default_context()
      context.check_hostname = False
      context.verify_mode = ssl.CERT_NONE  # ! no-certificate-check
      urllib.request.urlopen("https://example.org", context=ssl._create_unverified_context())  # ! no-certificate-check
      ssl._create_default_https_context = ssl._create_unverified_context  # ! no-certificate-check
    `,
    py`
      import aiohttp
      import ssl
      import urllib3
      async def fetch(url):
          async with aiohttp.ClientSession() as session:
              await session.get(url, ssl=False)  # ! no-certificate-check
      pool = urllib3.PoolManager(cert_reqs="CERT_NONE")  # ! no-certificate-check
      pool = urllib3.HTTPSConnectionPool("example.org", cert_reqs=ssl.CERT_NONE)  # ! no-certificate-check
    `,
    py`
      import ssl
      def connect(sock, own, authorities):
          return ssl.wrap_socket(sock, certfile=own, ca_certs=authorities)  # ! no-certificate-check
    `,
    py`
      import pycurl
      curl = pycurl.Curl()
      curl.setopt(pycurl.SSL_VERIFYPEER, 0)  # ! no-certificate-check
    `,
    py`
      import websocket
      import ssl
      websocket.create_connection("wss://example.org", sslopt={"cert_reqs": ssl.CERT_NONE})  # ! no-certificate-check
    `,
  ],
  good: [
    py`
      import ssl
      def accept(sock, own):
          return ssl.wrap_socket(sock, certfile=own)
      def connect(sock, own, authorities):
          return ssl.wrap_socket(sock, certfile=own, ca_certs=authorities, cert_reqs=ssl.CERT_REQUIRED)
    `,
    py`
      import requests
      requests.get("https://example.org", verify=True)
      requests.get("https://example.org", verify="/etc/ssl/internal-ca.pem")
    `,
    py`
      import ssl
      context = ssl.create_default_context(cafile="internal-ca.pem")
      context.verify_mode = ssl.CERT_REQUIRED
    `,
    py`
      import aiohttp
      import ssl
      async def fetch(url, context: ssl.SSLContext):
          async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=context)) as session:
              return await session.get(url)
    `,
    py`
      import pycurl
      curl = pycurl.Curl()
      curl.setopt(pycurl.SSL_VERIFYPEER, 1)
      curl.setopt(pycurl.TIMEOUT, 0)
    `,
    py`
      import urllib3
      pool = urllib3.PoolManager(cert_reqs="CERT_REQUIRED", ca_certs="internal-ca.pem")
    `,
  ],
});

/** The text before the dot of a method call, at most 80 characters. */
function receiverText(call: CallEvent): string {
  const receiver = call.receiver;
  return receiver === null ? '' : receiver.file.text.slice(receiver.start, Math.min(receiver.end, receiver.start + 80));
}
