from catalog import views
from django.urls import path

urlpatterns = [
    path("products", views.products),
    path("products/<int:number>", views.product),
    path("webhook", views.webhook),
]
