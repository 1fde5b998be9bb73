"""What the tests' provider says: functions of the prompt alone."""

from __future__ import annotations

import re
from hashlib import sha256
from typing import Any


def reply(text: str, finish: str = "stop", **message: Any) -> dict[str, Any]:
    """A Chat Completions reply that used 100 tokens in and 10 out."""
    choice = {"index": 0, "finish_reason": finish, "message": {"role": "assistant", "content": text, **message}}
    usage = {"prompt_tokens": 100, "completion_tokens": 10, "total_tokens": 110}
    return {"id": "1", "object": "chat.completion", "created": 1, "model": "m-1", "choices": [choice], "usage": usage}


def speech(prompt: str) -> str:
    return "I say: <quote>The cook had the key</quote> and so it is."


def judgement(prompt: str) -> str:
    """70 % for whatever is shown first."""
    letters = [c for c in "ABCDEF" if f"\n{c}: <probability" in prompt]
    shares = [70] + [30 // max(len(letters) - 1, 1)] * (len(letters) - 1)
    return "\n".join(["A reason.", *(f"{c}: {p} %" for c, p in zip(letters, shares, strict=True))])


def decided(prompt: str) -> str:
    """80 % for the label that comes first in the alphabet, wherever it is shown."""
    labels = dict(re.findall(r"([AB]) = ([^;.]+)", prompt))
    first = min(labels, key=lambda letter: labels[letter])
    return "\n".join(f"{letter}: {80 if letter == first else 20} %" for letter in labels)


def sensible(prompt: str) -> str:
    """What the prompt's form asks for, whatever it is; without a form, a speech."""
    if "A: <probability" in prompt:
        return "\n".join([judgement(prompt), *filled(prompt)])
    return "\n".join(["A reason.", *filled(prompt)]) if filled(prompt) else speech(prompt)


def filled(prompt: str) -> list[str]:
    """The form's lines beside the belief: the least number, the first choice, no marks, one item."""
    lines = []
    for name, asked in re.findall(r"^(\w[\w ]*):(?: <(.*)>)?$", prompt, re.M):
        if number := re.match(r"whole number from (-?\d+)", asked):
            lines.append(f"{name}: {number[1]}")
        elif asked.startswith("the number of one of"):
            lines.append(f"{name}: 1")
        elif asked and " to 100" not in asked:
            lines.append(f"{name}: {asked.split(' or ')[0]}")
        elif f"{name}:\n- <one of at most" in prompt:
            lines.append(f"{name}:\n- One claim that is not short at all.")
        elif f"{name}:\n- <one of:" in prompt:
            lines.append(f"{name}: none")
    return lines


def digest(prompt: str) -> str:
    """Tells prompts apart."""
    return sha256(prompt.encode()).hexdigest()


def signed(prompt: str) -> str:
    """What the prompt's form asks for, another one for each prompt: whoever is shown other words replies otherwise."""
    sign = digest(prompt)[:8]
    if "A: <probability" in prompt:
        share = int(sign, 16) % 101
        return "\n".join([f"A reason, {sign}.", f"A: {share} %", f"B: {100 - share} %", *filled(prompt)])
    return f"In view of {sign}: {sensible(prompt)}"
