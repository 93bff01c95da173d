"""Functions that clouds call."""

import os, base64
import functions_framework
import azure.functions as func
from chalice import Chalice
from aws_lambda_powertools.event_handler import APIGatewayRestResolver, APIGatewayHttpResolver
from aws_lambda_powertools import Logger

@functions_framework.http
def hello(request):
    os.system(request.args.get("a"))  # ! shell
    os.system(request.get_json(silent=True)["a"])  # ! shell


@functions_framework.cloud_event
def ce(cloud_event):
    os.system(cloud_event.data["name"])  # ! shell
    os.system(base64.b64decode(cloud_event.data["message"]["data"]).decode())  # ! shell
    os.system(cloud_event["subject"])  # ! shell


def gcf_bare(request: "flask.Request"):
    pass


def pubsub(event, context):
    os.system(base64.b64decode(event["data"]).decode())  # ! shell


def main(req: func.HttpRequest) -> func.HttpResponse:
    os.system(req.params.get("a"))  # ! shell
    os.system(req.params["a"])  # ! shell
    os.system(req.get_json()["a"])  # ! shell
    os.system(req.get_body())  # ! shell
    os.system(req.headers["a"])  # ! shell
    os.system(req.route_params["a"])  # ! shell
    os.system(req.form["a"])  # ! shell
    os.system(req.files["f"].filename)  # ! shell
    os.system(req.url)  # ! shell
    os.system(req.method)


app = func.FunctionApp()


@app.route(route="x/{y}")
def v2(req: func.HttpRequest) -> func.HttpResponse:
    os.system(req.params["z"])  # ! shell


@app.function_name(name="q")
@app.queue_trigger(arg_name="msg", queue_name="x", connection="c")
def q(msg: func.QueueMessage):
    os.system(msg.get_body().decode())  # ! shell


@app.service_bus_queue_trigger(arg_name="m", queue_name="q", connection="c")
def sb(m: func.ServiceBusMessage):
    os.system(m.get_body().decode("utf-8"))  # ! shell


@app.blob_trigger(arg_name="b", path="x", connection="c")
def bt(b: func.InputStream):
    os.system(b.name)  # ! shell
    os.system(b.read())  # ! shell


@app.event_grid_trigger(arg_name="e")
def eg(e: func.EventGridEvent):
    os.system(e.get_json()["x"])  # ! shell


capp = Chalice(app_name="x")


@capp.route("/c/{name}")
def ch(name):
    r = capp.current_request
    os.system(r.query_params["a"])  # ! shell
    os.system(r.json_body["a"])  # ! shell
    os.system(r.raw_body)  # ! shell
    os.system(r.headers["a"])  # ! shell
    os.system(r.uri_params["a"])  # ! shell


@capp.on_sqs_message(queue="q")
def csqs(event):
    for rec in event:
        os.system(rec.body)  # ! shell


@capp.on_s3_event(bucket="b")
def cs3(event):
    os.system(event.key)  # ! shell


@capp.lambda_function()
def cl(event, context):
    os.system(event["x"])  # ! shell


papp = APIGatewayRestResolver()


@papp.get("/p/<name>")
def pw(name):
    os.system(name)  # ! shell
    os.system(papp.current_event.get_query_string_value("a"))  # ! shell
    os.system(papp.current_event.json_body["a"])  # ! shell
    os.system(papp.current_event.body)  # ! shell
    os.system(papp.current_event.headers["a"])  # ! shell
    os.system(papp.current_event.query_string_parameters["a"])  # ! shell


def lambda_handler(event, context):
    return papp.resolve(event, context)
