import { WriteStream } from 'node:tty';
import { describe, expect, it } from 'vitest';
import { allowsColour } from '../../src/cli/colour.js';

const pipe = { isTTY: undefined };
const terminal = {
  isTTY: true,
  hasColors: (environment: NodeJS.ProcessEnv) => WriteStream.prototype.hasColors(environment),
};

describe('colour', () => {
  it.each([
    ['a terminal has it', terminal, { TERM: 'xterm-256color' }, true],
    ['one inside tmux has it', terminal, { TERM: 'screen' }, true],
    ['a terminal without colours has none', terminal, { TERM: 'dumb' }, false],
    ['a pipe has none', pipe, { TERM: 'xterm' }, false],
    ['a log of CI has none by itself', pipe, { CI: 'true', GITHUB_ACTIONS: 'true' }, false],
    ['FORCE_COLOR gives it to a pipe', pipe, { FORCE_COLOR: '1' }, true],
    ['FORCE_COLOR=0 takes it from a terminal', terminal, { TERM: 'xterm', FORCE_COLOR: '0' }, false],
    ['FORCE_COLOR=false too', terminal, { TERM: 'xterm', FORCE_COLOR: 'false' }, false],
    ['an empty FORCE_COLOR says nothing', pipe, { FORCE_COLOR: '' }, false],
    ['NO_COLOR takes it from a terminal', terminal, { TERM: 'xterm', NO_COLOR: '1' }, false],
    ['an empty NO_COLOR says nothing', terminal, { TERM: 'xterm', NO_COLOR: '' }, true],
    ['NO_COLOR is stronger than FORCE_COLOR', pipe, { NO_COLOR: '1', FORCE_COLOR: '1' }, false],
  ])('%s', (_, stream, environment, expected) => {
    expect(allowsColour(stream, environment)).toBe(expected);
  });
});
