"""Document, graph and key-value stores."""

from bson.code import Code
from mongoengine import Q
from motor.motor_asyncio import AsyncIOMotorDatabase
import json
import pickle

import boto3
import redis
from bson.objectid import ObjectId
from elasticsearch import Elasticsearch
from flask import request
from flask_pymongo import PyMongo
from motor.motor_asyncio import AsyncIOMotorClient
from neo4j import GraphDatabase
from py2neo import Graph
from pymongo import MongoClient
from pymongo.collection import Collection

mongo = PyMongo()


def documents():
    x = json.loads(request.args["x"])
    users = MongoClient()["app"]["users"]
    users.find(x)  # ! nosql
    users.find_one({"name": x})  # ! nosql
    users.find_one(filter=x)  # ! nosql
    users.find_one({"name": "one"})
    users.find_one({"_id": ObjectId(request.args["id"])})
    users.aggregate(x)  # ! nosql
    users.delete_many(x)  # ! nosql
    MongoClient().app.users.find_one(x)  # ! nosql
    mongo.db["users"].find_one(x)  # ! nosql
    mongo.db.users.find_one(x)  # ! nosql


def parameter(users: Collection):
    users.find_one(json.loads(request.args["x"]))  # ! nosql


async def asynchronously():
    users = AsyncIOMotorClient()["app"]["users"]
    await users.find_one(json.loads(request.args["x"]))  # ! nosql
    await users.find_one({"name": "one"})


def graphs():
    x = request.args["x"]
    with GraphDatabase.driver("bolt://h") as driver:
        with driver.session() as session:
            session.run("match (n {a: '" + x + "'}) return n")  # ! nosql-text
            session.run("match (n {a: $x}) return n", x=x)
        driver.execute_query(x)  # ! nosql-text
    Graph().run(x)  # ! nosql-text


def others():
    x = request.args["x"]
    Elasticsearch().search(index="i", body=json.loads(x))  # ! nosql
    redis.Redis().eval(x, 0)  # ! nosql-text
    redis.Redis().eval("return 1", 0)
    redis.Redis().register_script(x)  # ! nosql-text
    boto3.resource("dynamodb").Table("t").scan(FilterExpression=x)  # ! nosql-text
    boto3.resource("dynamodb").Table("t").scan(Limit=1)


def stored():
    pickle.loads(redis.Redis().get("k"))  # ! deserialize
    pickle.loads(redis.from_url("redis://h").hget("k", "f"))  # ! deserialize
    eval(MongoClient()["app"]["users"].find_one({"a": 1})["code"])  # ! code
    for one in MongoClient()["app"]["users"].find({}):
        eval(one["code"])  # ! code
    eval(boto3.resource("dynamodb").Table("t").get_item(Key={})["Item"]["code"])  # ! code


def javascript():
    x = request.args["x"]
    database = MongoClient().app
    database.eval(x)  # ! nosql-text
    database.users.map_reduce(x, "r", "out")  # ! nosql-text
    Code(x)  # ! nosql-text
    Q(__raw__=json.loads(x))  # ! nosql
    Q(name=x)


def annotated(a: AsyncIOMotorDatabase, b: AsyncIOMotorClient, f):
    a.users.find(f)  # ! nosql
    b.app.users.find(f)  # ! nosql


def calls(a, b):
    annotated(a, b, request.json)
