"""Conversions between texts and bytes."""

import os

import six
from ansible.module_utils._text import to_native
from flask import request
from kombu.utils.encoding import bytes_to_str
from oslo_utils import encodeutils
from plone.base.utils import safe_text
from pyramid.compat import text_
from twisted.python.compat import nativeString


def converted():
    name = request.args["name"]
    os.system(six.text_type(name))  # ! shell
    os.system(six.ensure_binary(name))  # ! shell
    os.system(to_native(name))  # ! shell
    os.system(bytes_to_str(name))  # ! shell
    os.system(encodeutils.safe_decode(name))  # ! shell
    os.system(safe_text(name))  # ! shell
    os.system(text_(name))  # ! shell
    os.system(nativeString(name))  # ! shell
    os.system(six.ensure_str("ls"))
    os.system(six.text_type(int(name)))
