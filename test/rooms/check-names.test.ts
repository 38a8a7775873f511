import { describe, expect, it } from 'vitest';
import { checkNames, type NameTable } from './check-names.js';

const table: NameTable = {
  registries: [
    { of: 'dish', file: 'kitchen/registry.ts', variable: 'dishes' },
    { of: 'wine', file: 'cellar/wines.ts', variable: 'wines' },
  ],
  otherWords: {},
  exceptions: [],
};
const world = {
  'kitchen/registry.ts': `
    import { soup } from './soup/soup.js';
    import { plainRice } from './plain-rice.js';
    export const dishes = { soup, 'plain-rice': plainRice } as const satisfies Record<string, Dish>;`,
  'kitchen/soup/soup.ts': `export const soup = {}; if (dish === 'soup') stir();`,
  'kitchen/plain-rice.ts': `export const plainRice = {}; if (dish === 'plain-rice') boil();`,
  'cellar/wines.ts': `export const wines = { red: {}, white: {} };`,
};

describe('the check of names', () => {
  it('accepts a comparison in the folder or file that the name belongs to', () => {
    expect(problemsOf({})).toEqual([]);
  });

  it.each([
    ['an equality', `if (order.dish === 'soup') serve();`],
    ['an inequality', `if ('soup' != dish) serve();`],
    ['a case', `switch (dish) { case 'soup': serve(); }`],
    ['a list', `if (['soup', 'bread'].includes(dish)) serve();`],
    ['a search in a list', `if (dishes.includes('soup')) serve();`],
    ['a set', `const liquids = new Set(['water', 'soup'] as const);`],
  ])('finds %s elsewhere', (_form, text) => {
    expect(problemsOf({ 'hall/serve.ts': `\n${text}` })).toEqual([
      "src/hall/serve.ts:2 compares something with 'soup', the name of a dish. Ask for an ability instead.",
    ]);
  });

  it('finds a name beside the folder that it belongs to, and a name that is written in its registry', () => {
    const text = `if (dish === 'soup' && wine !== 'red') serve();`;
    expect(problemsOf({ 'kitchen/other.ts': text })).toEqual([
      expect.stringContaining("'soup', the name of a dish"),
      expect.stringContaining("'red', the name of a wine"),
    ]);
    expect(problemsOf({ 'kitchen/soup/other.ts': `if (dish === 'plain-rice') serve();` })).toHaveLength(1);
  });

  it('ignores words that are no names, and names that are not compared', () => {
    const text = `const usual = 'soup'; if (dish === 'water') serve(); const list = ['soup'];`;
    expect(problemsOf({ 'hall/serve.ts': text })).toEqual([]);
  });

  it('ignores subjects that have words of their own, and fails when none is left', () => {
    const otherWords = { colour: 'The colour of a wall.' };
    expect(problemsOf({ 'hall/paint.ts': `if (wall.colour === 'red') paint();` }, { otherWords })).toEqual([]);
    expect(problemsOf({}, { otherWords })).toEqual([expect.stringContaining('no word of colour looks like a name')]);
  });

  it('accepts an exception, and fails when it is stale', () => {
    const exceptions = [{ place: 'hall', words: ['soup'], because: 'The menu lists each dish.' }];
    expect(problemsOf({ 'hall/menu.ts': `if (dish === 'soup') print();` }, { exceptions })).toEqual([]);
    expect(problemsOf({}, { exceptions })).toEqual([
      "rooms.cjs: hall may compare 'soup', but doesn't. Remove the exception.",
    ]);
  });

  it('fails when a registry is not found', () => {
    const registries = [{ of: 'dish', file: 'kitchen/registry.ts', variable: 'meals' }];
    expect(problemsOf({}, { registries })).toEqual(['rooms.cjs: src/kitchen/registry.ts has no registry meals.']);
  });
});

function problemsOf(files: Readonly<Record<string, string>>, changed: Partial<NameTable> = {}): string[] {
  return checkNames(new Map(Object.entries({ ...world, ...files })), { ...table, ...changed });
}
