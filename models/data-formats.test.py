"""Parsers, cleaners, mails, logs and files."""

import asyncio
import email.message
import logging
import os
import smtplib
import socket

import aiofiles
import anyio
import bleach
import brotli
import commonmark
import defusedxml.ElementTree
import flask_mail
import html5lib
import idna
import lxml.html
import lxml.objectify
import markdown
import mistune
import msgpack
import nh3
import pathvalidate
import py7zr
import rarfile
import regex
import structlog
import xmltodict
import yagmail
import yarl
import zstandard
from flask import Flask, Response, request

app = Flask(__name__)


@app.route("/pages/<kind>")
def page(kind):
    x = request.args["x"]
    if kind == "a":
        return markdown.markdown(x)  # ! html
    if kind == "b":
        return bleach.clean(markdown.markdown(x))
    if kind == "c":
        return nh3.clean(x)
    if kind == "d":
        return mistune.html(x)  # ! html
    if kind == "e":
        return bleach.Cleaner().clean(x)
    return commonmark.commonmark(x)  # ! html


def parsed():
    x = request.args["x"]
    eval(xmltodict.parse(x)["a"])  # ! code
    eval(defusedxml.ElementTree.fromstring(x).text)  # ! code
    eval(lxml.html.fromstring(x).text)  # ! code
    eval(html5lib.parse(x).text)  # ! code
    eval(msgpack.unpackb(x)["a"])  # ! code
    eval(idna.decode(x))  # ! code
    eval(str(yarl.URL(x)))  # ! code
    eval(yarl.URL.build(scheme="https", host=x).host)  # ! code
    eval(brotli.decompress(x))  # ! code decompress
    zstandard.ZstdDecompressor().decompress(x)  # ! decompress
    reader = zstandard.ZstdDecompressor().stream_reader(x)
    reader.read()  # ! decompress
    reader.read(8192)
    lxml.objectify.fromstring(x)  # ! xml
    regex.subf(x, "", "a")  # ! regex
    asyncio.sleep(float(x))  # ! resource
    os.urandom(x)  # ! resource


def logged():
    x = request.args["x"]
    structlog.get_logger().info("event", name=x)  # ! log
    logging.LoggerAdapter(logging.getLogger(), {}).info(x)  # ! log
    logging.getLogger(__name__).info("%s", x)  # ! log
    logging.info("a")
    logging.basicConfig(filename=x)  # ! path


def mailed():
    x = request.args["x"]
    smtplib.SMTP("localhost").sendmail("a@a.example", x, "text")  # ! email
    message = email.message.Message()
    message["Subject"] = x  # ! email
    checked = email.message.EmailMessage()
    checked["Subject"] = x
    yagmail.SMTP("a").send(x, "subject")  # ! email
    flask_mail.Message("subject", recipients=[x])  # ! email
    flask_mail.Message("subject", recipients=["a@a.example"])


async def files():
    x = request.args["x"]
    async with aiofiles.open(x) as stream:  # ! path
        eval(await stream.read())  # ! code
    eval(await anyio.Path("/srv/a").read_text())  # ! code
    await anyio.open_file(x)  # ! path
    open(pathvalidate.sanitize_filename(x))


def archives():
    x = request.args["x"]
    py7zr.SevenZipFile("a.7z").extractall(x)  # ! path
    for name in rarfile.RarFile("a.rar").namelist():
        eval(name)  # ! code


def listening():
    socket.socket().bind((request.args["x"], 80))  # ! bind
