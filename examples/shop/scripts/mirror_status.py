"""Asks every mirror of the shop's pictures for its state; a network-bound tool."""

import sys
import threading

import requests


def ask(host: str, results: dict) -> None:
    results[host] = requests.get(f"https://{host}/status").status_code  # planted: REQ-08 async/no-timeout


def main(hosts: list[str]) -> None:
    results: dict[str, int] = {}
    workers = []
    for host in hosts:
        worker = threading.Thread(target=ask, args=(host, results))  # planted: REQ-08 async/thread-per-target
        worker.start()
        workers.append(worker)
    for worker in workers:
        worker.join()
    print(results)


if __name__ == "__main__":
    main(sys.argv[1:])
