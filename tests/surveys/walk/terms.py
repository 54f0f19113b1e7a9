"""Is every term of the field that can be seen in the glossary?"""

from __future__ import annotations

import re

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QLabel,
    QTabBar,
    QTableView,
    QTextEdit,
    QTreeView,
    QWidget,
)

from explorer.text.glossary import Glossary
from tests.surveys.walk.findings import Findings, visible

FIELD = """
activation function|adapter|AdamW|argmax|ASCII|attention|attention head|attention mask|
attention weight|autoregressive|Auto class|backpropagation|base model|batch|beam search|bfloat16|
bias|bidirectional|bits|BLEU|byte|byte-pair encoding|cache|card|causal|chat template|checkpoint|
chunk|classification|classification head|commit|config|config.json|context|context length|
cosine similarity|cross-attention|cross attention|CUDA|dataset|decoder|decoding|device|dropout|
dtype|eager attention|embedding|embeddings|encoder|encoder-decoder|entropy|epoch|eval mode|
feature|feed-forward|fill-mask|fine-tuning|flash attention|float16|float32|forward pass|gated|
generation config|GPU|gradient|greedy|grouped-query attention|head|hidden size|hidden state|
hidden states|hidden_size|histogram|Hub|hyperparameter|inference|input IDs|input_ids|int8|
key-value cache|key-value heads|KV cache|label|language model|layer|layer norm|
layer normalisation|lens|library|licence|linear layer|logit|logits|logit lens|loss|LoRA|low-rank|
mask|mask token|masked language model|max_position_embeddings|mean pooling|mixture of experts|MLP|
module|multi-head|n-gram|next token|normalisation|offset|optimizer|padding|parameter|parameters|
perplexity|pickle|pipeline|pooling|position embeddings|position_ids|pretrained|probability|prompt|
pruning|quantization|random weights|repetition penalty|repository|residual stream|revision|
RMSNorm|RoPE|safetensors|sampling|seed|self-attention|self attention|sentence similarity|sequence|
sequence length|shape|shard|snapshot|softmax|softcap|special token|special tokens|
standard deviation|stop token|subword|tensor|temperature|text classification|tie_word_embeddings|
tied weights|token|token classification|token ID|token type IDs|token_type_ids|tokenizer|top-k|
top-p|training|transformer|trust_remote_code|tied|Unicode|untrained twin|vector|vocab_size|
vocabulary|weight|weights|working memory|WordPiece
"""
"""Words of the field that a person who does not program may meet here."""

_TERMS = tuple(one.strip() for one in FIELD.replace("\n", "").split("|") if one.strip())
_PATTERN = re.compile(
    r"(?<![\w-])("
    + "|".join(re.escape(one) for one in sorted(_TERMS, key=len, reverse=True))
    + r")(s?)(?![\w-])",
    re.IGNORECASE,
)
_PLAIN = {"label", "card", "library", "licence", "bits", "device", "context", "feature", "pipeline"}
"""Everyday words; a person needs no glossary to read a licence."""


def check_terms(root: QWidget, place: str, glossary: Glossary, found: Findings) -> None:
    """Look the words of every label, button, tab, heading and text up."""
    for widget in visible(root):
        for text in texts(widget):
            for match in _PATTERN.finditer(text):
                word = match[1]
                found.seen += 1
                if word.lower() in _PLAIN:
                    continue
                if glossary.find(word) is None and glossary.find(match[0]) is None:
                    found.add(f"not in the glossary: {word.lower()!r}", None, place)


def texts(widget: QWidget) -> list[str]:
    """What a widget shows in words."""
    if isinstance(widget, QLabel | QAbstractButton):
        return [widget.text().replace("&", "")]
    if isinstance(widget, QTabBar):
        return [widget.tabText(place) for place in range(widget.count())]
    if isinstance(widget, QTextEdit) and widget.objectName() == "explainPane":
        return [widget.toPlainText()]
    if isinstance(widget, QTableView | QTreeView) and widget.model() is not None:
        model = widget.model()
        return [
            str(model.headerData(section, Qt.Orientation.Horizontal) or "")
            for section in range(min(20, model.columnCount()))
        ]
    return []
