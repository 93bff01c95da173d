"""Programs that the dynamic checks of adderstone drive; standard library only, CPython 3.9 and newer."""
