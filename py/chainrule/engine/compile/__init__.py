"""The compiler: a recorded program's calls as one WebAssembly module with SIMD.

`assembler`, `lanes` and `code` write instructions, and `functions` those of mathematical functions.
`kernels` are functions of pointers that depend only on shapes, strides and operations. `forms`,
`simpler` and `translate` turn recorded calls into kernels with their addresses, and prove that
every access lies inside its array. `module` combines kernels into a module, `program` keeps it
together with its memory, and `hosts` run it: on Pyodide's own memory, or natively in wasmtime.
"""
