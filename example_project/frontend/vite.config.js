import { defineConfig } from "vite";

export default defineConfig({
  esbuild: { jsx: "automatic" },
  build: { outDir: "dist/client", manifest: true, rollupOptions: { input: "src/entry-client.jsx" } },
  // The packages of JSS are CommonJS in part; bundled, they run in Node as they do in browsers.
  ssr: { noExternal: true },
});
