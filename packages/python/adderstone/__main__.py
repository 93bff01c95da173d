"""`python -m adderstone`."""

from adderstone.launcher import main

if __name__ == "__main__":
    main()
