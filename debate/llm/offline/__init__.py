"""Moot's offline model: deterministic programs behind an OpenAI-compatible address, for trying everything with no key.

They are no language models and say so: `extractive` quotes the passage's sentences that share most words with its
option, `bag-of-words` judges by shared words, `recorded` speaks what a question's row carries. Each side is served by
the same procedure, and none is ever told which option is correct.
"""
