# expect: not-async
"""One after the other, urllib, no retries."""
import sys
import urllib.request

for i in range(int(sys.argv[2])):
    try:
        with urllib.request.urlopen(f"{sys.argv[1]}/{i}", timeout=1) as answer:
            answer.read()
    except OSError as error:
        print(i, error)
