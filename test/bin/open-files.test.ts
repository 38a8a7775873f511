import { expect, test } from 'vitest';
import { openFilesProblem } from '../../bin/open-files.js';

function limits(files: string): string {
  return `Limit                     Soft Limit           Hard Limit           Units\nMax open files            ${files}                   4096                 files\n`;
}

test.each(['3', '64', '127'])(
  '%s open files are too few to load the program, and the message says which limit to raise',
  (files) => {
    expect(openFilesProblem(limits(files))).toMatch(
      new RegExp(`^This process may open ${files} files at once, and cache-bench needs 128 .*ulimit -Hn`),
    );
  },
);

test.each(['128', '1024', 'unlimited'])('%s are enough', (files) => {
  expect(openFilesProblem(limits(files))).toBeUndefined();
});

test('a system that does not report its limit is tried', () => {
  expect(openFilesProblem('')).toBeUndefined();
});
