import { defineConfig } from 'vitest/config';
import { SlowFirst } from './test/slow-first.js';

const needsBuild = {
  globalSetup: ['test/global-setup.ts'],
  // oclif looks for TypeScript sources when NODE_ENV is `test`, which Vitest sets: what we test is the built program.
  env: { NODE_ENV: 'production' },
};

/** These assert how long something takes, or that something is on its way, so each has the machine to itself. */
const timed = [
  'test/integration/fault/lost-writes.test.ts',
  'test/integration/load/ticker.test.ts',
  'test/integration/survey/cluster-rates.test.ts',
  'test/integration/truth/promotion-log.test.ts',
  'test/integration/truth/stalled-server.test.ts',
  'test/cli/application.test.ts',
  'test/cli/clock.test.ts',
  'test/cli/saturation.test.ts',
  'test/cli/scenario-from.test.ts',
];

// Time limits only catch what hangs, on a slow and busy machine with two cores. Nothing is retried.
export default defineConfig({
  test: {
    retry: 0,
    allowOnly: false,
    sequence: { sequencer: SlowFirst },
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/integration/**', 'test/cli/**'],
          // None of our modules keeps state, so test files can share loaded modules, which halves the time.
          isolate: false,
          // More than cores: some files wait for a timeout.
          maxWorkers: 4,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          exclude: timed,
          ...needsBuild,
          isolate: false,
          // More workers than cores, because they mostly wait for servers, an election or a timeout.
          maxWorkers: 4,
          testTimeout: 180_000,
          hookTimeout: 180_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'cli',
          include: ['test/cli/**/*.test.ts'],
          exclude: timed,
          ...needsBuild,
          isolate: false,
          // With four, a relay of a drill sometimes waited so long for a core that Sentinel failed over by itself.
          maxWorkers: 3,
          testTimeout: 600_000,
          hookTimeout: 600_000,
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          name: 'timed',
          include: timed,
          ...needsBuild,
          maxWorkers: 1,
          testTimeout: 180_000,
          hookTimeout: 180_000,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
});
