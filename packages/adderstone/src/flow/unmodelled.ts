import type { Args } from './arguments.ts';
import type { Val } from './domain.ts';
import type { External } from './external.ts';
import type { Frame } from './frame.ts';
import { reach } from './sinks.ts';
import { EVERY_KIND } from './taint.ts';

/** Modules of the standard library (`sys.stdlib_module_names` of CPython 3.12), and what stands for names that nothing binds. */
const STANDARD: ReadonlySet<string> = new Set(
  (
    'abc aifc argparse array ast asynchat asyncio asyncore atexit audioop base64 bdb binascii bisect ' +
    'builtins bz2 cProfile calendar cgi cgitb chunk cmath cmd code codecs codeop collections colorsys ' +
    'compileall concurrent configparser contextlib contextvars copy copyreg crypt csv ctypes curses ' +
    'dataclasses datetime dbm decimal difflib dis distutils doctest email encodings ensurepip enum errno ' +
    'faulthandler fcntl filecmp fileinput fnmatch fractions ftplib functools gc genericpath getopt ' +
    'getpass gettext glob graphlib grp gzip hashlib heapq hmac html http idlelib imaplib imghdr imp ' +
    'importlib inspect io ipaddress itertools json keyword lib2to3 linecache locale logging lzma mailbox ' +
    'mailcap marshal math mimetypes mmap modulefinder msilib msvcrt multiprocessing netrc nis nntplib nt ' +
    'ntpath nturl2path numbers opcode operator optparse os ossaudiodev pathlib pdb pickle pickletools ' +
    'pipes pkgutil platform plistlib poplib posix posixpath pprint profile pstats pty pwd py_compile ' +
    'pyclbr pydoc pydoc_data pyexpat queue quopri random re readline reprlib resource rlcompleter runpy ' +
    'sched secrets select selectors shelve shlex shutil signal site smtpd smtplib sndhdr socket ' +
    'socketserver spwd sqlite3 sre_compile sre_constants sre_parse ssl stat statistics string stringprep ' +
    'struct subprocess sunau symtable sys sysconfig syslog tabnanny tarfile telnetlib tempfile termios ' +
    'textwrap this threading time timeit tkinter token tokenize tomllib trace traceback tracemalloc tty ' +
    'turtle turtledemo types typing unicodedata unittest urllib uu uuid venv warnings wave weakref ' +
    'webbrowser winreg winsound wsgiref xdrlib xml xmlrpc zipapp zipfile zipimport zlib zoneinfo'
  ).split(' '),
);

/** Names of functions that only look at what they are given, or turn it into a number or truth value. */
const LOOKS =
  /^(?:is|has|validate|check|verify|sanitize|escape|clean|quote|log|debug|info|warn|error|count|len|compare|hash|assert|gettext|translate)(?:_|[A-Z]|$)|^_$|bool(?:ean)?$|^(?:parse|to|as|str)_?(?:int|float|date|datetime|uuid|number)$/i;

/**
 * Tells where data of a request is handed, by the function that read it, to a function or class of a library that no model
 * says anything about. Methods of what such a library gave, the standard library and relative imports are left out.
 */
export function judgeUnmodelled(
  frame: Frame,
  external: External,
  args: Args,
  call: { readonly start: number; readonly end: number },
): void {
  const { path } = external;
  // A manager of Django's models, which are read elsewhere: what its methods read as SQL is known by their names.
  if (path.includes('.objects.')) return;
  if (!/^[A-Za-z_]\w*(?:\.\w+)+$/.test(path) || LOOKS.test(external.name)) return;
  const library = path.slice(0, path.indexOf('.'));
  const { engine } = frame;
  if (library === 'builtins' || STANDARD.has(library) || engine.knowledge.knowsLibrary(library)) return;
  const judge = (value: Val, start: number, end: number): void => {
    for (const label of engine.domain.taints.of(frame.deep(value))) {
      const { origin } = label;
      if (origin.kind !== 'source' || origin.tier !== 'remote' || label.weak) continue;
      // A request as a whole, or a form of it, is handed to frameworks and their forms all day.
      if (origin.parent === null) continue;
      if ((label.lo & EVERY_KIND.lo) === EVERY_KIND.lo) continue;
      reach(frame, label, engine.sinkSite('external', frame.module, start, end, call.start, call.end, path));
    }
  };
  for (let i = 0; i < args.positional.length; i++) {
    const [start, end] = args.place(frame.code, i);
    judge(args.positional[i] as Val, start < 0 ? call.start : start, start < 0 ? call.end : end);
  }
  for (let i = 0; i < args.values.length; i++) {
    const [start, end] = args.keywordPlace(frame.code, i);
    judge(args.values[i] as Val, start < 0 ? call.start : start, start < 0 ? call.end : end);
  }
}
