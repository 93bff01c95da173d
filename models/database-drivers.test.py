"""Drivers of databases, their statements and their rows."""

import sqlalchemy
import sqlalchemy.engine.base
from django.db.models import Func
from psycopg2.extras import execute_values
from sqlalchemy import DDL, select
from sqlalchemy.orm import scoped_session
import sqlite3

import aioodbc
import aiochclient
import aiosqlite
import apsw
import asyncpg
import boto3
import clickhouse_connect
import clickhouse_driver
import cx_Oracle
import dataset
import duckdb
import ibm_db
import mysql.connector
import oracledb
import pandas
import pg8000.native
import psycopg
import psycopg2
import pymssql
import pymysql
import pyodbc
import records
import snowflake.connector
import trino
from django.db import connection, connections
from flask import request
from google.cloud import bigquery
from pony.orm import Database
from pyspark.sql import SparkSession


def drivers():
    x = request.args["x"]
    query = "select * from t where a = '" + x + "'"
    sqlite3.connect("x.db").execute(query)  # ! sql
    sqlite3.connect("x.db").cursor().executescript(query)  # ! sql
    sqlite3.connect("x.db").execute("select * from t where a = ?", (x,))
    with psycopg2.connect("") as conn:
        with conn.cursor() as cursor:
            cursor.execute(query)  # ! sql
            cursor.execute("select * from t where a = %s", [x])
            cursor.copy_expert(query, None)  # ! sql
    with psycopg.connect("") as conn:
        conn.execute(query)  # ! sql
        conn.cursor().execute(query)  # ! sql
        conn.execute("select 1 where %s = 1", (x,))
    pymysql.connect().cursor().execute(query)  # ! sql
    mysql.connector.connect().cursor().execute(query)  # ! sql
    mysql.connector.connect().cursor().execute("select %s", (x,))
    pyodbc.connect("").execute(query)  # ! sql
    cx_Oracle.connect().cursor().execute(query)  # ! sql
    oracledb.connect().cursor().execute(statement=query)  # ! sql
    pymssql.connect().cursor().execute(query)  # ! sql
    snowflake.connector.connect().cursor().execute(query)  # ! sql
    trino.dbapi.connect().cursor().execute(query)  # ! sql
    duckdb.sql(query)  # ! sql
    apsw.Connection("x.db").cursor().execute(query)  # ! sql
    ibm_db.exec_immediate(None, query)  # ! sql
    ibm_db.exec_immediate(None, "select 1")
    connection.cursor().execute(query)  # ! sql
    with connections["other"].cursor() as cursor:
        cursor.execute(query)  # ! sql
        cursor.execute("select %s", [x])


def clients():
    x = request.args["x"]
    clickhouse_driver.Client("h").execute(query=x)  # ! sql
    clickhouse_connect.get_client().query(x)  # ! sql
    clickhouse_connect.get_client().command(cmd=x)  # ! sql
    clickhouse_connect.get_client().query("select 1", parameters={"x": x})
    bigquery.Client().query(x)  # ! sql
    bigquery.Client().query("select 1")
    pg8000.native.Connection("u").run(x)  # ! sql
    dataset.connect("").query(x)  # ! sql
    records.Database("").query(x)  # ! sql
    Database().execute(x)  # ! sql
    SparkSession.builder.getOrCreate().sql(x)  # ! sql
    pandas.read_sql(x, None)  # ! sql
    pandas.read_sql_query(sql=x, con=None)  # ! sql
    pandas.read_sql("select %s", None, params=[x])
    boto3.client("athena").start_query_execution(QueryString=x)  # ! sql


async def asynchronous():
    x = request.args["x"]
    conn = await asyncpg.connect()
    await conn.fetch(x)  # ! sql
    await conn.fetchrow("select $1", x)
    pool = await asyncpg.create_pool()
    async with pool.acquire() as held:
        await held.execute(x)  # ! sql
    async with aiosqlite.connect("x.db") as db:
        await db.execute(x)  # ! sql
    odbc = await aioodbc.connect(dsn="")
    cursor = await odbc.cursor()
    await cursor.execute(x)  # ! sql
    await aiochclient.ChClient(None).fetch(x)  # ! sql


def parameter(conn: psycopg2.extensions.connection, cursor: pymysql.cursors.DictCursor):
    conn.cursor().execute(request.args["x"])  # ! sql
    cursor.execute(request.args["x"])  # ! sql


def rows():
    cursor = sqlite3.connect("x.db").cursor()
    cursor.execute("select code from t")
    eval(cursor.fetchone()[0])  # ! code
    for row in cursor:
        eval(row[0])  # ! code
    for row in cursor.fetchall():
        eval(row["code"])  # ! code
    eval(pandas.read_sql("select 1", None))  # ! code
    eval(psycopg2.connect("").cursor().fetchmany(3)[0])  # ! code
    eval(cursor.rowcount)


async def asynchronous_rows():
    conn = await asyncpg.connect()
    eval(await conn.fetchval("select code from t"))  # ! code


def further():
    x = request.args["x"]
    with psycopg2.connect("") as connection, connection.cursor() as cursor:
        execute_values(cursor, "INSERT INTO " + x, [])  # ! sql
        execute_values(cursor, "INSERT INTO t VALUES %s", [x])
    pymysql.connect(host="h").query(x)  # ! sql
    mysql.connector.connect().cmd_query(x)  # ! sql
    select(x).prefix_with(x)  # ! sql
    DDL("CREATE TABLE " + x)  # ! sql
    Func("name", function=x)  # ! sql
    Func(x, function="LOWER")
    boto3.client("s3").select_object_content(Bucket="b", Key="k", Expression=x)  # ! sql


def annotated(a: asyncpg.Pool, b: sqlalchemy.Connection, c: sqlalchemy.engine.base.Engine, d: scoped_session, x):
    a.fetchval(x)  # ! sql
    b.exec_driver_sql(x)  # ! sql
    with c.begin() as begun:
        begun.exec_driver_sql(x)  # ! sql
    d.scalar("SELECT " + x)  # ! sql


def calls(a, b, c, d):
    annotated(a, b, c, d, request.args["x"])
