"""Puts last night's backup back."""

import os
import sys
import tarfile
import time

import paramiko


async def wait_for_lock(path: str) -> None:
    while os.path.exists(path):
        time.sleep(1)  # planted: REQ-08 async/blocking-call


def fetch(host: str) -> None:
    client = paramiko.SSHClient()
    client.set_missing_host_key_policy(paramiko.AutoAddPolicy())  # planted: REQ-07 tls/host-key
    client.connect(host)
    client.exec_command("tar -cf /tmp/shop.tar /srv/shop")


def unpack(archive: str, target: str) -> None:
    with tarfile.open(archive) as backup:
        backup.extractall(target)  # planted: REQ-06 archive/member-path


def unpack_filtered(archive: str, target: str) -> None:
    with tarfile.open(archive) as backup:
        backup.extractall(target, filter="data")


def resume(target: str) -> None:
    os.system("systemctl restart shop")
    try:
        unpack_filtered("/srv/backup/shop.tar", target)
    except tarfile.TarError as problem:
        sys.exit(f"the backup is damaged: {problem}")


if __name__ == "__main__":
    fetch(sys.argv[1])
    resume("/srv/shop")
