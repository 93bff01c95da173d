/** A subject of security, how clauses speak of it, and the checks that are about it. */
export interface Topic {
  /** Linear, no nested repetition. */
  readonly says: RegExp;
  /** `sure`: who says this means it; `likely`: it is a word of other subjects too. */
  readonly weight: 'sure' | 'likely';
  readonly checks: readonly string[];
  /** Any of these proves it; most of them are no rules. */
  readonly any?: readonly string[];
  readonly also?: readonly string[];
}

const sure = (says: RegExp, ...checks: readonly string[]): Topic => ({ says, weight: 'sure', checks });
const likely = (says: RegExp, ...checks: readonly string[]): Topic => ({ says, weight: 'likely', checks });

/** How the rule documents of teams speak, and what proves it. The order does not count. */
export const TOPICS: readonly Topic[] = [
  sure(
    /\b(?:postgres(?:ql)?|mysql|mariadb|sqlite|oracle)\b[^.]{0,60}(?:concatenat|string|format|interpolat)|(?:concatenat|interpolat|f-string)\w*[^.]{0,60}(?:quer|statement)/i,
    'rule:injection/sql',
  ),
  sure(/escaped?[^.]{0,60}\bpages?\b/i, 'rule:html/*'),
  sure(/guess(?:able)?\b/i, 'rule:crypto/insecure-random'),
  sure(/(?:user |untrusted )?input[^.]{0,20}as code\b/i, 'rule:code/eval'),
  sure(/(?:customer|patient|employee) data\b|names and addresses/i, 'secret:personal-data'),
  sure(
    /\bsql\b|\bsqli\b|database quer|prepared statement|bind(?:ing)? variable|\bcursor\.execute|\braw\(\)|\borm\b/i,
    'rule:injection/sql',
  ),
  likely(/\bquer(?:y|ies)\b/i, 'rule:injection/sql'),
  likely(
    /(?<!\b(?:command|sql|log|header|template|prompt|code|csv|formula|ldap|xpath) )\binjections?\b/i,
    'rule:injection/sql',
    'rule:injection/nosql',
    'rule:injection/ldap',
    'rule:injection/xpath',
  ),
  sure(/\bnosql\b|\bmongo/i, 'rule:injection/nosql'),
  sure(/\bldap (?:inject|filter|quer)/i, 'rule:injection/ldap'),
  sure(/\bxpath\b/i, 'rule:injection/xpath'),
  sure(/os\.system|os\.popen|shell\s?=\s?true|\bshells?\b|command injection/i, 'rule:injection/shell'),
  sure(
    /\bsubprocess\b|external commands?|(?:system|os) commands?|command lines?|command execution/i,
    'rule:injection/shell',
    'rule:injection/argv',
  ),
  sure(
    /path traversal|directory traversal|\.\.[/\\]|zip slip/i,
    'rule:path/traversal',
    'rule:path/unsound-guard',
    'rule:archive/member-path',
  ),
  sure(
    /\bpaths?\b[^.]{0,50}(?:normali[sz]|resolved)|normali[sz]\w* [^.]{0,20}paths?/i,
    'rule:path/unresolved',
    'rule:path/lexical-cleaning',
    'rule:path/traversal',
  ),
  sure(
    /path\.resolve|is_relative_to|\bpaths?\b[^.]{0,60}(?:base|root|upload) (?:director|folder)/i,
    'rule:path/traversal',
    'rule:path/unsound-guard',
  ),
  likely(
    /(?:file|upload)[^.]{0,40}\bpaths?\b|\bpaths?\b[^.]{0,60}(?:resolv|normali[sz]|validat|director|base|prefix|is_relative_to)|file ?names?\b/i,
    'rule:path/*',
  ),
  sure(/\b(?:zip|tar)(?:file|ball)?s?\b|\barchives?\b|extractall/i, 'rule:archive/member-path'),
  sure(/decompress|zip bombs?|unpack[^.]{0,30}size/i, 'rule:resource/decompression'),
  sure(
    /\b(?:un)?pickle[sd]?\b|\bdill\b|\bmarshal\b|\bshelve\b|\bjoblib\b|jsonpickle|deseriali[sz]/i,
    'rule:deserialization/*',
  ),
  sure(/\byaml\b|safe_load/i, 'rule:deserialization/yaml'),
  sure(/torch\.load|weights_only|model files?\b/i, 'rule:deserialization/model-file'),
  sure(/\beval\b|\bexec\(|\bexec\b[^.]{0,20}\beval|code injection|dynamic code/i, 'rule:code/eval'),
  sure(/\bmd5\b|\bsha-?1\b|(?:weak|broken) hash|hash(?:ing)? (?:algorithm|function)/i, 'rule:crypto/weak-hash'),
  sure(
    /bcrypt|argon2|scrypt|pbkdf2|passwords?[^.]{0,40}\bhash|hash[^.]{0,30}passwords?/i,
    'rule:crypto/password-hash',
    'rule:crypto/few-iterations',
    'rule:crypto/fixed-salt',
  ),
  sure(
    /\bcsprng\b|`?\bsecrets`? module|\brandom`? module|random\.\w+|\brandom (?:number|value|token)|unpredictable|cryptographically (?:secure|strong)/i,
    'rule:crypto/insecure-random',
  ),
  likely(/\brandom(?:ness)?\b/i, 'rule:crypto/insecure-random'),
  sure(
    /\b(?:3?des|rc4|blowfish|arc4)\b|weak (?:cipher|encryption)|\becb\b|cipher modes?/i,
    'rule:crypto/weak-cipher',
    'rule:crypto/weak-mode',
  ),
  sure(/\bnonces?\b|initiali[sz]ation vectors?|\bIVs?\b/, 'rule:crypto/fixed-nonce'),
  sure(/key (?:size|length)|\b(?:2048|3072|4096)[- ]?bit/i, 'rule:crypto/weak-key'),
  sure(/constant[- ]time|timing attack|compare_digest|hmac compar/i, 'rule:crypto/digest-compare'),
  sure(
    /`?\bcryptography\b`?[^.]{0,10}(?:library|package)|home[- ]?(?:made|grown) crypto|roll your own crypto/i,
    'rule:crypto/*',
    'rule:tls/*',
  ),
  likely(/\bcrypto(?:graphy|graphic)?\b|\bencrypt(?:ion|ed)?\b/i, 'rule:crypto/*'),
  sure(/\btls\b|\bssl\b|certificates?\b|verify\s?=\s?false|host ?names?[^.]{0,20}verif/i, 'rule:tls/*'),
  sure(/\bssh\b[^.]{0,60}host keys?|autoaddpolicy|known_hosts/i, 'rule:tls/host-key'),
  sure(
    /\bftp\b|\btelnet\b|\bsnmp\b|plain ?text protocol|cleartext|unencrypted (?:connection|transport|traffic)/i,
    'rule:transport/*',
  ),
  likely(/\bhttps\b/i, 'rule:transport/*', 'rule:tls/*'),
  sure(
    /\bxss\b|cross[- ]site scripting|autoescape|mark_safe|\bmarkup\(|html[- ]escap|escap[^.]{0,30}html/i,
    'rule:html/*',
  ),
  sure(/template injection|\bssti\b|render_template_string/i, 'rule:injection/template'),
  sure(
    /\bssrf\b|server[- ]side request|169\.254|internal (?:address|network|host)|metadata (?:service|endpoint)/i,
    'rule:url/ssrf',
    'rule:url/partial-ssrf',
  ),
  likely(/outgoing requests?|outbound requests?|user[- ]supplied urls?/i, 'rule:url/ssrf'),
  sure(/open redirect|redirect(?:s|ion)?\b/i, 'rule:url/redirect'),
  sure(/\bxxe\b|\bxml\b|defusedxml|external entit|billion laughs/i, 'rule:xml/*'),
  sure(/\bcsrf\b|\bxsrf\b|cross[- ]site request/i, 'rule:web/csrf-off'),
  sure(/\bcors\b|cross[- ]origin/i, 'rule:web/cors-credentials'),
  sure(
    /\bdebug(?:ger|ging)?\b/i,
    'rule:settings/flask-debug',
    'rule:settings/django-debug',
    'rule:settings/asgi-debug',
  ),
  sure(/allowed_hosts/i, 'rule:settings/django-allowed-hosts'),
  sure(
    /\bcookies?\b|httponly|samesite/i,
    'rule:cookie/*',
    'rule:settings/flask-session-cookie',
    'rule:settings/django-session-cookie',
    'rule:settings/session-middleware',
  ),
  sure(
    /secret[_ ]keys?\b/i,
    'rule:settings/flask-secret-key',
    'rule:settings/django-secret-key',
    'rule:settings/session-middleware',
  ),
  sure(
    /hard-?coded?|(?:credentials?|secrets?|tokens?|passwords?|api[ -]keys?)[^.]{0,60}(?:source|\bcode\b|commit|repositor|version control|\bgit\b)/i,
    'secret:credentials',
  ),
  sure(/\bpii\b|personal(?:ly)? (?:data|identif|information)|\bgdpr\b/i, 'secret:personal-data'),
  sure(/\bjwts?\b|json web token/i, 'rule:jwt/*'),
  sure(
    /log(?:s|ging)? (?:injection|forging)|(?:newlines?|\bcrlf\b|user input|untrusted)[^.]{0,40}\blog(?:s|ged|ging)?\b|\blog(?:s|ging)?\b[^.]{0,40}(?:saniti[sz]|newlines?)/i,
    'rule:injection/log',
  ),
  sure(/header injection|response splitting|\bcrlf\b/i, 'rule:injection/header'),
  sure(/csv injection|formula injection|spreadsheets?/i, 'rule:injection/csv'),
  sure(/prompt injection|language models?|\bllms?\b/i, 'rule:injection/prompt'),
  sure(/\bredos\b|regular expressions?|\bregex(?:es)?\b|backtracking/i, 'rule:regex/*'),
  sure(/temp(?:orary)? (?:files?|director|folders?)|mktemp|tempfile|\/tmp\b/i, 'rule:temp/*'),
  sure(/\bchmod\b|file permissions?|world[- ](?:writ|read)able|\b0?777\b/i, 'rule:permission/world-accessible'),
  sure(/0\.0\.0\.0|all (?:network )?interfaces|bind(?:ing)? to/i, 'rule:bind/all-interfaces'),
  sure(/stack ?traces?|tracebacks?|(?:error|exception) (?:details?|messages?)/i, 'rule:errors/stack-trace'),
  sure(/\bassert(?:s|ions?)?\b/i, 'rule:errors/assert'),
  sure(/bare except|except[^.]{0,20}pass\b|swallow/i, 'rule:errors/swallowed'),
  sure(/\bretr(?:y|ies)\b/i, 'rule:async/retry-without-backoff'),
  sure(/time-?outs?\b/i, 'rule:async/no-timeout'),
  sure(/\basync(?:io|hronous|hronously)?\b|non-?blocking|event loop|aiohttp/i, 'rule:async/*'),
  sure(
    /signature[^.]{0,40}(?:fail|invalid|verif|check)|(?:stop|abort|halt|terminate)[^.]{0,40}(?:traversal|signature)/i,
    'rule:stop/*',
  ),
  {
    says: /back-?off\b|rate[- ]limit|thread exhaustion|throughput/i,
    weight: 'sure',
    checks: [],
    any: ['probe:throughput'],
  },
  {
    says: /pip-audit|vulnerable (?:dependenc|package|librar)|dependenc(?:y|ies)[^.]{0,50}(?:vulnerab|audit|scan|\bcves?\b)|(?:audit|scan|check)[^.]{0,40}dependenc|packages?[^.]{0,60}vulnerab|(?:librar|package|component|dependenc)\w*[^.]{0,40}\bcves?\b/i,
    weight: 'sure',
    checks: [],
    any: ['audit:packages', 'external:pip-audit'],
  },
  {
    says: /\bsast\b|static (?:code )?analy|\bbandit\b|\bsemgrep\b|\bcodeql\b/i,
    weight: 'sure',
    checks: ['rule:*'],
    also: ['external:bandit', 'external:semgrep', 'external:codeql'],
  },
  {
    says: /tests?[^.]{0,80}(?:\.\.[/\\]|traversal|escape)/i,
    weight: 'sure',
    checks: [],
    any: ['probe:path-integrity', 'external:junit'],
  },
];
