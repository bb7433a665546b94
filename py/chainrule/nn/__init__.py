"""Neural network layers."""

from chainrule.nn.activation import (
    ACTIVATIONS,
    ELU,
    GELU,
    SELU,
    Activation,
    Hardtanh,
    Identity,
    LeakyReLU,
    LogSoftmax,
    Mish,
    ReLU,
    Sigmoid,
    SiLU,
    Sin,
    Softmax,
    Softplus,
    Tanh,
    activation_layer,
)
from chainrule.nn.attention import MultiheadAttention, TransformerBlock
from chainrule.nn.containers import ChannelsFirst, Residual, Sequential
from chainrule.nn.conv import Conv1d, Conv2d
from chainrule.nn.dropout import Dropout
from chainrule.nn.embedding import Embedding, PositionalEmbedding
from chainrule.nn.init import INITIALISERS
from chainrule.nn.linear import Linear
from chainrule.nn.module import Module
from chainrule.nn.norm import BatchNorm1d, BatchNorm2d, LayerNorm, RMSNorm
from chainrule.nn.pooling import AvgPool1d, AvgPool2d, Flatten, LastStep, MaxPool1d, MaxPool2d
from chainrule.nn.recurrent import GRU, LSTM, RNN

__all__ = [
    "ACTIVATIONS",
    "ELU",
    "GELU",
    "GRU",
    "INITIALISERS",
    "LSTM",
    "RNN",
    "SELU",
    "Activation",
    "AvgPool1d",
    "AvgPool2d",
    "BatchNorm1d",
    "BatchNorm2d",
    "ChannelsFirst",
    "Conv1d",
    "Conv2d",
    "Dropout",
    "Embedding",
    "Flatten",
    "Hardtanh",
    "Identity",
    "LastStep",
    "LayerNorm",
    "LeakyReLU",
    "Linear",
    "LogSoftmax",
    "MaxPool1d",
    "MaxPool2d",
    "Mish",
    "Module",
    "MultiheadAttention",
    "PositionalEmbedding",
    "RMSNorm",
    "ReLU",
    "Residual",
    "Sequential",
    "SiLU",
    "Sigmoid",
    "Sin",
    "Softmax",
    "Softplus",
    "Tanh",
    "TransformerBlock",
    "activation_layer",
]
