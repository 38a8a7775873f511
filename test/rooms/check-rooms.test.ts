import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkRooms, type RoomTable } from './check-rooms.js';

/** Two rooms above two leaves, with files that follow the table and use every entry. */
const table: RoomTable = {
  layers: [['kitchen'], ['pantry', 'cellar'], ['words']],
  leaves: ['words'],
  rooms: {
    kitchen: { purpose: 'Cooks.', imports: ['pantry'] },
    pantry: { purpose: 'Keeps food.', imports: [] },
    cellar: { purpose: 'Keeps wine.', imports: [] },
    words: { purpose: 'Names things.', imports: [] },
  },
  packages: { salt: ['kitchen/spices'] },
  builtins: { 'node:child_process': ['cellar'] },
  forbidden: [{ room: 'pantry', builtins: ['node:fs'], except: ['pantry/label.ts'] }],
};
const world = {
  'kitchen/cook.ts': `import { food } from '../pantry/food.js';\nimport type { Word } from '../words/word.js';`,
  'kitchen/spices/spice.ts': `import 'salt';`,
  'pantry/food.ts': `import { readFileSync } from 'node:path';`,
  'pantry/label.ts': `import 'node:fs';`,
  'cellar/wine.ts': `import { spawn } from 'node:child_process';`,
  'words/word.ts': 'export type Word = string;',
};

describe('the rooms check', () => {
  it('finds nothing in a tree that follows its table', () => {
    expect(problemsOf({})).toEqual([]);
  });

  it('fails if it found no module at all', () => {
    expect(checkRooms(new Map(), table)).toEqual([expect.stringContaining('No module was looked at')]);
  });

  it.each([
    ['a static import', `import { x } from '../cellar/wine.js';`],
    ['a type-only import', `import type { X } from '../cellar/wine.js';`],
    ['a re-export', `export * from '../cellar/wine.js';`],
    ['a type-only re-export', `export type { X } from '../cellar/wine.js';`],
    ['a dynamic import', `export const x = await import('../cellar/wine.js');`],
    ['an import inside a type', `export type X = import('../cellar/wine.js').X;`],
    ['a require', `export const x = require('../cellar/wine.js');`],
    ['an import assignment', `import x = require('../cellar/wine.js');`],
    ['a worker named by URL', `new Worker(new URL('../cellar/wine.js', import.meta.url));`],
  ])('sees %s of another room', (_kind, text) => {
    expect(problemsOf({ 'pantry/shelf.ts': text })).toEqual([
      'src/pantry/shelf.ts:1 imports ../cellar/wine.js: the room pantry may not import cellar.',
    ]);
  });

  it('names the line of the import', () => {
    expect(problemsOf({ 'pantry/shelf.ts': `\n\nimport '../cellar/wine.js';` })[0]).toContain('src/pantry/shelf.ts:3 ');
  });

  it('fails on an import from a higher room, also in a leaf', () => {
    expect(problemsOf({ 'words/rhyme.ts': `import type { Food } from '../pantry/food.js';` })).toEqual([
      'src/words/rhyme.ts:1 imports ../pantry/food.js: the room words may not import pantry.',
    ]);
  });

  it('fails on an import that it cannot resolve', () => {
    expect(problemsOf({ 'pantry/shelf.ts': `const name = 'x';\nawait import(name);` })).toEqual([
      expect.stringContaining('src/pantry/shelf.ts:2 imports something computed'),
    ]);
  });

  it('allows it in the files that load what users name, and fails if one of them no longer does', () => {
    const problemsWith = (text: string) =>
      checkRooms(new Map(Object.entries({ ...world, 'pantry/shelf.ts': text })), {
        ...table,
        computed: ['pantry/shelf.ts'],
      });
    expect(problemsWith(`const name = 'x';\nawait import(name);`)).toEqual([]);
    expect(problemsWith('export {};')).toEqual([
      'rooms.cjs: pantry/shelf.ts may import something computed, but does not. Remove the entry.',
    ]);
  });

  it('fails on an import of a missing file', () => {
    expect(problemsOf({ 'pantry/shelf.ts': `import './missing.js';` })).toEqual([
      'src/pantry/shelf.ts:1 imports ./missing.js, which is no TypeScript file below src.',
    ]);
  });

  it('fails on a package outside its folder, by any path into it', () => {
    expect(problemsOf({ 'kitchen/plate.ts': `import type { Grain } from 'salt/grain';` })).toEqual([
      'src/kitchen/plate.ts:1 imports the package salt, which may only be used in kitchen/spices.',
    ]);
  });

  it('fails on a package that is not in the table', () => {
    expect(problemsOf({ 'kitchen/plate.ts': `import '@far/pepper/whole';` })).toEqual([
      "src/kitchen/plate.ts:1 imports the package @far/pepper, which rooms.cjs doesn't have.",
    ]);
  });

  it.each(['node:child_process', 'child_process'])('fails on %s outside its room', (name) => {
    expect(problemsOf({ 'kitchen/plate.ts': `import '${name}';` })).toEqual([
      'src/kitchen/plate.ts:1 imports node:child_process, which may only be used in cellar.',
    ]);
  });

  it('fails on a built-in that a room must not use, except in the excepted file', () => {
    expect(problemsOf({ 'pantry/shelf.ts': `import 'node:fs';` })).toEqual([
      'src/pantry/shelf.ts:1 imports node:fs: the room pantry must do without it.',
    ]);
  });

  it('fails on a cycle of files, including type-only imports, and shows it once', () => {
    const circle = {
      'pantry/a.ts': `import './b.js';`,
      'pantry/b.ts': `import type { C } from './c.js';`,
      'pantry/c.ts': `export * from './a.js';`,
    };
    expect(problemsOf(circle)).toEqual([
      'Files import each other in a circle: pantry/a.ts → pantry/b.ts → pantry/c.ts → pantry/a.ts.',
    ]);
  });

  it('finds no cycle if a worker imports the types of the file that starts it', () => {
    const worker = {
      'pantry/host.ts': `new Worker(new URL('./worker.js', import.meta.url));\nexport type Message = string;`,
      'pantry/worker.ts': `import type { Message } from './host.js';`,
    };
    expect(problemsOf(worker)).toEqual([]);
  });

  it('fails on a folder that is not in the table, and on a file outside any room', () => {
    expect(problemsOf({ 'attic/box.ts': '', 'main.ts': '' })).toEqual([
      'src/main.ts lies in no room. Move it into one.',
      'src/attic is not in the table of rooms.cjs. Add it, or move its files.',
    ]);
  });

  it('fails on a room in the table that does not exist', () => {
    const rooms = { ...table.rooms, attic: { purpose: 'Forgets.', imports: [] } };
    expect(problemsOf({}, { rooms, layers: [...table.layers, ['attic']] })).toEqual([
      'rooms.cjs has the room attic, but src/attic has no module. Remove the entry.',
    ]);
  });

  it('fails on a room without a layer', () => {
    expect(problemsOf({}, { layers: [['kitchen'], ['pantry'], ['words']] })).toEqual([
      'rooms.cjs: the room cellar is on 0 layers; it must be on exactly one.',
    ]);
  });

  it.each(['kitchen', 'cellar'])('fails on a table that allows an upward import: %s', (room) => {
    const rooms = { ...table.rooms, pantry: { purpose: 'Keeps food.', imports: [room] } };
    expect(problemsOf({}, { rooms })).toContain(
      `rooms.cjs: pantry may not be allowed ${room}, which isn't on a layer below it.`,
    );
  });

  it('fails on an entry for a leaf, which needs none', () => {
    const rooms = { ...table.rooms, kitchen: { purpose: 'Cooks.', imports: ['pantry', 'words'] } };
    expect(problemsOf({}, { rooms })).toEqual([
      'rooms.cjs: kitchen needs no entry for words, a leaf that every room above it may import.',
    ]);
  });

  it('fails on an allowed room that no file imports', () => {
    expect(problemsOf({ 'kitchen/cook.ts': '' })).toEqual([
      'rooms.cjs: kitchen may import pantry, but no file does. Remove the entry.',
    ]);
  });

  it('fails on an allowed package or built-in that no file imports', () => {
    expect(problemsOf({ 'kitchen/spices/spice.ts': '', 'cellar/wine.ts': '' })).toEqual([
      'rooms.cjs: kitchen/spices may import salt, but no file does. Remove the entry.',
      'rooms.cjs: cellar may import node:child_process, but no file does. Remove the entry.',
    ]);
  });

  it('fails on an exception that no file needs', () => {
    expect(problemsOf({ 'pantry/label.ts': '' })).toEqual([
      'rooms.cjs: pantry/label.ts is excepted from what pantry must do without, but needs no exception.',
    ]);
  });
});

describe('test/rooms.js', () => {
  it('exits 0 for a valid tree, and counts its modules', async () => {
    const result = await checkProject(world);
    expect(result.stderr).toBe('rooms: 6 modules, 0 problems\n');
    expect(result.status).toBe(0);
  });

  it('exits 1 with one problem per line', async () => {
    const result = await checkProject({ ...world, 'kitchen/plate.ts': `import 'child_process';` });
    expect(result.stderr).toMatch(
      /^src\/kitchen\/plate\.ts:1 imports node:child_process.*\nrooms: 7 modules, 1 problems\n$/,
    );
    expect(result.status).toBe(1);
  });

  it('exits 1 for a src without modules', async () => {
    const result = await checkProject({ 'readme.md': 'Nothing here.' });
    expect(result.stderr).toContain('No module was looked at');
    expect(result.status).toBe(1);
  });
});

function problemsOf(changes: Readonly<Record<string, string>>, tableChanges: Partial<RoomTable> = {}): string[] {
  return checkRooms(new Map(Object.entries({ ...world, ...changes })), { ...table, ...tableChanges });
}

async function checkProject(files: Readonly<Record<string, string>>) {
  const folder = await mkdtemp(join(tmpdir(), 'rooms-'));
  try {
    const names = { registries: [], otherWords: {}, exceptions: [] };
    const sizes = { fileLines: 250, functionLines: 60, exceptions: [] };
    await writeFile(join(folder, 'rooms.cjs'), `module.exports = ${JSON.stringify({ ...table, names, sizes })};`);
    for (const [path, text] of Object.entries(files)) {
      const file = join(folder, 'src', path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, text);
    }
    return spawnSync(process.execPath, ['test/rooms.js', folder], { encoding: 'utf8' });
  } finally {
    await rm(folder, { recursive: true });
  }
}
