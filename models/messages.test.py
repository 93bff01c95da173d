"""What other programs send over brokers."""

import aiokafka
import boto3
import confluent_kafka
import google.cloud.storage
import kafka
import pika
import redis
import stomp
import zmq


def on_message(channel, method, properties, body):
    eval(body)  # ! code


def consume():
    channel = pika.BlockingConnection().channel()
    channel.basic_consume("queue", on_message)
    eval(channel.basic_get("queue")[2])  # ! code
    for message in kafka.KafkaConsumer("topic"):
        eval(message.value)  # ! code
    consumer = confluent_kafka.Consumer({})
    eval(consumer.poll(1.0).value())  # ! code
    subscription = redis.Redis().pubsub()
    subscription.subscribe("channel")
    eval(subscription.get_message()["data"])  # ! code
    for message in subscription.listen():
        eval(message["data"])  # ! code
    eval(zmq.Context().socket(zmq.PULL).recv_string())  # ! code
    eval(boto3.client("sqs").receive_message(QueueUrl="q")["Messages"][0]["Body"])  # ! code
    eval(boto3.client("s3").get_object(Bucket="b", Key="k")["Body"].read())  # ! code
    blob = google.cloud.storage.Client().bucket("b").blob("k")
    eval(blob.download_as_text())  # ! MISSING code


async def consume_more():
    consumer = aiokafka.AIOKafkaConsumer("topic")
    eval((await consumer.getone()).value)  # ! code


class Listener(stomp.ConnectionListener):
    def on_message(self, frame):
        eval(frame.body)  # ! code
