/** Build and development server; the api serves what lands in dist/. */

import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

// Where a running stack answers, for `npm run dev`. The socket's own address comes from /boot.
const api = process.env.PARLEY_PUBLIC_URL ?? "http://127.0.0.1:8000";

export default defineConfig({
  plugins: [react()],
  build: {
    target: "es2022",
    // The page's policy allows nothing inline: assets stay files, and the preload polyfill stays out.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  server: {
    host: "127.0.0.1",
    proxy: { "/api": { target: api, changeOrigin: true, headers: { origin: api } } },
  },
  test: {
    environment: "node",
    include: ["src/**/*.test.{ts,tsx}"],
    restoreMocks: true,
  },
});
