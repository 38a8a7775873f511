import { expect, it } from 'vitest';
import { applicationOptions, applicationPlan } from '../../../src/application/application-options.js';
import { UsageError } from '../../../src/errors/errors.js';
import { requireProgram } from '../../../src/run/application/require-program.js';

const check = (command: string | string[], env = {}) =>
  requireProgram(applicationPlan(applicationOptions.parse({ command, env, requests: [{ name: 'get', path: '/' }] })), {
    PATH: '/bin:/usr/bin',
  });

it.each([[['no-such-program', 'x']], [['./no-such-program']], [['/tmp']]])(
  'refuses the command %j before anything is started',
  async (command) => {
    await expect(check(command)).rejects.toThrow(UsageError);
    await expect(check(command)).rejects.toThrow(`there is no command "${command[0]}" on PATH`);
  },
);

it('looks where the program would be found', async () => {
  await check(['sh', '-c', 'exit']);
  await check([process.execPath]);
  await expect(check(['sh'], { PATH: '/nowhere' })).rejects.toThrow(UsageError);
});

it('leaves to others what it can not know', async () => {
  await check('no-such-program x');
  await check(['{package}/bin/run.js']);
  await requireProgram(null, {});
  await requireProgram({ program: null }, {});
});
