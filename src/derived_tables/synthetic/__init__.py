"""The synthetic justice system behind `derive synth`.

`story/` simulates people once; `systems/` has each source system's view of the story; `lists/` are
the facts that both draw from. The modules cut a window of it into batches, spoil and land them.
Nothing here reads a model or a macro: it must be able to disagree with them.
"""
