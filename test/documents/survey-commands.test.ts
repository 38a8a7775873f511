import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { permittedCommands, permittedMemcachedCommands } from '../../src/survey/permitted-commands.js';

test('docs/your-workload.md lists exactly the commands that a survey may send, each with its reason', () => {
  const text = readFileSync('docs/your-workload.md', 'utf8');
  const table = text.slice(text.indexOf('<!-- commands -->'), text.indexOf('<!-- commands end -->'));
  const listed = [...table.matchAll(/^\| `([^`]+)` \| (.+) \|$/gm)].map(([, command, reason]) => [command, reason]);
  expect(listed).toEqual(Object.entries({ ...permittedCommands, ...permittedMemcachedCommands }));
});
