"""Requests and results about the Hub: search, checkpoint page, fit, transfer, cache, sign-in.

Sizes are bytes, times are seconds since 1970 unless a field says otherwise, names are the Hub's
own (`google-bert/bert-base-cased`). Nothing goes over the network unless one of these asks for it.
"""
