"""A monkey at the window: thousands of random acts through real widget events, reproducible.

`python -m tests.surveys.monkey --seed N --minutes M` plays episodes, each in a process of its own
with the real window, the real engine, a folder of its own and a Hub on the loopback that misbehaves
now and then. It ends with the seed and the last acts of whatever broke, and the command to play it
again.
"""
