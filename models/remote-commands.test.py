"""Commands on other machines, in terminals and in containers."""

import asyncio
import sys

import ansible_runner
import anyio
import asyncssh
import docker
import fabric
import git
import invoke
import paramiko
import pexpect
import psutil
import ptyprocess
import sh
import trio
import winrm
from fabric import Connection, SerialGroup, task
from fabric.api import local, run, sudo
from flask import request
from gevent import subprocess as green
from kubernetes import client as k8s
from kubernetes.stream import stream
from netmiko import ConnectHandler
from pexpect import pxssh
from pssh.clients import ParallelSSHClient
from tornado.process import Subprocess
from twisted.internet import reactor, utils


def over_paramiko():
    x = request.args["x"]
    client = paramiko.SSHClient()
    client.connect("host")
    client.exec_command(x)  # ! shell
    client.exec_command("ls " + x)  # ! shell
    client.exec_command(command=f"ls {x}")  # ! shell
    client.exec_command("uptime")
    channel = client.get_transport().open_session()
    channel.exec_command(x)  # ! shell
    terminal = client.invoke_shell()
    terminal.send(x)  # ! shell
    terminal.send("uptime\n")
    paramiko.ProxyCommand(x)  # ! shell
    stdin, stdout, stderr = client.exec_command("cat /etc/motd")
    eval(stdout.read())  # ! code
    eval(channel.recv(1024))  # ! code


def parameter(channel: paramiko.Channel, connection: fabric.Connection):
    channel.exec_command(request.args["x"])  # ! shell
    connection.run(request.args["x"])  # ! shell


def over_fabric():
    x = request.args["x"]
    Connection("host").run(x)  # ! shell
    with Connection("host") as c:
        c.sudo("ls " + x)  # ! shell
        c.local(command=x)  # ! shell
        c.run("ls")
    SerialGroup("a", "b").run(x)  # ! shell
    run(x)  # ! shell
    sudo("rm " + x)  # ! shell
    local(command=x)  # ! shell
    local("ls")


def over_invoke():
    x = request.args["x"]
    invoke.run(x)  # ! shell
    invoke.sudo(x)  # ! shell
    invoke.Context().run("ls " + x)  # ! shell
    invoke.run("ls")


@task
def deploy(c, where):
    c.run(sys.argv[1])  # ! shell
    c.run("ls")


async def over_asyncssh():
    x = request.args["x"]
    async with asyncssh.connect("host") as conn:
        await conn.run(x)  # ! shell
        await conn.run("ls " + x, check=True)  # ! shell
        await conn.create_process(x)  # ! shell
        result = await conn.run("ls")
        eval(result.stdout)  # ! code
        await conn.run("uptime")


def in_terminals():
    x = request.args["x"]
    pexpect.spawn(x)  # ! shell
    pexpect.spawn("ls " + x)  # ! shell
    pexpect.run(command=x)  # ! shell
    pexpect.spawn("ls")
    ptyprocess.PtyProcess.spawn(x)  # ! argv
    s = pxssh.pxssh()
    s.sendline(x)  # ! shell
    s.sendline("uptime")


def by_names():
    x = request.args["x"]
    sh.Command(x)  # ! argv
    sh.bash("-c", x)  # ! shell
    sh.bash("script.sh", x)
    green.call(x, shell=True)  # ! shell
    green.call([x])  # ! argv
    psutil.Popen(x, shell=True)  # ! shell
    Subprocess(x)  # ! argv
    winrm.Session("host").run_ps(x)  # ! shell
    ConnectHandler(host="h").send_command("show " + x)  # ! shell
    ParallelSSHClient(["h"]).run_command(x)  # ! shell


def in_containers():
    x = request.args["x"]
    client = docker.from_env()
    client.containers.run("alpine", x)  # ! argv
    client.containers.run("alpine", command="echo " + x)  # ! argv
    client.containers.run("alpine", "true")
    client.containers.get("c").exec_run(x)  # ! argv
    stream(k8s.CoreV1Api().connect_get_namespaced_pod_exec, "p", "n", command=x)  # ! argv
    ansible_runner.run(module="shell", module_args=x)  # ! argv
    ansible_runner.run_command(x)  # ! argv


async def asynchronously():
    x = request.args["x"]
    reactor.spawnProcess(None, x, [x])  # ! argv
    reactor.spawnProcess(None, "/bin/ls", ["ls"])
    utils.getProcessOutput(x)  # ! shell
    await trio.run_process(x, shell=True)  # ! shell
    await anyio.run_process([x])  # ! argv
    loop = asyncio.get_event_loop()
    await loop.subprocess_shell(None, x)  # ! shell
    await loop.subprocess_exec(None, x)  # ! argv


def further():
    x = request.args["x"]
    fabric.Connection("h").prefix("source " + x)  # ! shell
    utils.getProcessOutput("/bin/sh", ("-c", x))  # ! shell
    docker.from_env().containers.run(x, "ls")  # ! argv
    repo = git.Repo(".")
    repo.git.checkout(x)  # ! argv
    repo.git.log("--since=" + x)
    repo.git.add("--", x)
    git.cmd.Git(".").ls_remote(x)  # ! argv
    git.Git(".").execute(["git", "diff", x])  # ! argv
