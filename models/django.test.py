"""Views of Django by their registrations."""

import os
from django.http import HttpRequest
import django.http
from django.urls import path, re_path
from django.views import View
import django.views.generic.base
from django.views.generic import RedirectView
from django.conf.urls import url as old

def v1(request, foo, bar=None):
    os.system(foo)  # ! shell
    os.system(bar)  # ! shell
    os.system(request.GET)  # ! shell
    os.system(request.GET["x"][0])  # ! shell
    os.system(request.GET.getlist("x"))  # ! shell
    os.system(request.GET.get("x", "d"))  # ! shell
    os.system(request.GET.copy())  # ! shell
    os.system(request.GET.setlistdefault("x", "y"))  # ! shell
    os.system(request.GET.popitem()[1])  # ! shell
    os.system(request.POST.values())  # ! shell
    os.system(request.FILES["k"].content_type_extra["z"])  # ! shell
    os.system(request.FILES["k"].file)  # ! shell
    os.system(request.FILES["k"].open())  # ! shell
    os.system(request.FILES["k"].readline())  # ! shell
    os.system(request.META.values())  # ! shell
    os.system(request.headers["User-Agent"])  # ! shell
    os.system(request.upload_handlers[0].chunk)
    os.system(request.content_params.get("x"))  # ! shell
    os.system(request._get_post())
    os.system(request.get_full_path(force_append_slash=True))  # ! shell
    os.system(request.build_absolute_uri("/x"))  # ! shell
    os.system(list(request)[0])  # ! shell
    os.system(request.environ["PATH_INFO"])  # ! shell


class Base1(View):
    def helper(self):
        os.system(self.request.GET["x"])  # ! shell
        os.system(self.args[0])  # ! shell
        os.system(self.kwargs["k"])  # ! shell


class C1(Base1):
    untrusted_attr = 1

    def get(self, request, untrusted):
        os.system(untrusted)  # ! shell
        os.system(request.body)  # ! shell

    def post(self, req, untrusted):
        os.system(untrusted)  # ! shell
        os.system(req.body)  # ! shell

    def my_put(self, request, x):
        os.system(x)


class C2(django.views.generic.base.View):
    def get(self, request, *args, **kw):
        os.system(args[0])  # ! shell
        os.system(kw["x"])  # ! shell


class Rd(RedirectView):
    def get_redirect_url(self, foo):
        os.system(foo)  # ! shell
        return foo


def kwview(request, a):
    os.system(a)  # ! shell


def rev(request, x):
    os.system(x)  # ! shell


class Outer:
    def method_view(self, request, p):
        os.system(p)  # ! shell
        os.system(request.GET["z"])  # ! shell

    @staticmethod
    def static_view(request, p):
        os.system(p)  # ! shell


outer = Outer()


def two(request, w, num):
    os.system(w)  # ! shell
    os.system(num)


def gen(request: django.http.HttpRequest):
    os.system(request.COOKIES["a"])  # ! shell


def unused(request):
    os.system(request.GET["z"])  # ! shell


urlpatterns = [
    path("v1/<foo>/<bar>", v1),
    path("c1/<untrusted>", C1.as_view()),
    re_path(r"^c2/(.+)$", C2.as_view()),
    re_path(route=r"^k/(?P<a>[^/]+)$", view=kwview),
    path(route="r/<foo>", view=Rd.as_view()),
    path("m/<p>", outer.method_view),
    path("s/<str:p>", Outer.static_view),
    old(r"^rev/(\w+)", rev),
    re_path(r"^two/(?P<w>\w+)/(?P<num>[0-9]+)$", two),
]
urlpatterns += [path("gen", gen)]


from horizon import forms as horizon_forms
from horizon import workflows


class UpdateHost(horizon_forms.SelfHandlingForm):
    def clean(self):
        cleaned_data = super().clean()
        os.system(cleaned_data.get("values"))  # ! shell
        return cleaned_data

    def handle(self, request, data):
        os.system(data["name"])  # ! shell
        os.system(request.GET["a"])  # ! shell


class AddAction(workflows.Action):
    def clean(self):
        os.system(self.cleaned_data["extra"])  # ! shell


class Create(workflows.Workflow):
    def handle(self, request, context):
        os.system(context["name"])  # ! shell
        os.system("date")
