import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { FaultDefinition } from '../../src/fault/fault.js';
import { faults } from '../../src/fault/registry.js';
import { topologiesThatCan } from '../../src/topology/can.js';

const text = await readFile(new URL('../../docs/faults.md', import.meta.url), 'utf8');
const definitions: Readonly<Record<string, FaultDefinition>> = faults;
const names = Object.keys(faults).sort();

describe('the page on faults', () => {
  it('has a section for each fault, and no other', () => {
    // A fault's heading is its name in a scenario; other headings start with a capital letter.
    const headings = [...text.matchAll(/^## ([a-z-]+)$/gm)].map(([, heading]) => heading);
    expect([...headings].sort()).toEqual(names);
  });

  it('has a catalogue row for each fault, with a link to its section', () => {
    const rows = [...text.matchAll(/^\| \[`([a-z-]+)`\]\(#([a-z-]+)\) \|/gm)];
    expect(rows.map(([, name]) => name).sort()).toEqual(names);
    expect(rows.filter(([, name, anchor]) => name !== anchor)).toEqual([]);
  });

  it('names the topologies that can have each fault', () => {
    const ours = topologiesThatCan(['processes']);
    for (const name of names) {
      const row = text.split('\n').find((line) => line.startsWith(`| [\`${name}\`]`));
      const written = row?.split(' | ')[2]?.replace(/ \(.*\)$/, '') ?? '';
      const [, without] = /^all but (.*)$/.exec(written) ?? [];
      const named = without === undefined ? written.split(', ') : ours.filter((kind) => kind !== without);
      const expected = named.flatMap((kind) => (kind === 'all' ? ours : [kind]));
      expect(expected.toSorted(), name).toEqual(topologiesThatCan(definitions[name]?.needs ?? []).toSorted());
    }
  });

  it('shows examples that are valid in a scenario', () => {
    const examples = [...text.matchAll(/^```yaml\n(.*?)^```$/gms)].flatMap(([, block]) => {
      const read: unknown = parse(block ?? '');
      const entries = Array.isArray(read) ? read : (read as { faults: unknown[] }).faults;
      return entries.flatMap((entry: Record<string, unknown>) =>
        Object.entries(entry).filter(([word]) => definitions[word] !== undefined),
      );
    });
    expect(examples.length).toBeGreaterThan(10);
    for (const [name, options] of examples)
      expect(definitions[name]?.options.safeParse(options).error, `${name} ${JSON.stringify(options)}`).toBeUndefined();
  });

  it('describes for each fault how it proves its effect', () => {
    const sections = text.split(/^## /m).filter((section) => names.includes(section.split('\n')[0] ?? ''));
    expect(sections.length).toBe(names.length);
    const silent = sections.filter((section) => !/proof|proved/i.test(section));
    expect(silent.map((section) => section.split('\n')[0])).toEqual([]);
  });
});
