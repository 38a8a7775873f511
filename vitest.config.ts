import { defineConfig } from 'vitest/config';

const needsBuild = {
  globalSetup: ['test/global-setup.ts'],
  // oclif looks for TypeScript sources when NODE_ENV is `test`, which Vitest sets: what we test is the built program.
  env: { NODE_ENV: 'production' },
  // Most of their time they wait for servers: an election, a timeout, a drill of some seconds.
  maxWorkers: 2,
};

// Time limits only catch what hangs, on a slow and busy machine with two cores. Nothing is tried twice.
export default defineConfig({
  test: {
    retry: 0,
    allowOnly: false,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/integration/**', 'test/cli/**'],
          // No module of ours keeps state, so files can share what they have loaded: half the time.
          isolate: false,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          ...needsBuild,
          testTimeout: 180_000,
          hookTimeout: 180_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'cli',
          include: ['test/cli/**/*.test.ts'],
          ...needsBuild,
          testTimeout: 600_000,
          hookTimeout: 600_000,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
