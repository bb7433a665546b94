"""The compiler: a recorded program's calls as one WebAssembly module with SIMD.

`assembler`, `lanes` and `code` write instructions, and `functions` those of mathematical functions.
`kernels` are functions of pointers that depend on shapes, strides and operations alone. `forms`,
`simpler` and `translate` turn recorded calls into kernels with their addresses, and prove every
access to lie inside its array. `module` puts kernels together, `program` keeps them with their
memory, and `hosts` run them: on Pyodide's own memory, or natively in wasmtime.
"""
