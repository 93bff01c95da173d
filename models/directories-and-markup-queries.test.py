"""Queries of directories and of markup."""

from ldap.dn import escape_dn_chars
from ldap.filter import escape_filter_chars
import xml.etree.ElementTree as ET

import bonsai
import elementpath
import ldap
import ldap.dn
import ldap.filter
import ldap3
import libxml2
import parsel
from flask import request
from ldap3.utils.conv import escape_filter_chars
from ldap3.utils.dn import escape_rdn
from lxml import etree, html


def directories():
    x = request.args["x"]
    conn = ldap.initialize("ldap://h")
    conn.search_s("dc=x", ldap.SCOPE_SUBTREE, "(uid=" + x + ")")  # ! ldap
    conn.search_s("ou=%s" % x, ldap.SCOPE_SUBTREE, "(uid=1)")  # ! ldap-dn
    conn.search_ext_s("dc=x", ldap.SCOPE_SUBTREE, filterstr=x)  # ! ldap
    conn.search_s("dc=x", ldap.SCOPE_SUBTREE, "(uid=%s)" % ldap.filter.escape_filter_chars(x))
    conn.search_s("dc=x", ldap.SCOPE_SUBTREE, ldap.filter.filter_format("(uid=%s)", [x]))
    conn.search_s("ou=" + ldap.dn.escape_dn_chars(x), ldap.SCOPE_SUBTREE, "(uid=1)")
    conn.search_s("dc=x", ldap.SCOPE_SUBTREE, "(uid=1)")
    eval(conn.search_s("dc=x", ldap.SCOPE_SUBTREE, "(uid=1)")[0])  # ! code


def directories3():
    x = request.args["x"]
    conn = ldap3.Connection(ldap3.Server("h"))
    conn.search("dc=x", "(uid=" + x + ")")  # ! ldap
    conn.search(search_base="ou=" + x, search_filter="(uid=1)")  # ! ldap-dn
    conn.search("dc=x", "(uid=" + escape_filter_chars(x) + ")")
    conn.search("ou=" + escape_rdn(x), "(uid=1)")
    conn.delete("uid=" + x)  # ! ldap-dn
    conn.extend.standard.paged_search("dc=x", x)  # ! ldap
    bonsai.LDAPClient("h").connect().search("dc=x", 2, x)  # ! ldap


def markup():
    x = request.args["x"]
    tree = etree.parse("x.xml")
    tree.xpath("//a[@b='" + x + "']")  # ! xpath
    tree.xpath("//a[@b=$x]", x=x)
    tree.getroot().xpath(x)  # ! xpath
    tree.getroot().xpath("//a")
    etree.XPath(x)  # ! xpath
    etree.XPath("//a")
    etree.ETXPath(path=x)  # ! xpath
    html.fromstring("<a>").xpath(x)  # ! xpath
    tree.findall(x)  # ! xpath
    ET.parse("x.xml").getroot().findall(x)  # ! xpath
    ET.fromstring("<a/>").find(x)  # ! xpath
    ET.fromstring("<a/>").find("b")
    elementpath.select(tree, x)  # ! xpath
    elementpath.Selector(x)  # ! xpath
    libxml2.parseFile("x.xml").xpathEval(x)  # ! xpath
    parsel.Selector("<a>").xpath(x)  # ! xpath


def styles():
    x = request.args["x"]
    etree.XSLT(etree.XML(x))  # ! xslt xml
    etree.XSLT(etree.parse("x.xslt"))


def names():
    x = request.args["x"]
    conn = ldap.initialize("ldaps://h")
    conn.modify_s("uid=" + x, [])  # ! ldap-dn
    conn.delete_s("uid=" + escape_dn_chars(x))
    conn.delete_s("uid=" + escape_filter_chars(x))  # ! ldap-dn
    conn.search_s("dc=x", ldap.SCOPE_SUBTREE, "(uid=%s)" % escape_dn_chars(x))  # ! ldap
