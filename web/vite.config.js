import { defineConfig } from "vite";

export default defineConfig({
  // Relative addresses: the site works from any folder of any host.
  base: "./",
  publicDir: false,
  worker: { format: "es" },
  build: {
    // The builder adds the runtime and then puts the whole folder in the place of dist/.
    outDir: "../.cache/site",
    emptyOutDir: true,
    target: "es2022",
    // The policy forbids data: URLs for anything but images, and nothing here is small.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: { input: ["index.html", "worked-example.html", "every-op.html"] },
  },
});
