"""One article becomes statements: who said what, as spans of its text. The entrance is `onrecord.read.reader`.

Nothing is imported here: the library's function `onrecord.read` bears the same name, and importing it must not load
the network.
"""
