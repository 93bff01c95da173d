from django.db import connection
from django.http import HttpResponse, JsonResponse
from django.utils.safestring import mark_safe
from django.views.decorators.csrf import csrf_exempt


def products(request):
    order = request.GET.get("order", "name")
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, name FROM product ORDER BY " + order)  # planted: REQ-01 injection/sql
        return JsonResponse({"products": cursor.fetchall()})


def product(request, number):
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM product WHERE id = %s", [number])
        return JsonResponse({"product": cursor.fetchone()})


@csrf_exempt  # planted: REQ-10 web/csrf-off
def webhook(request):
    note = request.POST.get("note", "")
    return HttpResponse(mark_safe("<p>" + note + "</p>"))  # planted: VAL-01 html/mark-safe
