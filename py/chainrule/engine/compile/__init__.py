"""The compiler: a recorded program's calls as one WebAssembly module with SIMD.

`assembler`, `lanes` and `code` write instructions; `elementwise`, `reductions`, `products` and
`lookups` write kernels, each one a function of pointers that depends on shapes, strides and
operations alone; `forms` and `translate` turn recorded calls into kernels with their addresses and
prove every access to lie inside its array; `module` puts them together; a host runs the module:
`pyodide_host` on Pyodide's own memory, `wasmtime_host` natively.
"""
