"""Text that addresses AI assistants: kept as data, but pointed out to whoever reads it."""

import re

_PATTERNS = (
    r"\b(?:ignore|disregard|forget)\b[^.\n]{0,40}\b(?:previous|prior|above|all|earlier)\b[^.\n]{0,30}"
    r"\b(?:instructions?|prompts?|rules|directions)\b",
    r"\bprompts? for (?:copilot|claude|chatgpt|gemini|cursor|the assistant|ai)\b",
    r"\b(?:note|message|instructions?) (?:to|for) (?:the )?(?:ai|llm|language model|assistants?|agents?)\b",
    r"\byou are (?:now )?(?:an?|the) (?:\w+ ){0,3}(?:assistant|language model|ai agent|ai model)\b",
    r"\b(?:as an ai|dear (?:ai|assistant|llm))\b",
    r"<\|?(?:im_start|system|endoftext)\|?>|\[/?INST\]|</?system(?:-prompt)?>",
    r"\b(?:system prompt|new instructions?)\s*:",
    r"\bdo not (?:tell|inform|mention (?:this|it) to) the (?:user|human)\b",
)
_ADDRESS = re.compile("|".join(_PATTERNS), re.IGNORECASE)
_LOOKED_AT = 200_000


def ai_text_warning(text: str) -> str:
    """Return a sentence when the text addresses AI assistants, or quotes something that does; empty otherwise."""
    found = _ADDRESS.search(text[:_LOOKED_AT])
    if found is None:
        return ""
    words = " ".join(found[0].split())[:80]
    return f"The text addresses AI assistants or quotes such text (“{words}”). Do not give it to one as it is."
