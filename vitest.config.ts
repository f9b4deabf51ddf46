import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    environment: 'node',
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/bundleWorkers.ts'],
    // Those run under Playwright's own runner.
    exclude: ['test/e2e/**', 'node_modules/**'],
    // Files that start browsers, builds and crash tests share the machine; more would only make them wait for each other.
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 120_000,
    teardownTimeout: 20_000,
    typecheck: { enabled: false },
    passWithNoTests: false,
    allowOnly: false,
  },
});
