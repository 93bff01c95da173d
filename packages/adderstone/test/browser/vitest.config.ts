import { defineConfig } from 'vitest/config';

/** The tests that need a browser; `npm run browser` runs them, `npm test` does not. */
export default defineConfig({
  test: { include: ['test/browser/**/*.browser.ts'], testTimeout: 120_000, hookTimeout: 60_000 },
});
