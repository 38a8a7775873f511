import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { slowTests } from './slow-first.js';

it('starts only tests first that exist', () => {
  expect(slowTests.filter((path) => !existsSync(path))).toEqual([]);
});
