import { defineConfig } from 'vitest/config';

// `WEB_OUT` names the folder to build into; the server whose door `npm run dev` uses is SOCLE_URL.
const SERVER = process.env.SOCLE_URL ?? 'http://127.0.0.1:8080';

export default defineConfig({
  base: '/web/',
  esbuild: { jsx: 'automatic' },
  build: {
    outDir: process.env.WEB_OUT ?? '../build/web/dist',
    emptyOutDir: true,
    target: 'es2021',
    assetsInlineLimit: 0, // the page's policy admits no data: but images
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1000,
  },
  server: { proxy: { '/openehr': SERVER, '^/fhir(/|$)': { target: SERVER, bypass: (request) => (request.headers.accept?.includes('text/html') ? '/' : undefined) } } },
  test: { include: ['src/**/*.test.ts'] },
});
