"""Text that becomes a template."""

import minijinja
import string

import airspeed
import bottle
import chevron
import django.template
import genshi.template
import jinja2
import jinja2.nativetypes
import jinja2.sandbox
import pybars
import pystache
import quart
import tornado.template
from chameleon import PageTemplate
from Cheetah.Template import Template as Cheetah
from django.template import Engine, engines
from flask import render_template_string, request
from mako.lookup import TemplateLookup
from mako.template import Template
from trender import TRender


def made_of_input():
    x = request.args["x"]
    jinja2.Template(x)  # ! template
    jinja2.Template(source="Hello " + x)  # ! template
    jinja2.Template("Hello {{ name }}").render(name=x)
    jinja2.Environment().from_string(x)  # ! template
    jinja2.Environment(autoescape=True).from_string(f"<b>{x}</b>")  # ! template
    jinja2.Environment().compile_expression(x)  # ! template
    jinja2.sandbox.SandboxedEnvironment().from_string(x)
    jinja2.nativetypes.NativeEnvironment().from_string(x)  # ! template
    render_template_string(x)  # ! template
    render_template_string("{{ x }}", x=x)
    Template(x)  # ! template
    Template(text=x)  # ! template
    Template("${x}").render(x=x)
    TemplateLookup(["/t"]).put_string("page", x)  # ! template
    PageTemplate(x)  # ! template
    Cheetah(x)  # ! template
    Cheetah("$a")
    genshi.template.MarkupTemplate(x)  # ! template
    genshi.template.TextTemplate(x)  # ! template
    TRender(x)  # ! template
    airspeed.Template(x)  # ! template
    chevron.render(x, {})  # ! template
    chevron.render("{{ x }}", {"x": x})
    pystache.Renderer().render(x, {})  # ! template
    pybars.Compiler().compile(x)  # ! template
    bottle.SimpleTemplate(x)  # ! template
    bottle.template(x)  # ! template
    tornado.template.Template(x)  # ! template
    tornado.template.Template("{{ x }}").generate(x=x)
    django.template.Template(x)  # ! template
    Engine().from_string(x)  # ! template
    engines["django"].from_string(x)  # ! template
    engines["django"].from_string("{{ x }}")
    string.Template(x)
    string.Template("$x").substitute(x=x)


async def asynchronously():
    await quart.render_template_string(request.args["x"])  # ! template


def rendered():
    x = request.args["x"]
    eval(string.Template("$x").substitute(x=x))  # ! code
    eval(jinja2.Template("{{ x }}").render(x=x))  # ! code
    eval(chevron.render("{{ x }}", {"x": x}))  # ! code


def further():
    x = request.args["x"]
    minijinja.Environment().render_str(x)  # ! template
    jinja2.DictLoader({"page": x})  # ! template
    jinja2.DictLoader({"page": "fixed"})
