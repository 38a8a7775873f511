import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseTargetUrl } from '../../src/model/target-url.js';

test("docs/targets.md lists exactly the parameters that a target's URL may have", () => {
  const text = readFileSync('docs/targets.md', 'utf8');
  const table = text.slice(text.indexOf('<!-- parameters -->'), text.indexOf('<!-- parameters end -->'));
  const listed = [...table.matchAll(/`([a-z-]+)=[^`]*`/g)].map(([, name]) => name);
  const expected = parseTargetUrl('rediss://host?nothing=1').expected ?? '';
  const known = (/out of (.*)$/.exec(expected)?.[1] ?? '').split(', ');
  expect(new Set(listed)).toEqual(new Set(known));
});
