"""Handlers of tornado."""

import os
import tornado
import tornado.ioloop
from tornado import web
from tornado.web import Application

class R(tornado.web.RequestHandler):
    def get(self, *args, **kw):
        os.system(args[0])  # ! shell
        os.system(kw["x"])  # ! shell
        os.system(self.path_args)  # ! shell
        os.system(self.request)
        os.system(self.request.arguments["x"][0])  # ! shell
        os.system(self.request.headers["header-name"])  # ! shell
        os.system(self.request.headers.get_list("header-name"))  # ! shell
        os.system([k for k, v in self.request.headers.get_all()])  # ! shell
        os.system(self.request.cookies["x"].key)  # ! shell
        os.system(self.request.cookies["x"].coded_value)  # ! shell
        os.system(self.request.protocol)
        os.system(self.get_arguments("x"))  # ! shell

    def my_post(self, x):
        os.system(x)


class H2(web.RequestHandler):
    def post(self, foo, bar):
        os.system(foo)  # ! shell
        os.system(bar)  # ! shell


def make():
    a = web.Application([(r"/r/(.*)", R), (r"/h/(?P<foo>.*)/(?P<bar>.*)", H2)])
    a.add_handlers(".*", [(r"/z/(.*)", R)])
