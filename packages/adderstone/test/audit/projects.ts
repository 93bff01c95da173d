/** A project as files, and what an audit must say of it. */
export interface ManifestProject {
  readonly name: string;
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  /** `file:line name version status`, `-` for no version; sorted by file, place, name. */
  readonly packages: readonly string[];
  /** `file:line rule` of findings about where packages come from, but for missing digests. */
  readonly risks?: readonly string[];
  /** `file:line` of what could not be read. */
  readonly unread?: readonly string[];
}

const HASH = `--hash=sha256:${'0'.repeat(64)}`;
const COMMIT = '0123456789abcdef0123456789abcdef01234567';
const utf16 = (text: string): Uint8Array => Buffer.from(`\ufeff${text}`, 'utf16le');

export const PROJECTS: readonly ManifestProject[] = [
  // Requirements files.
  {
    name: 'pins, comments, blanks',
    files: { 'requirements.txt': '# all of it\n\nweak==1.0  # old\n  fine == 3.1\nfine-two==1 #x\nhash#tag==1\n' },
    packages: [
      'requirements.txt:3 weak 1.0 vulnerable',
      'requirements.txt:4 fine 3.1 clean',
      'requirements.txt:5 fine-two 1 clean',
    ],
    unread: ['requirements.txt:6'],
  },
  {
    name: 'names in any spelling',
    files: { 'requirements.txt': 'WEAK==1.0\nEvil_Pkg==1\nevil.pkg==2\nA--b==1\n' },
    packages: [
      'requirements.txt:1 weak 1.0 vulnerable',
      'requirements.txt:2 evil-pkg 1 malicious',
      'requirements.txt:3 evil-pkg 2 malicious',
      'requirements.txt:4 a-b 1 clean',
    ],
  },
  {
    name: 'lines that go on',
    files: { 'requirements.txt': `fine==1 \\\n    ${HASH} \\\n    # a comment ends it\nweak\\\n==1.0\nlast==2 \\` },
    packages: [
      'requirements.txt:1 fine 1 clean',
      'requirements.txt:4 weak 1.0 vulnerable',
      'requirements.txt:6 last 2 clean',
    ],
  },
  {
    name: 'CRLF and a byte order mark',
    files: { 'requirements.txt': '\ufeffweak==1.0\r\nfine==2\r\n' },
    packages: ['requirements.txt:1 weak 1.0 vulnerable', 'requirements.txt:2 fine 2 clean'],
  },
  {
    name: 'UTF-16 as PowerShell writes it',
    files: { 'requirements.txt': utf16('weak==1.0\r\nfine==2\r\n') },
    packages: ['requirements.txt:1 weak 1.0 vulnerable', 'requirements.txt:2 fine 2 clean'],
  },
  {
    name: 'UTF-16 big-endian, and little-endian without a mark',
    files: {
      'requirements.txt': Buffer.from(utf16('weak==1.0\n')).swap16(),
      'requirements-b.txt': Buffer.from('fine==1\n', 'utf16le'),
    },
    packages: ['requirements-b.txt:1 fine 1 clean', 'requirements.txt:1 weak 1.0 vulnerable'],
  },
  {
    name: 'Latin-1 in a comment',
    files: { 'requirements.txt': Buffer.from('# caf\u00e9\nweak==1.0\n', 'latin1') },
    packages: ['requirements.txt:2 weak 1.0 vulnerable'],
  },
  {
    name: 'zero bytes',
    files: { 'requirements.txt': Buffer.from('a==1\0\0\0b') },
    packages: [],
    unread: ['requirements.txt:-'],
  },
  { name: 'an empty file', files: { 'requirements.txt': '' }, packages: [] },
  {
    name: 'no version is never clean',
    files: { 'requirements.txt': 'fine\nfine-two>=1\nweak>=1\nfine-three==1.*\n' },
    packages: [
      'requirements.txt:1 fine - not-audited',
      'requirements.txt:2 fine-two - not-audited',
      'requirements.txt:3 weak - not-audited',
      'requirements.txt:4 fine-three - not-audited',
    ],
  },
  {
    name: 'every version that may be installed is affected',
    files: {
      'requirements.txt': 'weak<2\nweak~=1.2\nweak==1.*\nunfixed\nunfixed>=3\nevil-pkg>1\nweak<=2.0\nweak<2.1\n',
    },
    packages: [
      'requirements.txt:1 weak - vulnerable',
      'requirements.txt:2 weak - vulnerable',
      'requirements.txt:3 weak - vulnerable',
      'requirements.txt:4 unfixed - vulnerable',
      'requirements.txt:5 unfixed - vulnerable',
      'requirements.txt:6 evil-pkg - malicious',
      'requirements.txt:7 weak - vulnerable',
      'requirements.txt:8 weak - not-audited',
    ],
  },
  {
    name: 'extras, parentheses, arbitrary equality, several specifiers',
    files: { 'requirements.txt': 'weak[all,extra] == 1.0\nfine (==1.0)\nweak===1.0\nweak>=1,==1.5,!=1.6\nfine[]==2\n' },
    packages: [
      'requirements.txt:1 weak 1.0 vulnerable',
      'requirements.txt:2 fine 1.0 clean',
      'requirements.txt:3 weak 1.0 vulnerable',
      'requirements.txt:4 weak 1.5 vulnerable',
      'requirements.txt:5 fine 2 clean',
    ],
  },
  {
    name: 'markers',
    files: {
      'requirements.txt':
        'weak==1.0; python_version < "3"\nweak==1.1 ; sys_platform == "win32"\nfine==1;python_version>="3.8"\nweak==1.2; sys_platform == "win32" and os_name == "posix"\n',
    },
    packages: [
      'requirements.txt:1 weak 1.0 skipped',
      'requirements.txt:2 weak 1.1 vulnerable',
      'requirements.txt:3 fine 1 clean',
      'requirements.txt:4 weak 1.2 skipped',
    ],
  },
  {
    name: 'a marker that is none',
    files: { 'requirements.txt': 'weak==1.0; python = "3"\n' },
    packages: [],
    unread: ['requirements.txt:1'],
  },
  {
    name: 'local versions, epochs, odd versions',
    files: {
      'requirements.txt': 'weak==1.0+cu117\nfine==1!2.0\nlisted===0.7.4.svn.r2010\nlisted==0.5.0\nlisted==0.6\n',
    },
    packages: [
      'requirements.txt:1 weak 1.0+cu117 vulnerable',
      'requirements.txt:2 fine 1!2.0 clean',
      'requirements.txt:3 listed 0.7.4.svn.r2010 vulnerable',
      'requirements.txt:4 listed 0.5.0 vulnerable',
      'requirements.txt:5 listed 0.6 clean',
    ],
  },
  {
    name: 'an advisory that cannot be compared',
    files: { 'requirements.txt': 'odd==1.0\n' },
    packages: ['requirements.txt:1 odd 1.0 not-audited'],
  },
  {
    name: 'a withdrawn advisory',
    files: { 'requirements.txt': 'gone==1.0\n' },
    packages: ['requirements.txt:1 gone 1.0 clean'],
  },
  {
    name: 'wheels and archives by their address',
    files: {
      'requirements.txt':
        'https://h.example/weak-1.0-py3-none-any.whl\nfine @ https://h.example/fine-2.0.tar.gz#sha256=' +
        `${'0'.repeat(64)}\nhttps://h.example/x.zip#egg=fine\nweak @ https://h.example/archive/main.zip\nhttps://h.example/who-knows\n`,
    },
    packages: [
      'requirements.txt:1 weak 1.0 vulnerable',
      'requirements.txt:2 fine 2.0 clean',
      'requirements.txt:3 fine - not-audited',
      'requirements.txt:4 weak - not-audited',
    ],
    risks: [
      'requirements.txt:1 audit/mutable-reference',
      'requirements.txt:3 audit/mutable-reference',
      'requirements.txt:4 audit/mutable-reference',
      'requirements.txt:5 audit/mutable-reference',
    ],
    unread: ['requirements.txt:5'],
  },
  {
    name: 'repositories',
    files: {
      'requirements.txt': `git+https://h.example/a.git@main#egg=fine\n-e git+https://h.example/b.git@${COMMIT}#egg=weak\nfine-two @ git+ssh://git@h.example/c.git@v1.0\ngit+https://h.example/d.git\n`,
    },
    packages: [
      'requirements.txt:1 fine - not-audited',
      'requirements.txt:2 weak - not-audited',
      'requirements.txt:3 fine-two - not-audited',
    ],
    risks: [
      'requirements.txt:1 audit/mutable-reference',
      'requirements.txt:3 audit/mutable-reference',
      'requirements.txt:4 audit/mutable-reference',
    ],
    unread: ['requirements.txt:4'],
  },
  {
    name: 'the project itself and its folders',
    files: {
      'requirements.txt':
        '-e .\n-e .[dev]\n./libs/own\n--editable=libs/other\n../x\nweak @ file:///srv/weak\n./weak-1.0.tar.gz\n',
    },
    packages: ['requirements.txt:6 weak - skipped', 'requirements.txt:7 weak 1.0 vulnerable'],
  },
  {
    name: 'nested files, each once',
    files: {
      'requirements.txt': '-r base.txt\n--requirement=requirements/dev.txt\n',
      'base.txt': 'weak==1.0\n-r requirements.txt\n',
      'requirements/dev.txt': 'fine==1\n-r ../base.txt\n',
    },
    packages: ['base.txt:1 weak 1.0 vulnerable', 'requirements/dev.txt:1 fine 1 clean'],
  },
  {
    name: 'nested files that are not had',
    files: { 'requirements.txt': '-r gone.txt\n-r https://h.example/r.txt\n-r ../../etc/passwd\nfine==1\n' },
    packages: ['requirements.txt:4 fine 1 clean'],
    unread: ['requirements.txt:1', 'requirements.txt:2', 'requirements.txt:3'],
  },
  {
    name: 'constraints pin what is required',
    files: {
      'requirements.txt': '-c constraints.txt\nweak\nfine>=1\nfine-two\n',
      'constraints.txt': 'weak==1.0\nfine==2\nnever==1\n',
    },
    packages: [
      'constraints.txt:1 weak 1.0 skipped',
      'constraints.txt:2 fine 2 skipped',
      'constraints.txt:3 never 1 skipped',
      'requirements.txt:2 weak 1.0 vulnerable',
      'requirements.txt:3 fine 2 clean',
      'requirements.txt:4 fine-two - not-audited',
    ],
  },
  {
    name: 'constraints of a file that includes',
    files: { 'requirements.txt': '-c c.txt\n-r base.txt\n', 'base.txt': 'weak\n', 'c.txt': 'weak==1.0\n' },
    packages: ['base.txt:1 weak 1.0 vulnerable', 'c.txt:1 weak 1.0 skipped'],
  },
  {
    name: 'a list that is compiled',
    files: { 'requirements.in': 'weak\nfine>=1\n', 'requirements.txt': `weak==1.0 ${HASH}\nfine==2 ${HASH}\n` },
    packages: [
      'requirements.in:1 weak - skipped',
      'requirements.in:2 fine - skipped',
      'requirements.txt:1 weak 1.0 vulnerable',
      'requirements.txt:2 fine 2 clean',
    ],
  },
  {
    name: 'options of pip',
    files: {
      'requirements.txt':
        '--index-url https://pypi.org/simple\n--extra-index-url=https://own.example/simple\n-i http://plain.example/simple\n--trusted-host plain.example\n--no-binary :all:\n--only-binary=fine\n--require-hashes\n--pre\n--use-feature fast-deps\n-f https://h.example/links\n--no-index\n--prefer-binary\n--nonsense\nfine==1\n',
    },
    packages: ['requirements.txt:14 fine 1 clean'],
    risks: [
      'requirements.txt:2 audit/extra-index',
      'requirements.txt:3 audit/plain-http-index',
      'requirements.txt:4 audit/trusted-host',
    ],
    unread: ['requirements.txt:13'],
  },
  {
    name: 'credentials in addresses, and variables in their place',
    files: {
      'requirements.txt': `--index-url https://user:${'pass'}word@h.example/simple\n--extra-index-url https://\${USER}:\${TOKEN}@h.example/simple\nfine @ https://tok${'en'}@h.example/fine-1.0.tar.gz#sha256=${'1'.repeat(64)}\n-i http://localhost:8080/simple\n`,
    },
    packages: ['requirements.txt:3 fine 1.0 clean'],
    risks: [
      'requirements.txt:1 audit/index-credentials',
      'requirements.txt:2 audit/extra-index',
      'requirements.txt:3 audit/index-credentials',
    ],
  },
  {
    name: 'a variable in a requirement',
    files: { 'requirements.txt': 'weak==${VERSION}\nfine==1\n' },
    packages: ['requirements.txt:2 fine 1 clean'],
    unread: ['requirements.txt:1'],
  },
  {
    name: 'options of one requirement',
    files: {
      'requirements.txt': `weak==1.0 --config-settings "a=b" --global-option="x"\nfine==1 ${HASH} ${HASH} ; python_version >= "3"\n`,
    },
    packages: ['requirements.txt:1 weak 1.0 vulnerable', 'requirements.txt:2 fine 1 clean'],
  },
  {
    name: 'what is no requirement',
    files: { 'requirements.txt': 'weak=1.0\nweak == \n==1.0\nweak==1.0 fine==1\n<<<<<<< HEAD\n' },
    packages: [],
    unread: [
      'requirements.txt:1',
      'requirements.txt:2',
      'requirements.txt:3',
      'requirements.txt:4',
      'requirements.txt:5',
    ],
  },
  {
    name: 'files by other names',
    files: {
      'dev-requirements.txt': 'weak==1.0\n',
      'requirements_test.txt': 'fine==1\n',
      'requirements/prod.txt': 'weak==1.1\n',
      'docs/requirements.txt': 'fine==2\n',
      'notes.txt': 'weak==1.0\n',
      'requirements.md': 'weak==1',
    },
    packages: [
      'dev-requirements.txt:1 weak 1.0 vulnerable',
      'docs/requirements.txt:1 fine 2 clean',
      'requirements/prod.txt:1 weak 1.1 vulnerable',
      'requirements_test.txt:1 fine 1 clean',
    ],
  },
  // pyproject.toml.
  {
    name: 'PEP 621 with extras',
    files: {
      'pyproject.toml':
        '[project]\nname = "own"\ndependencies = [\n  "weak==1.0", # old\n  \'fine[x]==2 ; python_version >= "3.8"\',\n  "own[all]",\n]\n[project.optional-dependencies]\nall = ["weak==1.1"]\n',
    },
    packages: [
      'pyproject.toml:4 weak 1.0 vulnerable',
      'pyproject.toml:5 fine 2 clean',
      'pyproject.toml:6 own - skipped',
      'pyproject.toml:9 weak 1.1 vulnerable',
    ],
  },
  {
    name: 'requires-python decides markers',
    files: {
      'pyproject.toml':
        '[project]\nname = "own"\nrequires-python = ">=3.11"\ndependencies = ["weak==1.0; python_version < \'3.11\'", "fine==1"]\n',
    },
    packages: ['pyproject.toml:4 weak 1.0 skipped', 'pyproject.toml:4 fine 1 clean'],
  },
  {
    name: 'dependency groups that include each other',
    files: {
      'pyproject.toml':
        '[dependency-groups]\ntest = ["weak==1.0"]\ndev = [{include-group = "test"}, "fine==1"]\nbad = [1]\n',
    },
    packages: ['pyproject.toml:2 weak 1.0 vulnerable', 'pyproject.toml:3 fine 1 clean'],
    unread: ['pyproject.toml:4'],
  },
  {
    name: 'what is needed to build',
    files: {
      'pyproject.toml':
        '[build-system]\nrequires = ["setuptools>=61", "weak==1.0", "unfixed"]\n[project]\nname = "own"\nversion = "1"\n',
    },
    packages: [
      'pyproject.toml:2 setuptools - skipped',
      'pyproject.toml:2 weak 1.0 vulnerable',
      'pyproject.toml:2 unfixed - vulnerable',
    ],
  },
  {
    name: 'requirements found by setuptools',
    files: {
      'pyproject.toml':
        '[project]\nname = "own"\ndynamic = ["dependencies"]\n[tool.setuptools.dynamic]\ndependencies = { file = ["deps.txt"] }\n',
      'deps.txt': 'weak==1.0\n',
    },
    packages: ['deps.txt:1 weak 1.0 vulnerable'],
  },
  {
    name: 'poetry without a lock',
    files: {
      'pyproject.toml':
        '[tool.poetry.dependencies]\npython = "^3.9"\nweak = "1.0"\nfine = { version = "==2.0", extras = ["x"] }\nfine-two = "^1.2"\nfine-three = { git = "https://h.example/x.git", branch = "main" }\nold = { version = "1.0", python = "<3.8" }\nown = { path = "../own" }\nmany = [{ version = "1.0", python = "<3.12" }, { version = "2.0", python = ">=3.12" }]\n[tool.poetry.group.dev.dependencies]\nweak = "<2"\n',
    },
    packages: [
      'pyproject.toml:3 weak 1.0 vulnerable',
      'pyproject.toml:4 fine 2.0 clean',
      'pyproject.toml:5 fine-two - not-audited',
      'pyproject.toml:6 fine-three - not-audited',
      'pyproject.toml:7 old 1.0 skipped',
      'pyproject.toml:8 own - skipped',
      'pyproject.toml:9 many 1.0 clean',
      'pyproject.toml:9 many 2.0 clean',
      'pyproject.toml:11 weak - vulnerable',
    ],
    risks: ['pyproject.toml:6 audit/mutable-reference'],
  },
  {
    name: 'uv, pdm and hatch tables',
    files: {
      'pyproject.toml': `[project]\nname = "own"\ndependencies = ["weak", "fine-git"]\n[tool.uv]\ndev-dependencies = ["fine==1"]\nconstraint-dependencies = ["weak==1.0"]\n[tool.uv.sources]\nfine-git = { git = "https://h.example/f.git", rev = "${COMMIT}" }\n[[tool.uv.index]]\nurl = "http://plain.example/simple"\n[tool.pdm.dev-dependencies]\ntest = ["weak==1.1"]\n[tool.hatch.envs.lint]\ndependencies = ["fine==2"]\n`,
    },
    packages: [
      'pyproject.toml:3 weak 1.0 vulnerable',
      'pyproject.toml:3 fine-git - not-audited',
      'pyproject.toml:5 fine 1 clean',
      'pyproject.toml:6 weak 1.0 skipped',
      'pyproject.toml:12 weak 1.1 vulnerable',
      'pyproject.toml:14 fine 2 clean',
    ],
    risks: ['pyproject.toml:10 audit/extra-index', 'pyproject.toml:10 audit/plain-http-index'],
  },
  {
    name: 'broken TOML',
    files: { 'pyproject.toml': '[project]\ndependencies = [\n"weak==1.0"\n' },
    packages: [],
    unread: ['pyproject.toml:4'],
  },
  {
    name: 'a text where a list should be',
    files: { 'pyproject.toml': '[project]\nname = "own"\ndependencies = "weak==1.0"\n' },
    packages: [],
    unread: ['pyproject.toml:3'],
  },
  {
    name: 'a pyproject.toml of tools only',
    files: { 'pyproject.toml': '[tool.ruff]\nline-length = 100\n' },
    packages: [],
  },
  // Lock files.
  {
    name: 'uv.lock pins what pyproject.toml leaves open',
    files: {
      'pyproject.toml': '[project]\nname = "own"\ndependencies = ["weak>=1", "missing>=1"]\n',
      'uv.lock':
        'version = 1\nrequires-python = ">=3.12"\n\n[[package]]\nname = "own"\nversion = "0.1"\nsource = { editable = "." }\n\n[[package]]\nname = "weak"\nversion = "1.0"\nsource = { registry = "https://pypi.org/simple" }\n\n[[package]]\nname = "fine"\nversion = "2.0"\nsource = { registry = "https://pypi.org/simple" }\n',
    },
    packages: [
      'pyproject.toml:3 weak - skipped',
      'pyproject.toml:3 missing - not-audited',
      'uv.lock:5 own 0.1 skipped',
      'uv.lock:10 weak 1.0 vulnerable',
      'uv.lock:15 fine 2.0 clean',
    ],
  },
  {
    name: 'sources of uv.lock',
    files: {
      'uv.lock': `version = 1\n[[package]]\nname = "a"\nversion = "1"\nsource = { git = "https://h.example/a.git?rev=main#${COMMIT}" }\n[[package]]\nname = "weak"\nversion = "1.0"\nsource = { git = "https://h.example/w.git?rev=main#${COMMIT}" }\n[[package]]\nname = "fine"\nversion = "1"\nsource = { url = "https://h.example/fine-1.whl" }\nwheels = [{ url = "https://h.example/fine-1.whl", hash = "sha256:0" }]\n[[package]]\nname = "b"\nversion = "1"\nsource = { directory = "libs/b" }\n[[package]]\nname = "c"\nsource = { virtual = "." }\n`,
    },
    packages: [
      'uv.lock:3 a 1 not-audited',
      'uv.lock:7 weak 1.0 vulnerable',
      'uv.lock:11 fine 1 clean',
      'uv.lock:16 b 1 skipped',
      'uv.lock:20 c - skipped',
    ],
  },
  {
    name: 'a workspace of uv',
    files: {
      'uv.lock': 'version = 1\n[[package]]\nname = "weak"\nversion = "1.0"\nsource = { registry = "x" }\n',
      'packages/a/pyproject.toml': '[project]\nname = "a"\ndependencies = ["weak"]\n',
    },
    packages: ['packages/a/pyproject.toml:3 weak - skipped', 'uv.lock:3 weak 1.0 vulnerable'],
  },
  {
    name: 'poetry.lock',
    files: {
      'pyproject.toml': '[tool.poetry.dependencies]\nweak = "^1.0"\n',
      'poetry.lock': `[[package]]\nname = "weak"\nversion = "1.0"\noptional = false\n\n[[package]]\nname = "fine"\nversion = "2.0"\nmarkers = "python_version < \\"3\\""\n\n[[package]]\nname = "g"\nversion = "1.0"\n[package.source]\ntype = "git"\nurl = "https://h.example/g.git"\nreference = "main"\nresolved_reference = "${COMMIT}"\n\n[[package]]\nname = "f"\nversion = "1.0"\n[package.source]\ntype = "directory"\nurl = "libs/f"\n\n[metadata]\npython-versions = ">=3.9"\n`,
    },
    packages: [
      'poetry.lock:2 weak 1.0 vulnerable',
      'poetry.lock:7 fine 2.0 skipped',
      'poetry.lock:12 g 1.0 not-audited',
      'poetry.lock:21 f 1.0 skipped',
      'pyproject.toml:2 weak - skipped',
    ],
  },
  {
    name: 'markers by group in poetry.lock',
    files: {
      'poetry.lock':
        '[[package]]\nname = "weak"\nversion = "1.0"\nmarkers = { main = "python_version < \\"3\\"", dev = "python_version > \\"3\\"" }\n',
    },
    packages: ['poetry.lock:2 weak 1.0 vulnerable'],
  },
  {
    name: 'pdm.lock',
    files: {
      'pdm.lock': `[metadata]\ngroups = ["default"]\n[[package]]\nname = "weak"\nversion = "1.0"\nmarker = "sys_platform == 'linux'"\n[[package]]\nname = "g"\nversion = "1"\ngit = "https://h.example/g.git"\nrevision = "main"\n[[package]]\nname = "p"\nversion = "1"\npath = "./p"\n`,
    },
    packages: ['pdm.lock:4 weak 1.0 vulnerable', 'pdm.lock:8 g 1 not-audited', 'pdm.lock:13 p 1 skipped'],
    risks: ['pdm.lock:8 audit/mutable-reference'],
  },
  {
    name: 'pylock.toml',
    files: {
      'pylock.toml': `lock-version = "1.0"\nrequires-python = ">=3.12"\n[[packages]]\nname = "weak"\nversion = "1.0"\n[[packages]]\nname = "fine"\nversion = "1"\nmarker = "python_version < '3.12'"\n[[packages]]\nname = "g"\nvcs = { type = "git", url = "https://h.example/g.git", commit-id = "${COMMIT}" }\n[[packages]]\nname = "d"\ndirectory = { path = "d" }\n[[packages]]\nname = "nov"\n[[packages]]\nversion = "1"\n`,
      'pylock.dev.toml': 'lock-version = "1.0"\n[[packages]]\nname = "weak"\nversion = "3.0"\n',
    },
    packages: [
      'pylock.dev.toml:3 weak 3.0 clean',
      'pylock.toml:4 weak 1.0 vulnerable',
      'pylock.toml:7 fine 1 skipped',
      'pylock.toml:11 g - not-audited',
      'pylock.toml:14 d - skipped',
      'pylock.toml:17 nov - not-audited',
    ],
    unread: ['pylock.toml:18'],
  },
  {
    name: 'Pipfile with its lock',
    files: {
      Pipfile:
        '[[source]]\nurl = "http://plain.example/simple"\nverify_ssl = false\n[packages]\nweak = "*"\nfine = "==1.0"\n[dev-packages]\nlocal = { path = ".", editable = true }\n[requires]\npython_version = "3.12"\n',
      'Pipfile.lock': `{\n "_meta": {"requires": {"python_version": "3.12"}},\n "default": {\n  "weak": {\n   "version": "==1.0",\n   "hashes": ["sha256:0"]\n  },\n  "old": {"version": "==1.0", "markers": "python_version < '3.12'"}\n },\n "develop": {\n  "g": {"git": "https://h.example/g.git", "ref": "${COMMIT}"},\n  "local": {"path": "."},\n  "nov": {}\n }\n}\n`,
    },
    packages: [
      'Pipfile:5 weak - skipped',
      'Pipfile:6 fine 1.0 clean',
      'Pipfile:8 local - skipped',
      'Pipfile.lock:4 weak 1.0 vulnerable',
      'Pipfile.lock:8 old 1.0 skipped',
      'Pipfile.lock:11 g - not-audited',
      'Pipfile.lock:12 local - skipped',
      'Pipfile.lock:13 nov - not-audited',
    ],
    risks: ['Pipfile:1 audit/plain-http-index', 'Pipfile:1 audit/trusted-host'],
  },
  {
    name: 'Pipfile without a lock',
    files: {
      Pipfile: '[packages]\nweak = "<2"\nwin = {version = "==1.0", sys_platform = "== \'cygwin\'"}\nbad = ">>1"\n',
    },
    packages: ['Pipfile:2 weak - vulnerable', 'Pipfile:3 win 1.0 skipped'],
    unread: ['Pipfile:4'],
  },
  {
    name: 'lock files that are broken',
    files: {
      'poetry.lock': '[[package]\n',
      'Pipfile.lock': '{',
      'uv.lock': 'package = 1\n',
      'pdm.lock': '[[package]]\nversion = "1"\n',
    },
    packages: [],
    unread: ['Pipfile.lock:1', 'pdm.lock:1', 'poetry.lock:1', 'uv.lock:1'],
  },
  // Setup files.
  {
    name: 'setup.cfg',
    files: {
      'setup.cfg':
        '[metadata]\nname = own\n[options]\npython_requires = >=3.9\ninstall_requires =\n    weak==1.0\n    # a comment\n    fine==2; python_version >= "3"\nsetup_requires = wheel\n[options.extras_require]\ndev =\n    weak==1.1\ntest = weak==1.2; python_version < "3.9"\n[flake8]\ninstall_requires = nothing here\n',
    },
    packages: [
      'setup.cfg:6 weak 1.0 vulnerable',
      'setup.cfg:8 fine 2 clean',
      'setup.cfg:9 wheel - skipped',
      'setup.cfg:12 weak 1.1 vulnerable',
      'setup.cfg:13 weak 1.2 skipped',
    ],
  },
  {
    name: 'setup.cfg that reads a file',
    files: { 'setup.cfg': '[options]\ninstall_requires = file: deps.txt, ../out.txt\n', 'deps.txt': 'weak==1.0\n' },
    packages: ['deps.txt:1 weak 1.0 vulnerable'],
    unread: ['setup.cfg:2'],
  },
  {
    name: 'setup.py in so many words',
    files: {
      'setup.py':
        'from setuptools import setup\nBASE = ["weak==1.0"]\nEXTRA = {"dev": ["weak==1.1", "fine>=1"]}\nsetup(\n    name="own",\n    python_requires=">=3.8",\n    install_requires=BASE + ["fine==2", *("a==1",)],\n    extras_require=EXTRA,\n    setup_requires="wheel",\n)\n',
    },
    packages: [
      'setup.py:2 weak 1.0 vulnerable',
      'setup.py:3 weak 1.1 vulnerable',
      'setup.py:3 fine - not-audited',
      'setup.py:7 fine 2 clean',
      'setup.py:7 a 1 clean',
      'setup.py:9 wheel - skipped',
    ],
  },
  {
    name: 'setup.py that computes',
    files: {
      'setup.py':
        'import setuptools\nreqs = open("requirements.txt").read().splitlines()\nlist_ = ["a==1"]\nlist_.append("b==1")\nsetuptools.setup(install_requires=reqs, tests_require=list_)\nsetuptools.setup(**{"install_requires": ["weak==1.0"]})\nsetuptools.setup(**args)\n',
    },
    packages: ['setup.py:6 weak 1.0 vulnerable'],
    unread: ['setup.py:5', 'setup.py:7'],
  },
  {
    name: 'setup.py that says nothing',
    files: { 'setup.py': 'from setuptools import setup\nsetup()\n' },
    packages: [],
  },
  {
    name: 'setup.py that is broken',
    files: { 'setup.py': 'setup(install_requires=["weak==1.0"])\ndef (:\n' },
    packages: ['setup.py:1 weak 1.0 vulnerable'],
    unread: ['setup.py:2'],
  },
  // Scripts.
  {
    name: 'a script with metadata',
    files: {
      'tool.py':
        '#!/usr/bin/env python\n# /// script\n# requires-python = ">=3.11"\n# dependencies = [\n#   "weak==1.0",\n#   "fine==1; python_version < \'3.11\'",\n# ]\n# ///\nimport weak\n',
    },
    packages: ['tool.py:5 weak 1.0 vulnerable', 'tool.py:6 fine 1 skipped'],
  },
  {
    name: 'a script with CRLF',
    files: { 'tool.py': '# /// script\r\n# dependencies = ["weak==1.0"]\r\n# ///\r\n' },
    packages: ['tool.py:2 weak 1.0 vulnerable'],
  },
  {
    name: 'a script whose block does not end',
    files: { 'tool.py': '# /// script\n# dependencies = ["weak==1.0"]\nimport x\n' },
    packages: [],
  },
  {
    name: 'a script with broken metadata',
    files: { 'tool.py': '# /// script\n# dependencies = [\n# ///\n' },
    packages: [],
    unread: ['tool.py:3'],
  },
  // Conda.
  {
    name: 'a conda environment',
    files: {
      'environment.yml':
        'name: x\nchannels: [conda-forge]\ndependencies:\n  - python=3.12\n  - weak=1.0.0\n  - conda-forge::fine==2.0\n  - weak=1.0=py_0\n  - fine-two>=1\n  - pip\n  - openssl=3\n  - pip:\n    - weak==1.1\n    - -r more.txt\n    - fine @ git+https://h.example/f.git\n',
      'more.txt': 'fine==3\n',
    },
    packages: [
      'environment.yml:5 weak 1.0.0 vulnerable',
      'environment.yml:6 fine 2.0 clean',
      'environment.yml:7 weak 1.0 vulnerable',
      'environment.yml:8 fine-two - not-audited',
      'environment.yml:9 pip - not-audited',
      'environment.yml:12 weak 1.1 vulnerable',
      'environment.yml:14 fine - not-audited',
      'more.txt:1 fine 3 clean',
    ],
    risks: ['environment.yml:14 audit/mutable-reference'],
  },
  {
    name: 'conda says a prefix with one `=`',
    files: { 'environment.yaml': 'dependencies: [weak=1.0, "weak=1", "weak=2", "weak 1.0.*", "fine=1.2"]\n' },
    packages: [
      'environment.yaml:1 weak - vulnerable',
      'environment.yaml:1 weak - vulnerable',
      'environment.yaml:1 weak - not-audited',
      'environment.yaml:1 weak - vulnerable',
      'environment.yaml:1 fine - not-audited',
    ],
  },
  {
    name: 'broken YAML',
    files: { 'environment.yml': 'dependencies:\n  - a: [\n' },
    packages: [],
    unread: ['environment.yml:3'],
  },
  {
    name: 'names of conda that PyPI has otherwise',
    files: {
      'environment.yml': 'dependencies:\n  - pytorch=2.0.1\n  - libblas\n  - r-base=4.2\n  - _libgcc_mutex=0.1=main\n',
    },
    packages: ['environment.yml:2 torch 2.0.1 clean'],
  },
  {
    name: 'several manifests at once',
    files: {
      'requirements.txt': 'weak==2.1\n',
      'pyproject.toml': '[project]\nname="own"\ndependencies=["weak>=1"]\n',
      'sub/requirements.txt': 'weak==1.0\n',
    },
    packages: [
      'pyproject.toml:3 weak - skipped',
      'requirements.txt:1 weak 2.1 clean',
      'sub/requirements.txt:1 weak 1.0 vulnerable',
    ],
  },
];
