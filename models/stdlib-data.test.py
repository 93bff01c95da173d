"""Data that the standard library moves and converts."""

import array
import ast
import asyncio
import base64
import binascii
import bisect
import bz2
import calendar
import codecs
import collections
import concurrent.futures
import configparser
import contextlib
import contextvars
import copy
import csv
import datetime
import decimal
import difflib
import email
import email.header
import email.message
import email.mime.application
import email.mime.text
import email.parser
import email.utils
import fnmatch
import functools
import glob
import gzip
import hashlib
import heapq
import hmac
import html
import html.parser
import io
import ipaddress
import itertools
import json
import lzma
import math
import mimetypes
import multiprocessing
import operator
import os
import pathlib
import pickle
import plistlib
import posixpath
import pprint
import queue
import quopri
import random
import re
import shlex
import shutil
import statistics
import string
import struct
import sys
import textwrap
import time
import types
import unicodedata
import urllib.parse
import urllib.request
import uuid
import weakref
import xml.sax.saxutils
import zlib

from flask import request


def encodings():
    x = request.args["x"]
    eval(base64.b64decode(x))  # ! code
    eval(base64.b64decode(s=x))  # ! code
    eval(base64.a85decode(b=x))  # ! code
    eval(base64.urlsafe_b64encode(x))  # ! code
    eval(binascii.unhexlify(x))  # ! code
    eval(quopri.decodestring(s=x))  # ! code
    out = io.BytesIO()
    base64.decode(x, out)
    eval(out.getvalue())  # ! code
    eval(codecs.decode(x, "hex"))  # ! code
    eval(codecs.getdecoder("utf-8")(x)[0])  # ! code
    eval(codecs.getreader("utf-8")(io.BytesIO(x)).read())  # ! code
    eval("".join(codecs.iterdecode([x], "utf-8")))  # ! code
    eval(zlib.decompress(x))  # ! code decompress
    eval(zlib.decompressobj().decompress(x))  # ! code decompress
    eval(bz2.BZ2Decompressor().decompress(x))  # ! code decompress
    eval(lzma.LZMADecompressor().decompress(x))  # ! code decompress
    eval(gzip.compress(x))  # ! code
    eval(zlib.crc32(x))
    eval(struct.unpack("4s", x)[0])  # ! code
    eval(struct.pack("4s", x))  # ! code
    eval(struct.Struct("4s").pack(x))  # ! code
    eval(struct.calcsize(x))
    eval(plistlib.loads(x)["k"])  # ! code
    eval(pickle.dumps(x))  # ! code
    eval(array.array("b", x).tobytes())  # ! code
    eval(unicodedata.normalize("NFC", x))  # ! code
    eval(unicodedata.category(x))


def addresses():
    x = request.args["x"]
    eval(urllib.parse.unquote(x))  # ! code
    eval(urllib.parse.unquote(string=x))  # ! code
    eval(urllib.parse.quote(x))  # ! code
    eval(urllib.parse.urlparse(x).path)  # ! code
    eval(urllib.parse.urlsplit(url=x).query)  # ! code
    eval(urllib.parse.parse_qs(qs=x)["a"][0])  # ! code
    eval(urllib.parse.urlencode({"a": x}))  # ! code
    eval(urllib.parse.urljoin("https://a.example/", x))  # ! code
    eval(urllib.parse.urlunsplit(("https", x, "", "", "")))  # ! code
    eval(urllib.parse.urlparse("https://a.example/")._replace(netloc=x).geturl())  # ! code
    eval(urllib.request.url2pathname(x))  # ! code
    address = ipaddress.ip_address(x)
    os.system("ping " + str(address))
    urllib.request.urlopen("http://" + str(address))  # ! url


def texts():
    x = request.args["x"]
    eval(json.loads(x)["k"])  # ! code
    eval(json.loads(s=x))  # ! code
    eval(json.dumps(obj=x))  # ! code
    eval(json.JSONDecoder().decode(x))  # ! code
    eval(json.JSONEncoder().encode(x))  # ! code
    eval(re.sub("a", "b", x))  # ! code
    eval(re.sub("a", x, "ab"))  # ! code
    eval(re.sub("a", "b", string=x))  # ! code
    eval(re.match("(.*)", x).group(1))  # ! code
    eval(re.compile("(.*)").search(x)[1])  # ! code
    eval(re.findall(".", x)[0])  # ! code
    eval(re.match("(.*)", x).start())
    re.compile(re.escape(x))
    re.compile(x)  # ! regex
    eval(shlex.split(x)[0])  # ! code
    eval(shlex.join([x]))  # ! code
    os.system("ls " + shlex.quote(x))
    eval(string.Template(x).substitute(a=1))  # ! code
    eval(string.Template("$a").substitute(a=x))  # ! code
    eval(string.Formatter().format("{}", x))  # ! code
    eval(string.capwords(x))  # ! code
    eval(textwrap.dedent(text=x))  # ! code
    eval(textwrap.TextWrapper(width=70).fill(x))  # ! code
    eval(html.unescape(x))  # ! code
    eval(html.escape(x))  # ! code
    eval(xml.sax.saxutils.escape(x))  # ! code
    eval(email.message_from_string(x)["Subject"])  # ! code
    eval(email.parser.Parser().parsestr(x).get_payload())  # ! code
    eval(email.utils.parseaddr(x)[1])  # ! code
    eval(email.utils.getaddresses([x])[0])  # ! code
    eval(email.header.decode_header(x)[0][0])  # ! code
    eval(email.utils.parsedate_to_datetime(x))
    message = email.message.EmailMessage()
    message.set_content(x)
    eval(message.as_string())  # ! code
    config = configparser.ConfigParser()
    config.read_string(x)
    eval(config.get("a", "b"))  # ! code
    eval(list(csv.reader(io.StringIO(x)))[0])  # ! code
    eval(pprint.pformat(object=x))  # ! code
    eval(ast.literal_eval(x))  # ! code
    eval("\n".join(difflib.unified_diff([x], [])))  # ! code
    eval(difflib.SequenceMatcher(None, x, "a").ratio())
    eval(time.strftime(x))  # ! code
    eval(datetime.datetime.now().strftime(x))  # ! code


def without_data():
    x = request.args["x"]
    eval(hashlib.sha256(x).hexdigest())
    eval(hmac.new(b"k", x, "sha256").hexdigest())
    eval(str(uuid.UUID(x)))
    eval(str(uuid.uuid5(uuid.NAMESPACE_DNS, x)))
    eval(str(datetime.datetime.strptime(x, "%Y")))
    eval(str(datetime.date(int(x), 1, 1)))
    eval(str(decimal.Decimal(x)))
    eval(str(math.sqrt(float(x))))
    eval(str(statistics.mean([x])))
    eval(calendar.monthrange(x, 1))
    eval(mimetypes.guess_type(x)[0])
    eval(fnmatch.fnmatch(x, "*"))
    eval(operator.eq(x, "a"))
    eval(bisect.bisect([1], x))
    eval(sys.getsizeof(x))


def containers():
    x = request.args["x"]
    eval(copy.deepcopy([x])[0])  # ! code
    eval(next(itertools.chain([x], [])))  # ! code
    eval(list(itertools.islice([x], 1))[0])  # ! code
    eval(list(itertools.takewhile(bool, [x]))[0])  # ! code
    eval(list(itertools.compress([x], [1]))[0])  # ! code
    eval(functools.reduce(lambda a, b: a + b, [x, "a"]))  # ! code
    eval(functools.partial(str.upper, x)())  # ! code
    eval(collections.OrderedDict(a=x)["a"])  # ! code
    waiting = collections.deque()
    waiting.append(x)
    eval(waiting.popleft())  # ! code
    Point = collections.namedtuple("Point", "x y")
    eval(Point(x, 1).x)  # ! code
    eval(types.SimpleNamespace(a=x).a)  # ! code
    eval(operator.itemgetter(0)([x]))  # ! code
    eval(operator.concat("a", x))  # ! code
    heap = []
    heapq.heappush(heap, x)
    eval(heapq.heappop(heap))  # ! code
    eval(heapq.nlargest(1, [x])[0])  # ! code
    names = []
    bisect.insort(names, x)
    eval(names[0])  # ! code
    eval(random.choice([x]))  # ! code
    eval(random.randint(1, 2))
    eval(weakref.ref(x)())  # ! MISSING code
    eval(fnmatch.filter([x], "*")[0])  # ! code
    variable = contextvars.ContextVar("variable")
    variable.set(x)
    eval(variable.get())  # ! code
    with contextlib.closing(io.StringIO(x)) as stream:
        eval(stream.read())  # ! code
    with contextlib.nullcontext(x) as same:
        eval(same)  # ! code


def streams():
    x = request.args["x"]
    eval(io.StringIO(initial_value=x).read())  # ! code
    eval(io.TextIOWrapper(io.BytesIO(x)).readline())  # ! code
    stream = io.StringIO()
    stream.write(x)
    eval(stream.getvalue())  # ! code
    buffer = bytearray(10)
    io.BytesIO(x).readinto(buffer)
    eval(buffer)  # ! code
    source, target = io.BytesIO(x), io.BytesIO()
    shutil.copyfileobj(source, target)
    eval(target.getvalue())  # ! code
    waiting = queue.Queue()
    waiting.put(x)
    eval(waiting.get())  # ! code
    shared = multiprocessing.Queue()
    shared.put(x)
    eval(shared.get())  # ! code


def same(x):
    return x


def tasks():
    x = request.args["x"]
    with concurrent.futures.ThreadPoolExecutor() as executor:
        eval(executor.submit(same, x).result())  # ! code
        eval(list(executor.map(same, [x]))[0])  # ! code
    eval(multiprocessing.Pool().map(same, [x])[0])  # ! code


async def coroutine(x):
    return x


async def coroutines():
    x = request.args["x"]
    eval(await asyncio.create_task(coroutine(x)))  # ! code
    eval(await asyncio.wait_for(coroutine(x), 1))  # ! code
    eval((await asyncio.gather(coroutine(x)))[0])  # ! code
    eval(await asyncio.to_thread(same, x))  # ! code
    waiting = asyncio.Queue()
    await waiting.put(x)
    eval(await waiting.get())  # ! code


def paths():
    x = request.args["x"]
    eval(os.path.join("/srv", x))  # ! code path-join
    eval(posixpath.join("/srv", x))  # ! code path-join
    open(os.path.join("/srv", x))  # ! path path-join
    open(os.path.join("/srv", os.path.basename(x)))
    open(os.path.normpath(x))  # ! path
    open(pathlib.Path("/srv") / x)  # ! path
    eval(pathlib.PurePosixPath(x).name)  # ! code
    eval(os.fspath(x))  # ! code
    eval(shutil.which(x))  # ! code
    eval(glob.escape(x))  # ! code
    eval(os.path.exists(x))  # ! path
