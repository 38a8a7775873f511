import { expect, test } from 'vitest';
import { cacheFolder } from '../../src/engine/cache-folder.js';

test.each([
  ['the variable of our own', { CACHE_BENCH_CACHE_DIR: '/a', XDG_CACHE_HOME: '/b', HOME: '/c' }, 'linux', '/a'],
  ['the XDG folder', { XDG_CACHE_HOME: '/b', HOME: '/c' }, 'linux', '/b/cache-bench'],
  [
    'the home folder when the XDG folder is relative',
    { XDG_CACHE_HOME: 'b', HOME: '/c' },
    'linux',
    '/c/.cache/cache-bench',
  ],
  ['the home folder', { HOME: '/c' }, 'linux', '/c/.cache/cache-bench'],
  ['Library/Caches on macOS', { HOME: '/c' }, 'darwin', '/c/Library/Caches/cache-bench'],
] as const)('the cache folder is %s', (_, environment, platform, folder) => {
  expect(cacheFolder(environment, platform)).toBe(folder);
});
