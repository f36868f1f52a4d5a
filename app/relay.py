"""The outbox relay. Run: python -m app.relay"""

from app.loop import tick_for_ever
from jobs.relay import tick

if __name__ == "__main__":
    tick_for_ever("relay", tick, every_s=0.5)
