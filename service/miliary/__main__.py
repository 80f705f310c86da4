"""Lets ``python -m miliary`` do what the command ``miliary`` does."""

from miliary.cli import main

if __name__ == "__main__":
    main()
