"""The compiler, which turns a recorded program's calls into one WebAssembly module with SIMD.

`assembler`, `lanes` and `code` emit instructions, and `functions` emits those for mathematical
functions. The `kernels` take pointers as arguments and otherwise depend only on shapes, strides and
operations. `forms`, `simpler` and `translate` convert recorded calls to kernels with addresses, and
prove that every access lies inside its array. `module` combines kernels into a module, `program`
holds the module together with its memory, and the `hosts` run it: on Pyodide's own memory, or
natively in wasmtime.
"""
