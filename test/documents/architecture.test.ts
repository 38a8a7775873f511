import { readFile, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import type { RoomTable } from '../rooms/check-rooms.js';

const table: RoomTable = createRequire(import.meta.url)('../../rooms.cjs');
const rooms = Object.keys(table.rooms).sort();

test('the architecture page draws every room', async () => {
  const [, drawing = ''] = /```text\n([^`]*)```/.exec(await readFile('docs/architecture.md', 'utf8')) ?? [];
  const words = new Set(drawing.match(/[a-z]+/g));
  expect(rooms.filter((room) => !words.has(room))).toEqual([]);
});

test('the architecture page describes every room once, and no other', async () => {
  const [, section = ''] = (await readFile('docs/architecture.md', 'utf8')).split('\n## The rooms\n');
  const described = [...section.split('\n## ')[0]!.matchAll(/^\| `(\w+)` \|/gm)].map(([, room]) => room);
  expect(described.sort()).toEqual(rooms);
});

test('each file that the architecture page starts from exists', async () => {
  const [, section = ''] = (await readFile('docs/architecture.md', 'utf8')).split('\n## The rooms\n');
  for (const [, room, files = ''] of section.matchAll(/^\| `(\w+)` \|.*\|([^|]*)\|$/gm))
    for (const [, file] of files.matchAll(/`([^`]+)`/g))
      await expect(stat(`src/${room}/${file}`), `src/${room}/${file}`).resolves.toBeDefined();
});
