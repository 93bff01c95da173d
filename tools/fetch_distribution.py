"""Fetches one file of a distribution from the package index that pip is set up for. Nothing is built, installed or run.

usage: fetch_distribution.py NAME VERSION sdist|wheel DEST_FOLDER     prints the path of the file
"""

import os
import sys

from pip._internal.commands.download import DownloadCommand
from pip._internal.network.download import Downloader
from pip._vendor.packaging.version import Version


def main() -> None:
    name, version, form, folder = sys.argv[1:5]
    command = DownloadCommand("download", "fetches a distribution")
    with command.main_context():
        options, _ = command.parse_args(["--no-deps", "-q", name])
        session = command.get_default_session(options)
        finder = command._build_package_finder(options=options, session=session, ignore_requires_python=True)
        found = [
            candidate.link
            for candidate in finder.find_all_candidates(name)
            if candidate.version == Version(version) and candidate.link.is_wheel == (form == "wheel")
        ]
        if not found:
            sys.exit(f"the index has no {form} of {name} {version}")
        found.sort(key=lambda link: ("none-any" not in link.filename, "manylinux" not in link.filename, link.filename))
        path, _ = Downloader(session, "off")(found[0], folder)
        print(os.path.abspath(path))


main()
