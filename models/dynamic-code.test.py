"""Text that becomes code."""

import ast
import dukpy
import lupa
import quickjs
from playwright.sync_api import sync_playwright
from py_mini_racer import MiniRacer
from selenium import webdriver
import bdb
import codeop
import ctypes
import importlib
import importlib.machinery
import importlib.util
import logging.config
import pkgutil
import pydoc
import runpy
import sqlite3
import trace

import dask.dataframe
import execjs
import js2py
import numexpr
import sympy
from asteval import Interpreter
from django.utils.module_loading import import_string
from flask import request
from IPython import get_ipython
from RestrictedPython import compile_restricted
from sympy.parsing.sympy_parser import parse_expr


def modules():
    x = request.args["x"]
    importlib.import_module(x)  # ! attribute
    importlib.import_module("plugins." + x)  # ! attribute
    importlib.import_module("plugins.one")
    importlib.import_module(name=x)  # ! attribute
    __import__(x)  # ! attribute
    __import__("os")
    runpy.run_path(x)  # ! path
    runpy.run_module(x)  # ! attribute
    importlib.util.spec_from_file_location("m", x)  # ! path
    importlib.machinery.SourceFileLoader("m", x)  # ! path
    pkgutil.resolve_name(x)  # ! attribute
    pydoc.locate(x)  # ! attribute
    import_string(x)  # ! attribute
    import_string("app.views.index")
    ctypes.CDLL(x)  # ! path
    ctypes.cdll.LoadLibrary(x)  # ! path
    ctypes.CDLL("libc.so.6")
    sqlite3.connect("x.db").load_extension(x)  # ! path


def expressions():
    x = request.args["x"]
    codeop.compile_command(x)  # ! code
    trace.Trace().run(x)  # ! code
    bdb.Bdb().runeval(x)  # ! code
    logging.config.dictConfig(request.json)  # ! code
    logging.config.dictConfig({"version": 1})
    numexpr.evaluate(x)  # ! code
    numexpr.evaluate("a * b")
    Interpreter().eval(x)  # ! code
    Interpreter()(x)  # ! code
    sympy.sympify(x)  # ! code
    parse_expr(x)  # ! code
    js2py.eval_js(x)  # ! code
    execjs.eval(x)  # ! code
    dask.dataframe.read_csv("x.csv").query(x)  # ! code
    get_ipython().run_cell(x)  # ! code
    exec(compile_restricted(x, "<x>", "exec"))  # ! code


def other_languages():
    x = request.args["x"]
    execjs.compile(x)  # ! code
    dukpy.evaljs(x)  # ! code
    quickjs.Context().eval(x)  # ! code
    lupa.LuaRuntime().execute(x)  # ! code
    MiniRacer().eval(x)  # ! code
    webdriver.Chrome().execute_script("return " + x)  # ! code
    webdriver.Chrome().execute_script("return arguments[0]", x)
    compile(x, "x", "exec", ast.PyCF_ONLY_AST)
    with sync_playwright() as p:
        page = p.chromium.launch().new_page()
        page.evaluate(x)  # ! code
        page.goto(x)  # ! url
