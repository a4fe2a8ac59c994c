"""`python -m webinstruct.cli` is the command line without the installed script."""

from webinstruct.cli.app import main

if __name__ == "__main__":
    main()
