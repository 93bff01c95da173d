"""Views of Zope and Plone, and forms of z3c.form."""

import os
import urllib.request

from OFS.SimpleItem import SimpleItem
from plone.rest import Service
from plone.restapi.deserializer import json_body
from Products.Five.browser import BrowserView
from z3c.form import button, form
from zope.globalrequest import getRequest


class Show(BrowserView):
    def __call__(self):
        os.system(self.request.form["a"])  # ! shell
        os.system(self.request.get("a"))  # ! shell
        os.system(self.request["a"])  # ! shell
        os.system(self.request.getHeader("a"))  # ! shell
        os.system("date")
        self.request.response.redirect(self.request.get("came_from"))  # ! redirect
        self.request.response.redirect("/done")
        self.request.response.setHeader("X-Name", self.request.get("name"))  # ! header
        return "<p>" + self.request.get("name") + "</p>"  # ! html

    def label(self):
        return self.context.Title()


class Import(form.Form):
    @button.buttonAndHandler("Import")
    def handle(self, action):
        data, errors = self.extractData()
        if errors:
            return
        urllib.request.urlopen(data["url"])  # ! url
        urllib.request.urlopen("https://example.org/")
        os.system(self.request.form["a"])  # ! shell


class Add(Service):
    def reply(self):
        os.system(json_body(self.request)["a"])  # ! shell
        os.system(self.request.form["a"])  # ! shell


def helper():
    os.system(getRequest().form["a"])  # ! shell


class Login(SimpleItem):
    def login(self):
        request = self.REQUEST
        response = request["RESPONSE"]
        response.redirect(request.form["came_from"])  # ! redirect
        response.redirect(self.absolute_url())
        os.system(self.REQUEST.get("a"))  # ! shell
        os.system(self.title)

    def logout(self, id, REQUEST=None):
        REQUEST["RESPONSE"].redirect(REQUEST.get("HTTP_REFERER"))  # ! redirect
        REQUEST.RESPONSE.redirect(REQUEST["came_from"])  # ! redirect
        REQUEST["RESPONSE"].redirect("/manage_main")


def manage_addLogin(self, id, title="", REQUEST=None, RESPONSE=None):
    RESPONSE.redirect(REQUEST.get("came_from"))  # ! redirect
    RESPONSE.redirect(self.absolute_url() + "/manage_main")
