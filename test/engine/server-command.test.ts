import { describe, expect, test } from 'vitest';
import { serverCommand } from '../../src/engine/server-command.js';

describe('the command line of a server', () => {
  test('is just its path if it is installed', () => {
    const command = serverCommand({ path: '/usr/bin/redis-server', libraryFolders: [] }, ['a.conf'], {
      LD_LIBRARY_PATH: '/theirs',
    });
    expect(command).toEqual({ command: '/usr/bin/redis-server', parameters: ['a.conf'], environment: {} });
  });

  test("has its own libraries before the user's if it was unpacked", () => {
    const command = serverCommand({ path: '/e/redis-server', libraryFolders: ['/e/lib'] }, ['a.conf'], {
      LD_LIBRARY_PATH: '/theirs',
    });
    expect(command).toEqual({
      command: '/e/redis-server',
      parameters: ['a.conf'],
      environment: { LD_LIBRARY_PATH: '/e/lib:/theirs' },
    });
  });

  test('starts with the loader of its own release, if it has one', () => {
    const program = {
      path: '/e/bin/redis-server',
      libraryFolders: ['/e/lib', '/e/lib2'],
      loader: '/e/loader/redis-server',
    };
    expect(serverCommand(program, ['a.conf', '--sentinel'])).toEqual({
      command: '/e/loader/redis-server',
      parameters: ['--library-path', '/e/lib:/e/lib2', '/e/bin/redis-server', 'a.conf', '--sentinel'],
      environment: {},
    });
  });
});
