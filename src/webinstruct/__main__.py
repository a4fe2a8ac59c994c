"""`python -m webinstruct` is the command line without the installed script."""

from webinstruct.cli import main

if __name__ == "__main__":
    main()
